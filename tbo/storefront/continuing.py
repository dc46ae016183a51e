"""What a profile goes on with: titles begun, with the episode that comes next."""

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard, cards
from ..db import commits
from ..playback.progress import Position, hide_title
from ..rules.access import EpisodeFacts
from ..web.filters import minutes
from .cards import CardView, card_view
from .visit import Visit


def continuing_cards(visit: Visit) -> list[CardView]:
    """Return the cards of what this profile goes on with, newest first."""
    latest = {position.title_id: position for position in visit.places or ()}
    shown = []
    for card in cards(list(latest)):
        view = _going_on(card, latest[card.id], visit) if visit.may_see(card) else None
        if view is not None:
            shown.append(view)
    return shown


@commits
def take_off(profile_id: int, title_id: int) -> None:
    """Take a title off the shelf of what a profile goes on with; watching it again brings it back."""
    hide_title(profile_id, title_id)


def next_facts(card: TitleCard, position: Position) -> EpisodeFacts | None:
    """Return the episode to go on with: the one begun, the next after a finished one, None after the last."""
    order = [facts.id for facts in card.facts]
    if position.episode_id not in order:
        return None
    place = order.index(position.episode_id) + (1 if position.is_finished else 0)
    return card.facts[place] if place < len(order) else None


def watch_href(facts: EpisodeFacts) -> str:
    """Return the address where this episode plays, or is offered."""
    return url_for("playback.watch", slug=facts.title.slug, season=facts.season_number, number=facts.number)


def _going_on(card: TitleCard, position: Position, visit: Visit) -> CardView | None:
    facts = next_facts(card, position)
    if facts is None or not visit.decide(facts).allowed:
        return None
    begun = facts.id == position.episode_id
    left = minutes(max(60, position.length_s - position.position_s)) if begun else ""
    if card.is_film:
        words = _("还剩 %(left)s", left=left)
    elif begun:
        words = _("第 %(number)s 集 · 还剩 %(left)s", number=facts.number, left=left)
    else:
        words = _("第 %(number)s 集 · 下一集", number=facts.number)
    return replace(
        card_view(card, visit),
        href=watch_href(facts),
        facts=words,
        badge=None,
        tag="",
        progress=position.percent if begun else 0,
        removal_href=url_for("accounts.stop_continuing", slug=card.slug),
    )
