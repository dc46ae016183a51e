"""Days as the shop counts them: when they begin, and the name of one."""

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import format_date

from .. import clock


def today() -> date:
    """Return the shop's day."""
    return clock.now().astimezone(clock.shop_zone()).date()


def begins_at(day: date) -> datetime:
    """Return the instant at which a day of the shop begins; the one before it ends there."""
    local = datetime.combine(day, time(), clock.shop_zone())
    return local.astimezone(UTC)


def hour_of(moment: datetime) -> int:
    """Return the hour of the shop's day."""
    return moment.astimezone(clock.shop_zone()).hour


def day_words(day: date) -> str:
    """Say a day with its weekday."""
    return format_date(day, "full")


def days_before(day: date, count: int) -> date:
    """Return the day so many days earlier."""
    return day - timedelta(days=count)
