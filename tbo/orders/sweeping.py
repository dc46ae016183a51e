"""Sweeping: what nobody told us is asked for, with growing gaps, until it is settled or over."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy import bindparam, select, update

from .. import clock
from ..db import commits, db
from ..rules.order_states import PaymentState, RefundState, Told, late_look_at
from ..statements import run
from .asking import Claim, ask, ask_last, claim
from .closing import expire_order, orders_past_their_end
from .models import Payment, Refund
from .refunds.sending import send_refund

log = structlog.get_logger()
Work = TypeVar("Work")
MOST = 100
REFUND_CLAIM = timedelta(minutes=2)
# As many unanswered questions in a row as show that Alipay is away: the rest is asked in a minute, not now for minutes.
MOST_UNKNOWN = 3
# The worker has other things to do; what is left is due still, and the next sweep takes it.
LONGEST_S = 40


def sweep(now: datetime | None = None) -> int:
    """Look after payments, orders and refunds that are due; return how many. May run at once in several processes.

    Ends by itself: it takes what was due when it began, each thing once, and stops when that takes long.
    """
    now, ends_at = now or clock.now(), time.monotonic() + LONGEST_S
    asked = _ask(_due_payments(now), now, ends_at)
    expired = _each(orders_past_their_end(MOST), expire_order, ends_at)
    return asked + expired + _each(_claimed_refunds(now), send_refund, ends_at)


def _ask(numbers: list[str], now: datetime, ends_at: float) -> int:
    asked = unknown = 0
    for number in numbers:
        if unknown >= MOST_UNKNOWN or time.monotonic() > ends_at:
            log.warning("sweep.alipay_away_or_slow", left=len(numbers) - asked)
            break
        claimed = claim(number, now)
        if claimed is not None:
            unknown = 0 if _safely(_ask_about, claimed) is not None else unknown + 1
        asked += 1
    return asked


def _each(numbers: Iterable[str], look_after: Callable[[str], object], ends_at: float) -> int:
    """Look after each; one's trouble must not keep the others waiting, and it is due again later."""
    count = 0
    for number in numbers:
        if time.monotonic() > ends_at:
            break
        _safely(look_after, number)
        count += 1
    return count


def _safely(look_after: Callable[[Work], object], work: Work) -> object:
    try:
        return look_after(work)
    except Exception:
        log.exception("sweep.failed", work=str(work))
        db.session.rollback()
        return None


def _due_payments(now: datetime) -> list[str]:
    return list(run(_DUE, now=now).scalars())


def _claimed_refunds(now: datetime) -> Iterable[str]:
    numbers = list(run(_REFUNDS, now=now).scalars())
    return (number for number in numbers if _claim_refund(number, now))


@commits
def _claim_refund(number: str, now: datetime) -> bool:
    """Take a refund that is due, so that a second sweeper leaves it alone for a while."""
    return run(_CLAIM_REFUND, it=number, now=now, until=now + REFUND_CLAIM).rowcount == 1


def _ask_about(claimed: Claim) -> Told | None:
    """Ask about one payment; None when nothing certain was learnt, and it is asked about again."""
    if claimed.is_open and claimed.is_over:
        return ask_last(claimed)
    told = ask(claimed, "sweeper")
    if told is not None and not claimed.is_open:
        _plan_late_look(claimed.number)
    return told


@commits
def _plan_late_look(number: str) -> None:
    payment = run(_ENDED, it=number).one()
    ended_at = payment.closed_at if payment.state == PaymentState.CLOSED else None
    run(_PLAN, it=number, at=late_look_at(ended_at, payment.expires_at, clock.now()) if ended_at else None)


_DUE = (
    select(Payment.number).where(Payment.next_query_at <= bindparam("now")).order_by(Payment.next_query_at).limit(MOST)
)
_ENDED = (
    select(Payment.state, Payment.closed_at, Payment.expires_at)
    .where(Payment.number == bindparam("it"))
    .with_for_update()
)
_PLAN = update(Payment).where(Payment.number == bindparam("it")).values(next_query_at=bindparam("at"))
_IS_DUE = Refund.state == RefundState.REQUESTED, Refund.next_try_at <= bindparam("now")
_REFUNDS = select(Refund.number).where(*_IS_DUE).order_by(Refund.next_try_at).limit(MOST)
_CLAIM_REFUND = update(Refund).where(Refund.number == bindparam("it"), *_IS_DUE).values(next_try_at=bindparam("until"))
