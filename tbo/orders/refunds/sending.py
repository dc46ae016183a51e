"""Refunds: written down first, sent with a number that never changes, and taking back what was granted."""

from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import func, select

from ... import clock
from ...alipay.sub_codes import NextStep, next_step
from ...alipay.trades import RefundAnswer, RefundOutcome
from ...db import commits, db
from ...jobs import enqueue, job
from ...rules.ledger import Actor
from ...rules.money import Money
from ...rules.order_states import SETTLED, UNPAID, PaymentState, RefundState, refund_number, rest_to_ask
from ...web.errors import Refusal
from ..books.booking import book_refund_refused, book_refund_requested, book_refunded
from ..fapiao.money import money_changed
from ..locks import locked_order, locked_payment
from ..models import Order, Payment, PaymentEvent, Refund
from ..provider import gateway
from .goods import begins_under_way, ends_under_way, is_of_right, take_back

log = structlog.get_logger()
FIRST_GAP = timedelta(seconds=15)
LONGEST_GAP = timedelta(hours=6)
WHEN_FUNDED = timedelta(hours=1)
BY_HAND = "refunded in Alipay's console"


class NothingToRefund(Refusal):
    """The order was not paid through Alipay, or everything of it is back or on its way."""


class TooMuchToRefund(Refusal):
    """More is asked back than is left of the payment."""


@commits
def refund_order(order_number: str, reason: str, amount: Money | None = None, actor: str = Actor.SHOP) -> str:
    """Ask a paid order's money back, all that is left by default; return the refund's number.

    Raises NothingToRefund, TooMuchToRefund. Access is taken back when the money is, not before.
    """
    order = locked_order(order_number)
    payment = payment_of(order) if order is not None and order.state in SETTLED else None
    left = Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen) if payment else Money.zero()
    if payment is None or not left or payment.state == PaymentState.FINISHED:
        raise NothingToRefund(f"order {order_number} has nothing to refund")
    amount = left if amount is None else amount
    if not Money.zero() < amount <= left:
        raise TooMuchToRefund(f"{amount} is asked of {left} left of order {order_number}")
    return ask_back(payment, amount, reason, actor=actor).number


def payment_of(order: Order) -> Payment | None:
    """Return the payment that settled an order."""
    return next((payment for payment in order.payments if payment.number == order.paid_by), None)


def ask_back(payment: Payment, amount: Money, reason: str, takes_back: bool = True, actor: str = Actor.SHOP) -> Refund:
    """Write a refund and the job that sends it. Never commits; the payment's lock is held.

    What is to go back pays for nothing else from now on, though the right to watch ends only when it is there.
    """
    refund = _new(payment, amount, reason, takes_back)
    db.session.flush()
    begins_under_way(refund)
    book_refund_requested(refund, actor)
    money_changed(payment.order)
    enqueue(send_refund, key=f"refund:{refund.number}", refund_number=refund.number)
    return refund


@job
def send_refund(refund_number: str) -> None:
    """Ask Alipay for a refund, as often as it takes, always with the same number and amount."""
    refund = db.session.scalar(select(Refund).where(Refund.number == refund_number))
    if refund is None or refund.state != RefundState.REQUESTED:
        return
    asked = refund.payment.number, refund.number, Money(refund.amount_fen), refund.reason
    db.session.rollback()
    answer = gateway().refund(*asked)
    if answer.outcome is RefundOutcome.ALREADY:
        # Only the first answer tells the sum of all refunds, by which others' refunds are found.
        answer = replace(gateway().refund_query(*asked[:2]), refunded_in_all=answer.refunded_in_all)
    log.info("refund.asked", refund=refund_number, outcome=answer.outcome.value, sub_code=answer.sub_code)
    _record_answer(refund_number, answer)


def record_told(payment: Payment, told: Money, number: str | None) -> None:
    """Record that `told` in all has gone back; what none of our refunds explains was done in Alipay's console."""
    payment.told_refunded_fen = max(payment.told_refunded_fen, told.fen)
    ours = next((refund for refund in payment.refunds if refund.number == number), None)
    if ours is not None and ours.state == RefundState.REQUESTED:
        _done(ours)
    _record_foreign(payment)


@commits
def _record_answer(number: str, answer: RefundAnswer) -> None:
    payment_number = db.session.scalar(
        select(Payment.number).join(Refund, Refund.payment_id == Payment.id).where(Refund.number == number)
    )
    payment = locked_payment(payment_number) if payment_number else None
    if payment is None:
        raise LookupError(f"refund {number} has no payment")
    refund = next(refund for refund in payment.refunds if refund.number == number)
    if refund.state != RefundState.REQUESTED:
        return
    if answer.outcome is RefundOutcome.DONE:
        _done(refund)
        told = answer.refunded_in_all or Money.zero()
        payment.told_refunded_fen = max(payment.told_refunded_fen, min(told.fen, payment.amount_fen))
    elif answer.outcome is RefundOutcome.REFUSED and not _may_succeed_later(answer, payment, refund):
        _refused(refund, answer)
    else:
        _try_later(refund, answer)
    _record_foreign(payment)


def _may_succeed_later(answer: RefundAnswer, payment: Payment, refund: Refund) -> bool:
    if answer.next_step is NextStep.RETRY_SAME_NUMBER:
        return True
    has_room = payment.told_refunded_fen + refund.amount_fen <= payment.amount_fen
    return answer.next_step is NextStep.QUERY and has_room and refund.tries < 8


def _try_later(refund: Refund, answer: RefundAnswer) -> None:
    refund.tries += 1
    gap = min(LONGEST_GAP, FIRST_GAP * 2 ** min(refund.tries, 12))
    if answer.next_step is NextStep.RETRY_SAME_NUMBER:
        gap = WHEN_FUNDED
    if answer.next_step is NextStep.QUERY:
        refund.payment.next_query_at = clock.now()
    refund.next_try_at = clock.now() + gap


def _refused(refund: Refund, answer: RefundAnswer) -> None:
    payment = refund.payment
    refund.state, refund.next_try_at = RefundState.REFUSED, None
    refund.refused_because = f"{answer.sub_code}: {answer.next_step}"[:200]
    ends_under_way(refund)
    book_refund_refused(refund)
    money_changed(payment.order)
    payment.flagged_because = f"refund {refund.number} was refused with {answer.sub_code}"[:200]
    log.error("refund.refused", refund=refund.number, sub_code=answer.sub_code, order_number=payment.order.number)


def _done(refund: Refund, actor: str = Actor.ALIPAY) -> None:
    """Count a refund that went back, and take back what its payment granted. The payment's lock is held."""
    payment = refund.payment
    book_refunded(refund, actor)
    money_changed(payment.order)
    if refund.state == RefundState.REQUESTED:
        ends_under_way(refund)
    refund.state, refund.done_at, refund.next_try_at = RefundState.DONE, clock.now(), None
    payment.refunded_fen += refund.amount_fen
    if payment.refunded_fen >= payment.amount_fen:
        # With nothing of it here, there is nothing left for a person to look at.
        payment.state, payment.flagged_because = PaymentState.REFUNDED, None
    elif payment.state not in UNPAID:
        payment.state = PaymentState.PARTLY_REFUNDED
    if is_of_right(refund):
        take_back(refund)
    db.session.add(
        PaymentEvent(
            key=f"refund:{refund.number}",
            payment_number=payment.number,
            told_by="refund",
            what="refunded",
            amount_fen=refund.amount_fen,
            detail=refund.reason,
            at=clock.now(),
        )
    )
    log.info("refund.done", refund=refund.number, order_number=payment.order.number, fen=refund.amount_fen)


def _record_foreign(payment: Payment) -> None:
    surplus = payment.told_refunded_fen - payment.refunded_fen - payment.refunding_fen
    if surplus > 0:
        refund = _new(payment, Money(surplus), BY_HAND, takes_back=True)
        refund.state = RefundState.DONE
        db.session.flush()
        _done(refund, Actor.CONSOLE)
        _ask_the_rest_back(payment)


def _ask_the_rest_back(payment: Payment) -> None:
    """Ask again for what a refused refund was to give back, less what a hand in Alipay's console gave instead."""
    for refused in [refund for refund in payment.refunds if _was_too_much(refund)]:
        later = [other for other in payment.refunds if other.id > refused.id and other.state != RefundState.REFUSED]
        since = Money(sum(other.amount_fen for other in later))
        left = Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen)
        rest = rest_to_ask(Money(refused.amount_fen), since, left)
        if rest:
            ask_back(payment, rest, refused.reason, refused.takes_back)


def _was_too_much(refund: Refund) -> bool:
    sub_code = (refund.refused_because or "").partition(":")[0]
    return refund.state == RefundState.REFUSED and next_step(sub_code) is NextStep.MEND_REFUND_SUM


def _new(payment: Payment, amount: Money, reason: str, takes_back: bool) -> Refund:
    count = db.session.scalar(select(func.count()).select_from(Refund).where(Refund.payment_id == payment.id)) or 0
    now = clock.now()
    refund = Refund(
        number=refund_number(payment.number, count + 1),
        amount_fen=amount.fen,
        reason=reason[:200],
        takes_back=takes_back,
        state=RefundState.REQUESTED,
        requested_at=now,
        next_try_at=now + FIRST_GAP,
        tries=0,
    )
    payment.refunds.append(refund)
    return refund
