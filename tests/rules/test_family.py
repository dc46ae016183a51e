"""Who may go on as whom, what may be a PIN, and what a minor may spend."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.money import Money
from tbo.rules.pins import is_too_easy, pin_or_none
from tbo.rules.profiles import (
    HIGHEST_CAP,
    LONGEST_NAME,
    Guarded,
    ProfileKind,
    asks_for_pin,
    caps_of,
    least_first,
    tidy_name,
)
from tbo.rules.spending import NO_LIMITS, SpendingLimits, TooDear, passed_limit

ADULT, TEEN, CHILD = Guarded("adult", 18), Guarded("teen", 12), Guarded("child", 8)
TIMED, SPENDING = Guarded("teen", 12, has_time=True), Guarded("teen", 12, has_limits=True)
FEW, FEWER = (Guarded("teen", 12, blocked_titles=frozenset(titles)) for titles in ("a", "ab"))
PICKY = Guarded("adult", 18, blocked_titles=frozenset("a"))
LOCKED, OLDER = Guarded("adult", 18, True), Guarded("teen", 16)


@pytest.mark.parametrize(
    ("leaving", "entering", "asked"),
    [
        (ADULT, CHILD, False),
        (ADULT, ADULT, False),
        (ADULT, LOCKED, True),
        (CHILD, ADULT, True),
        (CHILD, TEEN, True),
        (CHILD, CHILD, True),
        (TEEN, CHILD, False),
        (TEEN, TEEN, False),
        (TEEN, OLDER, True),
        (OLDER, TEEN, False),
        (TEEN, ADULT, True),
        (TEEN, Guarded("adult", 12), True),
        # Minutes and spending are each profile's own: another one's would come on top.
        (TIMED, TEEN, True),
        (TIMED, TIMED, True),
        (TIMED, CHILD, True),
        (TEEN, TIMED, False),
        (SPENDING, TEEN, True),
        (SPENDING, SPENDING, True),
        (SPENDING, CHILD, False),
        (TEEN, SPENDING, False),
        (FEWER, TEEN, True),
        (FEWER, FEW, True),
        (
            FEW,
            FEWER,
            False,
        ),
        (PICKY, TEEN, False),
        (None, ADULT, False),
        (None, LOCKED, True),
    ],
)
def test_a_door_asks_for_the_pin_where_more_stands_behind_it(leaving, entering, asked):
    assert asks_for_pin(leaving, entering, True) is asked


def test_whoever_may_do_least_is_a_minor_then_open_then_of_the_lowest_cap():
    low, locked = Guarded("adult", 3), Guarded("adult", 3, True)
    ordered = [CHILD, TEEN, OLDER, low, ADULT, locked, LOCKED]
    mixed = [LOCKED, low, OLDER, locked, CHILD, ADULT, TEEN]
    assert sorted(mixed, key=least_first) == ordered


@pytest.mark.parametrize(("leaving", "entering"), list(product((None, ADULT, CHILD, TEEN, LOCKED), repeat=2)))
def test_a_household_without_a_pin_is_open(leaving, entering):
    assert entering is None or not asks_for_pin(leaving, entering, False)


@pytest.mark.parametrize("typed", ["2468", " 135799 ", "２４６８", "97531"])
def test_four_to_six_digits_are_a_pin(typed):
    pin = pin_or_none(typed)
    assert pin is not None
    assert not is_too_easy(pin)


@pytest.mark.parametrize("typed", ["", "246", "2468135", "24a8", "24 68", "٢٤٦٨", "-246", "2" * 400])
def test_anything_else_is_none(typed):
    assert pin_or_none(typed) is None


@pytest.mark.parametrize("pin", ["0000", "999999", "1234", "123456", "4321", "6789", "987654"])
def test_what_a_child_tries_first_is_too_easy(pin):
    assert is_too_easy(pin)


def test_each_kind_has_its_highest_cap():
    for kind in ProfileKind:
        assert caps_of(kind)[-1] == HIGHEST_CAP[kind]


@given(st.text(max_size=60))
def test_a_name_that_is_kept_can_be_shown_and_stays_as_it_is(typed):
    name = tidy_name(typed)
    assert name is None or (0 < len(name) <= LONGEST_NAME and name.isprintable() and tidy_name(name) == name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("小雨", "小雨"),
        ("  Mei \t Lin\n", "Mei Lin"),
        ("a\x00b", "a b"),
        ("a" * LONGEST_NAME, "a" * LONGEST_NAME),
        ("a" * (LONGEST_NAME + 1), None),
        ("a", "a"),
        (" \u200b ", None),
        ("", None),
    ],
)
def test_a_name_is_kept_as_a_page_shows_it(typed, kept):
    assert tidy_name(typed) == kept


@pytest.mark.parametrize(
    ("price", "spent", "passed"),
    [(5000, 0, None), (5001, 0, TooDear.AT_ONCE), (5000, 5000, None), (5000, 5001, TooDear.TODAY), (0, 99999, None)],
)
def test_exactly_the_limit_may_be_spent(price, spent, passed):
    assert passed_limit(Money(price), Money(spent), SpendingLimits(Money(5000), Money(10000))) is passed


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_without_limits_nothing_is_too_dear(price, spent):
    assert passed_limit(Money(price), Money(spent), NO_LIMITS) is None
