"""Quotes: what an offer costs this household now, line by line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from ..rules.access import OfferKind, ProfileFacts
from ..rules.money import Money
from ..rules.prices import (
    Buyer,
    Line,
    LineKind,
    LineWords,
    NotSold,
    episode_lines,
    rental_lines,
    season_lines,
    total_of,
)
from ..rules.rights import EntitlementFacts
from .coupons import FoundCoupon
from .goods import SeasonGoods, goods_of_episode, goods_of_season
from .plans import PlanOnSale, member_percent, required_plan
from .refusals import REFUSALS, NoSuchOffer, NotForChildren, NotForSale


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A price for one household at one instant; `goods` or `plan` is what it is for, `coupon` what lowered it."""

    offer_kind: OfferKind
    lines: tuple[Line, ...]
    goods: SeasonGoods | None = None
    plan: PlanOnSale | None = None
    episode_id: int | None = None
    is_gift: bool = False
    coupon: FoundCoupon | None = None

    @property
    def total(self) -> Money:
        """What is to be paid, never below zero."""
        return total_of(self.lines)

    @property
    def list_price(self) -> Money:
        """The price before credit and discounts."""
        return Money.sum_of(line.amount for line in self.lines if line.kind is LineKind.PRICE)


def buyer_of(profile: ProfileFacts, rights: Iterable[EntitlementFacts], now: datetime) -> Buyer:
    """Describe who asks; `rights` come from entitlements.grants."""
    rights = tuple(rights)
    return Buyer(profile, rights, member_percent(rights, now), current_app.extensions["tbo.settings"].region)


def quote_episode(episode_id: int, buyer: Buyer, now: datetime) -> Quote:
    """Quote one episode (or a film) to keep. Raises NotForSale and its kinds."""
    return _of_episode(_goods_of_episode(episode_id), episode_id, buyer, now)


def quote_rental(episode_id: int, buyer: Buyer, now: datetime) -> Quote:
    """Quote the rental of an episode. Raises NotForSale and its kinds."""
    return _rental_of(_goods_of_episode(episode_id), episode_id, buyer, now)


def quote_season(season_id: int, buyer: Buyer, now: datetime) -> Quote:
    """Quote a season, future episodes included. Raises NotForSale and its kinds."""
    goods = goods_of_season(season_id)
    if goods is None:
        raise NoSuchOffer(f"season {season_id} does not exist")
    return _season_of(goods, buyer, now)


def quote_plan(key: str, buyer: Buyer, now: datetime) -> Quote:
    """Quote one period of a plan. Raises NoSuchOffer, PlanOffSale, NotForChildren."""
    if buyer.profile.kind == "child":
        raise NotForChildren(f"plan {key} on a child's profile")
    plan = required_plan(key, now)
    line = Line(LineKind.PRICE, LineWords.PLAN, plan.price, (plan.months,))
    return Quote(offer_kind=OfferKind.PLAN, lines=(line,), plan=plan)


def quotes_that_open(episode_id: int, buyer: Buyer, now: datetime) -> list[Quote]:
    """Quote every way to buy an episode (itself, rental, season), the cheapest first; for the paywall."""
    goods = _goods_of_episode(episode_id)
    ways: list[Callable[[], Quote]] = [
        lambda: _of_episode(goods, episode_id, buyer, now),
        lambda: _rental_of(goods, episode_id, buyer, now),
        lambda: _season_of(goods, buyer, now),
    ]
    found = []
    for way in ways:
        try:
            found.append(way())
        except NotForSale:
            continue
    return sorted(found, key=lambda quote: quote.total)


def _goods_of_episode(episode_id: int) -> SeasonGoods:
    goods = goods_of_episode(episode_id)
    if goods is None:
        raise NoSuchOffer(f"episode {episode_id} does not exist")
    return goods


def _of_episode(goods: SeasonGoods, episode_id: int, buyer: Buyer, now: datetime) -> Quote:
    lines = _sold(episode_lines(goods.episodes, episode_id, buyer, now), f"episode {episode_id}")
    return Quote(offer_kind=OfferKind.EPISODE, lines=lines, goods=goods, episode_id=episode_id)


def _rental_of(goods: SeasonGoods, episode_id: int, buyer: Buyer, now: datetime) -> Quote:
    lines = _sold(rental_lines(goods.episodes, episode_id, buyer, now), f"rental of {episode_id}")
    return Quote(offer_kind=OfferKind.RENTAL, lines=lines, goods=goods, episode_id=episode_id)


def _season_of(goods: SeasonGoods, buyer: Buyer, now: datetime) -> Quote:
    lines = _sold(season_lines(goods.episodes, buyer, now), f"season {goods.season_id}")
    return Quote(offer_kind=OfferKind.SEASON, lines=lines, goods=goods)


def _sold(lines: list[Line] | NotSold, what: str) -> tuple[Line, ...]:
    if isinstance(lines, NotSold):
        raise REFUSALS[lines](f"{what} is not sold: {lines.value}")
    return tuple(lines)
