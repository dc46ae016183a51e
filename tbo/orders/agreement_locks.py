"""Locks on subscriptions: the household's row first, as for all that is decided about its money."""

from sqlalchemy import bindparam, select

from ..subscriptions.models import Subscription
from .locks import lock_of, locked_row

# Written once: SQLAlchemy takes longer to build a statement than to run it.
BY_NUMBER = select(Subscription).where(Subscription.number == bindparam("it"))
_LOCK = lock_of(select(Subscription.household_id).where(Subscription.number == bindparam("it")))


def locked_subscription(number: str) -> Subscription | None:
    """Return a subscription read after locking its household; merges in between are followed."""
    return locked_row(number, _LOCK, BY_NUMBER, lambda subscription: subscription.household_id)


def required(number: str) -> Subscription:
    """Return the same; for jobs and pages that name one that exists. Raises LookupError."""
    subscription = locked_subscription(number)
    if subscription is None:
        raise LookupError(f"there is no subscription {number}")
    return subscription
