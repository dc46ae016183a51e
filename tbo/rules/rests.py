"""A rest now and then: how long somebody has watched at a stretch, and which reminder that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .age_presets import BREAK, REMIND_EVERY


@dataclass(frozen=True, slots=True)
class Sitting:
    """One viewing: when it began, when it was last heard of, and the seconds that really played."""

    began_at: datetime
    last_at: datetime
    played_s: int


def at_a_stretch_s(sittings: Iterable[Sitting], now: datetime) -> int:
    """Return the seconds played since the last break; what is exactly a break apart is apart."""
    played_s, since = 0, now
    for sitting in sorted(sittings, key=lambda each: each.last_at, reverse=True):
        if since - sitting.last_at >= BREAK:
            break
        played_s, since = played_s + sitting.played_s, min(since, sitting.began_at)
    return played_s


def reminder_number(stretch_s: int) -> int:
    """Return how many reminders a stretch has come to; 0 before the first."""
    return int(stretch_s // REMIND_EVERY.total_seconds())
