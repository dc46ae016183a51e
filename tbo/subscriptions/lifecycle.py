"""The life of a subscription: what each event makes of its row. Nothing here commits; the household is locked."""

from collections.abc import Callable
from datetime import datetime

import structlog
from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from .. import clock
from ..db import db
from ..entitlements.grants import end_right, paid_until
from ..rules.billing_periods import Period, period_after
from ..rules.order_states import CHINA
from ..rules.plan_changes import lies_behind
from ..rules.renewal_schedule import UNDO_WITHIN, charge_day, end_of, planned_day
from ..rules.subscription_states import RUNNING, SubscriptionEvent, SubscriptionState, TryState, next_state
from ..web.errors import Refusal
from .coupon_places import release_place, take_place_again
from .following import is_trying, waiting_for
from .models import RenewalAttempt, Subscription

log = structlog.get_logger()
# The kind of source that gives the free days of a trial; the source itself is the subscription's number.
TRIAL = "trial"


class NotNow(Refusal):
    """The subscription is not in a state for this; somebody else, or another tab, was faster."""

    def words(self) -> str:
        """Say to look at the account."""
        return _("会员的状态刚刚变了，这一步已经用不上。到“我的”里看看现在是什么样。")


def happen(subscription: Subscription, event: SubscriptionEvent, because: str = "") -> None:
    """Let an event change a subscription, and with it all that hangs on its state. Raises NotNow."""
    before = SubscriptionState(subscription.state)
    after = next_state(before, event)
    if after is None:
        raise NotNow(f"subscription {subscription.number} is {before}: {event} cannot happen")
    now = clock.now()
    subscription.state = after
    subscription.next_look_at = now
    if after is not SubscriptionState.PAUSED:
        subscription.paused_months = None
    if after is not before:
        _NOTE.get(after, _nothing)(subscription, now)
    if after is SubscriptionState.LAPSED and subscription.ended_because is None:
        subscription.ended_because = because[:200]
    log.info("subscription.changed", subscription=subscription.number, because=event.value, state=after.value)


def is_free(subscription: Subscription) -> bool:
    """Whether a subscription began with free days and nothing was paid yet."""
    return subscription.trial_ends_at is not None and subscription.period == 0


def running_of(household_id: int) -> Subscription | None:
    """Return the subscription of a household that runs: there is one at most."""
    return db.session.scalar(RUNNING_OF, {"household_id": household_id})


_ATTEMPTS = (
    select(RenewalAttempt).where(RenewalAttempt.order_number == bindparam("order_number")).order_by(RenewalAttempt.nth)
)
RUNNING_OF = select(Subscription).where(
    Subscription.household_id == bindparam("household_id"),
    Subscription.state.in_(sorted(RUNNING)),
)


def extended(order_number: str, payment_number: str | None) -> Period | None:
    """Let a period of a subscription be paid by an order; return it, None when the order is of no subscription.

    Without a payment it is the try that is open: credit paid all of it. Settling calls this once for an order.
    """
    # What was learnt of the payment is written at the end, with what follows from it.
    with db.session.no_autoflush:
        attempt = _attempt_of(order_number, payment_number)
        if attempt is None:
            return None
        subscription = db.session.get_one(Subscription, attempt.subscription_id)
    attempt.state, attempt.ended_at = TryState.PAID, clock.now()
    period = _next_period(subscription)
    take_place_again(subscription)
    if attempt.period == subscription.period:
        subscription.period += 1
        subscription.deduct_at = None
        subscription.planned_on = planned_day(subscription.planned_on, subscription.months, 1)
        subscription.period_ends_at = period.ends_at
    has_left = make_room(subscription)
    happen(subscription, SubscriptionEvent.PAID)
    if has_left:
        happen(subscription, SubscriptionEvent.CANCEL, "the household left while it was being paid")
    return period


def end_for_another(ended: Subscription, kept: Subscription) -> None:
    """End a subscription because another one goes on; what was paid for it stays."""
    ended.state, ended.paused_months, ended.next_look_at = SubscriptionState.LAPSED, None, clock.now()
    ended.ended_because = f"followed by {kept.number}"
    waiting = waiting_for(ended)
    if waiting is not None and waiting.id != kept.id:
        happen(waiting, SubscriptionEvent.CANCEL, f"{ended.number} has ended")
    _end(ended, clock.now())


def _next_period(subscription: Subscription) -> Period:
    """Return what a deduction buys: to the end of the next planned day, or behind what is paid for longer already."""
    now = clock.now()
    paid = max(paid_until(subscription.household_id) or now, now)
    if subscription.state == SubscriptionState.LAPSED or lies_behind(paid, subscription.planned_on):
        return period_after(paid, now, subscription.months, CHINA)
    return Period(paid, end_of(planned_day(subscription.planned_on, subscription.months, 1)))


def make_room(subscription: Subscription) -> bool:
    """Let a new agreement take the place of one that runs out, or of the plan it follows.

    True when the household cancelled what it follows while the deduction was under way: it does not want the next.
    """
    if subscription.state != SubscriptionState.SIGNING:
        return False
    other = running_of(subscription.household_id)
    if other is None or other.id == subscription.id:
        return False
    has_left = other.state == SubscriptionState.CANCELLED and other.unsigned_at is None
    end_for_another(other, subscription)
    db.session.flush()
    return has_left and subscription.follows_id == other.id


def _attempt_of(order_number: str, payment_number: str | None) -> RenewalAttempt | None:
    """Return the attempt by which an order's period is paid; one that a person made at the cashier joins the others."""
    attempts = list(db.session.scalars(_ATTEMPTS, {"order_number": order_number}))
    if payment_number is None:
        return next((attempt for attempt in attempts if attempt.state == TryState.OPEN), None)
    found = next((attempt for attempt in attempts if attempt.payment_number == payment_number), None)
    if found is not None or not attempts:
        return found
    by_hand = RenewalAttempt(
        subscription_id=attempts[0].subscription_id,
        period=attempts[0].period,
        nth=int(payment_number.rpartition("_")[2]),
        order_number=order_number,
        payment_number=payment_number,
        tried_at=clock.now(),
    )
    for attempt in attempts:
        if attempt.state == TryState.OPEN:
            attempt.state, attempt.ended_at = TryState.FAILED, clock.now()
    db.session.add(by_hand)
    db.session.flush()
    return by_hand


def _end(subscription: Subscription, now: datetime) -> None:
    subscription.ended_at = subscription.ended_at or now
    release_place(subscription)
    if subscription.unsigned_at is None:
        subscription.unsign_at = now


def _cancelled(subscription: Subscription, now: datetime) -> None:
    """For a day the agreement waits for a change of mind; nothing is deducted meanwhile."""
    subscription.cancelled_at = now
    if subscription.unsigned_at is None:
        subscription.unsign_at = now + UNDO_WITHIN
    if is_free(subscription) and subscription.trial_ends_at is not None:
        end_right(TRIAL, subscription.number, max(subscription.trial_ends_at, now))


def _renews_again(subscription: Subscription, _now: datetime) -> None:
    subscription.cancelled_at = subscription.unsign_at = None


def _tries_again(subscription: Subscription, now: datetime) -> None:
    """Free days go on after all, up to the end of the day on which they are paid."""
    _renews_again(subscription, now)
    end_right(TRIAL, subscription.number, end_of(charge_day(subscription.planned_on)))


def _waits_for_money(subscription: Subscription, _now: datetime) -> None:
    """What follows free days may fail like every deduction: the grace is watched, and it is tried again."""
    if is_free(subscription):
        end_right(TRIAL, subscription.number, end_of(subscription.planned_on))


def _lapsed(subscription: Subscription, now: datetime) -> None:
    waiting = waiting_for(subscription)
    if waiting is not None and not is_trying(waiting):
        happen(waiting, SubscriptionEvent.CANCEL, f"{subscription.number} has ended")
    _end(subscription, now)


def _nothing(_subscription: Subscription, _now: datetime) -> None:
    """Nothing more is noted."""


_NOTE: dict[SubscriptionState, Callable[[Subscription, datetime], None]] = {
    SubscriptionState.LAPSED: _lapsed,
    SubscriptionState.CANCELLED: _cancelled,
    SubscriptionState.ACTIVE: _renews_again,
    SubscriptionState.TRIAL: _tries_again,
    SubscriptionState.GRACE: _waits_for_money,
}
