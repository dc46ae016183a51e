"""One episode with its title, as the watch page and the checkout need it."""

from dataclasses import dataclass

from sqlalchemy import select

from ..db import db
from ..rules.access import EpisodeFacts
from ..web.ids import is_id
from .cards import TitleCard
from .kept import MISSING, kept
from .models import Episode, Title
from .titles import EpisodeRow, Marks, TitlePage, title_page
from .version import current

KEPT_PLACES = 8000


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode and the card of its title; `season_name` is empty when the number says enough."""

    id: int
    season_id: int
    season_number: int
    season_name: dict
    number: int
    name: dict
    synopsis: dict
    duration_s: int
    marks: Marks
    asset: str | None
    facts: EpisodeFacts
    card: TitleCard


def episode(episode_id: int) -> EpisodeView | None:
    """Return the episode with this id, or None."""
    page = _page_of(episode_id)
    return _find(page, lambda row: row.id == episode_id) if page else None


def episode_at(slug: str, season_number: int, number: int) -> EpisodeView | None:
    """Return the episode at this place of a title, or None."""
    page = title_page(slug)
    return _find(page, lambda row: (row.season_number, row.number) == (season_number, number)) if page else None


def next_episode(episode_id: int) -> EpisodeView | None:
    """Return the episode that follows in its title, over the end of a season, or None after the last."""
    page = _page_of(episode_id)
    if page is None:
        return None
    rows = page.episodes
    place = next((place for place, row in enumerate(rows) if row.id == episode_id), len(rows))
    return _view(page, rows[place + 1]) if place + 1 < len(rows) else None


def _page_of(episode_id: int) -> TitlePage | None:
    if not is_id(episode_id):
        return None
    store = kept("episode_places", KEPT_PLACES)
    slug = store.get(episode_id)
    if slug is MISSING:
        version = current()
        slug = db.session.scalar(
            select(Title.slug).join(Episode, Episode.title_id == Title.id).where(Episode.id == episode_id)
        )
        if slug is None:
            return None
        store.put(version, [(episode_id, slug)])
    return title_page(slug)


def _find(page: TitlePage, wanted) -> EpisodeView | None:
    row = next((row for row in page.episodes if wanted(row)), None)
    return _view(page, row) if row else None


def _view(page: TitlePage, row: EpisodeRow) -> EpisodeView:
    season = next(season for season in page.seasons if season.number == row.season_number)
    return EpisodeView(
        id=row.id,
        season_id=season.id,
        season_number=season.number,
        season_name=season.name,
        number=row.number,
        name=row.name,
        synopsis=row.synopsis,
        duration_s=row.duration_s,
        marks=row.marks,
        asset=row.asset,
        facts=row.facts,
        card=page.card,
    )
