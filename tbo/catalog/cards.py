"""Cards: what a poster needs to be shown, with the facts its badge is decided from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..db import db
from ..rules.access import EpisodeFacts
from .addresses import is_slug
from .facts import TITLE, episode_facts, episode_rows, title_facts
from .kept import MISSING, kept
from .models import Studio, Title
from .version import current

KEPT_CARDS = 2000
KEPT_SLUGS = 4000
COLUMNS = (
    *TITLE,
    Title.is_original,
    Title.name,
    Title.reading,
    Title.countries,
    Title.genres,
    Title.year,
    Title.pictures,
    Title.picture_alt,
    Title.has_light_picture,
    Title.lettering,
    Title.popularity,
    Title.tagline,
    Studio.name.label("studio_name"),
    Studio.slug.label("studio_slug"),
)


@dataclass(frozen=True, slots=True)
class TitleCard:
    """A title as it stands on a shelf. `duration_s` is a film's; `pictures` is a folder's name; `reading` is pinyin."""

    id: int
    slug: str
    kind: str
    is_film: bool
    is_original: bool
    name: dict
    reading: str | None
    studio_name: dict
    studio_slug: str
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    year: int
    min_age: int
    episode_count: int
    duration_s: int | None
    pictures: str | None
    picture_alt: dict
    has_light_picture: bool
    lettering: tuple[float, float] | None
    opens_at: datetime
    closes_at: datetime | None
    facts: tuple[EpisodeFacts, ...]
    popularity: int
    tagline: dict


def cards(title_ids: Sequence[int]) -> list[TitleCard]:
    """Return cards in the order asked for, without ids that name no title: two queries for all that is not kept."""
    store = kept("cards", KEPT_CARDS)
    found = {key: store.get(key) for key in dict.fromkeys(title_ids)}
    missing = [key for key, card in found.items() if card is MISSING]
    if missing:
        version = current()
        read = _read(missing)
        store.put(version, read.items())
        found |= {key: read.get(key) for key in missing}
    return [card for key in title_ids if (card := found[key]) is not None]


def card_by_slug(slug: str) -> TitleCard | None:
    """Return the card of the title with this address, or None."""
    title_id = title_id_of(slug)
    found = [] if title_id is None else cards([title_id])
    return found[0] if found else None


def cards_by_slugs(slugs: Iterable[str]) -> dict[str, TitleCard]:
    """Return the cards of the titles there are by their addresses: three queries for all that is not kept.

    That there is no title at an address is kept, too.
    """
    store, version = kept("slugs", KEPT_SLUGS), current()
    ids = {slug: store.get(slug) for slug in sorted(set(slugs)) if is_slug(slug)}
    missing = [slug for slug, title_id in ids.items() if title_id is MISSING]
    if missing:
        rows = db.session.execute(select(Title.slug, Title.id).where(Title.slug.in_(missing))).all()
        read = dict.fromkeys(missing) | {row.slug: row.id for row in rows}
        store.put(version, read.items())
        ids |= read
    return {card.slug: card for card in cards([title_id for title_id in ids.values() if title_id is not None])}


def title_id_of(slug: str) -> int | None:
    """Return the title that has this address."""
    if not is_slug(slug):
        return None
    store = kept("slugs", KEPT_SLUGS)
    title_id = store.get(slug)
    if title_id is MISSING:
        version = current()
        title_id = db.session.scalar(select(Title.id).where(Title.slug == slug))
        if title_id is not None:
            store.put(version, [(slug, title_id)])
    return title_id


def make_card(row: Any, episodes: Sequence[tuple[Any, tuple]]) -> TitleCard:
    """Make a card of a row that has `COLUMNS` and its episodes' rows with their free windows."""
    title = title_facts(row)
    return TitleCard(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        is_film=title.is_film,
        is_original=row.is_original,
        name=row.name,
        reading=row.reading,
        studio_name=row.studio_name,
        studio_slug=row.studio_slug,
        countries=tuple(row.countries),
        genres=tuple(row.genres),
        year=row.year,
        min_age=row.min_age,
        episode_count=len(episodes),
        duration_s=episodes[0][0].duration_s if title.is_film and episodes else None,
        pictures=row.pictures,
        picture_alt=row.picture_alt or {},
        has_light_picture=row.has_light_picture,
        lettering=tuple(row.lettering) if row.lettering else None,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        facts=tuple(episode_facts(episode, free, title) for episode, free in episodes),
        popularity=row.popularity,
        tagline=row.tagline,
    )


def _read(title_ids: Sequence[int]) -> dict[int, TitleCard]:
    query = select(*COLUMNS).join(Studio, Studio.id == Title.studio_id).where(Title.id.in_(title_ids))
    rows = db.session.execute(query).all()
    episodes = episode_rows([row.id for row in rows])
    return {row.id: make_card(row, episodes[row.id]) for row in rows}
