"""Prices that keep their word: cuts reach payers, rises leave them, the letter decides; at every second that counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.coupons import RenewalCoupon
from tbo.rules.money import Money
from tbo.rules.prices import PlanPrice
from tbo.rules.renewal_prices import (
    ANNOUNCE_AHEAD,
    RISE_NOTICE,
    NextPrice,
    Payer,
    PlanRise,
    PriceBecause,
    charge_of,
    price_of_next_period,
)
from tbo.rules.renewal_schedule import end_of, tries_of

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PLANNED = date(2026, 12, 18)
BEGINS, CHARGED = end_of(PLANNED), tries_of(PLANNED)[0]
OWN = PlanPrice(1, Money(1900), BEGINS - 400 * DAY)
PAYER = Payer(1, Money(1900), BEGINS - 31 * DAY, Money(2500))


def sold(version: int, fen: int, at: datetime, until: datetime | None = None) -> PlanPrice:
    return PlanPrice(version, Money(fen), at, until)


def price(versions, rises=(), payer=PAYER, begins=BEGINS, charged=CHARGED) -> tuple[int, str, int | None]:
    found = price_of_next_period(payer, [OWN, *versions], rises, begins, charged)
    return found.price.fen, found.because.value, found.others.fen if found.others else None


def rise(fen: int = 2200, reaches=BEGINS, told: datetime | None = CHARGED - RISE_NOTICE, version: int = 2) -> PlanRise:
    return PlanRise(version, Money(fen), reaches, told)


def test_nothing_changed():
    assert price([]) == (1900, "same", None)


@pytest.mark.parametrize(("at", "fen"), [(BEGINS, 1500), (BEGINS - SECOND, 1500), (BEGINS + SECOND, 1900)])
def test_a_cut_counts_from_its_very_second_by_the_first_instant_of_the_period(at, fen):
    assert price([sold(2, 1500, at)])[0] == fen


def test_a_cut_between_the_early_deduction_and_the_period_counts():
    assert CHARGED < BEGINS - DAY < BEGINS
    assert price([sold(2, 1500, BEGINS - DAY)]) == (1500, "cut", None)


def test_a_rise_leaves_payers_and_says_what_others_pay():
    assert price([sold(2, 2200, BEGINS - DAY)]) == (1900, "kept", 2200)


def test_a_cut_reaches_payers_also_when_it_is_over_at_their_renewal():
    cut, again = sold(2, 1500, BEGINS - 20 * DAY), sold(3, 2200, BEGINS - 10 * DAY)
    assert price([cut, again]) == (1500, "cut", None)
    ended = sold(2, 1500, BEGINS - 20 * DAY, BEGINS - 10 * DAY)
    assert price([ended]) == (1500, "cut", None)


def test_a_cut_that_was_counted_is_not_counted_again():
    cut, again = sold(2, 1500, BEGINS - 40 * DAY), sold(3, 2200, BEGINS - 35 * DAY)
    assert price([cut, again])[0] == 1900


def test_a_payer_above_the_price_of_the_day_pays_the_price_of_the_day():
    assert price([sold(2, 1500, BEGINS - 300 * DAY)]) == (1500, "cut", None)


def test_a_plan_that_is_sold_no_more_is_kept():
    found = price_of_next_period(PAYER, [replace(OWN, sold_until=BEGINS - 20 * DAY)], [], BEGINS, CHARGED)
    assert found == NextPrice(1, Money(1900))
    assert price_of_next_period(PAYER, [], [], BEGINS, CHARGED) == NextPrice(1, Money(1900))


DEARER = [sold(2, 2200, BEGINS - 90 * DAY)]


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        (rise(), (2200, "raised", None)),
        (rise(reaches=BEGINS + SECOND), (1900, "kept", 2200)),
        (rise(told=CHARGED - RISE_NOTICE + SECOND), (1900, "not-told", 2200)),
        (rise(told=None), (1900, "not-told", 2200)),
        (rise(2501), (1900, "kept", 2200)),
    ],
)
def test_a_rise_reaches_with_its_day_and_its_letter(announced, expected):
    assert price(DEARER, [announced]) == expected


def test_a_rise_above_the_cap_needs_another_agreement():
    assert price(DEARER, [rise()], replace(PAYER, cap=Money(2200))) == (2200, "raised", None)
    assert price(DEARER, [rise()], replace(PAYER, cap=Money(2199))) == (1900, "above-cap", 2200)


def test_a_cut_then_a_rise_and_a_rise_then_a_cut():
    cut, dearer = sold(2, 1500, BEGINS - 20 * DAY), sold(3, 2200, BEGINS - 10 * DAY)
    assert price([cut, dearer], [rise(version=3)]) == (2200, "raised", None)
    later = [*DEARER, sold(3, 1500, BEGINS - DAY)]
    told_long_ago = rise(reaches=BEGINS - 5 * DAY)
    assert price(later, [told_long_ago]) == (1500, "cut", None)


def test_a_rise_that_was_counted_does_not_come_back_after_a_cut():
    counted = rise(reaches=BEGINS - 60 * DAY, told=BEGINS - 100 * DAY)
    payer = replace(PAYER, price=Money(1500))
    assert price(DEARER, [counted], payer)[0] == 1500


def test_a_letter_that_left_late_reaches_the_period_after():
    late = rise(told=CHARGED - RISE_NOTICE + DAY)
    assert price(DEARER, [late])[1] == "not-told"
    following = date(2027, 1, 18)
    payer = replace(PAYER, since=CHARGED)
    assert price(DEARER, [late], payer, end_of(following), tries_of(following)[0]) == (2200, "raised", None)


def test_who_is_told_on_the_day_of_the_announcement_is_told_in_time():
    announced_at = datetime(2026, 11, 1, tzinfo=UTC)
    planned = date(2026, 12, 6)
    assert end_of(planned) >= announced_at + ANNOUNCE_AHEAD
    assert tries_of(planned)[0] - announced_at >= RISE_NOTICE


prices = st.integers(1, 5000).map(Money)
moments = st.integers(-60, 10).map(lambda days: BEGINS + days * DAY)
versions = st.lists(st.tuples(prices, moments), max_size=5, unique_by=lambda row: row[1]).map(
    lambda rows: [PlanPrice(nth, price, at) for nth, (price, at) in enumerate(sorted(rows, key=lambda r: r[1]), 2)]
)
letters = st.none() | st.integers(-60, 0).map(lambda days: CHARGED + days * DAY)


@given(versions, st.lists(st.tuples(prices, moments, letters), max_size=3))
def test_nobody_pays_more_without_a_letter_in_time_nor_above_the_cap(rows, announced):
    rises = [PlanRise(nth, price, at, told) for nth, (price, at, told) in enumerate(announced, 20)]
    found = price_of_next_period(PAYER, [OWN, *rows], rises, BEGINS, CHARGED)
    if found.price > PAYER.price:
        assert found.price <= PAYER.cap
        assert any(r.told_at and r.told_at + RISE_NOTICE <= CHARGED and r.price == found.price for r in rises)
    in_reach = [row.price for row in rows if PAYER.since < row.sold_from <= BEGINS]
    if not rises and in_reach:
        assert found.price == min(PAYER.price, *in_reach)


@given(versions)
def test_asking_again_from_where_it_was_fixed_changes_nothing(rows):
    found = price_of_next_period(PAYER, [OWN, *rows], [], BEGINS, CHARGED)
    fixed = replace(PAYER, price=found.price, version=found.version, since=CHARGED)
    assert price_of_next_period(fixed, [OWN, *rows], [], BEGINS, CHARGED).price == found.price


@pytest.mark.parametrize(
    ("coupon", "totals"),
    [
        (None, [1900, 1900, 1900]),
        (RenewalCoupon(percent=30), [1330, 1900, 1900]),
        (RenewalCoupon(percent=50, periods=2), [950, 950, 1900]),
        (RenewalCoupon(amount=Money(500), periods=2), [1400, 1400, 1900]),
        (RenewalCoupon(amount=Money(1900)), [1, 1900, 1900]),
    ],
)
def test_a_coupon_takes_off_its_first_periods_and_leaves_something_to_deduct(coupon, totals):
    same = NextPrice(1, Money(1900), PriceBecause.SAME)
    charges = [charge_of(same, 1, coupon, period) for period in range(3)]
    assert [charge.total.fen for charge in charges] == totals
    periods = coupon.periods if coupon else 0
    assert [charge.reduced_left for charge in charges] == [max(0, periods - period) for period in range(3)]


def test_of_several_rises_the_dearest_is_named():
    low, high = rise(2200, told=None, version=2), rise(2600, told=None, version=3)
    for rises in ([low, high], [high, low]):
        assert price([sold(2, 2200, BEGINS - 2 * DAY), sold(3, 2600, BEGINS - DAY)], rises) == (1900, "above-cap", 2600)
