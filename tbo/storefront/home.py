"""The big picture of a home page: up to four titles to choose from, each with the one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard
from ..catalog.shelves import shelves as catalogue_shelves
from ..playback.progress import Position
from ..rules.badges import Lamp
from ..web.locale import in_language
from . import words
from .cards import seen
from .prices import buyer, month_price
from .steps import first_step, price_note
from .tickets import Step
from .visit import Visit

BILLS = 4
Slugs = tuple[str, ...]
HERO_SHELVES: Slugs = ("tonight", "originals", "free-now")
CHILDREN: Slugs = ("kids-together", "kids-morning")


@dataclass(frozen=True, slots=True)
class Bill:
    """One of the four names below the hero."""

    name: str
    words: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hero:
    """The big picture with its words."""

    card: TitleCard
    href: str
    facts: list[str]
    strong: str
    age: str
    words: str
    action: Step | None
    note: object
    bills: list[Bill]


def hero(wanted: str | None, visit: Visit, first: Sequence[TitleCard] = ()) -> Hero | None:
    """Return the hero with this address, the first of the four by default; None in an empty shop.

    Titles of `first` stand before those that the shop chooses itself, where they are fit for it.
    """
    choice = _choice(visit, first)
    if not choice:
        return None
    card = next((each for each in choice if each.slug == wanted), choice[0])
    genre = words.genre_words(card.genres[0]) if card.genres else ""
    asking = buyer(visit)
    return Hero(
        card=card,
        href=url_for("storefront.title", slug=card.slug),
        facts=[words.kind_words(card.kind) if card.is_film else genre, str(card.year), words.length_words(card)],
        strong=words.maker_words(card),
        age=words.age_words(card.min_age),
        words=in_language(card.tagline),
        action=first_step(card, visit, asking, _places(card, visit)),
        note=price_note(card, visit, asking, month_price(visit)),
        bills=[_bill(each, each is card) for each in choice],
    )


def _choice(visit: Visit, first: Sequence[TitleCard]) -> list[TitleCard]:
    """Choose four: dark pictures with lettering, of which something may be watched now, the best known first."""
    given = [card for card in first if _is_fit(card, visit)][:BILLS]
    if len(given) == BILLS:
        return given
    views = {view.slug: view for view in catalogue_shelves(now=visit.now, profile=visit.viewer.profile)}
    wanted = CHILDREN if visit.viewer.profile.kind == "child" else HERO_SHELVES
    ids = dict.fromkeys(title_id for slug in wanted if slug in views for title_id in views[slug].title_ids)
    fit = [card for card in seen(list(ids), visit) if card not in given and _is_fit(card, visit)]
    ranked = sorted(fit, key=lambda card: (visit.badge(card).lamp is Lamp.RING, not card.is_original, -card.popularity))
    return [*given, *_mixed(ranked)][:BILLS]


def _is_fit(card: TitleCard, visit: Visit) -> bool:
    is_drawn = card.pictures is not None and card.lettering is not None and not card.has_light_picture
    return is_drawn and visit.badge(card).lamp is not Lamp.NONE


def _mixed(ranked: list[TitleCard]) -> list[TitleCard]:
    """Let no kind fill the four alone: a film and a series by turns, as long as there are both."""
    films = [card for card in ranked if card.is_film]
    others = [card for card in ranked if not card.is_film]
    mixed = [card for pair in zip(others, films, strict=False) for card in pair]
    return mixed + [card for card in ranked if card not in mixed]


def _places(card: TitleCard, visit: Visit) -> dict[int, Position]:
    """Return where this profile goes on with a title."""
    return {place.episode_id: place for place in visit.places or () if place.title_id == card.id}


def _bill(card: TitleCard, is_current: bool) -> Bill:
    line = _("正在主打") if is_current else words.facts_of(card)
    return Bill(in_language(card.name), line, url_for("storefront.home", bill=card.slug), is_current)
