"""Comparing a bill with our books: every line meets its own, and what does not is named with its sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.money import Money
from tbo.rules.reconciliation import DifferenceKind, Line, differences

KEYS = st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", "R1", "R2"]))
BOOKS = st.dictionaries(KEYS, st.integers(1, 500))


def paid(number: str, fen: int) -> Line:
    return Line(number, Money(fen))


def lines(book: dict) -> list[Line]:
    return [Line(number, Money(fen), refund) for (number, refund), fen in book.items()]


def test_equal_lines_leave_nothing():
    line = paid("A", 300)
    assert differences([line], {line.key: Money(300)}, [line]) == []


@pytest.mark.parametrize(
    ("theirs", "ours", "expected", "kind", "size"),
    [
        (300, None, [], DifferenceKind.UNKNOWN, 300),
        (300, 0, [], DifferenceKind.MISSING_HERE, 300),
        (300, 299, [], DifferenceKind.DIFFERENT, 1),
        (299, 300, [], DifferenceKind.DIFFERENT, 1),
    ],
)
def test_a_line_of_theirs_that_is_not_ours_is_named(theirs, ours, expected, kind, size):
    line = paid("A", theirs)
    found = differences([line], {} if ours is None else {line.key: Money(ours)}, expected)
    assert [(one.kind, one.size) for one in found] == [(kind, Money(size))]


def test_a_line_of_ours_that_they_lack_is_named():
    found = differences([], {}, [paid("A", 300)])
    assert [(one.kind, one.theirs, one.ours, one.size) for one in found] == [
        (DifferenceKind.MISSING_THERE, None, Money(300), Money(300))
    ]


def test_a_refund_is_not_taken_for_its_payment():
    came, went = paid("A", 300), Line("A", Money(300), "AR1")
    found = differences([went], {went.key: Money(0)}, [came])
    assert [one.kind for one in found] == [DifferenceKind.MISSING_HERE, DifferenceKind.MISSING_THERE]


@given(BOOKS, BOOKS)
def test_nothing_is_found_exactly_when_both_sides_are_equal(theirs, ours):
    known = {key: Money(fen) for key, fen in ours.items()}
    found = differences(lines(theirs), known, lines(ours))
    assert (not found) == (theirs == ours)
    named = {one.line.key for one in found}
    assert named == {key for key in theirs.keys() | ours.keys() if theirs.get(key) != ours.get(key)}
    assert all(one.size for one in found)
