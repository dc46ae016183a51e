"""The one button of a title: going on, playing what is free or theirs, or what would open it."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ..catalog.cards import TitleCard
from ..playback.progress import Position
from ..rules.access import Because, EpisodeFacts
from ..rules.money import Money
from ..rules.prices import Buyer
from ..web.filters import money, price, round_price
from .continuing import next_facts, watch_href
from .prices import episode_price
from .tickets import Step
from .visit import Visit


def next_to_watch(card: TitleCard, visit: Visit, places: Mapping[int, Position]) -> EpisodeFacts | None:
    """Return the episode that comes next for this profile: after the newest position, else the first that opens."""
    newest = max(places.values(), key=lambda place: place.updated_at, default=None)
    following = next_facts(card, newest) if newest else None
    if following is not None and visit.decide(following).because is not Because.COMING:
        return following
    return next((facts for facts in card.facts if visit.decide(facts).allowed), None)


def first_step(card: TitleCard, visit: Visit, asking: Buyer, places: Mapping[int, Position]) -> Step | None:
    """Return the step of the big button, None when nothing can be done now."""
    facts = next_to_watch(card, visit, places)
    if facts is not None and visit.decide(facts).allowed:
        return Step(_play_words(card, facts, facts.id in places or bool(places)), watch_href(facts))
    facts = facts or next((each for each in card.facts if visit.decide(each).because is Because.FOR_SALE), None)
    cost = episode_price([each for each in card.facts if each.season_id == facts.season_id], facts.id, asking, visit) if facts else None
    if cost is None:
        return None
    href = url_for("orders.new_for_episode", episode_id=facts.id, offer="episode")
    if card.is_film:
        return Step(_("买下就看 · %(price)s", price=money(cost)), href, "glass", "ticket")
    return Step(_("看第 %(number)s 集 · %(price)s", number=facts.number, price=money(cost)), href, "glass", "ticket")


def price_note(card: TitleCard, visit: Visit, month: Money | None) -> Markup | str:
    """Say in one line what the rest costs: by the month, or by the piece; nothing when nothing is left to pay."""
    answers = [access for _facts, access in visit.decisions(card)]
    for_sale = [access for access in answers if access.because is Because.FOR_SALE]
    if not for_sale:
        return ""
    single = min(offer.price for access in for_sale for offer in access.offers if offer.price is not None)
    by_piece = _("单片") if card.is_film else _("单集")
    in_plan = any(offer.price is None for access in for_sale for offer in access.offers)
    if in_plan and month is not None:
        words = _("会员畅看 %(month)s/月，或%(piece)s %(single)s 起")
        return Markup(words) % {"month": round_price(month), "piece": by_piece, "single": price(single)}
    return Markup("{} {}").format(by_piece, price(single))


def _play_words(card: TitleCard, facts: EpisodeFacts, is_begun: bool) -> str:
    if card.is_film:
        return _("继续看") if is_begun else _("播放")
    if len({each.season_id for each in card.facts}) > 1:
        place = _("第 %(season)s 季第 %(number)s 集", season=facts.season_number, number=facts.number)
    else:
        place = _("第 %(number)s 集", number=facts.number)
    return _("继续看 %(place)s", place=place) if is_begun else _("播放 %(place)s", place=place)
