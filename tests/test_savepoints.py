"""What a test commits or undoes is a savepoint, and stands or goes as if it had been said at once."""

import pytest
from sqlalchemy import insert, select

from tbo import clock
from tbo.db import db
from tbo.jobs import Job

from .support import savepoints


@pytest.fixture
def said(app, monkeypatch) -> list[str]:
    """What is said of savepoints while a test runs, without their names."""
    sentences, really = [], savepoints._say

    def heard(connection, wanted):
        sentences.extend(sentence.rpartition(" ")[0] for sentence in wanted)
        really(connection, wanted)

    monkeypatch.setattr(savepoints, "_say", heard)
    return sentences


def write(key: str) -> None:
    db.session.add(Job(key=key, name="none", arguments={}, due_at=clock.now()))
    db.session.flush()


def keys() -> list[str]:
    return list(db.session.scalars(select(Job.key).where(Job.name == "none").order_by(Job.key)))


def test_who_only_asks_says_none(said):
    for _time in range(3):
        assert keys() == []
        db.session.rollback()
        db.session.commit()
    assert said == []


def test_what_is_committed_stands_and_what_is_undone_goes(said):
    write("stands")
    db.session.commit()
    assert keys() == ["stands"]
    write("goes")
    db.session.rollback()
    assert keys() == ["stands"]
    write("stands, too")
    db.session.commit()
    db.session.rollback()
    assert keys() == ["stands", "stands, too"]
    assert said == ["SAVEPOINT", "SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SAVEPOINT"]


def test_of_one_in_another_only_the_inner_goes(said):
    write("before")
    with db.session.begin_nested() as inner:
        assert keys() == ["before"]
        write("inside")
        inner.rollback()
    write("after")
    with db.session.begin_nested():
        write("kept")
    db.session.commit()
    assert keys() == ["after", "before", "kept"]


def test_with_the_outer_one_goes_what_an_inner_one_kept(said):
    with db.session.begin_nested():
        write("kept")
    write("more")
    db.session.rollback()
    assert keys() == []


@pytest.mark.parametrize("_time", range(2))
def test_nothing_of_one_test_is_left_for_the_next(said, _time):
    assert keys() == []
    write("once")
    db.session.commit()
    assert keys() == ["once"]


def test_a_transaction_that_ended_leaves_nothing_to_let_go(said):
    engine, row = db.engine.engine, insert(Job).values(key="x", name="none", arguments={}, due_at=clock.now())
    for _time in range(3):
        with engine.connect() as connection, connection.begin() as whole:
            with connection.begin_nested():
                connection.execute(row)
            whole.rollback()
    assert said == ["SAVEPOINT"] * 3
