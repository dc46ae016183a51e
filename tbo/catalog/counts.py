"""How many titles each value of each facet would show: kept for the whole wall, counted and remembered for a choice."""

from datetime import datetime

from sqlalchemy import func, select

from .. import clock
from ..db import db
from ..rules.access import VISITOR, ProfileFacts
from .filters import Eyes, Filters
from .kept import kept
from .models import FacetCount, TitleFacet
from .narrowing import EVERYBODY, holds, matching
from .version import valid_until

KEPT_CHOICES = 256
# Beyond this many titles a choice is not counted exactly; the wall says "more than".
MOST_COUNTED = 2000

Counts = dict[str, dict[str, int]]


def facet_counts(
    filters: Filters | None = None, now: datetime | None = None, profile: ProfileFacts = VISITOR
) -> Counts:
    """Return titles by facet and value. A facet that is narrowed is counted as if it were open.

    For the whole wall these are the kept counts; for a choice at most MOST_COUNTED titles are looked at, the best
    known ones. A value that is missing counts nothing.
    """
    now, filters = now or clock.now(), filters or Filters()
    eyes = Eyes.of(profile)
    if not filters.chosen and eyes == EVERYBODY:
        return kept("counts", 1).get_or_make("all", _kept_counts)
    key = (filters.chosen, eyes, valid_until(now))
    return kept("choices", KEPT_CHOICES).get_or_make(key, lambda: _counted(filters, eyes, now))


def how_many(filters: Filters, now: datetime | None = None, profile: ProfileFacts = VISITOR) -> int:
    """Return how many titles these filters show, at most MOST_COUNTED for a choice."""
    counts = facet_counts(filters, now, profile)
    if not filters.chosen:
        return counts.get("shown", {}).get("all", 0)
    facet, value = filters.chosen[0]
    return counts.get(facet, {}).get(value, 0)


def _kept_counts() -> Counts:
    return _by_facet(db.session.execute(select(FacetCount.facet, FacetCount.value, FacetCount.titles)))


def _counted(filters: Filters, eyes: Eyes, now: datetime) -> Counts:
    counts = _of(filters, eyes, now)
    for facet, _ in filters.chosen:
        counts[facet] = _of(filters.without(facet), eyes, now, facet).get(facet, {})
    return counts


def _of(filters: Filters, eyes: Eyes, now: datetime, only: str | None = None) -> Counts:
    found = matching(filters, eyes, now).limit(MOST_COUNTED).subquery()
    query = (
        select(TitleFacet.facet, TitleFacet.value, func.count(found.c.title_id.distinct()))
        .join(found, found.c.title_id == TitleFacet.title_id)
        .where(*holds(TitleFacet, now))
        .group_by(TitleFacet.facet, TitleFacet.value)
    )
    return _by_facet(db.session.execute(query if only is None else query.where(TitleFacet.facet == only)))


def _by_facet(rows) -> Counts:
    found: Counts = {}
    for facet, value, titles in rows:
        found.setdefault(facet, {})[value] = titles
    return found
