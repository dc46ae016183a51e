"""Coupons of plans that renew: each deduction follows what was promised, is told of, and holds one place."""

import secrets
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay import transport
from tbo.db import db, writing
from tbo.messages.models import Message
from tbo.offers.coupon_models import Coupon
from tbo.offers.coupon_refusals import CouponNotUsable
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.placing import RenewalPriceChanged, subscribe
from tbo.orders.coupons.places import with_coupon
from tbo.orders.renewals.sweep import look_after
from tbo.orders.wishes import quote_wish
from tbo.rules.access import VISITOR
from tbo.rules.coupons import NotUsable
from tbo.rules.money import Money
from tbo.subscriptions.models import SubscriptionCoupon

from ..support.agreeing_side import AgreeingSide
from ..support.at_once import at_once
from ..support.browser import Browser
from ..support.coupons import offer_coupon, used
from ..support.selling import MONTHLY, household, sell_plan
from .shopper import orders, path_of, press
from .subscribers import CHARGE, DAY, HOUR, MORNING, hears, live, sign_url, subscription, with_address

NEW = "/plans/monthly/subscriptions/new"
THIRD = datetime(2027, 1, 15, 2, 0, tzinfo=UTC)


def agreed(fen: int, household_id: int | None = None, code: str = "HUANYING") -> str:
    """An agreement with a coupon that waits to be signed, at a first price of so many fen."""
    plan = plan_on_sale("monthly", clock.now())
    return subscribe(household_id or with_address(), plan, Money(fen), secrets.token_urlsafe(18), coupon=code)


def signed(side: AgreeingSide, fen: int, household_id: int | None = None) -> str:
    number = agreed(fen, household_id)
    side.signs(sign_url(number))
    look_after(number)
    assert subscription(number).state == "active"
    return number


def paid() -> list[int]:
    return [order.total_fen for order in orders() if order.paid_at]


def notices() -> list[str]:
    return list(db.session.scalars(select(Message.body).where(Message.key.startswith("renewal:")).order_by(Message.id)))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"percent": 30, "first_periods": 1}, [1330, 1900, 1900]),
        ({"percent": 50, "first_periods": 2}, [950, 950, 1900]),
        ({"amount_fen": 500, "first_periods": 2}, [1400, 1400, 1900]),
        ({"percent": 30}, [1330, 1900, 1900]),
    ],
)
def test_each_deduction_follows_what_was_promised(side, facts, expected):
    offer_coupon(**facts)
    signed(side, expected[0])
    live(THIRD + HOUR)
    assert paid() == expected
    assert [side.trades[number].fen for number in side.deductions()] == expected
    assert used() == 1


def test_the_letter_tells_the_reduced_price_and_the_later_full_one(side):
    offer_coupon(percent=50, first_periods=3)
    signed(side, 950)
    live(datetime(2027, 2, 16, tzinfo=UTC))
    second, third, fourth = notices()
    assert ("¥9.50" in second, "优惠价还有 2 期（含这一期），之后每期 ¥19.00" in second) == (True, True)
    assert ("¥9.50" in third, "最后一期优惠价，之后每期 ¥19.00" in third) == (True, True)
    assert ("¥19.00" in fourth, "优惠" in fourth) == (True, False)
    assert paid() == [950, 950, 950, 1900]


def test_what_was_promised_stands_when_the_coupon_is_stopped_or_over(side):
    offer_coupon(percent=50, first_periods=2, ends_at=MORNING + DAY)
    signed(side, 950)
    with writing():
        db.session.execute(db.update(Coupon).values(stopped_at=clock.now()))
    live(CHARGE + HOUR)
    assert paid() == [950, 950]


def test_a_cut_counts_with_the_coupon_and_something_is_left_to_deduct(side):
    offer_coupon(amount_fen=1800, first_periods=2)
    number = signed(side, 100)
    with writing():
        db.session.execute(db.text("UPDATE subscription SET price_fen = 1500"))
    live(CHARGE + HOUR)
    assert (paid(), subscription(number).period) == ([100, 1], 2)


def test_a_coupon_that_leaves_nothing_to_deduct_is_refused(side):
    offer_coupon(percent=100)
    with pytest.raises(CouponNotUsable) as refused:
        agreed(0)
    assert refused.value.why is NotUsable.NOTHING_TO_DEDUCT


def test_the_price_that_was_shown_has_to_be_the_price_with_the_coupon(side):
    offer_coupon(percent=50)
    with pytest.raises(RenewalPriceChanged):
        agreed(1900)


def test_a_household_keeps_to_its_limit_whether_it_renews_or_buys_once(side):
    offer_coupon(percent=50, household_limit=1)
    number = signed(side, 950)
    lin = subscription(number).household_id
    with pytest.raises(CouponNotUsable) as refused:
        with_coupon(quote_wish(MONTHLY, lin, VISITOR, clock.now()), "HUANYING", lin, (), clock.now())
    assert refused.value.why is NotUsable.USED_BY_YOU


def test_a_place_is_given_back_when_nobody_signs(side):
    offer_coupon(percent=50, total_limit=1)
    agreed(950)
    assert used() == 1
    live(MORNING + 2 * DAY)
    assert used() == 0
    with clock.standing_at(MORNING + 2 * DAY):
        agreed(950, with_address("chen@example.com"))
    assert used() == 1


def test_who_begins_again_holds_one_place(side):
    offer_coupon(percent=50, total_limit=1)
    lin = with_address()
    agreed(950, lin)
    with pytest.raises(CouponNotUsable):
        agreed(950, with_address("chen@example.com"))
    assert used() == 1


def test_one_place_left_and_many_agreements_at_once(committed_app, monkeypatch):
    monkeypatch.setattr(transport, "post_form", AgreeingSide().post_form)
    with committed_app.app_context():
        sell_plan()
        offer_coupon(percent=50, total_limit=1)
        answers = at_once(committed_app, *[lambda one=household(): agreed(950, one) for _ in range(8)])
        refused = [answer for answer in answers if isinstance(answer, CouponNotUsable)]
        assert (len(refused), {answer.why for answer in refused}) == (7, {NotUsable.USED_UP})
        db.session.rollback()
        assert (used(), len(db.session.scalars(select(SubscriptionCoupon)).all())) == (1, 1)


def test_the_pages_show_the_reduced_price_and_the_later_one(app, side):
    offer_coupon(percent=50, first_periods=3, scope="plan", refs=["monthly"])
    lin = Browser(app)
    lin.sign_in("lin@example.com")
    assert lin.page("/plans?coupon=HUANYING").select_one(".buys a.line")["href"] == f"{NEW}?coupon=HUANYING"
    page = lin.page(f"{NEW}?coupon=HUANYING")
    terms = " ".join(page.select_one(".renewal-terms").get_text(" ").split())
    assert "优惠码用于头 3 期，每期 ¥9.50；之后每期 ¥19.00" in terms
    assert "今天付 ¥9.50" in page.select_one("form.till-form button").get_text()
    address = path_of(press(lin, page, "form.till-form").location)
    hears(side.signs(lin.page(address).select_one(".scan a.scan-other")["href"]))
    live(MORNING)
    assert paid() == [950]
    panel = lin.page("/account").select_one("#membership").get_text(" ")
    assert "优惠价还有 2 期（含这一期），之后每期 ¥19.00" in panel


def test_a_code_that_does_not_count_is_said_in_the_form(app, side):
    lin = Browser(app)
    lin.sign_in("lin@example.com")
    page = lin.page(f"{NEW}?coupon=NOSUCHCODE")
    assert "没有这个优惠码" in page.select_one("#coupon-hint").get_text()
    assert "今天付 ¥19.00" in page.select_one("form.till-form button").get_text()
    offer_coupon("ALLES", percent=100)
    assert "支付宝扣不了 0 元" in lin.page(f"{NEW}?coupon=ALLES").select_one("#coupon-hint").get_text()
