"""The place that an agreement holds of a coupon: given back unpaid, and taken again when money comes all the same."""

import secrets

import pytest

from tbo import clock
from tbo.db import db, writing
from tbo.offers.coupon_models import Coupon
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.placing import subscribe
from tbo.rules.money import Money
from tbo.subscriptions.coupon_places import places_of, release_place, take_place_again
from tbo.subscriptions.models import Subscription, SubscriptionCoupon

from ..orders.subscribers import DAY, MORNING, live, subscription, with_address
from ..support.coupons import offer_coupon, used


@pytest.fixture
def coupon(side) -> int:
    """One place at half the price."""
    return offer_coupon(percent=50, total_limit=1)


@pytest.fixture
def number(coupon) -> str:
    """An agreement that holds the place, and waits to be signed."""
    return agreed(with_address())


def agreed(home: int) -> str:
    plan = plan_on_sale("monthly", clock.now())
    return subscribe(home, plan, Money(950), secrets.token_urlsafe(18), coupon="HUANYING")


def held(number: str) -> SubscriptionCoupon:
    db.session.expire_all()
    found = db.session.query(SubscriptionCoupon).join(
        Subscription, Subscription.id == SubscriptionCoupon.subscription_id
    )
    return found.filter(Subscription.number == number).one()


def nobody_signs(number: str) -> None:
    with writing():
        release_place(subscription(number))


def late_money(number: str) -> None:
    with writing():
        take_place_again(subscription(number))


def test_nobody_signed_and_the_place_is_free_again(coupon, number):
    home = subscription(number).household_id
    assert (used(), places_of(coupon, home)) == (1, 1)
    live(MORNING + 2 * DAY)
    assert (used(), places_of(coupon, home)) == (0, 0)
    assert MORNING + DAY <= held(number).given_back_at <= MORNING + 2 * DAY


def test_a_place_is_given_back_once_and_never_when_a_period_was_paid(number):
    for _ in range(2):
        with writing():
            release_place(subscription(number))
    assert used() == 0
    late_money(number)
    assert (used(), held(number).given_back_at) == (1, None)
    with writing():
        paid = subscription(number)
        paid.period = 1
        release_place(paid)
    assert used() == 1


def test_late_money_takes_the_place_again_where_it_is_free(number):
    nobody_signs(number)
    late_money(number)
    assert (used(), held(number).given_back_at, held(number).is_beyond) == (1, None, False)
    late_money(number)
    assert used() == 1


def test_late_money_without_a_free_place_is_noted_as_beyond_the_limit(coupon, number):
    home = subscription(number).household_id
    nobody_signs(number)
    agreed(with_address("chen@example.com"))
    late_money(number)
    assert (used(), held(number).is_beyond, held(number).given_back_at is None) == (1, True, False)
    assert places_of(coupon, home) == 1
    with writing():
        db.session.execute(db.update(Coupon).values(total_limit=2))
    late_money(number)
    assert used() == 1


def test_an_agreement_without_a_coupon_takes_no_place(coupon):
    plan = plan_on_sale("monthly", clock.now())
    number = subscribe(with_address(), plan, plan.price, secrets.token_urlsafe(18))
    late_money(number)
    with writing():
        release_place(subscription(number))
    assert used() == 0
