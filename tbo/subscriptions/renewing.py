"""What of a household's agreements decides which plans can be sold to it: the one that renews, and a trial it had."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from ..rules.subscription_states import RUNNING, SubscriptionState
from .models import Subscription, Trial


@dataclass(frozen=True, slots=True)
class Renewing:
    """`plan_key`: the plan that renews, or will again after a pause; one that was cancelled may be followed by any."""

    plan_key: str | None = None
    had_trial: bool = False


NOTHING_RENEWS = Renewing()


def signed_by(household_id: Any) -> Select:
    """Select what was signed for a household (or a bound parameter); `renewing_of` reads the rows."""
    named = Subscription.id.label("signed_id"), Subscription.plan_key.label("signed_plan")
    return (
        select(*named, Subscription.state.label("signed_state"), Trial.id.label("trial_id"))
        .outerjoin(Trial, Trial.subscription_id == Subscription.id)
        .where(Subscription.household_id == household_id, Subscription.state != SubscriptionState.SIGNING.value)
    )


def renewing_of(rows: Iterable) -> Renewing:
    """Make of rows of `signed_by` what a page needs."""
    rows = tuple(rows)
    keys = [row.signed_plan for row in rows if row.signed_state in _KEPT]
    return Renewing(keys[0] if keys else None, any(row.trial_id is not None for row in rows))


_KEPT = RUNNING - {SubscriptionState.CANCELLED}
