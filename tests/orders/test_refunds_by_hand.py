"""Refunds that Alipay refused because a hand in its console was quicker: what is left of them is asked for again."""

import pytest
from sqlalchemy import select

from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import refund_order
from tbo.rules.money import Money

from ..support.selling import attempt, buying, household, order_of, payment_of, place
from .telling import tell


@pytest.fixture
def paid(series, alipay) -> str:
    """A payment of 3.00 yuan for an episode, settled."""
    number = buying(series.episode())
    tell(alipay.pays(number, 300))
    return number


def refund(number: str, fen: int) -> None:
    refund_order(order_of(number).number, "a wish", Money(fen))


def standing(number: str) -> tuple[str, str, int, int]:
    """Order, payment, and what went back and is on its way."""
    payment = payment_of(number)
    return payment.order.state, payment.state, payment.refunded_fen, payment.refunding_fen


@pytest.mark.parametrize("is_told_late", [True, False])
def test_what_a_hand_at_alipay_left_of_our_refund_is_asked_back_again(paid, alipay, is_told_late):
    refund(paid, 300)
    told = alipay.refunds(paid, 100)
    if is_told_late:
        run_due_jobs()
        assert standing(paid) == ("fulfilled", "paid", 0, 0)
    tell(told)
    run_due_jobs()
    run_due_jobs()
    assert standing(paid) == ("refunded", "refunded", 300, 0)
    assert alipay.trades[paid].refunded == 300
    right = db.session.scalars(select(Entitlement).where(Entitlement.source == order_of(paid).number)).one()
    assert right.revoked_because == "a wish"
    assert payment_of(paid).flagged_because is None


def test_a_hand_at_alipay_counts_towards_the_part_that_was_to_go_back(paid, alipay):
    refund(paid, 200)
    told = alipay.refunds(paid, 150)
    run_due_jobs()
    tell(told)
    run_due_jobs()
    assert standing(paid) == ("partly_refunded", "partly_refunded", 200, 0)
    assert payment_of(paid).flagged_because, "a person looks at what stays"
    tell(alipay.refunds(paid, 20))
    run_due_jobs()
    assert standing(paid) == ("partly_refunded", "partly_refunded", 220, 0)


def test_money_that_bought_nothing_goes_back_whole_beside_a_hand_at_alipay(series, alipay):
    order = place(household(), series.episode())
    first, second = attempt(order, Product.PAGE), attempt(order, Product.WAP)
    tell(alipay.pays(first, 300))
    paid_twice = alipay.pays(second, 300)
    by_hand = alipay.refunds(second, 120)
    tell(paid_twice)
    run_due_jobs()
    tell(by_hand)
    run_due_jobs()
    assert (payment_of(second).state, alipay.trades[second].refunded) == ("refunded", 300)
    assert order_of(first).state == "fulfilled"
