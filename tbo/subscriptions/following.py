"""Subscriptions that take the place of others: the one that waits, and what becomes of it when the other one ends."""

from sqlalchemy import bindparam, select

from ..db import db
from ..rules.plan_changes import Begins
from ..rules.subscription_states import SubscriptionState
from .models import RenewalAttempt, Subscription

_WAITING = select(Subscription).where(
    Subscription.follows_id == bindparam("followed"), Subscription.state == SubscriptionState.SIGNING
)
_TRYING = select(RenewalAttempt.id).where(
    RenewalAttempt.subscription_id == bindparam("it"), RenewalAttempt.state == "open"
)


def waiting_for(subscription: Subscription) -> Subscription | None:
    """Return the subscription that is to take the place of another: there is one at most."""
    return db.session.scalar(_WAITING, {"followed": subscription.id})


def planned_for(subscription: Subscription) -> Subscription | None:
    """Return the same where it is signed and begins with the next period."""
    found = waiting_for(subscription)
    return found if found is not None and is_planned(found) else None


def is_planned(subscription: Subscription) -> bool:
    """Whether a subscription is signed and waits for the day on which it takes another's place."""
    is_waiting = subscription.state == SubscriptionState.SIGNING and subscription.agreement_no is not None
    return is_waiting and subscription.begins == Begins.NEXT


def followed_by(subscription: Subscription) -> Subscription | None:
    """Return the subscription whose place one takes, None for one that takes nobody's."""
    return db.session.get(Subscription, subscription.follows_id) if subscription.follows_id is not None else None


def was_followed(subscription: Subscription) -> bool:
    """Whether another subscription has taken the place of this one."""
    taken = Subscription.follows_id == subscription.id, Subscription.period > 0
    return db.session.scalar(select(Subscription.id).where(*taken).limit(1)) is not None


def is_tried(subscription: Subscription) -> bool:
    """Whether a deduction of the period that is to be paid next was ever tried."""
    tried = RenewalAttempt.subscription_id == subscription.id, RenewalAttempt.period == subscription.period
    return db.session.scalar(select(RenewalAttempt.id).where(*tried).limit(1)) is not None


def is_trying(subscription: Subscription) -> bool:
    """Whether a deduction of it is under way."""
    return db.session.scalar(_TRYING, {"it": subscription.id}) is not None
