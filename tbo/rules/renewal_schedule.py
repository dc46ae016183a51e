"""The calendar of renewals, in China's days: when Alipay takes a deduction, when we try, and when we tell of it before.

Alipay takes one deduction a period, from five days before its planned day to that day. A period ends with the planned
day of the next; we deduct three days before it, so that these three days are grace: access goes on, and every further
try is still inside the window.
"""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from .order_states import CHINA, LETTERS, NUMBER_LETTERS

LAST_DAY_OF_MONTH = 28
WINDOW = timedelta(days=5)
GRACE = timedelta(days=3)
NOTICE = timedelta(days=5)
# The notice leaves two days earlier than it must, so that a mail server may be away for a while.
NOTICE_EARLY = timedelta(days=2)
TRY_AT = (time(10), time(20))
SIGNING_LIFE = timedelta(hours=24)
UNDO_WITHIN = timedelta(hours=24)
LONGEST_PAUSE = 3


def day_in_china(moment: datetime) -> date:
    """Return the day that it is in China at an instant, whatever zone the machine lives in."""
    return moment.astimezone(CHINA).date()


def first_day(today: date) -> date:
    """Return the planned day of a first deduction that is made today.

    Alipay takes no day after the 28th. On the 29th to 31st it is the 1st, whose window has begun: the 28th is past.
    """
    if today.day <= LAST_DAY_OF_MONTH:
        return today
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def planned_day(first: date, months: int, period: int) -> date:
    """Return the planned day of a period's deduction, counted from 0; `months` is how long a period is."""
    year, month = divmod(first.year * 12 + first.month - 1 + months * period, 12)
    return first.replace(year=year, month=month + 1)


def is_inside_window(planned: date, now: datetime) -> bool:
    """Whether Alipay takes the deduction of a planned day now."""
    return planned - WINDOW <= day_in_china(now) <= planned


def trial_planned(today: date, days: int) -> date:
    """Return the planned day of the deduction that follows free days which begin today.

    They are whole days after today, and a few more where the deduction would fall on a day that Alipay does not plan.
    """
    return first_day(today + timedelta(days=days + 1) + GRACE)


def trial_ends_at(planned: date) -> datetime:
    """Return the end of free days, exclusive: the midnight before the day of the first deduction."""
    return _at(charge_day(planned), time(0))


def charge_day(planned: date) -> date:
    """Return the day we first try on; the days after it, up to the planned one, are grace."""
    return planned - GRACE


def end_of(planned: date) -> datetime:
    """Return the end of a planned day, exclusive: the paid period and its grace end with it."""
    return _at(planned + timedelta(days=1), time(0))


def notice_due_at(planned: date) -> datetime:
    """Return when the notice of a deduction is sent."""
    return _at(charge_day(planned) - NOTICE - NOTICE_EARLY, TRY_AT[0])


def tries_of(planned: date) -> list[datetime]:
    """List every instant at which a deduction may be tried, in order; all of them are inside the window."""
    days = [charge_day(planned) + timedelta(days=n) for n in range(GRACE.days + 1)]
    return [_at(day, hour) for day in days for hour in TRY_AT]


def next_try_at(planned: date, tried_at: datetime | None, told_at: datetime | None) -> datetime | None:
    """Return when the next try is due, None when there is none left.

    `tried_at` is the last try; without proof of a notice, or before five days have passed since, there is none.
    """
    if told_at is None:
        return None
    earliest = told_at + NOTICE
    after = [at for at in tries_of(planned) if at >= earliest and (tried_at is None or at > tried_at)]
    return min(after, default=None)


def may_try(planned: date, tried_at: datetime | None, told_at: datetime | None, now: datetime) -> bool:
    """Whether a deduction may be tried now: due, told of, and inside Alipay's window."""
    due = next_try_at(planned, tried_at, told_at)
    return due is not None and due <= now and is_inside_window(planned, now)


def renewal_order_number(agreement: str, planned: date, period: int) -> str:
    """Return the number of a period's order: made of agreement and period, so that it is never placed twice."""
    digest = int.from_bytes(hashlib.sha256(f"{agreement}:{period}".encode()).digest()[:8], "big")
    letters = ""
    for _nth in range(NUMBER_LETTERS):
        digest, rest = divmod(digest, len(LETTERS))
        letters += LETTERS[rest]
    return f"TBO{charge_day(planned):%Y%m%d}-{letters}"


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, CHINA).astimezone(UTC)
