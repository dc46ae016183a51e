"""Ending a pause: the planned day of the next deduction, and whether it is made at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .plan_changes import can_be_told
from .renewal_schedule import day_in_china, first_day, planned_day

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Resumed:
    """When a subscription goes on. What is `is_at_once` was asked for by a button, and is told of by nothing else."""

    planned_on: date
    is_at_once: bool


def resumed(
    planned_on: date, months: int, ends_at: datetime | None, paid_until: datetime | None, now: datetime
) -> Resumed:
    """Return how a pause of `months` ends now. `ends_at`: of the period that was deducted; `paid_until`: of all.

    Before the period has ended it is as if there had been no pause; where its payer cannot be told five days before
    any more, it is deducted now. Months that were given or bought beside are used up first: nothing is deducted while
    they run. Otherwise it is deducted now.
    """
    if ends_at is not None and now < ends_at:
        planned = planned_day(planned_on, 1, -months)
        return Resumed(planned, not can_be_told(planned, now))
    if paid_until is not None and now < paid_until:
        planned = first_day(day_in_china(paid_until - INSTANT))
        while not can_be_told(planned, now):
            planned = first_day(planned + DAY)
        return Resumed(planned, False)
    return Resumed(first_day(day_in_china(now)), True)
