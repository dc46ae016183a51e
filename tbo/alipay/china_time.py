"""China time as Alipay writes it: a fixed UTC+8, never the machine's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
_FORMAT = "%Y-%m-%d %H:%M:%S"
# gmt_refund arrives with milliseconds, the other times without.
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d{1,6})?", re.ASCII)


def stamp(moment: datetime) -> str:
    """ "2026-11-11 00:00:00" in China. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be told to Alipay")
    return moment.astimezone(CHINA).strftime(_FORMAT)


def moment_or_none(text: object) -> datetime | None:
    """The UTC time of a stamp; None when it is missing or unreadable: no payment depends on a date."""
    match = _STAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_or_none(text: object) -> date | None:
    """The day in China of "2026-11-11" or of a stamp; None when it is missing or unreadable."""
    if not isinstance(text, str):
        return None
    moment = moment_or_none(text) or moment_or_none(f"{text} 00:00:00")
    return moment.astimezone(CHINA).date() if moment else None
