"""Loads what decisions need to know of titles and their episodes: Core rows into `rules.access` facts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from ..rules.access import EpisodeFacts, TitleFacts
from ..rules.money import Money
from ..statements import run
from .models import Episode, FreeWindow, Season, Title

EPISODE = (
    Episode.id,
    Episode.title_id,
    Episode.season_id,
    Season.number.label("season_number"),
    Season.price_fen.label("season_price_fen"),
    Episode.number,
    Episode.is_free,
    Episode.available_at,
    Episode.in_plan_at,
    Episode.price_fen,
    Episode.rental_fen,
    Episode.duration_s,
)
TITLE = (
    Title.id,
    Title.slug,
    Title.kind,
    Title.published_at,
    Title.opens_at,
    Title.closes_at,
    Title.regions,
    Title.min_age,
    Title.in_child_pool,
)

EPISODES = (
    select(*EPISODE, FreeWindow.opens_at.label("free_from"), FreeWindow.closes_at.label("free_until"))
    .join(Season, Season.id == Episode.season_id)
    .outerjoin(FreeWindow, FreeWindow.episode_id == Episode.id)
    .where(Episode.title_id.in_(bindparam("title_ids", expanding=True)))
    .order_by(Episode.title_id, Season.number, Episode.number, FreeWindow.opens_at)
)


def title_facts(row: Any) -> TitleFacts:
    """Make facts of a row that has the columns `TITLE`."""
    return TitleFacts(
        id=row.id,
        slug=row.slug,
        is_film=row.kind == "film",
        published_at=row.published_at,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        regions=tuple(row.regions),
        min_age=row.min_age,
        in_child_pool=row.in_child_pool,
    )


def episode_rows(title_ids: Sequence[int], *more_columns) -> dict[int, list[tuple[Row, tuple]]]:
    """Return (row, free windows) of every episode by title, in order; one query for all titles."""
    query = EPISODES.add_columns(*more_columns) if more_columns else EPISODES
    rows: dict[int, Row] = {}
    windows: dict[int, list] = defaultdict(list)
    for row in run(query, title_ids=list(title_ids)):
        rows[row.id] = row
        if row.free_from is not None:
            windows[row.id].append((row.free_from, row.free_until))
    found: dict[int, list[tuple[Row, tuple]]] = {key: [] for key in title_ids}
    for key, row in rows.items():
        found[row.title_id].append((row, tuple(windows.get(key, ()))))
    return found


def episode_facts(row: Any, windows: tuple, title: TitleFacts) -> EpisodeFacts:
    """Make facts of a row that has the columns `EPISODE`."""
    return EpisodeFacts(
        id=row.id,
        title=title,
        season_id=row.season_id,
        season_number=row.season_number,
        number=row.number,
        is_free=row.is_free,
        free_windows=windows,
        available_at=row.available_at,
        in_plan_at=row.in_plan_at,
        price=Money(row.price_fen),
        rental=None if row.rental_fen is None else Money(row.rental_fen),
        season_price=Money(row.season_price_fen),
    )


def facts_of(title_rows: Iterable[Any]) -> dict[int, tuple[EpisodeFacts, ...]]:
    """Return the facts of every episode by title; `title_rows` have the columns `TITLE`."""
    titles = {row.id: title_facts(row) for row in title_rows}
    found = episode_rows(list(titles))
    return {key: tuple(episode_facts(row, free, titles[key]) for row, free in found[key]) for key in titles}
