"""Locks on subscriptions: the household's row first, as for all that is decided about its money."""

from sqlalchemy import bindparam, select

from ..db import db
from ..subscriptions.models import Subscription
from .locks import lock_household

# Written once: SQLAlchemy takes longer to build a statement than to run it.
BY_NUMBER = select(Subscription).where(Subscription.number == bindparam("number"))
_OWNER = select(Subscription.household_id).where(Subscription.number == bindparam("number"))


def locked_subscription(number: str) -> Subscription | None:
    """Return a subscription read after locking its household; merges in between are followed."""
    it = {"number": number}
    household_id = db.session.scalar(_OWNER, it)
    while household_id is not None:
        locked = lock_household(household_id)
        subscription = db.session.scalars(BY_NUMBER, it, execution_options={"populate_existing": True}).one()
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
