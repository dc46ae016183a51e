"""The one button of a title: going on, playing what is free or theirs, or what would open it."""

from collections.abc import Mapping
from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ..catalog.cards import TitleCard
from ..playback.progress import Position
from ..rules.access import Access, Because, EpisodeFacts, OfferKind
from ..rules.money import Money
from ..rules.prices import Buyer
from ..web.filters import money, price
from .continuing import next_facts, watch_href
from .prices import episode_price, rental_price
from .tickets import Step
from .visit import Visit


def next_to_watch(card: TitleCard, visit: Visit, places: Mapping[int, Position]) -> EpisodeFacts | None:
    """Return the episode that comes next for this profile: after the newest position, else the first that opens."""
    known = [places[facts.id] for facts in card.facts if facts.id in places]
    newest = max(known, key=lambda place: place.updated_at, default=None)
    following = next_facts(card, newest) if newest else None
    if following is not None and visit.decide(following).because is not Because.COMING:
        return following
    return next((facts for facts in card.facts if visit.decide(facts).allowed), None)


def led_by(card: TitleCard, season_number: int | None) -> TitleCard:
    """Return the card whose first step and price lead a page: of one season only, where the page is that season's."""
    if season_number is None:
        return card
    return replace(card, facts=tuple(facts for facts in card.facts if facts.season_number == season_number))


def first_step(
    card: TitleCard, visit: Visit, asking: Buyer, places: Mapping[int, Position], *, of_several: bool | None = None
) -> Step | None:
    """Return the step of the big button, None when nothing can be done now.

    `of_several` tells whether the title has several seasons, where the card was `led_by` one.
    """
    of_several = len({each.season_id for each in card.facts}) > 1 if of_several is None else of_several
    facts = next_to_watch(card, visit, places)
    if facts is not None and visit.decide(facts).allowed:
        is_begun = any(each.id in places for each in card.facts)
        return Step(_play_words(facts, is_begun, of_several), watch_href(facts))
    facts = facts or next((each for each in card.facts if visit.decide(each).because is Because.FOR_SALE), None)
    cost = _cost(card, facts, asking, visit) if facts else None
    if facts is None or cost is None:
        return None
    href = url_for("orders.new_for_episode", episode_id=facts.id, offer="episode")
    if card.is_film:
        return Step(_("买下就看 · %(price)s", price=money(cost)), href, "glass", "ticket")
    words = _("看%(place)s · %(price)s", place=_place(facts, of_several), price=money(cost))
    return Step(words, href, "glass", "ticket")


def with_trailer(action: Step | None, href: str | None) -> tuple[Step | None, Step | None]:
    """Return the big button and the one beside it: where nothing may be watched, the trailer is what one watches."""
    if href is None:
        return action, None
    if action is not None and action.kind == "watch":
        return action, Step(_("预告片"), href, "glass", "clapperboard")
    return Step(_("看预告片"), href), action


def price_note(card: TitleCard, visit: Visit, asking: Buyer, month: Money | None) -> Markup | str:
    """Say in one line what the rest costs: by the month, or by the piece; nothing to members and owners of all."""
    answers = visit.decisions(card)
    if any(access.because is Because.IN_PLAN for _facts, access in answers):
        return ""
    for_sale = [(facts, access) for facts, access in answers if access.because is Because.FOR_SALE]
    pieces = [piece for facts, access in for_sale for piece in _pieces(card, facts, access, asking, visit)]
    if not pieces:
        return ""
    by_piece = _by_piece(card, pieces)
    if month is not None and any(offer.price is None for _facts, access in for_sale for offer in access.offers):
        return Markup(_("会员畅看 %(month)s/月，或%(piece)s")) % {"month": price(month), "piece": by_piece}
    return by_piece


def _pieces(
    card: TitleCard, facts: EpisodeFacts, access: Access, asking: Buyer, visit: Visit
) -> list[tuple[Money, OfferKind]]:
    """List what the ways to have one piece cost: as the list says, or what whoever holds something pays."""
    listed = [(offer.price, offer.kind) for offer in access.offers if offer.price is not None]
    if not asking.rights:
        return listed
    season = [each for each in card.facts if each.season_id == facts.season_id]
    costs = {OfferKind.EPISODE: episode_price, OfferKind.RENTAL: rental_price}
    asked = [(costs[kind](season, facts.id, asking, visit), kind) for _price, kind in listed if kind in costs]
    return [(price, kind) for price, kind in asked if price is not None]


def _by_piece(card: TitleCard, offers: list[tuple[Money, OfferKind]]) -> Markup:
    """Say the cheapest way to pay for one piece, and whether others cost more."""
    cheapest, kind = min(offers)
    differ = len({amount for amount, each in offers if each is kind}) > 1
    if kind is OfferKind.RENTAL:
        words = _("租看 %(price)s 起") if differ else _("租看 %(price)s")
    elif card.is_film:
        words = _("单片 %(price)s")
    else:
        words = _("单集 %(price)s 起") if differ else _("单集 %(price)s")
    return Markup(words) % {"price": price(cheapest)}


def _cost(card: TitleCard, facts: EpisodeFacts, asking: Buyer, visit: Visit) -> Money | None:
    season = [each for each in card.facts if each.season_id == facts.season_id]
    return episode_price(season, facts.id, asking, visit)


def _play_words(facts: EpisodeFacts, is_begun: bool, of_several: bool) -> str:
    if facts.title.is_film:
        return _("继续看") if is_begun else _("播放")
    place = _place(facts, of_several)
    return _("继续看 %(place)s", place=place) if is_begun else _("播放 %(place)s", place=place)


def _place(facts: EpisodeFacts, of_several: bool) -> str:
    if of_several:
        return _("第 %(season)s 季第 %(number)s 集", season=facts.season_number, number=facts.number)
    return _("第 %(number)s 集", number=facts.number)
