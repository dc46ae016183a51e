"""What a calendar of pages says: a month in whole weeks, and every instant at which shoppers see something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from .publications import PublicationFacts, timeline

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)


class Turn(StrEnum):
    """What a page becomes: another version by its own row, the one before it again, or nothing."""

    SHOWN = "shown"
    BACK = "back"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Flip:
    """An instant at which shoppers see something else: `version` (None: the page is off), maybe `until` another."""

    at: datetime
    turn: Turn
    version: int | None
    until: datetime | None


def month_or_none(text: str) -> date | None:
    """Return the first day of a month such as 2026-11."""
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return found if found is not None and FIRST <= found <= LAST else None


def beside(month: date, step: int) -> date | None:
    """Return the month before (-1) or after (1), None beyond the calendar's ends."""
    moved = (month + timedelta(days=32 if step > 0 else -1)).replace(day=1)
    return moved if FIRST <= moved <= LAST else None


def weeks(month: date) -> list[list[date]]:
    """Return the days of the weeks that a month lies in, from Monday."""
    first = month - timedelta(days=month.weekday())
    last = (month + timedelta(days=32)).replace(day=1)
    count = -(-(last - first).days // 7)
    return [[first + timedelta(days=7 * week + day) for day in range(7)] for week in range(count)]


def flips(publications: Sequence[PublicationFacts], first: datetime, last: datetime) -> list[Flip]:
    """Return what changes from `first` on and before `last`, in order."""
    just_before = first - timedelta(microseconds=1)
    spans = timeline(publications, just_before, last)
    return [_flip(begin, shown) for _before, (begin, _end, shown) in pairwise(spans)]


def _flip(at: datetime, shown: PublicationFacts | None) -> Flip:
    if shown is None or shown.version is None:
        return Flip(at, Turn.OFF, None, shown.end if shown and shown.starts_at == at else None)
    if shown.starts_at == at:
        return Flip(at, Turn.SHOWN, shown.version, shown.end)
    return Flip(at, Turn.BACK, shown.version, None)
