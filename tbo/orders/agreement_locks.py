"""Locks on subscriptions: the household's row first, as for all that is decided about its money."""

from sqlalchemy import select

from ..db import db
from ..subscriptions.models import Subscription
from .locks import lock_household


def locked_subscription(number: str) -> Subscription | None:
    """Return a subscription read after locking its household; merges in between are followed."""
    household_id = db.session.scalar(select(Subscription.household_id).where(Subscription.number == number))
    while household_id is not None:
        locked = lock_household(household_id)
        found = select(Subscription).where(Subscription.number == number)
        subscription = db.session.scalars(found, execution_options={"populate_existing": True}).one()
        household_id = subscription.household_id
        if household_id == locked:
            return subscription
    return None


def required(number: str) -> Subscription:
    """Return the same; for jobs and pages that name one that exists. Raises LookupError."""
    subscription = locked_subscription(number)
    if subscription is None:
        raise LookupError(f"there is no subscription {number}")
    return subscription
