"""Addresses around an order: where it is bought again, what plays once it is paid, and links that are signed."""

import re
from datetime import timedelta
from typing import Any

from flask import url_for
from itsdangerous import BadSignature

from .. import clock
from ..offers.goods import SeasonGoods, goods_of_episode
from ..rules.access import OfferKind
from ..web.signed_texts import serializer
from .models import Order
from .wishes import Wish

NUMBER = re.compile(r"TBO[0-9]{8}-[0-9A-Z]{8}")
SALT = "tbo.order-status"
STATUS_LIFE = timedelta(days=1)
LONGEST_KEY = 200


def checkout_url(wish: Wish, endpoint: str = "new") -> str:
    """Return the address of a wish's checkout page, or with "place" the one its form goes to."""
    rest: dict[str, Any] = {"wanted": wish.wanted_episode_id, "gift": 1 if wish.is_gift else None}
    if wish.kind is OfferKind.PLAN:
        return url_for(f"orders.{endpoint}_for_plan", key=wish.plan_key, **rest)
    if wish.kind is OfferKind.SEASON:
        return url_for(f"orders.{endpoint}_for_season", season_id=wish.season_id, **rest)
    rest |= {"wanted": None, "offer": wish.kind.value}
    return url_for(f"orders.{endpoint}_for_episode", episode_id=wish.episode_id, **rest)


def wish_of(order: Order) -> Wish:
    """Return what an order was placed for, to place it again."""
    return Wish(
        kind=OfferKind(order.offer_kind),
        episode_id=order.episode_id,
        season_id=order.season_id,
        plan_key=order.plan_key,
        wanted_episode_id=order.wanted_episode_id,
        is_gift=order.is_gift,
    )


def watch_url(goods: SeasonGoods | None, episode_id: int | None) -> str | None:
    """Return the watch page of an episode; `goods` is its season where that is known already."""
    if episode_id is None:
        return None
    goods = goods if goods is not None and goods.episode(episode_id) else goods_of_episode(episode_id)
    episode = goods.episode(episode_id) if goods else None
    if goods is None or episode is None:
        return None
    return url_for("playback.watch", slug=goods.slug, season=goods.season_number, number=episode.number)


def back_url(goods: SeasonGoods | None) -> str:
    """Return the page that other ways of buying stand on."""
    return url_for("storefront.title", slug=goods.slug) if goods else url_for("storefront.plans")


def is_order_number(text: str) -> bool:
    """Whether a text can be an order's number, before the database is asked."""
    return NUMBER.fullmatch(text) is not None


def status_key(order_number: str) -> str:
    """Sign a link that shows how an order stands, for a day, to a browser that has no part in it."""
    return serializer(SALT).dumps([order_number, int((clock.now() + STATUS_LIFE).timestamp())])


def opens_status(key: str, order_number: str) -> bool:
    """Whether a key was signed for this order and is young enough."""
    if not 0 < len(key) <= LONGEST_KEY:
        return False
    try:
        signed_for, ends_at_s = serializer(SALT).loads(key)
    except BadSignature:
        return False
    return signed_for == order_number and clock.now().timestamp() < ends_at_s
