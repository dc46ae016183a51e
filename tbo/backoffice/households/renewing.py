"""The subscriptions of a household, as its page shows them: state, next charge, and the way to each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ... import clock
from ...db import db
from ...offers.plans import plan_name
from ...rules.money import Money
from ...rules.renewal_schedule import charge_day
from ...rules.subscription_states import MEANS, SubscriptionState
from ...subscriptions.models import Subscription
from ...subscriptions.pricing import next_charge

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewing:
    """One subscription; day and sum of the next charge where there will be one, after a pause the day alone."""

    number: str
    plan: dict[str, str]
    state: str
    charge_on: date | None
    charge: Money | None


def renewing_of(household_id: int) -> list[Renewing]:
    """List the newest subscriptions of a household, those that ended too; one at most has a next charge."""
    mine = select(Subscription).where(Subscription.household_id == household_id)
    return [_renewing(one) for one in db.session.scalars(mine.order_by(Subscription.id.desc()).limit(MOST))]


def _renewing(one: Subscription) -> Renewing:
    state = SubscriptionState(one.state)
    renews = MEANS[state].renews
    return Renewing(
        number=one.number,
        plan=plan_name(one.plan_key),
        state=state,
        charge_on=charge_day(one.planned_on) if renews or state is SubscriptionState.PAUSED else None,
        charge=next_charge(one, clock.now()).total if renews else None,
    )
