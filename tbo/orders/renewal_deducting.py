"""Deducting: one period's order, one try at a time, each written down before Alipay is asked, and concluded after."""

from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy import select

from .. import clock
from ..alipay.agreements import AgreementAnswer, DeductAnswer, DeductOutcome, DeductRequest
from ..alipay.sub_codes import NextStep
from ..alipay.trouble import GatewayTrouble
from ..db import commits, db
from ..offers.plans import plan_name
from ..offers.wording import subject_of
from ..rules.access import OfferKind
from ..rules.ledger import LedgerKind
from ..rules.money import Money
from ..rules.order_states import OrderState, PaymentState, next_look_at, payment_number
from ..rules.plan_changes import Begins
from ..rules.renewal_prices import NextCharge, NextPrice, charge_of
from ..rules.renewal_schedule import SIGNING_LIFE, end_of, renewal_order_number
from ..rules.subscription_states import SubscriptionEvent
from ..subscriptions.following import followed_by, is_planned
from ..subscriptions.lifecycle import happen
from ..subscriptions.models import RenewalAttempt, Subscription
from ..subscriptions.pricing import coupon_of, next_charge
from ..subscriptions.reading import is_due, notice_of, open_try, tries_of
from .agreement_locks import locked_subscription
from .agreement_news import ask_for_agreement
from .asking import look
from .booking import book_order
from .closing import close_at_gateway
from .fulfilment import fulfil, sale_of
from .ledger import record
from .lines import kept
from .models import Order, Payment
from .plan_change_quotes import still_holds
from .plan_change_steps import fail_the_followed
from .provider import agreement_gateway
from .renewal_letters import tell_of_failure

log = structlog.get_logger()
DEDUCT = "deduct"
RENEWAL = "renewal "
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
    if answered.outcome is DeductOutcome.REFUSED:
        _refused(request, answered)
    elif answered.outcome is not DeductOutcome.NOT_SENT:
        look(request.payment_number, "deduction")
    conclude(number)
    if answered.next_step is NextStep.END_RENEWAL:
        ask_for_agreement(number)


@commits
def conclude(number: str) -> None:
    """Note how the open try ended, once that is certain; money is noted where it settles."""
    subscription = locked_subscription(number)
    attempt = open_try(tries_of(subscription)) if subscription is not None else None
    if subscription is None or attempt is None:
        return
    payment = db.session.scalars(select(Payment).where(Payment.number == attempt.payment_number)).one()
    if payment.state != PaymentState.CLOSED:
        return
    attempt.state, attempt.ended_at = "failed", clock.now()
    db.session.flush()
    happen(subscription, SubscriptionEvent.FAILED)
    fail_the_followed(subscription)
    reason = attempt.sub_code or "not paid in time"
    record(LedgerKind.DEDUCTION_FAILED, key=f"failed:{payment.number}", payment=payment, reason=reason)
    if attempt.nth == 1:
        tell_of_failure(subscription, payment.order)


def _brought_forward(number: str, answer: AgreementAnswer) -> bool:
    """Let Alipay's planned day follow ours, where a pause or a payment by hand has moved ours; it never goes back."""
    ours = db.session.scalar(select(Subscription.planned_on).where(Subscription.number == number))
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
    order = _order_of(subscription)
    if order.state != OrderState.PENDING or order.expires_at <= now or _is_being_paid(order):
        return None
    if not order.total_fen:
        _give_for_nothing(subscription, order)
        return None
    payment = _new_payment(order)
    db.session.add(
        RenewalAttempt(
            subscription_id=subscription.id,
            period=subscription.period,
            nth=len(order.payments),
            order_number=order.number,
            payment_number=payment.number,
            tried_at=now,
        )
    )
    db.session.flush()
    settings = current_app.extensions["tbo.settings"]
    return DeductRequest(
        payment_number=payment.number,
        agreement_no=subscription.agreement_no or "",
        amount=Money(payment.amount_fen),
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


def is_renewal(order: Order) -> bool:
    """Whether an order is of a subscription's period."""
    return order.idempotency_key.startswith(RENEWAL)


def _order_of(subscription: Subscription) -> Order:
    """Return the order of the period that is to be paid; placed once, however often it is tried."""
    key = f"{RENEWAL}{subscription.number} {subscription.period}"
    placed = db.session.scalar(select(Order).where(Order.idempotency_key == key))
    return placed or _place(subscription, key)


def _place(subscription: Subscription, key: str) -> Order:
    now, is_first = clock.now(), subscription.period == 0
    charge = _charge(subscription)
    is_at_once = is_first and not is_planned(subscription) and subscription.trial_ends_at is None
    order = Order(
        number=renewal_order_number(subscription.number, subscription.planned_on, subscription.period),
        household_id=subscription.household_id,
        state=OrderState.PENDING,
        offer_kind=OfferKind.PLAN,
        plan_key=subscription.plan_key,
        plan_version=subscription.plan_version,
        months=subscription.months,
        wanted_episode_id=subscription.wanted_episode_id if is_first else None,
        subject=subject_of(OfferKind.PLAN, None, None, plan_name(subscription.plan_key)),
        lines=kept(charge.lines),
        total_fen=charge.total.fen,
        arrival_id=subscription.arrival_id,
        idempotency_key=key,
        placed_at=now,
        expires_at=now + SIGNING_LIFE if is_at_once else end_of(subscription.planned_on),
    )
    db.session.add(order)
    db.session.flush()
    book_order(order)
    return order


def _charge(subscription: Subscription) -> NextCharge:
    """Fix the price of the period that is to be paid, never dearer than what the payer was told before."""
    now = clock.now()
    charge, notice = next_charge(subscription, now), notice_of(subscription)
    if notice is not None and charge.total.fen > notice.amount_fen:
        own = NextPrice(subscription.plan_version, Money(subscription.price_fen))
        return charge_of(own, subscription.months, coupon_of(subscription), subscription.period)
    subscription.plan_version, subscription.price_fen = charge.price.version, charge.price.price.fen
    subscription.priced_at = now
    return charge


def _new_payment(order: Order) -> Payment:
    now = clock.now()
    payment = Payment(
        number=payment_number(order.number, len(order.payments) + 1),
        product=DEDUCT,
        state=PaymentState.WAITING,
        amount_fen=order.total_fen,
        created_at=now,
        expires_at=now + LIFE,
        next_query_at=next_look_at(now, now + LIFE, now),
    )
    order.payments.append(payment)
    db.session.flush()
    return payment


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
    is_it = RenewalAttempt.payment_number == payment
    db.session.execute(db.update(RenewalAttempt).where(is_it).values(sub_code=sub_code))
