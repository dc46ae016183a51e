"""What a change of plan does on its way: when it is signed, when its first period is ordered, and when that is paid."""

from collections.abc import Sequence

import structlog
from sqlalchemy import bindparam, delete, select

from ... import clock
from ...db import db
from ...entitlements.grants import fresh_entitlements_of, give_up
from ...rules.money import Money
from ...rules.plan_changes import Begins, can_be_told
from ...rules.prices import LineKind
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState, TryState
from ...statements import run, run_beside
from ...subscriptions.following import followed_by, is_planned, was_followed
from ...subscriptions.lifecycle import happen
from ...subscriptions.models import RenewalAttempt, RenewalNotice, Subscription
from ..lines import lines_of
from ..models import Order
from ..refunds.goods import SOURCE
from ..refunds.sending import ask_back, payment_of

log = structlog.get_logger()
_BY_ORDER = (
    select(
        *(Subscription.id, Subscription.state, Subscription.begins, Subscription.follows_id),
        *(Subscription.period.label("paid"), RenewalAttempt.period),
    )
    .join(RenewalAttempt, RenewalAttempt.subscription_id == Subscription.id)
    .where(RenewalAttempt.order_number == bindparam("order"))
    .limit(1)
)
PAID_BESIDE = "paid by the agreement whose place another one took"


def plan_was_signed(subscription: Subscription) -> None:
    """Take the signing of a plan that follows another: one that comes too late is let go. Never commits."""
    followed = followed_by(subscription)
    if followed is None or subscription.state != SubscriptionState.SIGNING:
        return
    is_next = subscription.begins == Begins.NEXT
    if followed.state != SubscriptionState.ACTIVE or (is_next and not can_be_told(followed.planned_on, clock.now())):
        happen(subscription, SubscriptionEvent.CANCEL, "signed too late to take the other's place")
    elif is_next:
        # The deduction that the payer was told of will not be; the letter itself stays in the outbox.
        subscription.deduct_at, subscription.planned_on = None, followed.planned_on
        told = RenewalNotice.subscription_id == followed.id, RenewalNotice.period == followed.period
        db.session.execute(delete(RenewalNotice).where(*told))


def follower_paid_by(order: Order) -> Subscription | None:
    """Return the subscription that begins at once in another's place by this order, its first."""
    found = run_beside(_BY_ORDER, order=order.number).first()
    if found is None or found.period or found.begins != Begins.NOW:
        return None
    return db.session.get(Subscription, found.id)


def give_up_unused(order: Order, follower: Subscription) -> None:
    """Let end now what the order credited. Never commits."""
    give_up(SOURCE, [one["order"] for one in follower.credits or ()], order.number)


def credited_by(order: Order) -> Money:
    """Return what an order of a plan took off because it had been paid before."""
    is_credit = (line.amount for line in lines_of(order) if line.kind is LineKind.CREDIT)
    return -Money.sum_of(is_credit)


def send_back_paid_beside(order: Order, follower: Subscription) -> None:
    """Send back what the other agreement took for days that this order pays too: its news came late. Never commits."""
    now = clock.now()
    tried = RenewalAttempt.subscription_id == follower.follows_id, RenewalAttempt.state == TryState.PAID
    theirs = set(db.session.scalars(select(RenewalAttempt.order_number).where(*tried)))
    for right in fresh_entitlements_of(order.household_id):
        is_beside = right.kind == "plan" and right.source_kind == SOURCE and right.source in theirs
        if is_beside and right.ends_at is not None and right.ends_at > now:
            _send_back(db.session.scalars(select(Order).where(Order.number == right.source)).one())


def waiting_credits(orders: Sequence[Order]) -> dict[str, list[Money]]:
    """List by order what plans that are signed, and are being paid now, credit for what is left of it."""
    found: dict[str, list[Money]] = {order.number: [] for order in orders}
    signed = Subscription.state == SubscriptionState.SIGNING, Subscription.agreement_no.is_not(None)
    households = {order.household_id for order in orders}
    theirs = Subscription.household_id.in_(households), Subscription.begins == Begins.NOW
    waiting = db.session.scalars(select(Subscription).where(*signed, *theirs).order_by(Subscription.id))
    for credit in (one for each in waiting for one in each.credits or ()):
        if credit["order"] in found:
            found[credit["order"]].append(Money(credit["fen"]))
    return found


def is_superseded(order: Order) -> bool:
    """Whether an order's period is another agreement's by now: its place was taken, or it took nobody's in time."""
    found = run(_BY_ORDER, order=order.number).first()
    if found is None or found.state != SubscriptionState.LAPSED:
        return False
    never_began = found.follows_id is not None and found.paid == 0
    return never_began or was_followed(found.id)


def fail_the_followed(subscription: Subscription) -> None:
    """Let the plan that runs be in grace while the one that follows it cannot be deducted. Never commits."""
    followed = followed_by(subscription) if is_planned(subscription) else None
    if followed is not None and followed.state in (SubscriptionState.ACTIVE, SubscriptionState.GRACE):
        happen(followed, SubscriptionEvent.FAILED)


def _send_back(order: Order) -> None:
    payment = payment_of(order)
    left = payment.amount_fen - payment.refunded_fen - payment.refunding_fen if payment is not None else 0
    if payment is not None and left > 0:
        ask_back(payment, Money(left), PAID_BESIDE)
        log.warning("plan.paid_beside", order_number=order.number, fen=left)
