"""What shoppers see at an instant: the later start wins, an end gives way, off is off, all to the second."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.publications import (
    PublicationFacts,
    Standing,
    before_off,
    changes,
    live,
    next_change,
    replaced_by,
    standing,
    timeline,
)

NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def row(number: int, start: int, end: int | None = None, version: int | None = None, cancelled: int | None = None):
    return PublicationFacts(
        number,
        version or number,
        at(start),
        None if end is None else at(end),
        None if cancelled is None else at(cancelled),
    )


def shown(rows, seconds: int) -> int | None:
    found = live(rows, at(seconds))
    return found.version if found else None


def test_nothing_is_seen_before_the_first_publication_and_something_at_its_second():
    assert [shown([row(1, 10)], seconds) for seconds in (9, 10)] == [None, 1]


def test_a_bounded_publication_gives_way_to_the_page_before_it():
    rows = [row(1, 0), row(2, 10, 20)]
    assert [shown(rows, seconds) for seconds in (9, 10, 19, 20)] == [1, 2, 2, 1]


def test_the_later_start_wins_within_a_bounded_one_too():
    rows = [row(1, 0), row(2, 10, 100), row(3, 50)]
    assert [shown(rows, seconds) for seconds in (49, 50, 100)] == [2, 3, 3]


def test_of_two_that_begin_together_the_one_written_later_wins():
    assert shown([row(1, 0), row(2, 0)], 0) == 2


def test_off_is_a_publication_of_nothing_and_not_an_unknown_page():
    off = PublicationFacts(2, None, at(10))
    assert live([row(1, 0), off], at(10)) == off


def test_what_is_cancelled_before_it_begins_never_shows_and_afterwards_ends_at_once():
    assert [shown([row(1, 0), row(2, 10, cancelled=5)], seconds) for seconds in (10, 30)] == [1, 1]
    assert [shown([row(1, 0), row(2, 10, cancelled=15)], seconds) for seconds in (14, 15)] == [2, 1]


def test_the_next_change_is_one_that_somebody_sees():
    rows = [row(1, 0), row(2, 10, 100), row(3, 20, 30), row(4, 25, 28)]
    assert next_change(rows, at(5)) == at(10)
    assert next_change(rows, at(100)) is None


ROWS = st.lists(
    st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(1, 30)), st.one_of(st.none(), st.integers(0, 60))),
    max_size=6,
).map(
    lambda told: [
        row(number, start, None if length is None else start + length, cancelled=cancelled)
        for number, (start, length, cancelled) in enumerate(told, start=1)
    ]
)


@given(ROWS, st.integers(-5, 90))
def test_between_two_changes_nothing_changes(rows, seconds):
    now = at(seconds)
    before = max((moment for moment in changes(rows) if moment <= now), default=None)
    if before is None:
        assert live(rows, now) is None
    else:
        assert live(rows, now) == live(rows, before)


@given(ROWS)
def test_a_timeline_has_no_gap_and_says_what_is_seen_at_each_second(rows):
    spans = timeline(rows, at(0), at(90))
    assert (spans[0][0], spans[-1][1]) == (at(0), at(90))
    for begin, end, publication in spans:
        assert live(rows, begin) == live(rows, end - SECOND) == publication


def replaced(*rows, since: int = 0) -> int | None:
    found = replaced_by(rows, 1, at(since))
    return found.id if found else None


def test_the_first_other_version_for_good_takes_over_and_no_other_publication_does():
    first, for_a_while, the_same = row(1, 0), row(2, 5, 8), row(3, 6, version=1)
    assert replaced(first, for_a_while, the_same) is None
    assert replaced(first, for_a_while, the_same, row(5, 20), row(4, 10)) == 4
    assert replaced(first, row(4, 10), row(5, 10, 20)) == 4, "it stands behind the one that begins with it for a while"
    off = PublicationFacts(6, None, at(7))
    assert replaced(first, off, row(4, 10)) == 6


def test_what_was_there_before_or_never_began_takes_nothing_over():
    assert replaced(row(1, 0), row(2, 3), since=3) is None
    assert replaced(row(1, 0), row(2, 3), since=2) == 2
    assert replaced(row(1, 0), row(2, 10, cancelled=9)) is None
    assert replaced(row(1, 0), row(2, 10, cancelled=10)) is None
    assert replaced(row(1, 0), row(2, 10, cancelled=11)) == 2, "it had begun"
    assert replaced(row(1, 0), row(2, 10), row(3, 10, version=1)) is None, "of two at once the later is seen"


def off(number: int, start: int) -> PublicationFacts:
    return PublicationFacts(number, None, at(start))


def test_one_publication_is_now_and_one_that_gave_way_for_a_while_comes_back():
    rows = [row(1, 0), row(2, 5), row(3, 10, 20), row(4, 30), row(5, 6, 40, cancelled=7), row(6, 0, 3)]
    assert [standing(each, rows, at(12)).value for each in rows] == [
        *("over", "behind", "now", "planned", "cancelled", "over")
    ]


def test_switched_off_the_page_is_now_off_and_nothing_else_is_now():
    rows = [row(1, 0), off(2, 10)]
    assert [standing(each, rows, at(10)) for each in rows] == [Standing.OVER, Standing.NOW]


def test_the_way_back_from_off_is_the_version_that_stood_there_for_good():
    rows = [row(1, 0), row(2, 5, 50), off(3, 10)]
    assert [before_off(rows, at(seconds)) for seconds in (9, 10, 99)] == [None, 1, 1]
    assert before_off([row(2, 5, 50), off(3, 10)], at(10)) is None


@given(st.lists(st.tuples(st.integers(0, 50), st.none() | st.integers(1, 30)), max_size=6), st.integers(0, 80))
def test_at_most_one_publication_is_ever_now(spans, second):
    rows = [row(number, start, start + length if length else None) for number, (start, length) in enumerate(spans, 1)]
    now = [each for each in rows if standing(each, rows, at(second)) is Standing.NOW]
    assert now == [each for each in [live(rows, at(second))] if each]
