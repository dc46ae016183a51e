"""The rules of a plan: when a deduction may come, and which day is planned next; days are China's."""

from datetime import date, timedelta

DAY, MONTH = "DAY", "MONTH"
LAST_DAY_OF_A_MONTH_PLAN = 28
LEAST_DAYS = 7
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
OPENS_BEFORE = timedelta(days=5)


def day_or_none(text: str) -> date | None:
    """Read yyyy-MM-dd of our time; a plan at the end of all time could not be moved on."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day <= LATEST else None


def is_plannable(day: date, period_type: str) -> bool:
    """Whether a deduction can be planned for this day: not every month has a 29th."""
    return period_type == DAY or day.day <= LAST_DAY_OF_A_MONTH_PLAN


def is_open(today: date, planned: date) -> bool:
    """Whether a deduction may come today: from five days before the planned day until its end."""
    return planned - OPENS_BEFORE <= today <= planned


def next_planned(planned: date, period_type: str, period: int) -> date:
    """The planned day one period later."""
    if period_type == DAY:
        return planned + timedelta(days=period)
    months = planned.month - 1 + period
    return planned.replace(year=planned.year + months // 12, month=months % 12 + 1)
