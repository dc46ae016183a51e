"""Reasons that the shop or Alipay wrote for the log are said in the language of the page; people's words stay."""

import re

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tbo.alipay.sub_codes import NEXT_STEPS
from tbo.backoffice.reasons import code_words, reason_words
from tbo.db import db, writing
from tbo.orders.models import Order, Payment, Refund
from tbo.orders.plan_changes.steps import PAID_BESIDE
from tbo.orders.refunds.requests import BECAUSE
from tbo.orders.refunds.sending import BY_HAND, refund_order
from tbo.rules.money import Money
from tbo.rules.order_states import (
    Goods,
    News,
    OrderState,
    PaymentFacts,
    PaymentState,
    Told,
    apply_payment,
)
from tbo.rules.staff_rights import Role

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[a-z]{3,}")
TEN = Money(1000)


def flagged(news: News, state: PaymentState) -> str:
    return apply_payment(OrderState.PENDING, PaymentFacts(state, TEN), news).because


WRITTEN = [
    *(BECAUSE, BY_HAND, PAID_BESIDE, f"refunded: {BECAUSE}", "cancelled by the household", "over while grace"),
    *("followed by TBOS20261201ABC", "refund TBO1R1 was refused with ACQ.TRADE_HAS_FINISHED"),
    "ACQ.SELLER_BALANCE_NOT_ENOUGH: wait until the account is funded, then retry with the same number",
    *(f"what it bought is {goods.value}" for goods in Goods if goods is not Goods.GIVABLE),
    flagged(News(Told.PAID, Money(1)), PaymentState.WAITING),
    flagged(News(Told.PAID, TEN, refunded=Money(1001)), PaymentState.PAID),
    flagged(News(Told.CLOSED, asked=True), PaymentState.PAID),
]


@pytest.mark.parametrize("written", WRITTEN)
def test_what_the_shop_wrote_is_said_in_every_language(app, written):
    with app.test_request_context():
        chinese = reason_words(written)
        assert CHINESE.search(chinese)
        assert not LATIN.search(re.sub(r"TBO\w+", "", chinese))
        for language in ("en", "de"):
            with force_locale(language):
                said = reason_words(written)
                assert said != chinese
                assert not CHINESE.search(said)


@pytest.mark.parametrize("code", NEXT_STEPS)
def test_every_code_that_is_known_has_a_sentence(app, code):
    with app.test_request_context():
        assert CHINESE.search(code_words(code))


@pytest.mark.parametrize("typed", ["第 9 集没有声音", "a complaint", "ACQ.SOMETHING_NEW", "", "trial by error"])
def test_words_of_people_and_unknown_codes_stand_as_they_are(app, typed):
    with app.test_request_context():
        assert reason_words(typed) == typed


def test_an_orders_page_says_them_and_what_was_bought_in_its_language_and_keeps_them(desk, shop):
    paid = select(Order).join(Order.payments).where(Order.state == OrderState.FULFILLED, Order.offer_kind == "plan")
    order = db.session.scalars(paid.where(Payment.state == PaymentState.PAID).order_by(Order.id.desc())).first()
    number, subject = order.number, order.subject
    with writing():
        refund_order(number, BECAUSE)
    page = desk(Role.OWNER).page(f"/de/staff/orders/{number}")
    told = page.select_one("main").get_text()
    assert "selbst zurückgegeben" in told
    assert BECAUSE not in told
    assert subject not in page.select_one(".timeline").get_text()
    assert subject in desk(Role.OWNER).page(f"/staff/orders/{number}").select_one(".timeline").get_text()
    assert db.session.scalars(select(Refund.reason).order_by(Refund.id.desc())).first() == BECAUSE
