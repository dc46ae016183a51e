"""The demo shop's ledger tells what its orders tell."""

from sqlalchemy import func, select

from tbo.db import db
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.models import Order, Payment
from tbo.rules.ledger import LedgerKind


def fen_of(kind: LedgerKind) -> int:
    return db.session.scalar(select(func.sum(LedgerEntry.fen)).where(LedgerEntry.kind == kind)) or 0


def test_every_order_and_every_fen_stands_in_the_ledger(shop):
    def told(kind: LedgerKind) -> int:
        return db.session.scalar(select(func.count()).where(LedgerEntry.kind == kind))

    assert told(LedgerKind.ORDERED) == db.session.scalar(select(func.count(Order.id))) > 0
    paid = select(func.sum(Payment.amount_fen)).where(Payment.paid_at.is_not(None))
    assert fen_of(LedgerKind.PAID) == db.session.scalar(paid) > 0
    assert fen_of(LedgerKind.REFUNDED) == db.session.scalar(select(func.sum(Payment.refunded_fen))) > 0


def test_the_ledger_stands_in_the_order_of_time(shop):
    times = list(db.session.scalars(select(LedgerEntry.at).order_by(LedgerEntry.id)))
    assert times == sorted(times)
