"""What counts in a later order already."""

import pytest

from tbo.rules.counted import counted_in
from tbo.rules.money import Money
from tbo.rules.prices import Line, LineKind, LineWords

PRICE = Line(LineKind.PRICE, LineWords.SEASON, Money(900), (1,))
MEMBER = Line(LineKind.MEMBER, LineWords.MEMBER_PRICE, Money(-90))


def credit(fen: int, *numbers: int, words: LineWords = LineWords.PAID_EPISODES) -> Line:
    return Line(LineKind.CREDIT, words, Money(-fen), numbers)


@pytest.mark.parametrize(
    ("paid", "lines", "counted"),
    [
        (300, [PRICE, MEMBER], 0),
        (300, [PRICE, credit(300, 1)], 300),
        (300, [PRICE, credit(600, 1, 3)], 300),
        (300, [PRICE, credit(100, 1)], 100),
        (200, [PRICE, credit(300, 1)], 200),
        (300, [PRICE, credit(300, 2)], 0),
        (0, [PRICE, credit(300, 1)], 0),
    ],
)
def test_no_more_counts_than_was_paid_and_taken_off(paid, lines, counted):
    assert counted_in(1, Money(paid), lines, None, Money(0)) == Money(counted)


def test_a_full_season_counts_what_was_paid_for_the_others():
    full = [credit(150, 1, words=LineWords.SEASON_FULL)]
    assert counted_in(1, Money(300), full, 4, Money(0)) == Money(150)
    assert counted_in(4, Money(300), full, 4, Money(0)) == Money(0)


def test_a_rental_counts_in_what_was_bought_after_it():
    bought = [credit(100, 2, words=LineWords.PAID_RENTAL)]
    assert counted_in(2, Money(100), bought, 2, Money(0)) == Money(100)
    assert counted_in(1, Money(100), bought, 2, Money(0)) == Money(0)


def test_what_was_sent_back_of_an_order_that_was_paid_later_counts_too():
    assert counted_in(1, Money(300), [PRICE], None, Money(300)) == Money(300)
    assert counted_in(1, Money(300), [PRICE, credit(200, 1)], None, Money(300)) == Money(300)
