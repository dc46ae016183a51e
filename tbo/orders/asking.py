"""Asking Alipay where a payment stands, and settling by what it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select, update

from .. import clock
from ..alipay.trades import CloseOutcome, TradeAnswer
from ..alipay.trouble import GatewayTrouble
from ..db import commits, db
from ..rules.order_states import MARGIN, UNPAID, PaymentState, Told, next_look_at
from .closing import end_here
from .models import Order, Payment
from .news import told_by_query
from .provider import gateway
from .settlement import settle

log = structlog.get_logger()
NOT_OFTENER_THAN = timedelta(seconds=5)
# Whoever claimed one that waits no more may die or get no answer; then it is due again.
AGAIN = timedelta(minutes=2)
# A page is waiting: an answer after this would come too late for it, and the next poll asks again.
PAGE_DEADLINE_S = 3.0


@dataclass(frozen=True)
class Claim:
    """A payment that somebody is about to ask about, for the `nth` time, as it stood then."""

    number: str
    nth: int
    is_open: bool
    is_over: bool


def look_for(order_number: str) -> None:
    """Ask about an order's open attempts, for somebody who waits; at most every five seconds, troubles are kept."""
    for claimed in _claim_for(order_number):
        ask(claimed, "return", PAGE_DEADLINE_S)


def look(payment_number: str, told_by: str = "query") -> Told | None:
    """Ask about one payment now, settle by the answer and return it. None means: unknown, nothing changes."""
    claimed = claim(payment_number)
    return ask(claimed, told_by) if claimed is not None else None


def ask_last(claimed: Claim) -> Told | None:
    """Ask once more about an attempt whose time is over, then end it at Alipay and here. None means: unknown still."""
    told = ask(claimed, "sweeper")
    if told not in (Told.WAITING, Told.MISSING):
        return told
    try:
        outcome = gateway().close(claimed.number) if told is Told.WAITING else CloseOutcome.MISSING
    except GatewayTrouble as trouble:
        log.warning("payment.not_closed", payment=claimed.number, trouble=str(trouble))
        return None
    end_here(claimed.number, outcome)
    return told


def ask(claimed: Claim, told_by: str, deadline_s: float | None = None) -> Told | None:
    """Ask and settle; return what was told, None when nothing certain was."""
    try:
        answer: TradeAnswer = gateway(deadline_s).query(claimed.number)
    except GatewayTrouble as trouble:
        log.warning("payment.unknown_outcome", payment=claimed.number, trouble=str(trouble))
        return None
    telling = told_by_query(answer, claimed.nth, told_by)
    if telling.news.told is Told.WAITING:
        _note_opened(claimed.number, answer.trade_no)
    elif telling.news.told is not Told.MISSING:
        settle(telling)
    return telling.news.told


@commits
def claim(payment_number: str, due_at: datetime | None = None) -> Claim | None:
    """Take a payment to ask about it, and plan when it is asked about next; None when there is none.

    With `due_at` only when it was due by then: of two sweepers at once one gets it.
    """
    is_it = Payment.number == payment_number
    if due_at is not None:
        is_it &= Payment.next_query_at <= due_at
    payment = db.session.scalar(select(Payment).where(is_it).with_for_update())
    if payment is None:
        return None
    _plan_next(payment)
    return _claimed(payment)


@commits
def _note_opened(payment_number: str, trade_no: str | None) -> None:
    """Keep the number that an attempt has at Alipay since its code was scanned or its cashier opened."""
    unknown = update(Payment).where(Payment.number == payment_number, Payment.trade_no.is_(None))
    db.session.execute(unknown.values(trade_no=trade_no))


@commits
def _claim_for(order_number: str) -> list[Claim]:
    """Claim an order's open attempts that nobody asked about in the last seconds.

    What the sweeper plans stays: only it ends what is over, and a page that is open must not put that off.
    """
    before = clock.now() - NOT_OFTENER_THAN
    open_ones = (
        select(Payment)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Order.number == order_number,
            Payment.state.in_(UNPAID),
            Payment.created_at <= before,
            or_(Payment.asked_at.is_(None), Payment.asked_at <= before),
        )
    )
    found = db.session.scalars(open_ones.with_for_update(of=Payment, skip_locked=True))
    return [_claimed(payment) for payment in found]


def _plan_next(payment: Payment) -> None:
    now = clock.now()
    if payment.state == PaymentState.WAITING:
        payment.next_query_at = next_look_at(payment.created_at, payment.expires_at, now)
    elif payment.next_query_at is not None:
        payment.next_query_at = now + AGAIN


def _claimed(payment: Payment) -> Claim:
    now = clock.now()
    payment.asked_at = now
    payment.queries += 1
    is_open = payment.state == PaymentState.WAITING
    return Claim(payment.number, payment.queries, is_open, payment.expires_at + MARGIN <= now)
