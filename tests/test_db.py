"""Questions to the driver itself are asked as the session asks them; transactions may share a connection."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, event, select

from tbo.db import Prepared, db, driver_cursor, on_one_connection, writing
from tbo.jobs import Job

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
