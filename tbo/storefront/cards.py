"""Cards as a page shows them: words, picture, and the lamp line of this visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard, cards
from ..rules.access import Because
from ..rules.badges import Badge, Words, episode_badge
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


def coming_cards(title_ids: Sequence[int], visit: Visit) -> list[CardView]:
    """Make cards that say on which day something of each title comes; of a series that runs, which episode."""
    return [_coming(card, visit) for card in seen(title_ids, visit)]


def _coming(card: TitleCard, visit: Visit) -> CardView:
    shown, answers = card_view(card, visit), visit.decisions(card)
    ahead = [pair for pair in answers if pair[1].because is Because.COMING]
    if not ahead:
        return shown
    facts, access = min(ahead, key=lambda pair: pair[1].since or visit.now)
    words = shown.facts if len(ahead) == len(answers) else _("第 %(number)s 集", number=facts.number)
    return replace(shown, facts=words, badge=episode_badge(access, visit.now))


def _tag(card: TitleCard, visit: Visit) -> str:
    """A tag says facts that are not access: a further season has just begun."""
    starts: dict[int, datetime] = {}
    for facts in card.facts:
        starts[facts.season_number] = min(starts.get(facts.season_number, facts.available_at), facts.available_at)
    newest = max(starts, default=1)
    if newest > 1 and 0 <= (visit.now - starts[newest]).days < 45:
        return _("新一季")
    return ""
