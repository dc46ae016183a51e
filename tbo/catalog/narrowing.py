"""The query behind every wall of titles: drive along one facet's rows, probe the others by primary key."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.orm import aliased

from .facets import SHOWN
from .filters import Eyes, Filters
from .models import Title, TitleFacet

EVERYBODY = Eyes.of()
OLDEST_CAP = 18


def matching(filters: Filters, eyes: Eyes, now: datetime, driver: tuple[str, str] | None = None) -> Select:
    """Select (title_id, popularity) of what is shown to these eyes, the best known first.

    `driver` is the facet value whose rows are walked, by default the first chosen one.
    """
    wanted = wanted_values(filters, eyes)
    driver = driver or wanted[0]
    row = aliased(TitleFacet)
    query = (
        select(row.title_id, row.popularity)
        .where(row.facet == driver[0], row.value == driver[1], *holds(row, now))
        .order_by(row.popularity.desc(), row.title_id.desc())
    )
    probes = [_probe(row.popularity, row.title_id, value, now) for value in wanted if value != driver]
    return query.where(*probes, *seen_by(eyes, row.title_id))


def wanted_values(filters: Filters, eyes: Eyes) -> list[tuple[str, str]]:
    """Return every facet value that must hold; "shown" when nothing is chosen."""
    wanted = list(filters.chosen)
    if eyes.only_child_pool:
        wanted.append(("pool", "child"))
    return wanted or [(SHOWN, "all")]


def holds(row: type[TitleFacet], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a facet's row is true at `now`."""
    return row.opens_at <= now, or_(row.closes_at.is_(None), row.closes_at > now)


def has_values(wanted: list[tuple[str, str]], now: datetime) -> list[ColumnElement[bool]]:
    """Return conditions on `Title` for a query that walks titles in another order."""
    return [_probe(Title.popularity, Title.id, value, now) for value in wanted]


def seen_by(eyes: Eyes, title_id: SQLColumnExpression[int]) -> list[ColumnElement[bool]]:
    """Return the conditions that a rating cap and blocked titles set."""
    title, conditions = aliased(Title), []  # An alias: the query around may walk titles itself.
    if eyes.rating_cap < OLDEST_CAP:
        conditions.append(title.min_age <= eyes.rating_cap)
    if eyes.blocked:
        conditions.append(title.slug.not_in(sorted(eyes.blocked)))
    return [exists().where(title.id == title_id, and_(*conditions))] if conditions else []


def _probe(popularity, title_id, value: tuple[str, str], now: datetime) -> ColumnElement[bool]:
    other = aliased(TitleFacet)
    return exists().where(
        other.facet == value[0],
        other.value == value[1],
        other.popularity == popularity,
        other.title_id == title_id,
        *holds(other, now),
    )
