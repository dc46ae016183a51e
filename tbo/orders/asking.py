"""Asking Alipay where a payment stands, and settling by what it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, or_, select, update

from .. import clock
from ..alipay.trades import CloseOutcome, TradeAnswer
from ..alipay.trouble import GatewayTrouble
from ..db import commits
from ..rules.order_states import MARGIN, UNPAID, PaymentState, Told, next_look_at
from ..statements import run
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
    payment, now = run(_TO_ASK, it=payment_number).first(), clock.now()
    if payment is None or (due_at is not None and (payment.next_query_at is None or payment.next_query_at > due_at)):
        return None
    run(_CLAIM, it=payment_number, now=now, nth=payment.queries + 1, at=_next_query_at(payment, now))
    return _claim_of(payment, now)


@commits
def _note_opened(payment_number: str, trade_no: str | None) -> None:
    """Keep the number that an attempt has at Alipay since its code was scanned or its cashier opened."""
    run(_OPENED, it=payment_number, new=trade_no)


@commits
def _claim_for(order_number: str) -> list[Claim]:
    """Claim an order's open attempts that nobody asked about in the last seconds.

    What the sweeper plans stays: only it ends what is over, and a page that is open must not put that off.
    """
    now, claims = clock.now(), []
    for payment in run(_OPEN_ONES, order=order_number, before=now - NOT_OFTENER_THAN).all():
        run(_CLAIM, it=payment.number, now=now, nth=payment.queries + 1, at=payment.next_query_at)
        claims.append(_claim_of(payment, now))
    return claims


def _next_query_at(payment: Any, now: datetime) -> datetime | None:
    if payment.state == PaymentState.WAITING:
        return next_look_at(payment.created_at, payment.expires_at, now)
    return now + AGAIN if payment.next_query_at is not None else None


def _claim_of(payment: Any, now: datetime) -> Claim:
    is_open = payment.state == PaymentState.WAITING
    return Claim(payment.number, payment.queries + 1, is_open, payment.expires_at + MARGIN <= now)


_FACTS = select(
    *(Payment.number, Payment.state, Payment.queries, Payment.created_at, Payment.expires_at, Payment.next_query_at)
)
_TO_ASK = _FACTS.where(Payment.number == bindparam("it")).with_for_update()
_OPEN_ONES = (
    _FACTS.join(Order, Order.id == Payment.order_id)
    .where(
        *(Order.number == bindparam("order"), Payment.state.in_(UNPAID), Payment.created_at <= bindparam("before")),
        or_(Payment.asked_at.is_(None), Payment.asked_at <= bindparam("before")),
    )
    .with_for_update(of=Payment, skip_locked=True)
)
_OF = update(Payment).where(Payment.number == bindparam("it"))
_CLAIM = _OF.values(asked_at=bindparam("now"), queries=bindparam("nth"), next_query_at=bindparam("at"))
_OPENED = _OF.where(Payment.trade_no.is_(None)).values(trade_no=bindparam("new"))
