"""Cards as a page shows them: words, picture, and the lamp line of this visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard, cards
from ..rules.badges import Badge, Words
from ..web.locale import in_language
from .visit import Visit
from .words import facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One card. `progress` is a percentage; `ends` is when an evening with it is over; `removal_href` takes it away."""

    id: int
    href: str
    name: str
    facts: str
    badge: Badge | None
    pictures: str | None
    progress: int | None = None
    tag: str = ""
    ends: str = ""
    is_withdrawn: bool = False
    removal_href: str = ""


def card_view(card: TitleCard, visit: Visit, saying: str = "genre") -> CardView:
    """Make the card of one title; `saying` chooses its small line (see words.facts_of)."""
    badge = visit.badge(card)
    return CardView(
        id=card.id,
        href=url_for("storefront.title", slug=card.slug),
        name=in_language(card.name),
        facts=facts_of(card, saying),
        badge=badge,
        pictures=card.pictures,
        tag=_tag(card, visit),
        is_withdrawn=badge.words is Words.WITHDRAWN,
    )


def card_views(title_ids: Sequence[int], visit: Visit, saying: str = "genre") -> list[CardView]:
    """Make the cards of these titles in their order, without those that this profile must not see."""
    return [card_view(card, visit, saying) for card in seen(title_ids, visit)]


def seen(title_ids: Sequence[int], visit: Visit) -> list[TitleCard]:
    """Return the titles that exist for this visit."""
    return [card for card in cards(list(title_ids)) if visit.may_see(card)]


def film_cards(found: Iterable[TitleCard], visit: Visit, ends: dict[int, str]) -> list[CardView]:
    """Make cards that say when an evening with them ends, by title id."""
    return [replace(card_view(card, visit), ends=ends.get(card.id, "")) for card in found]


def _tag(card: TitleCard, visit: Visit) -> str:
    """A tag says facts that are not access: a further season has just begun."""
    starts: dict[int, datetime] = {}
    for facts in card.facts:
        starts[facts.season_number] = min(starts.get(facts.season_number, facts.available_at), facts.available_at)
    newest = max(starts, default=1)
    if newest > 1 and 0 <= (visit.now - starts[newest]).days < 45:
        return _("新一季")
    return ""
