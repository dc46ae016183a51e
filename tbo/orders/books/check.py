"""Proving that ledger, orders, payments, refunds, rights and subscriptions agree; what differs is named."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from ...db import commits, db
from ...entitlements.models import Entitlement
from ...rules.books import OrderBooks, PaymentBooks, RefundBooks, Told, disagreements
from ...rules.ledger import LedgerKind
from ...rules.money import Money
from ...rules.order_states import OrderState, PaymentState, RefundState
from ..gifts.models import Gift
from ..locks import locked_order
from ..models import Order, Payment, Refund
from ..refunds.goods import SOURCE
from .check_renewals import given_up_for_nothing, renewals_that_differ
from .ledger import LedgerEntry

AT_ONCE = 500
_ORDER = (Order.id, Order.number, Order.total_fen, Order.state, Order.paid_by)


@dataclass
class Checked:
    """How much was looked at, for the last sentence of the command."""

    orders: int = 0
    entries: int = 0


def differences(checked: Checked | None = None) -> Iterator[str]:
    """Say what does not agree, a few orders in memory at a time.

    An order that seems wrong is read again under its household's lock, so that nothing in motion is called wrong.
    """
    checked = checked or Checked()
    last = 0
    while rows := db.session.execute(select(*_ORDER).where(Order.id > last).order_by(Order.id).limit(AT_ONCE)).all():
        last = rows[-1].id
        books = list(_books(rows))
        checked.orders += len(books)
        checked.entries += sum(len(order.told) for order in books)
        suspects = [order.number for order in books if any(disagreements(order))]
        db.session.rollback()
        for number in suspects:
            yield from _again(number)
    yield from _without_order()
    yield from renewals_that_differ()
    yield from given_up_for_nothing()


@commits
def _again(number: str) -> list[str]:
    order = locked_order(number)
    if order is None:
        return []
    row = db.session.execute(select(*_ORDER).where(Order.id == order.id)).one()
    return [sentence for books in _books([row]) for sentence in disagreements(books)]


def _without_order() -> Iterator[str]:
    """Name what was given because of an order that does not exist."""
    known = select(Order.id).where(Order.number == Entitlement.source)
    lost = select(Entitlement.source).where(Entitlement.source_kind == SOURCE, ~known.exists())
    for number in db.session.scalars(lost.order_by(Entitlement.id)):
        yield f"order {number}: it gave something and does not exist"
    db.session.rollback()


def _books(rows: Sequence[Any]) -> Iterator[OrderBooks]:
    ids = [row.id for row in rows]
    numbers = [row.number for row in rows]
    payments, told, held, aside = _payments(ids), _told(ids), _held(numbers), _set_aside(numbers)
    for row in rows:
        yield OrderBooks(
            number=row.number,
            total=Money(row.total_fen),
            state=OrderState(row.state),
            paid_by=row.paid_by,
            is_held=held.get(row.number),
            set_aside=aside.get(row.number),
            payments=payments[row.id],
            told=told[row.id],
        )


def _held(numbers: list[str]) -> dict[str, bool]:
    """Return for each order that gave something whether it is still there."""
    of_orders = Entitlement.source_kind == SOURCE, Entitlement.source.in_(numbers)
    given = select(Entitlement.source, Entitlement.revoked_at.is_(None)).where(*of_orders)
    gifts = select(Order.number, Gift.revoked_at.is_(None)).join(Gift, Gift.order_id == Order.id)
    found = (*_rows(given), *_rows(gifts.where(Order.number.in_(numbers))))
    return {number: bool(is_held) for number, is_held in found}


def _set_aside(numbers: list[str]) -> dict[str, Money]:
    of_orders = Entitlement.source_kind == SOURCE, Entitlement.source.in_(numbers)
    found = _rows(select(Entitlement.source, Entitlement.refunding_fen).where(*of_orders))
    return {number: Money(fen) for number, fen in found}


def _told(ids: list[int]) -> dict[int, list[Told]]:
    columns = LedgerEntry.order_id, LedgerEntry.kind, func.coalesce(LedgerEntry.fen, 0), LedgerEntry.payment_number
    told = defaultdict(list)
    for order_id, kind, fen, payment in _rows(select(*columns).where(LedgerEntry.order_id.in_(ids))):
        told[order_id].append(Told(kind=LedgerKind(kind), amount=Money(fen), payment=payment))
    return told


def _payments(ids: list[int]) -> dict[int, list[PaymentBooks]]:
    payments, refunds = defaultdict(list), _refunds(ids)
    for payment in db.session.execute(select(Payment.__table__).where(Payment.order_id.in_(ids)).order_by(Payment.id)):
        payments[payment.order_id].append(
            PaymentBooks(
                number=payment.number,
                amount=Money(payment.amount_fen),
                state=PaymentState(payment.state),
                is_paid=payment.paid_at is not None,
                refunded=Money(payment.refunded_fen),
                refunding=Money(payment.refunding_fen),
                refunds=refunds[payment.id],
            )
        )
    return payments


def _refunds(ids: list[int]) -> dict[int, list[RefundBooks]]:
    columns = Refund.payment_id, Refund.amount_fen, Refund.state, Refund.takes_back
    refunds = defaultdict(list)
    found = select(*columns).join(Payment, Payment.id == Refund.payment_id).where(Payment.order_id.in_(ids))
    for payment_id, fen, state, takes_back in _rows(found):
        refunds[payment_id].append(RefundBooks(amount=Money(fen), state=RefundState(state), takes_back=takes_back))
    return refunds


def _rows(question: Select) -> Iterable[Any]:
    return db.session.execute(question)
