"""Hundreds of random histories of payments: no money is lost, nothing is given twice, every sum is right."""

import os
import sqlite3
from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import event, func, select

from tbo import clock
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.orders.books.check import differences
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import Order, Payment, PaymentEvent
from tbo.orders.payments import Product
from tbo.rules.ledger import LedgerKind

from ..conftest import empty_copy, new_app
from ..support.far_side import FarSide
from ..support.selling import buying, copy_of, household, order_of, sell_plan, sell_series
from .schedules import Histories

# `make soak` goes through ten, a thousand attempts.
BATCHES, ATTEMPTS = int(os.environ.get("SCHEDULE_BATCHES", "4")), 100
CASHIERS = ((Product.PAGE,), (Product.WAP,), (Product.PAGE, Product.WAP))
ENDS = {"paid", "finished", "closed", "refunded", "partly_refunded"}


@dataclass(frozen=True)
class Books:
    """One order as both sides have it at the end, in fen."""

    order: Order
    payments: list[Payment]
    alipay: FarSide
    right: Entitlement | None

    @property
    def came(self) -> int:
        return sum(trade.fen for trade in self._trades() if trade.is_paid)

    @property
    def went_back(self) -> int:
        return sum(trade.refunded for trade in self._trades())

    @property
    def is_for_a_person(self) -> bool:
        """Whether a refund was refused for good: Alipay had ended the time for refunds."""
        return any(refund.state == "refused" for payment in self.payments for refund in payment.refunds)

    def _trades(self):
        return [self.alipay.trades[p.number] for p in self.payments if p.number in self.alipay.trades]


def books_of(histories: Histories) -> list[Books]:
    db.session.rollback()
    rights = {right.source: right for right in db.session.scalars(select(Entitlement))}
    orders = db.session.scalars(select(Order).where(Order.number.in_(histories.orders)))
    return [Books(order, list(order.payments), histories.alipay, rights.get(order.number)) for order in orders]


def assert_nothing_is_lost(books: Books) -> None:
    for payment in books.payments:
        trade = books.alipay.trades.get(payment.number)
        assert payment.state in ENDS, "a payment has no end"
        assert bool(trade and trade.is_paid) == (payment.paid_at is not None), "money and record differ"
        there, here = trade.refunds if trade else {}, {r.number: (r.amount_fen, r.state) for r in payment.refunds}
        assert payment.refunded_fen == sum(there.values()), f"refunds and record differ: {there} and {here}"
        assert payment.refunding_fen == 0, "a refund never ended"


def assert_nothing_is_given_twice(books: Books) -> None:
    kept = books.came - books.went_back
    has_right = books.right is not None and books.right.revoked_at is None
    assert books.order.state != "pending"
    assert kept <= books.order.total_fen or books.is_for_a_person, "more was kept than the order costs"
    assert not has_right or books.came, "something was given for nothing"
    if kept and not books.is_for_a_person:
        assert has_right, "money was kept and nothing given"
    if has_right and books.order.offer_kind != "plan":
        assert books.right.paid_fen <= books.order.total_fen


def assert_sums_are_right(books: Books) -> None:
    for payment in books.payments:
        told = select(PaymentEvent.amount_fen).where(
            PaymentEvent.payment_number == payment.number, PaymentEvent.what == "refunded"
        )
        assert sum(db.session.scalars(told)) == payment.refunded_fen
        done = [refund.amount_fen for refund in payment.refunds if refund.state == "done"]
        assert sum(done) == payment.refunded_fen <= payment.amount_fen


def assert_the_ledger_agrees(books: list[Books]) -> None:
    """What the ledger says came and went back is what Alipay has; and its own check finds nothing wrong."""
    for one in books:
        fen = select(func.coalesce(func.sum(LedgerEntry.fen), 0)).where(LedgerEntry.order_id == one.order.id)
        assert db.session.scalar(fen.where(LedgerEntry.kind == LedgerKind.PAID)) == one.came
        assert db.session.scalar(fen.where(LedgerEntry.kind == LedgerKind.REFUNDED)) == one.went_back
    numbers = [one.order.number for one in books if not one.is_for_a_person]
    assert [sentence for sentence in differences() if any(number in sentence for number in numbers)] == []


def orders_at_the_cashier(choose: Random) -> list[Order]:
    """Orders of everything with 100 attempts in all; every third shares its household with another order."""
    series = sell_series()
    wishes = (
        series.episode(1),
        series.episode(2),
        series.season,
        series.rental(1),
        sell_plan(f"plan-{series.season_id}"),
    )
    models = [order_of(buying(wish)) for wish in wishes]
    buyers = [household() for _ in range(ATTEMPTS // 2)]
    orders: list[Order] = []
    while sum(len(order.payments) for order in orders) < ATTEMPTS:
        orders.append(copy_of(choose.choice(models), choose.choice(buyers), choose.choice(CASHIERS)))
    db.session.commit()
    return orders


@pytest.fixture(scope="module")
def hurried_shop(empty_app, server):
    """A shop whose commits are real, so that nobody sees more than was committed; only the disk is not awaited."""
    shop = new_app(empty_app, empty_copy(empty_app, server))
    with shop.app_context():
        event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
        yield shop
        db.session.remove()
        db.engine.dispose()


def _do_not_wait_for_the_disk(connection, _record) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA synchronous=OFF" if is_sqlite else "SET synchronous_commit TO off")
    connection.commit()


@pytest.mark.parametrize("seed", range(BATCHES))
def test_random_schedules_end_with_nothing_lost_and_nothing_given_twice(hurried_shop, alipay, seed):
    histories = Histories(seed, alipay, clock.now())
    for order in orders_at_the_cashier(histories.choose):
        histories.add(order.number, [(payment.number, payment.amount_fen) for payment in order.payments])
    histories.run()
    with clock.standing_at(histories.calm_down()):
        every = books_of(histories)
        for books in every:
            assert_nothing_is_lost(books)
            assert_nothing_is_given_twice(books)
            assert_sums_are_right(books)
        assert_the_ledger_agrees(every)
    assert histories.believed_forgeries == 0
    assert histories.delivered > ATTEMPTS
