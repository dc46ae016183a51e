"""Statements that are written once: past the unit of work, in its transaction, with the same values and errors."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound, StatementError

from tbo.db import db, writing
from tbo.jobs import Job
from tbo.statements import InsertOnce, run

from .support.queries import recorded_queries

NIGHT = datetime(2026, 11, 18, 7, 30, tzinfo=timezone(timedelta(hours=8)))
COLUMNS = Job.id, Job.key, Job.arguments, Job.due_at, Job.finished_at, Job.tries
FOUND = select(*COLUMNS).where(Job.due_at >= bindparam("since"), Job.name == "none").order_by(Job.key)
INSERT = insert(Job)
PLAN = update(Job).where(Job.key == bindparam("it")).values(due_at=bindparam("at"))
SOME = select(Job.key).where(Job.key.in_(bindparam("keys", expanding=True)))
ONCE = InsertOnce(Job, "key")
TIMES = 3


@pytest.fixture
def shop(empty_app):
    with empty_app.app_context():
        yield empty_app


def write(key: str, at: datetime = NIGHT) -> None:
    run(INSERT, key=key, name="none", arguments={"a": [1]}, due_at=at)


def test_rows_are_the_same_every_time(shop):
    for key in "abc":
        write(key)
    asked = [tuple(row) for row in db.session.execute(FOUND, {"since": NIGHT})]
    assert [row[1:] for row in asked] == [(key, {"a": [1]}, NIGHT, None, 0) for key in "abc"]
    for _time in range(TIMES):
        rows = run(FOUND, since=NIGHT).all()
        assert [tuple(row) for row in rows] == asked
        assert (rows[0].key, rows[1].due_at) == ("a", NIGHT)
        assert run(FOUND, since=NIGHT).scalars().all() == [row[0] for row in asked]
        with pytest.raises(NoResultFound):
            run(FOUND, since=NIGHT + timedelta(microseconds=1)).one()


def test_a_list_of_values_may_be_of_any_length(shop):
    write("a")
    write("b")
    for keys in ([], ["a"], ["a", "b"]):
        assert run(SOME, keys=keys).scalars().all() == keys


def test_rows_written_are_counted_and_a_default_is_written(shop):
    for number, key in enumerate("abc", 1):
        write(key)
        assert run(PLAN, it=key, at=NIGHT + timedelta(days=number)).rowcount == 1
        assert run(PLAN, it="nobody", at=NIGHT).rowcount == 0
    assert [(row.tries, row.due_at) for row in run(FOUND, since=NIGHT)] == [
        (0, NIGHT + timedelta(days=number)) for number in (1, 2, 3)
    ]


def test_a_row_that_is_there_is_left_and_a_new_one_named(shop):
    named = {"name": "none", "arguments": {}, "due_at": NIGHT}
    ids = [ONCE.run(key=key, **named) for key in "aabbcc"]
    assert [id_ for id_ in ids if id_] == run(FOUND, since=NIGHT).scalars().all()
    assert ids[1::2] == [None] * TIMES


def test_every_statement_is_counted(shop):
    for _time in range(TIMES):
        with recorded_queries() as asked:
            run(FOUND, since=NIGHT)
        assert len(asked) == 1


def test_an_error_is_sqlalchemys_and_undoes_the_transaction(shop):
    for _time in range(TIMES):
        with pytest.raises(IntegrityError):
            _twice()
        with pytest.raises(StatementError, match="no time zone"):
            run(FOUND, since=NIGHT.replace(tzinfo=None))
        db.session.rollback()
        assert run(FOUND, since=NIGHT).all() == []


def _twice() -> None:
    with writing():
        write("twice")
        write("twice")


def test_what_the_session_holds_is_written_first_and_a_savepoint_is_kept(shop):
    for key in "abc":
        db.session.add(Job(key=key, name="none", arguments={}, due_at=NIGHT))
        with db.session.begin_nested() as undone:
            write(f"{key} undone")
            assert len(run(FOUND, since=NIGHT).all()) == ord(key) - ord("a") + 2
            undone.rollback()
    assert [row.key for row in run(FOUND, since=NIGHT)] == ["a", "b", "c"]


def test_another_shop_in_the_same_process_is_asked_itself(shop):
    before = run(FOUND, since=NIGHT).all()
    db.session.remove()
    write("after")
    assert (before, [row.key for row in run(FOUND, since=NIGHT)]) == ([], ["after"])
