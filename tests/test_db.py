"""Questions to the driver itself are asked as the session asks them; connections are shared, few, and seen to die."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, create_engine, event, make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from tbo.db import db, on_one_connection, writing
from tbo.jobs import Job
from tbo.settings import engine_options
from tbo.statements import Prepared, driver_cursor

from .support import databases

NIGHT = datetime(2026, 11, 18, 7, 30, tzinfo=timezone(timedelta(hours=8)))
SINCE = select(Job.key).where(Job.due_at > bindparam("since"))


def test_an_instant_is_the_same_in_every_zone_and_on_either_engine(committed_app):
    prepared = Prepared(SINCE)
    with committed_app.app_context(), driver_cursor() as cursor:
        with writing():
            db.session.add(Job(key="at night", name="none", arguments={}, due_at=NIGHT))
        for since in (NIGHT, NIGHT - timedelta(microseconds=1), NIGHT - timedelta(hours=4)):
            asked = [tuple(row) for row in db.session.execute(SINCE, {"since": since})]
            assert list(prepared.rows(cursor, since=since)) == asked
            assert asked == ([("at night",)] if since < NIGHT else [])


def test_the_driver_s_errors_are_told_as_through_a_session(committed_app):
    with committed_app.app_context():
        for _ in range(2):
            with pytest.raises(DBAPIError), driver_cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")
        with driver_cursor() as cursor:
            assert cursor.execute("SELECT 1").fetchone()[0] == 1
        assert db.session.scalar(text("SELECT 1")) == 1


def test_a_database_that_is_away_is_told_as_through_a_session(committed_app, monkeypatch):
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with committed_app.app_context():
        monkeypatch.setitem(db.engines, None, away)
        with pytest.raises(OperationalError), driver_cursor():
            pytest.fail("nobody is there")


def test_transactions_follow_each_other_on_one_connection_and_stay_apart(committed_app):
    taken = []
    with committed_app.app_context():
        engine = db.engine
        event.listen(engine, "checkout", lambda *_: taken.append(1))
        with on_one_connection():
            for key in ("first", "second"):
                with writing():
                    _add(key)
                db.session.remove()
            with pytest.raises(ZeroDivisionError):
                _fail_after_adding("undone")
        assert (len(taken), db.engine) == (1, engine)
        assert db.session.scalars(select(Job.key).order_by(Job.key)).all() == ["first", "second"]


def _add(key: str) -> None:
    db.session.add(Job(key=key, name="none", arguments={}, due_at=NIGHT))
    db.session.flush()


def _fail_after_adding(key: str) -> None:
    with writing():
        _add(key)
        raise ZeroDivisionError


@pytest.mark.skipif(databases.ENGINE != "postgresql", reason="a file has no connections that die")
def test_a_connection_that_a_restart_killed_costs_nobody_a_page(committed_shop, server):
    visitor = committed_shop.test_client()
    assert visitor.get("/search?q=lantern").status_code == 200
    name = make_url(committed_shop.config["SQLALCHEMY_DATABASE_URI"]).database
    killing = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
    with create_engine(server.address).connect() as other:
        assert other.scalar(killing, {"name": name}) >= 1
    assert visitor.get("/search?q=harbour").status_code == 200


@pytest.mark.parametrize(("threads", "most", "opened"), [(64, 8, 8), (4, 8, 4), (64, 30, 30)])
def test_a_process_opens_as_many_connections_as_it_may(settings, threads, most, opened):
    shop = replace(settings, web_threads=threads, database_connections=most)
    options = engine_options(replace(shop, database_url="postgresql+psycopg://db.example/tbo"))
    assert (options["pool_size"], options["max_overflow"], options["pool_pre_ping"]) == (opened, 0, True)
    assert engine_options(replace(shop, database_url="sqlite:///tbo.db")) == {"hide_parameters": True}
