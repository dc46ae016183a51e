"""Which facets a title has, as rows for the library, and the kept counts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select

from ..db import db
from ..rules.access import EpisodeFacts
from .models import FacetCount, Studio, Title, TitleFacet
from .windows import Span, access_spans, shown

SHOWN = "shown"
AGES = (0, 3, 8, 12, 16, 18)
TITLE_COLUMNS = (
    Title.popularity,
    Title.is_original,
    Title.genres,
    Title.countries,
    Title.audio,
    Title.year,
    Title.studio_id,
)


def facet_rows(title: Any, studio_slug: str, episodes: Sequence[EpisodeFacts], region: str) -> Iterator[dict]:
    """Yield the rows of one title; none when it is never shown in this region."""
    if not episodes:
        return
    frame = shown(episodes[0].title, region)
    if frame is None:
        return
    for facet, value in _lasting(title, studio_slug, episodes[0]):
        yield _row(title, facet, value, frame)
    for value, spans in access_spans(episodes, region).items():
        for span in spans:
            yield _row(title, "access", value, span)


def write_facets(title_ids: Sequence[int], rows: Sequence[dict]) -> None:
    """Put `rows` in the place of everything these titles had."""
    db.session.execute(delete(TitleFacet).where(TitleFacet.title_id.in_(title_ids)))
    if rows:
        db.session.execute(insert(TitleFacet), rows)


def keep_counts(now: datetime) -> None:
    """Count the titles of every facet value as of `now`, and keep the result."""
    holds = TitleFacet.opens_at <= now, or_(TitleFacet.closes_at.is_(None), TitleFacet.closes_at > now)
    counted = (
        select(TitleFacet.facet, TitleFacet.value, func.count(TitleFacet.title_id.distinct()))
        .where(*holds)
        .group_by(TitleFacet.facet, TitleFacet.value)
    )
    db.session.execute(delete(FacetCount))
    db.session.execute(insert(FacetCount).from_select(["facet", "value", "titles"], counted))


def studio_slugs() -> dict[int, str]:
    """Return the slug of every studio by id."""
    return dict(db.session.execute(select(Studio.id, Studio.slug)).all())


def _lasting(title: Any, studio_slug: str, episode: EpisodeFacts) -> Iterator[tuple[str, str]]:
    yield SHOWN, "all"
    yield "kind", title.kind
    yield "studio", studio_slug
    yield "year", str(title.year)
    if title.is_original:
        yield "originals", "yes"
    if episode.title.in_child_pool:
        yield "pool", "child"
    for facet, values in (("genre", title.genres), ("country", title.countries), ("language", title.audio)):
        for value in dict.fromkeys(values):
            yield facet, value
    for age in AGES:
        if episode.title.min_age <= age:
            yield "age", str(age)


def _row(title: Any, facet: str, value: str, span: Span) -> dict:
    return {
        "facet": facet,
        "value": value,
        "popularity": title.popularity,
        "title_id": title.id,
        "opens_at": span.opens_at,
        "closes_at": span.closes_at,
    }
