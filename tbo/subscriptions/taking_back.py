"""What becomes of a subscription whose period is taken back, because its money went back."""

from sqlalchemy import select

from .. import clock
from ..db import db
from ..entitlements.grants import paid_until
from ..rules.subscription_states import TryState
from .models import RenewalAttempt, Subscription


def period_taken_back(order_number: str) -> None:
    """Let a subscription's paid time end where its household may watch no further; the right was taken back before.

    An earlier period than the last leaves the end where it is. Never commits; the household is locked.
    """
    paid_by_it = RenewalAttempt.order_number == order_number, RenewalAttempt.state == TryState.PAID
    joined = select(Subscription).join(RenewalAttempt, RenewalAttempt.subscription_id == Subscription.id)
    subscription = db.session.scalar(joined.where(*paid_by_it).limit(1))
    if subscription is None or subscription.period_ends_at is None:
        return
    now = clock.now()
    # What begins later, such as months that were given, is watched after a gap: nobody watches until its end.
    watched = max(paid_until(subscription.household_id, begun_before=subscription.period_ends_at) or now, now)
    if watched < subscription.period_ends_at:
        subscription.period_ends_at = watched
        subscription.next_look_at = now
