"""How long a profile may watch: minutes by weekday and weekend, a night rest, and what a parent allowed beyond it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

CHINA = timezone(timedelta(hours=8))
MOST_MINUTES = 24 * 60
LANTERNS = 4
SATURDAY = 5
_DAY = timedelta(days=1)


class Rest(StrEnum):
    """Why a profile may not begin another episode now."""

    TIME_UP = "time-up"
    NIGHT = "night-rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTime:
    """A profile's time. Minutes are None without a budget; a night rest is in minutes since midnight, both or none.

    `watched_s` are the seconds of `watched_on`. Until `free_until` (exclusive) a parent has lifted everything.
    Strict: what plays is cut when the minutes are up; otherwise the episode may end, and only the next one waits.
    """

    weekday_minutes: int | None = None
    weekend_minutes: int | None = None
    rest_from: int | None = None
    rest_until: int | None = None
    is_strict: bool = False
    watched_on: date | None = None
    watched_s: int = 0
    free_until: datetime | None = None
    zone: tzinfo = CHINA


@dataclass(frozen=True, slots=True)
class Resting:
    """Why, and when the lamps come back."""

    why: Rest
    until: datetime


def day_of(now: datetime, zone: tzinfo) -> date:
    """Return the day that minutes watched at an instant count for."""
    return now.astimezone(zone).date()


def left_s(told: ScreenTime, now: datetime) -> int | None:
    """Return how many seconds of today's minutes are left; None without a budget."""
    whole = budget_s(told, now)
    if whole is None:
        return None
    return max(0, whole - (told.watched_s if told.watched_on == day_of(now, told.zone) else 0))


def budget_s(told: ScreenTime, now: datetime) -> int | None:
    """Return the seconds of today's budget; None without one."""
    minutes = _minutes_of(told, day_of(now, told.zone))
    return None if minutes is None else minutes * 60


def _minutes_of(told: ScreenTime, day: date) -> int | None:
    return told.weekend_minutes if day.weekday() >= SATURDAY else told.weekday_minutes


def lanterns(told: ScreenTime | None, now: datetime) -> tuple[int, int] | None:
    """Say today's time as lanterns: how many of `LANTERNS` still burn, and the minutes left; None without a budget.

    The last one burns until nothing is left.
    """
    whole = budget_s(told, now) if told else None
    left = left_s(told, now) if told else None
    if whole is None or left is None:
        return None
    return (-(-left * LANTERNS // whole) if whole else 0), left // 60


def resting(told: ScreenTime | None, now: datetime) -> Resting | None:
    """Return why nothing may begin now, None where something may."""
    if told is None or (told.free_until is not None and now < told.free_until):
        return None
    if (end := _end_of_night_or_none(told, now)) is not None:
        has_none = left_s(told, end) == 0 and _day_with_minutes(told, end) is not None
        return Resting(Rest.NIGHT, _next_morning(told, end) if has_none else end)
    if left_s(told, now) == 0:
        return Resting(Rest.TIME_UP, _next_morning(told, now))
    return None


def next_change(told: ScreenTime | None, now: datetime) -> datetime | None:
    """Return when the answer next changes by the clock alone: with a night, a day, or what a parent allowed."""
    if told is None:
        return None
    today = day_of(now, told.zone)
    minutes = [minute for minute in (told.rest_from, told.rest_until) if minute is not None]
    marks = [_at(today + _DAY * days, minute, told.zone) for days in (0, 1) for minute in (0, *minutes)]
    if told.free_until is not None:
        marks.append(told.free_until)
    return min((mark for mark in marks if mark > now), default=None)


def _end_of_night_or_none(told: ScreenTime, now: datetime) -> datetime | None:
    """Return the end (exclusive) of the night that it is now; a night of no length is none."""
    begins, ends, today = told.rest_from, told.rest_until, day_of(now, told.zone)
    if begins is None or ends is None or begins == ends:
        return None
    for evening in (today - _DAY, today):
        end = _at(evening if begins < ends else evening + _DAY, ends, told.zone)
        if _at(evening, begins, told.zone) <= now < end:
            return end
    return None


def _next_morning(told: ScreenTime, now: datetime) -> datetime:
    """The next day with minutes begins at midnight, or when that night ends; without any, a parent alone can help."""
    midnight = _at(_day_with_minutes(told, now) or day_of(now, told.zone) + _DAY, 0, told.zone)
    return _end_of_night_or_none(told, midnight) or midnight


def _day_with_minutes(told: ScreenTime, now: datetime) -> date | None:
    """Return the next day, after today, on which something may be watched."""
    coming = (day_of(now, told.zone) + days * _DAY for days in range(1, 8))
    return next((day for day in coming if _minutes_of(told, day) != 0), None)


def _at(day: date, minute: int, zone: tzinfo) -> datetime:
    """Return when the clocks of a zone first show a minute of a day, or the next one if they leap over it."""
    shown = datetime.combine(day, time(minute // 60, minute % 60))
    while (instant := shown.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)).replace(tzinfo=None) != shown:
        shown += timedelta(minutes=1)
    return instant
