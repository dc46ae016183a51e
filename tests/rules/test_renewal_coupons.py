"""Coupons on plans that renew: so many periods, and never all of one, because Alipay deducts no period of nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.access import OfferKind
from tbo.rules.coupons import CouponCase, CouponFacts, NotUsable, RenewalCoupon, renewal_coupon, renewal_line
from tbo.rules.money import Money
from tbo.rules.prices import Line, LineKind, LineWords

from .made import DAY, NOW

FIXED = CouponFacts(starts_at=NOW - DAY, amount=Money(800))
PERCENT = CouponFacts(starts_at=NOW - DAY, percent=30, first_periods=3)
PLAN = CouponCase(kind=OfferKind.PLAN, plan_key="monthly")
PRICE = Money(1900)


def test_without_a_count_a_coupon_is_for_the_first_period():
    assert renewal_coupon(FIXED, PLAN, PRICE, NOW) == RenewalCoupon(amount=Money(800), periods=1)


def test_a_counted_coupon_is_for_so_many_periods():
    assert renewal_coupon(PERCENT, PLAN, PRICE, NOW) == RenewalCoupon(percent=30, periods=3)


@pytest.mark.parametrize(("price", "is_left"), [(802, True), (801, True), (800, False), (799, False)])
def test_a_fen_has_to_be_left_to_deduct(price, is_left):
    found = renewal_coupon(FIXED, PLAN, Money(price), NOW)
    assert isinstance(found, RenewalCoupon) if is_left else found is NotUsable.NOTHING_TO_DEDUCT


def test_why_a_coupon_takes_nothing_off_is_said_for_renewing_too():
    assert renewal_coupon(replace(FIXED, is_stopped=True), PLAN, PRICE, NOW) is NotUsable.STOPPED
    assert renewal_coupon(replace(FIXED, minimum=Money(1901)), PLAN, PRICE, NOW) is NotUsable.BELOW_MINIMUM


def test_the_last_reduced_period_is_the_one_before_the_count():
    coupon = RenewalCoupon(percent=30, periods=3)
    taken = Line(LineKind.COUPON, LineWords.COUPON, Money(-570), (30,))
    assert [renewal_line(coupon, PRICE, period) for period in range(5)] == [taken, taken, taken, None, None]


def test_an_amount_names_no_percentage():
    assert renewal_line(RenewalCoupon(amount=Money(800)), PRICE, 0) == Line(
        LineKind.COUPON, LineWords.COUPON, Money(-800)
    )


@pytest.mark.parametrize(("price", "off"), [(802, 800), (801, 800), (800, 799), (500, 499), (1, 0)])
def test_of_a_price_that_was_cut_since_a_fen_is_left(price, off):
    assert renewal_line(RenewalCoupon(amount=Money(800)), Money(price), 0).amount == Money(-off)


@given(st.integers(1, 100_000), st.integers(0, 100), st.integers(1, 100_000))
def test_every_reduced_period_can_be_deducted_and_costs_no_more_than_its_price(price, percent, amount):
    coupon = RenewalCoupon(percent=percent, amount=Money(0 if percent else amount))
    left = Money(price) + renewal_line(coupon, Money(price), 0).amount
    assert Money(1) <= left <= Money(price)
