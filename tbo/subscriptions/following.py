"""Subscriptions that take the place of others: the one that waits, and what becomes of it when the other one ends."""

from sqlalchemy import bindparam, select

from ..db import db
from ..rules.plan_changes import Begins
from ..rules.subscription_states import SubscriptionState, TryState
from ..statements import run
from .models import SIGNING, RenewalAttempt, Subscription

# Written out, not as a parameter: only so the index of those that wait is used.
_WAITING = select(Subscription).where(Subscription.follows_id == bindparam("followed"), SIGNING)
_WAITS = select(Subscription.agreement_no, Subscription.begins).where(
    Subscription.follows_id == bindparam("followed"), SIGNING
)
_TRYING = select(RenewalAttempt.id).where(
    RenewalAttempt.subscription_id == bindparam("it"), RenewalAttempt.state == TryState.OPEN
)

_TRIED = (
    select(RenewalAttempt.id)
    .where(RenewalAttempt.subscription_id == bindparam("it"), RenewalAttempt.period == bindparam("period"))
    .limit(1)
)
_TAKEN = select(Subscription.id).where(Subscription.follows_id == bindparam("followed"), Subscription.period > 0)


def waiting_for(subscription: Subscription) -> Subscription | None:
    """Return the subscription that is to take the place of another: there is one at most."""
    return db.session.scalar(_WAITING, {"followed": subscription.id})


def planned_for(subscription: Subscription) -> Subscription | None:
    """Return the same where it is signed and begins with the next period."""
    found = waiting_for(subscription)
    return found if found is not None and is_planned(found) else None


def is_waited_for(subscription: Subscription) -> bool:
    """Whether another one is to take the place of this one."""
    return run(_WAITS, followed=subscription.id).first() is not None


def is_planned_for(subscription: Subscription) -> bool:
    """Whether another one, signed already, takes the place of this one with the next period."""
    found = run(_WAITS, followed=subscription.id).first()
    return found is not None and found.agreement_no is not None and found.begins == Begins.NEXT


def is_planned(subscription: Subscription) -> bool:
    """Whether a subscription is signed and waits for the day on which it takes another's place."""
    is_waiting = subscription.state == SubscriptionState.SIGNING and subscription.agreement_no is not None
    return is_waiting and subscription.begins == Begins.NEXT


def followed_by(subscription: Subscription) -> Subscription | None:
    """Return the subscription whose place one takes, None for one that takes nobody's."""
    return db.session.get(Subscription, subscription.follows_id) if subscription.follows_id is not None else None


def was_followed(subscription_id: int) -> bool:
    """Whether another subscription has taken the place of this one."""
    return run(_TAKEN, followed=subscription_id).first() is not None


def is_tried(subscription: Subscription) -> bool:
    """Whether a deduction of the period that is to be paid next was ever tried."""
    return run(_TRIED, it=subscription.id, period=subscription.period).first() is not None


def is_trying(subscription: Subscription) -> bool:
    """Whether a deduction of it is under way."""
    return run(_TRYING, it=subscription.id).first() is not None
