"""Wishes: what somebody asks to buy, read from an address, and its quote for them now."""

from dataclasses import dataclass
from datetime import datetime

from ..entitlements.grants import fresh_entitlements_of
from ..offers.gifts import as_gift
from ..offers.goods import SeasonGoods, goods_of_episode, goods_of_season
from ..offers.quote import Quote, buyer_of, quote_episode, quote_plan, quote_rental, quote_season
from ..offers.refusals import NoSuchOffer
from ..rules.access import OfferKind, ProfileFacts
from ..rules.prices import Buyer
from .coupons.places import with_coupon, without_coupon


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An offer by its numbers, the episode that should play once it is paid, and the code that was typed for it."""

    kind: OfferKind
    episode_id: int | None = None
    season_id: int | None = None
    plan_key: str | None = None
    wanted_episode_id: int | None = None
    is_gift: bool = False
    coupon: str = ""


def wish_for_episode(episode_id: int, offer: str | None) -> Wish:
    """Read the wish of an episode's address: itself, its rental, or its season. Raises NoSuchOffer."""
    kinds = {None: OfferKind.EPISODE, "": OfferKind.EPISODE, "episode": OfferKind.EPISODE, "rental": OfferKind.RENTAL}
    if offer == "season":
        goods = goods_of_episode(episode_id)
        if goods is None:
            raise NoSuchOffer(f"episode {episode_id} does not exist")
        return Wish(kind=OfferKind.SEASON, season_id=goods.season_id, wanted_episode_id=episode_id)
    if offer not in kinds:
        raise NoSuchOffer(f"offer {offer!r:.20} is not one")
    return Wish(kind=kinds[offer], episode_id=episode_id, wanted_episode_id=episode_id)


def quote_wish(wish: Wish, household_id: int | None, profile: ProfileFacts, now: datetime) -> Quote:
    """Quote a wish for a household (None: nobody yet). Raises NotForSale and its kinds, CouponNotUsable.

    What is given to others costs what it costs somebody who has nothing.
    """
    rights = fresh_entitlements_of(household_id) if household_id is not None else ()
    if wish.is_gift:
        return without_coupon(as_gift(_quote(wish, buyer_of(profile, (), now), now)), wish.coupon)
    quote = _quote(wish, buyer_of(profile, rights, now), now)
    return with_coupon(quote, wish.coupon, household_id, rights, now) if wish.coupon else quote


def goods_of_wish(wish: Wish) -> SeasonGoods | None:
    """Return the season behind a wish; None for a plan, or when it left the catalogue."""
    if wish.season_id is not None:
        return goods_of_season(wish.season_id)
    return goods_of_episode(wish.episode_id) if wish.episode_id is not None else None


def wanted_episode(wish: Wish, goods: SeasonGoods | None) -> int | None:
    """Return the episode to open after paying: the one asked for, else the season's first that is out."""
    if goods is None:
        # For a plan any episode may have been on the screen; the watch page decides on it again.
        return wish.wanted_episode_id if _exists(wish.wanted_episode_id) else None
    if goods.episode(wish.wanted_episode_id) is not None:
        return wish.wanted_episode_id
    return goods.episodes[0].id if goods.episodes else None


def _exists(episode_id: int | None) -> bool:
    return episode_id is not None and goods_of_episode(episode_id) is not None


def _quote(wish: Wish, buyer: Buyer, now: datetime) -> Quote:
    if wish.kind is OfferKind.PLAN:
        return quote_plan(wish.plan_key or "", buyer, now)
    if wish.kind is OfferKind.SEASON:
        return quote_season(wish.season_id or 0, buyer, now)
    quote = quote_rental if wish.kind is OfferKind.RENTAL else quote_episode
    return quote(wish.episode_id or 0, buyer, now)
