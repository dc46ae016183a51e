"""Who brought a shopper: the last link that did, the first one kept beside it, and the block clicked since.

A visit without a link is no touch and takes nothing from the last one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .attribution import LinkFacts

# Both ends are exclusive: exactly so long ago counts no more.
LINK_LIFE = timedelta(days=30)
POSITION_LIFE = timedelta(days=7)
LONGEST_SOURCE = 40
FROM_TMALL = frozenset({"spm", "scm", "pid", "ali_trackid", "ali_refid"})


@dataclass(frozen=True, slots=True)
class Touch:
    """A link that brought somebody. `first_id` is the first of its chain; None: it was itself the first."""

    id: int
    at: datetime
    first_id: int | None = None


def is_remembered(touched_at: datetime, now: datetime) -> bool:
    """Whether a link that brought somebody then still counts."""
    return now - touched_at < LINK_LIFE


def first_touch(before: Touch | None, now: datetime) -> int | None:
    """Return the first link of the chain that a new one goes on; None when the new one begins a chain."""
    if before is None or not is_remembered(before.at, now):
        return None
    return before.first_id or before.id


def is_credited(clicked_at: datetime, arrived_at: datetime | None, now: datetime) -> bool:
    """Whether a click on a block counts for what is bought now: young enough, and no link brought the shopper since.

    Clicks are kept to the second: one in the second of the arrival came after it.
    """
    if not timedelta(0) <= now - clicked_at < POSITION_LIFE:
        return False
    return arrived_at is None or arrived_at.replace(microsecond=0) <= clicked_at


def source_of(facts: LinkFacts) -> str:
    """Return by which word reports group what a link brought: as it names itself, else "tmall", else "link"."""
    named = facts.known.get("utm_source", "").casefold()[:LONGEST_SOURCE].strip()
    if named:
        return named
    return "tmall" if facts.item_id or not FROM_TMALL.isdisjoint(facts.known) else "link"
