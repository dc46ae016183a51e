"""Sweeping: what nobody told us is asked for, with growing gaps, until it is settled or over."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update

from .. import clock
from ..db import commits, db
from ..rules.order_states import PaymentState, late_look_at
from .asking import is_past_its_end, last_look, look
from .closing import expire_order, orders_past_their_end
from .models import Payment
from .refunds import due_refunds, send_refund

log = structlog.get_logger()
MOST = 100
CLAIM = timedelta(minutes=2)


def sweep(now: datetime | None = None) -> int:
    """Look after payments, orders and refunds that are due; return how many. May run at once in several processes.

    Ends by itself: it takes what was due when it began, each thing once.
    """
    now = now or clock.now()
    numbers = _due_payments(now)
    for number in numbers:
        if _claim(number, now):
            _sweep_one(number)
    orders = orders_past_their_end(MOST)
    for number in orders:
        expire_order(number)
    refunds = due_refunds(now, MOST)
    for number in refunds:
        send_refund(number)
    return len(numbers) + len(orders) + len(refunds)


def _due_payments(now: datetime) -> list[str]:
    due = select(Payment.number).where(Payment.next_query_at <= now).order_by(Payment.next_query_at).limit(MOST)
    return list(db.session.scalars(due))


@commits
def _claim(number: str, now: datetime) -> bool:
    """Take a due payment, so that a second sweeper leaves it alone; one that dies is taken again after a while."""
    taken = update(Payment).where(Payment.number == number, Payment.next_query_at <= now)
    return db.session.execute(taken.values(next_query_at=now + CLAIM)).rowcount == 1


def _sweep_one(number: str) -> None:
    try:
        payment = db.session.scalar(select(Payment).where(Payment.number == number))
        is_open, is_over = payment.state == PaymentState.WAITING, is_past_its_end(payment)
        db.session.rollback()
        if is_open and is_over:
            last_look(number)
        else:
            look(number, "sweeper")
        if not is_open:
            _plan_late_look(number)
    except Exception:
        # One payment's trouble must not keep the others waiting; it is due again after CLAIM.
        log.exception("sweep.failed", payment=number)
        db.session.rollback()


@commits
def _plan_late_look(number: str) -> None:
    payment = db.session.scalar(select(Payment).where(Payment.number == number).with_for_update())
    is_closed = payment.state == PaymentState.CLOSED
    payment.next_query_at = late_look_at(payment.closed_at, clock.now()) if is_closed else None
