"""Which version of a page shoppers see at an instant: decided by rows and the time, never by a job.

Of the publications that run, the one that began last wins. One with an end gives way to what stood there before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """A version (None: nothing, the page is off) from an instant on; ends are exclusive.

    What is cancelled before it begins never shows; afterwards it ends with being cancelled.
    """

    id: int
    version: int | None
    starts_at: datetime
    ends_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def end(self) -> datetime | None:
        """When it stops by itself or was stopped, whichever came first."""
        ends = [end for end in (self.ends_at, self.cancelled_at) if end is not None]
        return min(ends, default=None)

    def runs(self, now: datetime) -> bool:
        """Whether it has begun and not ended."""
        end = self.end
        return self.starts_at <= now and (end is None or now < end)


def live(publications: Iterable[PublicationFacts], now: datetime) -> PublicationFacts | None:
    """Return the publication that shoppers see at `now`, None for a page that was never published."""
    running = (each for each in publications if each.runs(now))
    return max(running, key=lambda each: (each.starts_at, each.id), default=None)


class Standing(StrEnum):
    """How a publication stands: not begun, the one that is seen, behind another that ends, over, or cancelled."""

    PLANNED = "planned"
    NOW = "now"
    BEHIND = "behind"
    OVER = "over"
    CANCELLED = "cancelled"


def standing(each: PublicationFacts, publications: Sequence[PublicationFacts], now: datetime) -> Standing:
    """Say how one of a page's publications stands; at most one is NOW."""
    if each.cancelled_at is not None and each.cancelled_at <= now:
        return Standing.CANCELLED
    if each.starts_at > now:
        return Standing.PLANNED
    if live(publications, now) == each:
        return Standing.NOW
    comes_back = any(live(publications, moment) == each for moment in changes(publications) if moment > now)
    return Standing.BEHIND if comes_back else Standing.OVER


def before_off(publications: Sequence[PublicationFacts], now: datetime) -> int | None:
    """Return the version that stood there for good before the page was switched off, None while it is not off."""
    shown = live(publications, now)
    if shown is None or shown.version is not None:
        return None
    stood = live((each for each in publications if each.version is not None and each.ends_at is None), now)
    return stood.version if stood else None


def replaced_by(publications: Sequence[PublicationFacts], version: int, since: datetime) -> PublicationFacts | None:
    """Return the first publication for good that begins after `since` and takes the place of `version`."""
    for_good = [each for each in publications if each.ends_at is None]
    later = (each for each in for_good if each.version != version and each.starts_at > since)
    # One for a while may stand before it: behind that it is what is seen.
    seen = (each for each in later if live(for_good, each.starts_at) == each)
    return min(seen, key=lambda each: (each.starts_at, each.id), default=None)


def changes(publications: Iterable[PublicationFacts]) -> list[datetime]:
    """Return every instant at which the answer may change, in order."""
    found = set()
    for each in publications:
        if each.end is None or each.starts_at < each.end:
            found |= {each.starts_at, *([each.end] if each.end else [])}
    return sorted(found)


def next_change(publications: Sequence[PublicationFacts], now: datetime) -> datetime | None:
    """Return the soonest instant after `now` at which shoppers see something else."""
    shown = live(publications, now)
    for moment in changes(publications):
        if moment > now and live(publications, moment) != shown:
            return moment
    return None


def timeline(
    publications: Sequence[PublicationFacts], first: datetime, last: datetime
) -> list[tuple[datetime, datetime, PublicationFacts | None]]:
    """Return what is seen from `first` to `last`, as spans that follow one another."""
    moments = [first, *(moment for moment in changes(publications) if first < moment < last), last]
    spans: list[tuple[datetime, datetime, PublicationFacts | None]] = []
    for begin, end in pairwise(moments):
        shown = live(publications, begin)
        if spans and spans[-1][2] == shown:
            spans[-1] = (spans[-1][0], end, shown)
        else:
            spans.append((begin, end, shown))
    return spans
