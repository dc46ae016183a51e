"""Billing periods: where a month of watching ends, counted in the shop's days and clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

LONGEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Period:
    """A time that was paid for, from `starts_at` up to, but not including, `ends_at`."""

    starts_at: datetime
    ends_at: datetime


def period_after(paid_until: datetime | None, now: datetime, months: int, zone: tzinfo) -> Period:
    """Return the period that a payment of `now` buys: behind what is already paid, never in the past."""
    starts_at = now if paid_until is None else max(paid_until, now)
    return Period(starts_at, months_later(starts_at, months, zone))


def months_later(moment: datetime, months: int, zone: tzinfo) -> datetime:
    """Return the same day and clock time `months` later in `zone`, or the last day of a shorter month, in UTC.

    Raises ValueError for a moment without a zone, or for months outside 1 to LONGEST_MONTHS.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    if not 1 <= months <= LONGEST_MONTHS:
        raise ValueError(f"{months} months is outside 1 to {LONGEST_MONTHS}")
    here = moment.astimezone(zone)
    year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
    day = min(here.day, monthrange(year, month + 1)[1])
    return here.replace(year=year, month=month + 1, day=day).astimezone(UTC)
