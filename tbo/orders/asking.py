"""Asking Alipay where a payment stands, and settling by what it answers."""

from datetime import timedelta

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
# A page is waiting: an answer after this would come too late for it, and the next poll asks again.
PAGE_DEADLINE_S = 3.0


def look_for(order_number: str) -> None:
    """Ask about an order's open attempts, for somebody who waits; at most every five seconds, troubles are kept."""
    for number, nth in _claim_for(order_number):
        _look(number, nth, "return", PAGE_DEADLINE_S)


def look(payment_number: str, told_by: str = "query") -> Told | None:
    """Ask about one payment now, settle by the answer and return it. None means: unknown, nothing changes."""
    nth = _claim(payment_number)
    return _look(payment_number, nth, told_by) if nth is not None else None


def last_look(payment_number: str) -> Told | None:
    """Ask once more about an attempt whose time is over, then end it at Alipay and here. None means: unknown still."""
    told = look(payment_number, "sweeper")
    if told not in (Told.WAITING, Told.MISSING):
        return told
    try:
        outcome = gateway().close(payment_number) if told is Told.WAITING else CloseOutcome.MISSING
    except GatewayTrouble as trouble:
        log.warning("payment.not_closed", payment=payment_number, trouble=str(trouble))
        return None
    end_here(payment_number, outcome)
    return told


def _look(payment_number: str, nth: int, told_by: str, deadline_s: float | None = None) -> Told | None:
    """Ask and settle; return what was told, None when nothing certain was."""
    try:
        answer: TradeAnswer = gateway(deadline_s).query(payment_number)
    except GatewayTrouble as trouble:
        log.warning("payment.unknown_outcome", payment=payment_number, trouble=str(trouble))
        return None
    telling = told_by_query(answer, nth, told_by)
    if telling.news.told is Told.WAITING:
        _note_opened(payment_number, answer.trade_no)
    elif telling.news.told is not Told.MISSING:
        settle(telling)
    return telling.news.told


@commits
def _note_opened(payment_number: str, trade_no: str | None) -> None:
    """Keep the number that an attempt has at Alipay since its code was scanned or its cashier opened."""
    unknown = update(Payment).where(Payment.number == payment_number, Payment.trade_no.is_(None))
    db.session.execute(unknown.values(trade_no=trade_no))


@commits
def _claim(payment_number: str) -> int | None:
    """Note that a payment is being asked about and when it is next; return how often it was, with this time."""
    payment = db.session.scalar(select(Payment).where(Payment.number == payment_number).with_for_update())
    return _claimed(payment) if payment is not None else None


@commits
def _claim_for(order_number: str) -> list[tuple[str, int]]:
    """Claim an order's open attempts that nobody asked about in the last seconds."""
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
    return [(payment.number, _claimed(payment)) for payment in found]


def _claimed(payment: Payment) -> int:
    now = clock.now()
    payment.asked_at = now
    payment.queries += 1
    if payment.state == PaymentState.WAITING:
        payment.next_query_at = next_look_at(payment.created_at, payment.expires_at, payment.queries, now)
    return payment.queries


def is_past_its_end(payment: Payment) -> bool:
    """Whether an attempt's time, and the margin behind it, are over."""
    return payment.expires_at + MARGIN <= clock.now()
