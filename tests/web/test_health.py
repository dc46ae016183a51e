"""Whether the process lives and can serve."""

from datetime import timedelta

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tbo import clock
from tbo.db import MIGRATIONS, db, writing
from tbo.jobs import Job, note_worker

SCRIPT = ScriptDirectory(str(MIGRATIONS))
HEAD = SCRIPT.get_current_head()
ONE_BEFORE = SCRIPT.get_revision(HEAD).down_revision


def stamp(revision: str) -> None:
    """Say that the tables came by migrations up to this one; tests make them without."""
    with writing():
        db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        db.session.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


@pytest.fixture
def at_head(app):
    """The tables are those of the last migration, and a worker was there just now."""
    stamp(HEAD)
    note_worker()


def test_a_living_process_says_so_without_asking_the_database(client, monkeypatch):
    monkeypatch.setattr(db.session, "execute", None)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"alive": True})


def test_a_shop_in_order_is_ready(client, at_head):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "ready": True,
        "database": "ok",
        "migrations": "at head",
        "queue_age_s": 0,
        "worker": "ok",
    }


def test_a_shop_behind_its_migrations_is_not_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["migrations"] == "behind"


def test_a_shop_that_lacks_the_last_migration_is_not_ready(client):
    stamp(ONE_BEFORE)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["migrations"] == "behind"


def test_old_code_serves_on_while_a_deploy_has_migrated_already(client):
    stamp("made_by_newer_code")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.get_json()["ready"], answer.get_json()["migrations"]) == (True, "ahead")


def test_the_migrations_of_the_code_are_read_once_in_a_process(client, at_head, monkeypatch):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr("alembic.script.ScriptDirectory", None)
    assert client.get("/readyz").status_code == 200


def test_a_worker_that_is_late_is_said_but_pages_are_served(client, at_head):
    with writing():
        db.session.add(Job(key="late", name="x", arguments={}, due_at=clock.now() - timedelta(minutes=6)))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["worker"] == "late"
    assert 360 <= answer.get_json()["queue_age_s"] < 400


def test_a_worker_that_nobody_has_seen_is_late_also_while_nothing_is_due(client, at_head):
    with clock.standing_at(clock.now() + timedelta(seconds=181)):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["worker"]) == (200, "late")


def test_a_database_that_is_away_is_said_without_its_address(client, monkeypatch):
    def away(*_):
        raise OperationalError("SELECT 1", {}, Exception("host db.example refused user tbo"))

    monkeypatch.setattr(db.session, "execute", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {"ready": False, "database": "OperationalError"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_platforms_may_ask_by_any_name_and_nobody_keeps_the_answer(client, at_head, path):
    answer = client.get(path, base_url="http://10.0.0.7:8000")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
