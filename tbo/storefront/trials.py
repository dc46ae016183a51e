"""Free days that a plan begins with, as pages promise them to whoever looks."""

from dataclasses import dataclass
from datetime import date, timedelta

from ..offers.plans import PlanOnSale
from ..rules.renewal_schedule import charge_day, day_in_china, trial_planned
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Trial:
    """Who signs today watches for nothing to `free_until`, that day included, and is deducted first on `charge_on`."""

    days: int
    free_until: date
    charge_on: date


def trial_or_none(plan: PlanOnSale, visit: Visit) -> Trial | None:
    """Return the free days of a plan; None where it has none, and for whoever watches by a plan or had some before."""
    if not plan.trial_days or visit.plan_key() or visit.renewing.had_trial:
        return None
    charge_on = charge_day(trial_planned(day_in_china(visit.now), plan.trial_days))
    return Trial(plan.trial_days, charge_on - timedelta(days=1), charge_on)
