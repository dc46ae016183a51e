"""Everything a title's page says: seasons, episodes, people, licence, rating, studio."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from ..db import db
from ..rules.access import EpisodeFacts, TitleFacts
from ..rules.money import Money
from .addresses import is_slug
from .cards import COLUMNS, TitleCard, make_card
from .facts import episode_facts, episode_rows, title_facts
from .kept import MISSING, kept
from .models import Credit, Episode, Person, Season, Studio, Title
from .version import current

KEPT_PAGES = 300
MORE_OF_TITLE = (
    Title.original_name,
    Title.aliases,
    Title.synopsis,
    Title.audio,
    Title.subtitles,
    Title.rating_note,
    Title.licence_kind,
    Title.licence_number,
    Title.trailer_asset,
    Title.is_for_children,
    Studio.country.label("studio_country"),
    Studio.is_own.label("studio_is_own"),
)
MORE_OF_EPISODE = (
    Episode.name,
    Episode.synopsis,
    Episode.intro_start_s,
    Episode.intro_end_s,
    Episode.credits_s,
    Episode.asset,
    Season.name.label("season_name"),
    Season.year.label("season_year"),
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the intro lies and the credits begin, in seconds of the episode (not of the demo's short clip)."""

    intro_start_s: int | None
    intro_end_s: int | None
    credits_s: int | None


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An episode as a title's page lists it; `asset` is the folder of its film."""

    id: int
    season_number: int
    number: int
    name: dict
    synopsis: dict
    duration_s: int
    marks: Marks
    asset: str | None
    available_at: datetime
    in_plan_at: datetime | None
    facts: EpisodeFacts


@dataclass(frozen=True, slots=True)
class SeasonView:
    """A season with its episodes; `name` is empty when the number says enough."""

    id: int
    number: int
    name: dict
    year: int | None
    price: Money
    episodes: tuple[EpisodeRow, ...]


@dataclass(frozen=True, slots=True)
class CreditView:
    """Somebody's part; `character` is empty off the screen."""

    person_slug: str
    person_name: dict
    role: str
    character: dict


@dataclass(frozen=True, slots=True)
class TitlePage:
    """A title with all that its page says."""

    card: TitleCard
    synopsis: dict
    original_name: str | None
    aliases: tuple[str, ...]
    audio: tuple[str, ...]
    subtitles: tuple[str, ...]
    rating_note: str | None
    licence_kind: str | None
    licence_number: str | None
    trailer_asset: str | None
    is_for_children: bool
    studio_country: str
    studio_is_own: bool
    seasons: tuple[SeasonView, ...]
    credits: tuple[CreditView, ...]

    @property
    def episodes(self) -> tuple[EpisodeRow, ...]:
        """All episodes in their order."""
        return tuple(episode for season in self.seasons for episode in season.episodes)


def title_page(slug: str) -> TitlePage | None:
    """Return the page of the title with this address, or None; three queries when it is not kept."""
    if not is_slug(slug):
        return None
    store = kept("title_pages", KEPT_PAGES)
    page = store.get(slug)
    if page is MISSING:
        version = current()
        page = _read(slug)
        if page is not None:
            store.put(version, [(slug, page)])
    return page


def licence_numbers(slugs: Iterable[str]) -> dict[str, str]:
    """Return the licence numbers of titles by their addresses, without those that have none; one query."""
    query = select(Title.slug, Title.licence_number).where(Title.slug.in_(sorted(slugs)), Title.licence_number != "")
    return {row.slug: row.licence_number for row in db.session.execute(query)}


def _read(slug: str) -> TitlePage | None:
    query = select(*COLUMNS, *MORE_OF_TITLE).join(Studio, Studio.id == Title.studio_id).where(Title.slug == slug)
    row = db.session.execute(query).first()
    if row is None:
        return None
    episodes = episode_rows([row.id], *MORE_OF_EPISODE)[row.id]
    return TitlePage(
        card=make_card(row, episodes),
        synopsis=row.synopsis,
        original_name=row.original_name,
        aliases=tuple(row.aliases),
        audio=tuple(row.audio),
        subtitles=tuple(row.subtitles),
        rating_note=row.rating_note,
        licence_kind=row.licence_kind,
        licence_number=row.licence_number,
        trailer_asset=row.trailer_asset,
        is_for_children=row.is_for_children,
        studio_country=row.studio_country,
        studio_is_own=row.studio_is_own,
        seasons=_seasons(episodes, title_facts(row)),
        credits=_credits(row.id),
    )


def _seasons(episodes: Sequence[tuple[Any, tuple]], title: TitleFacts) -> tuple[SeasonView, ...]:
    grouped = groupby(episodes, key=lambda pair: pair[0].season_number)
    return tuple(_season(list(pairs), title) for _, pairs in grouped)


def _season(pairs: list[tuple[Any, tuple]], title: TitleFacts) -> SeasonView:
    first = pairs[0][0]
    return SeasonView(
        id=first.season_id,
        number=first.season_number,
        name=first.season_name or {},
        year=first.season_year,
        price=Money(first.season_price_fen),
        episodes=tuple(_episode(row, free, title) for row, free in pairs),
    )


def _episode(row: Any, free: tuple, title: TitleFacts) -> EpisodeRow:
    return EpisodeRow(
        id=row.id,
        season_number=row.season_number,
        number=row.number,
        name=row.name,
        synopsis=row.synopsis or {},
        duration_s=row.duration_s,
        marks=Marks(row.intro_start_s, row.intro_end_s, row.credits_s),
        asset=row.asset,
        available_at=row.available_at,
        in_plan_at=row.in_plan_at,
        facts=episode_facts(row, free, title),
    )


def _credits(title_id: int) -> tuple[CreditView, ...]:
    query = (
        select(Person.slug, Person.name, Credit.role, Credit.character)
        .join(Person, Person.id == Credit.person_id)
        .where(Credit.title_id == title_id)
        .order_by(Credit.position)
    )
    return tuple(CreditView(row.slug, row.name, row.role, row.character or {}) for row in db.session.execute(query))
