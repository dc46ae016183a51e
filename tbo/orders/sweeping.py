"""Sweeping: what nobody told us is asked for, with growing gaps, until it is settled or over."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update

from .. import clock
from ..db import commits, db
from ..rules.order_states import PaymentState, late_look_at
from .asking import is_past_its_end, last_look, look
from .closing import expire_order, orders_past_their_end
from .models import Payment
from .refunds import claim_refund, due_refunds, send_refund

log = structlog.get_logger()
MOST = 100
CLAIM = timedelta(minutes=2)
# As many unanswered questions in a row as show that Alipay is away: the rest is asked in a minute, not now for minutes.
MOST_UNKNOWN = 3


def sweep(now: datetime | None = None) -> int:
    """Look after payments, orders and refunds that are due; return how many. May run at once in several processes.

    Ends by itself: it takes what was due when it began, each thing once.
    """
    now = now or clock.now()
    asked = _ask(_due_payments(now), now)
    return asked + _each(orders_past_their_end(MOST), expire_order) + _each(_claimed_refunds(now), send_refund)


def _ask(numbers: list[str], now: datetime) -> int:
    asked = unknown = 0
    for number in numbers:
        if unknown >= MOST_UNKNOWN:
            log.warning("sweep.alipay_away", left=len(numbers) - asked)
            break
        if _claim(number, now):
            unknown = 0 if _is_certain(number) else unknown + 1
        asked += 1
    return asked


def _each(numbers: Iterable[str], look_after: Callable[[str], object]) -> int:
    """Look after each; one's trouble must not keep the others waiting, and it is due again later."""
    count = 0
    for number in numbers:
        _safely(look_after, number)
        count += 1
    return count


def _safely(look_after: Callable[[str], object], number: str) -> object:
    try:
        return look_after(number)
    except Exception:
        log.exception("sweep.failed", number=number)
        db.session.rollback()
        return None


def _due_payments(now: datetime) -> list[str]:
    due = select(Payment.number).where(Payment.next_query_at <= now).order_by(Payment.next_query_at).limit(MOST)
    return list(db.session.scalars(due))


def _claimed_refunds(now: datetime) -> Iterable[str]:
    return (number for number in due_refunds(now, MOST) if claim_refund(number, now, now + CLAIM))


@commits
def _claim(number: str, now: datetime) -> bool:
    """Take a due payment, so that a second sweeper leaves it alone; one that dies is taken again after a while."""
    taken = update(Payment).where(Payment.number == number, Payment.next_query_at <= now)
    return db.session.execute(taken.values(next_query_at=now + CLAIM)).rowcount == 1


def _is_certain(number: str) -> bool:
    """Ask about one payment; False when nothing certain was learnt, and it is asked about again."""
    return _safely(_sweep_one, number) is not None


def _sweep_one(number: str):
    payment = db.session.scalar(select(Payment).where(Payment.number == number))
    is_open, is_over = payment.state == PaymentState.WAITING, is_past_its_end(payment)
    db.session.rollback()
    if is_open and is_over:
        return last_look(number)
    told = look(number, "sweeper")
    if told is not None and not is_open:
        _plan_late_look(number)
    return told


@commits
def _plan_late_look(number: str) -> None:
    payment = db.session.scalar(select(Payment).where(Payment.number == number).with_for_update())
    is_closed = payment.state == PaymentState.CLOSED
    payment.next_query_at = late_look_at(payment.closed_at, clock.now()) if is_closed else None
