"""Deducting: one period's order, one try at a time, each written down before Alipay is asked, and concluded after."""

from datetime import date, timedelta

import structlog
from flask import current_app
from sqlalchemy import bindparam, insert, select, update

from ... import clock
from ...alipay.agreements import AgreementAnswer, DeductAnswer, DeductOutcome, DeductRequest
from ...alipay.sub_codes import NextStep
from ...alipay.trouble import GatewayTrouble
from ...db import commits, db
from ...rules.ledger import LedgerKind
from ...rules.money import Money
from ...rules.order_states import MONEY_TOLD, OrderState, PaymentState, next_look_at, payment_number
from ...rules.plan_changes import Begins
from ...rules.renewal_schedule import GRACE, day_in_china, end_of, first_day
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState, TryState
from ...statements import run, run_beside
from ...subscriptions.following import followed_by
from ...subscriptions.lifecycle import happen
from ...subscriptions.models import RenewalAttempt, Subscription
from ...subscriptions.reading import is_due, open_try, tries_of
from ..agreements.locks import locked_subscription
from ..agreements.news import ask_for_agreement
from ..asking import look
from ..books.ledger import record
from ..closing import close_at_gateway
from ..fulfilment import fulfil, sale_of
from ..models import Order, Payment
from ..plan_changes.quotes import still_holds
from ..plan_changes.steps import fail_the_followed
from ..provider import agreement_gateway
from .letters import tell_of_failure
from .ordering import order_of

log = structlog.get_logger()
DEDUCT = "deduct"
# A deduction whose outcome is not known by then is closed at Alipay; only then another one may follow.
LIFE = timedelta(minutes=30)
BY_HAND = timedelta(minutes=20)


def deduct(number: str) -> None:
    """Try the deduction that is due, if one is. The agreement is asked for first, the answer settles as all do."""
    answer = ask_for_agreement(number)
    if answer is None or not _brought_forward(number, answer):
        return
    request = _begin(number)
    if request is None:
        return
    answered = agreement_gateway().deduct(request)
    log.info("renewal.deducted", payment=request.payment_number, outcome=answered.outcome.value)
    told = None
    if answered.outcome is DeductOutcome.REFUSED:
        _refused(request, answered)
    elif answered.outcome is not DeductOutcome.NOT_SENT:
        told = look(request.payment_number, "deduction")
    if told not in MONEY_TOLD:
        # Money has ended the try where it was settled.
        conclude(number)
    if answered.next_step is NextStep.END_RENEWAL:
        ask_for_agreement(number)


@commits
def conclude(number: str) -> None:
    """Note how the open try ended, once that is certain; money is noted where it settles."""
    subscription = locked_subscription(number)
    opened = open_try(tries_of(subscription)) if subscription is not None else None
    if subscription is None or opened is None:
        return
    attempt = db.session.get_one(RenewalAttempt, opened.id)
    payment = db.session.scalars(_PAYMENT, {"it": attempt.payment_number}).one()
    if not _bought_nothing(payment):
        return
    attempt.state, attempt.ended_at = TryState.FAILED, clock.now()
    db.session.flush()
    happen(subscription, SubscriptionEvent.FAILED)
    if attempt.nth == 1:
        _let_grace_run(subscription, payment.order)
    fail_the_followed(subscription)
    reason = attempt.sub_code or "not paid in time"
    record(LedgerKind.DEDUCTION_FAILED, key=f"failed:{payment.number}", payment=payment, reason=reason)
    if attempt.nth == 1:
        tell_of_failure(subscription, payment.order)


def _bought_nothing(payment: Payment) -> bool:
    """Whether a try is over without a period: not paid, refunded before we heard of it, or given back at once."""
    is_given_back = payment.state == PaymentState.PAID and payment.order.state == OrderState.CLOSED
    return payment.state in (PaymentState.CLOSED, PaymentState.REFUNDED) or is_given_back


def _let_grace_run(subscription: Subscription, order: Order) -> None:
    """Give who came back from a pause, and was deducted from at once, the days of grace that others have."""
    planned = first_day(day_in_china(clock.now()) + GRACE)
    if subscription.state == SubscriptionState.GRACE and subscription.deduct_at and subscription.planned_on < planned:
        subscription.planned_on = planned
        order.expires_at = max(order.expires_at, end_of(planned))


@commits
def _plan_for_today(number: str) -> date | None:
    """Let a deduction that was asked for on an earlier day be of today: Alipay takes none after its planned day."""
    subscription, now = locked_subscription(number), clock.now()
    if subscription is None or not is_due(subscription, tries_of(subscription), now):
        return None
    subscription.planned_on = first_day(day_in_china(now))
    return subscription.planned_on


def _brought_forward(number: str, answer: AgreementAnswer) -> bool:
    """Let Alipay's planned day follow ours, where a pause or a payment by hand has moved ours; it never goes back."""
    found = run(_PLANNED_ON, it=number).first()
    db.session.rollback()
    ours = found.planned_on if found is not None else None
    if found is not None and found.deduct_at is not None and found.planned_on < day_in_china(clock.now()):
        ours = _plan_for_today(number)
    if ours is None or answer.agreement_no is None or answer.next_deduct_on is None or answer.next_deduct_on >= ours:
        return True
    try:
        agreement_gateway().postpone(answer.agreement_no, ours, "TBO")
    except GatewayTrouble as trouble:
        log.warning("renewal.not_postponed", subscription=number, trouble=str(trouble))
        return False
    return True


@commits
def _begin(number: str) -> DeductRequest | None:
    """Write a try down, unless it is not due any more: somebody else was faster, or the household has left."""
    subscription = locked_subscription(number)
    now = clock.now()
    if subscription is None or not is_due(subscription, tries_of(subscription), now):
        return None
    if not _may_follow(subscription):
        return None
    order = order_of(subscription)
    if order.state != OrderState.PENDING or order.expires_at <= now or _is_being_paid(order):
        return None
    if not order.total_fen:
        _give_for_nothing(subscription, order)
        return None
    number = _new_payment(subscription, order)
    settings = current_app.extensions["tbo.settings"]
    return DeductRequest(
        payment_number=number,
        agreement_no=subscription.agreement_no or "",
        amount=Money(order.total_fen),
        subject=order.subject,
        notify_url=settings.notify_url,
    )


def _give_for_nothing(subscription: Subscription, order: Order) -> None:
    """Give a period that credit pays in full; Alipay is not asked, and moves its day at the next deduction."""
    number, now = payment_number(order.number, 1), clock.now()
    named = {"order_number": order.number, "payment_number": number, "period": subscription.period}
    db.session.add(RenewalAttempt(subscription_id=subscription.id, nth=1, tried_at=now, **named))
    db.session.flush()
    order.state, order.paid_at, order.paid_by = OrderState.PAID, now, number
    fulfil(sale_of(order), None)


def _may_follow(subscription: Subscription) -> bool:
    """Whether a plan can still take another's place as was promised; otherwise it is let go, and nothing is taken."""
    followed = followed_by(subscription) if subscription.period == 0 else None
    if followed is None or subscription.begins == Begins.NEXT or still_holds(subscription, followed):
        return True
    happen(subscription, SubscriptionEvent.CANCEL, "what it credited has changed")
    return False


def _new_payment(subscription: Subscription, order: Order) -> str:
    """Write a payment and the try that makes it, past the session; return its number."""
    now, nth = clock.now(), len(order.payments) + 1
    number = payment_number(order.number, nth)
    run_beside(
        _NEW,
        number=number,
        order_id=order.id,
        product=DEDUCT,
        state=PaymentState.WAITING,
        amount_fen=order.total_fen,
        created_at=now,
        expires_at=now + LIFE,
        next_query_at=next_look_at(now, now + LIFE, now),
    )
    named = {"order_number": order.number, "payment_number": number, "period": subscription.period}
    run_beside(_TRY, subscription_id=subscription.id, nth=nth, tried_at=now, **named)
    return number


def _is_being_paid(order: Order) -> bool:
    """Whether somebody has just gone to the cashier with this order; what is left there does not stop us."""
    since = clock.now() - BY_HAND
    return any(
        payment.state == PaymentState.WAITING and (payment.product == DEDUCT or payment.created_at > since)
        for payment in order.payments
    )


def _refused(request: DeductRequest, answered: DeductAnswer) -> None:
    """Nothing was taken: close the number at Alipay, so that nothing can be, and keep why."""
    _keep_reason(request.payment_number, answered.sub_code)
    try:
        close_at_gateway(request.payment_number)
    except GatewayTrouble as trouble:
        log.warning("renewal.not_closed", payment=request.payment_number, trouble=str(trouble))


@commits
def _keep_reason(payment: str, sub_code: str | None) -> None:
    run(_REASON, of=payment, code=sub_code)


_PLANNED_ON = select(Subscription.planned_on, Subscription.deduct_at).where(Subscription.number == bindparam("it"))
_NEW, _TRY = insert(Payment), insert(RenewalAttempt)
_PAYMENT = select(Payment).where(Payment.number == bindparam("it"))
_REASON = (
    update(RenewalAttempt).where(RenewalAttempt.payment_number == bindparam("of")).values(sub_code=bindparam("code"))
)
