"""Ending attempts that must not be paid any more: at the gateway first, then here."""

import structlog
from sqlalchemy import bindparam, select

from .. import clock
from ..alipay.trades import CloseOutcome
from ..db import commits
from ..jobs import job
from ..rules.order_states import MARGIN, OrderState, PaymentState, late_look_at
from ..statements import run
from .books.booking import book_closed
from .coupons.places import give_back
from .locks import locked_order, locked_payment
from .models import Order, Payment
from .provider import gateway

log = structlog.get_logger()


@job
def close_at_gateway(payment_number: str) -> None:
    """End an unpaid attempt at Alipay; one that was paid meanwhile is asked about. Raises GatewayTrouble."""
    outcome = gateway().close(payment_number)
    log.info("payment.closing", payment=payment_number, outcome=outcome.value)
    end_here(payment_number, outcome)


@commits
def end_here(payment_number: str, outcome: CloseOutcome) -> None:
    """Note that an attempt is over. A wallet may have begun to pay it before: it is looked at a few more times."""
    payment = locked_payment(payment_number)
    if payment is None or payment.state != PaymentState.WAITING:
        return
    now = clock.now()
    if outcome is CloseOutcome.NOT_CLOSABLE:
        payment.next_query_at = now
        return
    payment.state, payment.closed_at = PaymentState.CLOSED, now
    payment.next_query_at = late_look_at(now, payment.expires_at, now)
    _close_order_past_its_end(payment.order)


@commits
def expire_order(order_number: str) -> None:
    """Close an order that nobody paid, unless an attempt of it still waits."""
    order = locked_order(order_number)
    if order is not None:
        _close_order_past_its_end(order)


def orders_past_their_end(limit: int) -> list[str]:
    """List the numbers of orders that wait although their time is over."""
    return list(run(_PAST_THEIR_END, by=clock.now() - MARGIN, most=limit).scalars())


_WAITING = select(Payment.id).where(
    Payment.order_id == Order.id, Payment.state == PaymentState.WAITING, Payment.flagged_because.is_(None)
)
_PAST_THEIR_END = (
    select(Order.number)
    .where(Order.state == OrderState.PENDING, Order.expires_at <= bindparam("by"), ~_WAITING.exists())
    .order_by(Order.expires_at)
    .limit(bindparam("most"))
)


def _close_order_past_its_end(order: Order) -> None:
    now = clock.now()
    waits = any(p.state == PaymentState.WAITING and p.flagged_because is None for p in order.payments)
    if order.state == OrderState.PENDING and order.expires_at + MARGIN <= now and not waits:
        order.state, order.closed_at = OrderState.CLOSED, now
        give_back(order)
        book_closed(order, "nobody paid in time")
        log.info("order.expired", order_number=order.number)
