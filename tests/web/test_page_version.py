"""The catalogue's version: read once a second, and nobody waits long for it."""

import pytest
from sqlalchemy.exc import OperationalError

from tbo.web.page_version import Version


class Row:
    """The row of the version; counts how often it is read."""

    def __init__(self):
        self.number, self.reads, self.is_away = 7, 0, False

    def __call__(self) -> int:
        self.reads += 1
        if self.is_away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.number


@pytest.fixture
def row():
    """A row that says 7."""
    return Row()


def test_it_is_read_at_most_once_a_second(hands, row):
    version = Version(row)
    for _ in range(100):
        hands.now += 0.0099
        assert version.number() == 7
    assert row.reads == 1


def test_a_change_is_known_after_a_second(hands, row):
    version = Version(row)
    version.number()
    row.number = 8
    hands.now += 1
    assert version.number() == 8


def test_while_the_database_is_away_the_last_version_holds_and_it_is_asked_once_a_second(hands, row):
    version = Version(row)
    version.number()
    row.is_away = True
    for _ in range(20):
        hands.now += 0.1
        assert version.number() == 7
    assert row.reads <= 3
    row.is_away, row.number = False, 9
    hands.now += 1
    assert version.number() == 9


def test_who_comes_while_another_reads_waits_a_moment_and_goes_on_with_the_last(hands, row, monkeypatch):
    monkeypatch.setattr("tbo.web.page_version.PATIENCE_S", 0)
    version = Version(row)
    version.number()
    row.number = 8
    hands.now += 1
    with version._reading:
        assert version.number() == 7
    assert version.number() == 8
