"""Fills in the ledger of the demo shop: what happened to each order, at its time, as the shop itself writes it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .. import clock
from ..db import db
from ..entitlements.models import Entitlement
from ..orders.books.booking import (
    book_closed,
    book_granted,
    book_order,
    book_paid,
    book_refund_requested,
    book_refunded,
    book_taken_back,
)
from ..orders.models import Order, Payment, Refund
from ..orders.refunds.goods import SOURCE
from ..orders.refunds.sending import payment_of
from ..rules.ledger import Actor
from ..rules.money import Money

Happening = tuple[datetime, Callable[[], None]]


def add_ledger() -> None:
    """Write every event of every order, the oldest first; payments, refunds and rights must be there."""
    of_order = Entitlement.source_kind == SOURCE
    rights = {right.source: right for right in db.session.scalars(select(Entitlement).where(of_order))}
    orders = select(Order).options(selectinload(Order.payments).selectinload(Payment.refunds)).order_by(Order.id)
    happened = [event for order in db.session.scalars(orders) for event in _story(order, rights.get(order.number))]
    for at, write in sorted(happened, key=lambda event: event[0]):
        with clock.standing_at(at):
            write()


def _story(order: Order, right: Entitlement | None) -> Iterator[Happening]:
    yield order.placed_at, lambda: book_order(order)
    if order.closed_at:
        yield order.closed_at, lambda: book_closed(order, "nobody paid in time")
    payment = payment_of(order)
    if payment and payment.paid_at:
        yield payment.paid_at, lambda: book_paid(payment, "paid, told by notice")
    if right and order.fulfilled_at:
        yield order.fulfilled_at, lambda: book_granted(order, payment, Money(right.paid_fen))
    for refund in payment.refunds if payment else ():
        yield from _money_back(refund)


def _money_back(refund: Refund) -> Iterator[Happening]:
    yield refund.requested_at, lambda: book_refund_requested(refund, Actor.SHOP)
    if refund.done_at:
        yield refund.done_at, lambda: book_refunded(refund, Actor.ALIPAY)
        yield refund.done_at, lambda: book_taken_back(refund.payment.order, refund.payment, refund.reason)
