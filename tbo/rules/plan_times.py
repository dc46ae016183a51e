"""Times of plans that two households bring together: they follow each other, and no paid day is lost or given twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class PlanTime:
    """The time of one plan, `ends_at` exclusive. `own_from`: before it another one ran beside it, whose time it is."""

    id: int
    starts_at: datetime
    ends_at: datetime
    own_from: datetime | None = None

    def left(self, now: datetime) -> timedelta:
        """Return what is left of its own time."""
        return max(self.ends_at - max(now, self.own_from or self.starts_at), NOTHING)


def one_after_the_other(times: Iterable[PlanTime], now: datetime) -> list[PlanTime]:
    """Let what is left of each run alone, in the order in which they began; where nothing is shared nothing changes.

    Starts stay where they are: what was watched since then was watched by it. The same again gives the same, and so
    does taking one away and laying it beside the others again.
    """
    laid, covered = [], now
    for each in sorted(times, key=lambda each: (each.starts_at, each.ends_at, each.id)):
        begins = max(covered, each.starts_at)
        is_behind = begins > max(now, each.starts_at)
        laid.append(replace(each, ends_at=begins + each.left(now), own_from=begins if is_behind else None))
        covered = max(covered, laid[-1].ends_at)
    return laid
