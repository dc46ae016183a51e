"""Rights: what a household holds, and when each of them runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .money import Money

RENTAL_START_WITHIN = timedelta(days=30)
RENTAL_FINISH_WITHIN = timedelta(hours=48)
RENTAL_STARTS_AFTER_S = 180
NOTHING = Money(0)


@dataclass(frozen=True, slots=True)
class EntitlementFacts:
    """A right that a household holds and that was not taken back. `is_going_back`: all that it cost is on its way.

    `own_from`: since when it runs on its own, where it stands behind another one that it runs beside until then.
    """

    kind: str
    source_kind: str
    source: str
    starts_at: datetime
    ends_at: datetime | None = None
    episode_id: int | None = None
    season_id: int | None = None
    plan_key: str | None = None
    start_by_at: datetime | None = None
    started_at: datetime | None = None
    paid: Money = NOTHING
    is_going_back: bool = False
    own_from: datetime | None = None


def runs(right: EntitlementFacts, now: datetime) -> bool:
    """Whether a right has begun and has not ended; a rental that was not started in time has."""
    end = end_or_none(right)
    return right.starts_at <= now and (end is None or now < end)


def lastingness(right: EntitlementFacts) -> tuple[bool, float]:
    """Order rights by their ends; one without an end lasts longest."""
    end = end_or_none(right)
    return (True, 0.0) if end is None else (False, end.timestamp())


def end_or_none(right: EntitlementFacts) -> datetime | None:
    """Return when a right ends, exclusive; a rental that nobody started ends with its first clock."""
    if right.kind == "rental" and right.started_at is None:
        return earliest(right.start_by_at, right.ends_at)
    return right.ends_at


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the first of the ends that are known."""
    known = [moment for moment in moments if moment is not None]
    return min(known, default=None)
