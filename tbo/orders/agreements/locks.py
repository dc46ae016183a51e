"""Locks on subscriptions: the household's row first, as for all that is decided about its money."""

from typing import Any

from sqlalchemy import bindparam, select

from ...subscriptions.models import Subscription
from ..locks import lock_of, locked_facts, locked_row

BY_NUMBER = select(Subscription).where(Subscription.number == bindparam("it"))
_FACTS = select(*Subscription.__table__.columns).where(Subscription.number == bindparam("it"))
_LOCK = lock_of(select(Subscription.household_id).where(Subscription.number == bindparam("it")))


def locked_subscription(number: str) -> Subscription | None:
    """Return a subscription read after locking its household; merges in between are followed."""
    return locked_row(number, _LOCK, BY_NUMBER, lambda subscription: subscription.household_id)


def locked_to_read(number: str) -> Any | None:
    """Return what the row of a subscription says, read after locking its household; it is not changed by this."""
    return locked_facts(number, _LOCK, _FACTS)


def required(number: str) -> Subscription:
    """Return the same; for jobs and pages that name one that exists. Raises LookupError."""
    subscription = locked_subscription(number)
    if subscription is None:
        raise LookupError(f"there is no subscription {number}")
    return subscription
