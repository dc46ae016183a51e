"""Every decision about a payment says why: a person reads it in the ledger when one is flagged, and in the log."""

import pytest

from tbo.rules.money import Money
from tbo.rules.order_states import Goods, News, OrderState, PaymentFacts, PaymentState, Told, apply_payment

PAID, FINISHED, CLOSED = (News(told, Money(300)) for told in (Told.PAID, Told.FINISHED, Told.CLOSED))
CLOSED_WHEN_ASKED = News(Told.CLOSED, asked=True)


def told_back(fen: int) -> News:
    return News(Told.PAID, refunded=Money(fen))


@pytest.mark.parametrize(
    ("order", "state", "refunded", "news", "because"),
    [
        ("pending", "waiting", 0, News(Told.WAITING), "nothing happened yet"),
        ("pending", "waiting", 0, PAID, "paid"),
        ("closed", "waiting", 0, PAID, "paid late"),
        ("pending", "closed", 0, PAID, "paid late"),
        ("fulfilled", "waiting", 0, PAID, "the order was paid before"),
        ("fulfilled", "paid", 0, PAID, "known before"),
        ("fulfilled", "paid", 0, FINISHED, "no longer refundable"),
        ("pending", "waiting", 0, News(Told.PAID, Money(299)), "3.00 yuan was asked for, 2.99 yuan was told"),
        ("pending", "waiting", 0, CLOSED, "ended unpaid"),
        ("closed", "closed", 0, CLOSED, "an end that undoes nothing"),
        ("fulfilled", "paid", 0, CLOSED_WHEN_ASKED, "it is paid here, and closed at Alipay without a refund"),
        ("fulfilled", "paid", 0, told_back(301), "3.01 yuan is said to be refunded of 3.00 yuan"),
        ("fulfilled", "paid", 0, told_back(100), "1.00 yuan of 3.00 yuan went back"),
        ("fulfilled", "partly_refunded", 100, told_back(100), "known before"),
        ("pending", "waiting", 0, told_back(100), "a refund was told before its payment"),
    ],
)
def test_a_decision_says_why(order, state, refunded, news, because):
    payment = PaymentFacts(PaymentState(state), Money(300), Money(refunded))
    assert apply_payment(OrderState(order), payment, news).because == because


@pytest.mark.parametrize("goods", [Goods.OWNED, Goods.GONE])
def test_money_that_goes_back_says_what_became_of_the_goods(goods):
    payment = PaymentFacts(PaymentState.WAITING, Money(300))
    assert apply_payment(OrderState.PENDING, payment, PAID, goods).because == f"what it bought is {goods.value}"
