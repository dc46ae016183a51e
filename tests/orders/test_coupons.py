"""Coupons at orders: what they take off is frozen, places are held and given back, and every refusal has its reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.accounts.merging import merge
from tbo.alipay.trades import CloseOutcome
from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.offers.coupon_models import Coupon, CouponCode
from tbo.offers.coupon_refusals import CouponNotUsable
from tbo.offers.coupons import hashed
from tbo.orders.checkout import PriceChanged, place_order
from tbo.orders.closing import end_here, expire_order
from tbo.orders.coupons.models import CouponUse
from tbo.orders.lines import lines_of
from tbo.orders.models import Order
from tbo.orders.wishes import quote_wish
from tbo.rules.access import VISITOR
from tbo.rules.coupons import NotUsable
from tbo.rules.money import Money
from tbo.rules.order_states import MARGIN
from tbo.rules.prices import LineKind

from ..support.coupons import offer_coupon, used, uses
from ..support.selling import attempt, household, order_of, place, sell_plan, sell_series
from .telling import tell

KEY = "one-form-one-key-0001"


def with_code(wish, code="huan-ying"):
    return replace(wish, coupon=code)


def order(number: str) -> Order:
    db.session.rollback()
    return db.session.scalars(select(Order).where(Order.number == number)).one()


def refusal(wish, household_id=None) -> NotUsable:
    with pytest.raises(CouponNotUsable) as refused:
        quote_wish(wish, household_id, VISITOR, clock.now())
    return refused.value.why


def later(**by):
    return clock.standing_at(clock.now() + timedelta(**by))


def test_an_order_freezes_what_the_coupon_took_off(series):
    offer_coupon()
    number = place(household(), with_code(series.season))
    db.session.execute(update(Coupon).values(percent=10))
    db.session.commit()
    assert order(number).total_fen == 450
    assert [line.amount for line in lines_of(order(number)) if line.kind is LineKind.COUPON] == [Money(-450)]


def test_a_right_counts_only_what_was_paid_for_it(series, alipay):
    offer_coupon()
    lin = household()
    number = attempt(place(lin, with_code(series.episode())))
    tell(alipay.pays(number, 150))
    assert db.session.scalars(select(Entitlement.paid_fen)).one() == 150
    assert quote_wish(series.season, lin, VISITOR, clock.now()).total == Money(750)


def test_a_total_of_zero_is_fulfilled_without_alipay_and_spends_the_place(series):
    offer_coupon(percent=100, total_limit=1)
    number = place(household(), with_code(series.episode()))
    assert (order(number).state, order(number).payments) == ("fulfilled", [])
    assert (used(), refusal(with_code(series.episode()))) == (1, NotUsable.USED_UP)


def test_what_the_browser_showed_is_compared_with_the_coupons_price(series):
    offer_coupon()
    with pytest.raises(PriceChanged):
        place_order(household(), VISITOR, with_code(series.episode()), Money(300), KEY)
    assert (used(), uses()) == (0, 0)


def test_an_order_holds_its_place_and_gives_it_back_once_when_it_closes_unpaid(series):
    offer_coupon(total_limit=1)
    number = place(household(), with_code(series.episode()))
    assert refusal(with_code(series.episode())) is NotUsable.USED_UP
    with clock.standing_at(order(number).expires_at + MARGIN):
        expire_order(number)
        expire_order(number)
        assert (order(number).state, used()) == ("closed", 0)
        place(household(), with_code(series.episode()))
        assert used() == 1


@pytest.mark.parametrize("is_taken", [False, True])
def test_late_money_is_fulfilled_at_the_frozen_price_whatever_became_of_the_place(series, alipay, is_taken):
    offer_coupon(total_limit=1)
    number = attempt(place(household(), with_code(series.episode())))
    with clock.standing_at(order_of(number).expires_at + MARGIN):
        end_here(number, CloseOutcome.CLOSED)
        assert (order_of(number).state, used()) == ("closed", 0)
        if is_taken:
            place(household(), with_code(series.episode()))
        tell(alipay.pays(number, 150))
    assert (order_of(number).state, order_of(number).paid_late) == ("fulfilled", True)
    assert (used(), uses(CouponUse.is_beyond)) == (1, int(is_taken))


def test_a_households_limit_counts_its_orders_and_moves_with_them(series):
    offer_coupon(household_limit=1)
    guest, lin = household(), household()
    place(guest, with_code(series.episode()))
    assert refusal(with_code(series.episode(2)), guest) is NotUsable.USED_BY_YOU
    quote_wish(with_code(series.episode(2)), lin, VISITOR, clock.now())
    commits(lambda: merge(guest, lin))()
    assert refusal(with_code(series.episode(2)), lin) is NotUsable.USED_BY_YOU


def test_new_is_who_never_paid_even_when_the_money_went_back(series, alipay):
    offer_coupon(audience="new")
    lin = household()
    number = attempt(place(lin, series.episode()))
    quote_wish(with_code(series.episode(2)), lin, VISITOR, clock.now())
    tell(alipay.pays(number, 300))
    assert refusal(with_code(series.episode(2)), lin) is NotUsable.NEW_ONLY
    db.session.execute(update(Entitlement).values(revoked_at=clock.now()))
    assert refusal(with_code(series.episode(2)), lin) is NotUsable.NEW_ONLY


def test_who_is_new_holds_one_welcome_at_a_time(series, alipay):
    for code in ("HUANYING", "NINHAO"):
        offer_coupon(code, audience="new", household_limit=1)
    lin = household()
    first = place(lin, with_code(series.episode()))
    assert refusal(with_code(series.episode(2), "nin-hao"), lin) is NotUsable.NEW_ONLY
    with clock.standing_at(clock.now() + timedelta(days=1)):
        expire_order(first)
        quote_wish(with_code(series.episode(2), "nin-hao"), lin, VISITOR, clock.now())


def test_lapsed_is_whose_plan_has_ended(alipay, app):
    monthly, lin = sell_plan(), household()
    offer_coupon(audience="lapsed", scope="plan", refs=["monthly"], first_periods=1)
    assert refusal(with_code(monthly), lin) is NotUsable.LAPSED_ONLY
    tell(alipay.pays(attempt(place(lin, monthly)), 1900))
    assert refusal(with_code(monthly), lin) is NotUsable.LAPSED_ONLY
    with later(days=40):
        assert quote_wish(with_code(monthly), lin, VISITOR, clock.now()).total == Money(950)


def test_who_bought_an_episode_never_had_a_plan(alipay, series):
    monthly, lin = sell_plan(), household()
    offer_coupon(audience="lapsed", scope="plan", refs=["monthly"], first_periods=1)
    tell(alipay.pays(attempt(place(lin, series.episode())), 300))
    with later(days=40):
        assert refusal(with_code(monthly), lin) is NotUsable.LAPSED_ONLY


def test_an_order_holds_one_place_of_one_coupon(series):
    coupon_id = offer_coupon()
    held = {"coupon_id": coupon_id, "order_id": order(place(household(), with_code(series.season))).id}
    db.session.add(CouponUse(**held, held_at=clock.now()))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(
    ("scope", "refs"), [("title", "title_id"), ("season", "season_id"), ("plan", None), ("episode", None)]
)
def test_a_scope_names_things_of_the_catalogue(series, scope, refs):
    other = sell_series()
    offer_coupon(scope=scope, refs=[getattr(series, refs)] if refs else [])
    if scope in ("plan", "episode"):
        assert refusal(with_code(series.season)) is NotUsable.NOT_FOR_THIS
        return
    assert quote_wish(with_code(series.season), None, VISITOR, clock.now()).total == Money(450)
    assert refusal(with_code(other.season)) is NotUsable.NOT_FOR_THIS


def unique_code(code: str = "ABCDE23456FGHJK", **facts) -> None:
    coupon_id = offer_coupon("YIJI", is_batch=True, **facts)
    row = {"batch": "b1", "prefix": code[:4], "created_at": clock.now()}
    db.session.add(CouponCode(coupon_id=coupon_id, code_hash=hashed(code), **row))
    db.session.commit()


def test_a_unique_code_is_good_once_and_its_batchs_name_never(series):
    unique_code()
    assert refusal(with_code(series.episode(), "YIJI")) is NotUsable.UNKNOWN
    number = place(household(), with_code(series.episode(), "abcde-23456-fghjk"))
    assert refusal(with_code(series.episode(), "ABCDE23456FGHJK")) is NotUsable.USED_UP
    with clock.standing_at(order(number).expires_at + MARGIN):
        expire_order(number)
        assert quote_wish(with_code(series.episode(), "ABCDE23456FGHJK"), None, VISITOR, clock.now()).total == Money(
            150
        )


@pytest.mark.parametrize("is_taken", [False, True])
def test_late_money_takes_its_unique_code_again_unless_somebody_else_has_it(series, alipay, is_taken):
    unique_code()
    unique = with_code(series.episode(), "ABCDE23456FGHJK")
    number = attempt(place(household(), unique))
    with clock.standing_at(order_of(number).expires_at + MARGIN):
        end_here(number, CloseOutcome.CLOSED)
        if is_taken:
            place(household(), unique)
        tell(alipay.pays(number, 150))
        assert (order_of(number).state, uses(CouponUse.is_beyond)) == ("fulfilled", int(is_taken))
        assert refusal(unique) is NotUsable.USED_UP


def test_a_gift_takes_no_coupon(series):
    offer_coupon()
    assert refusal(replace(with_code(series.season), is_gift=True)) is NotUsable.NOT_FOR_GIFTS


@pytest.mark.parametrize("typed", ["NOPE", "' OR 1=1", "", "优惠"])
def test_what_nobody_offered_is_unknown(series, typed):
    offer_coupon()
    wish = with_code(series.episode(), typed or " ")
    assert refusal(wish) is NotUsable.UNKNOWN


def test_a_stopped_coupon_is_refused_and_takes_no_place(series):
    offer_coupon(stopped_at=clock.now())
    assert refusal(with_code(series.episode())) is NotUsable.STOPPED
