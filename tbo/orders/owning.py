"""Whether a household has what an order is for: then no money is asked for it, and money that comes goes back."""

from .. import clock
from ..entitlements.grants import entitlements_of
from ..offers.goods import SeasonGoods
from ..rules.access import EpisodeFacts, OfferKind
from ..rules.credit import owns_episode
from ..rules.rights import EntitlementFacts, runs
from .models import Order
from .sold import goods_of, is_givable


def is_owned(order: Order) -> bool:
    """Whether its household has it by now, by another tab's order or otherwise. Gifts and months never are."""
    if order.is_gift or order.plan_key:
        return False
    # A plan owns nothing: a household that holds nothing else costs no look at the catalogue.
    things = tuple(right for right in entitlements_of(order.household_id) if right.kind != "plan")
    goods = goods_of(order) if things else None
    return goods is not None and is_givable(order.offer_kind, goods) and has_sold(order, goods, things)


def has_sold(order: Order, goods: SeasonGoods, rights: tuple[EntitlementFacts, ...]) -> bool:
    """Whether rights hold all of what an order sold: its episodes for good, or the same rental while it runs."""
    now = clock.now()
    if order.offer_kind == OfferKind.SEASON:
        return all(owns_episode(episode, rights, now) for episode in goods.episodes)
    episode = sold_episode(order, goods)
    is_rented = order.offer_kind == OfferKind.RENTAL and any(
        right.kind == "rental" and right.episode_id == episode.id and runs(right, now) for right in rights
    )
    return is_rented or owns_episode(episode, rights, now)


def sold_episode(order: Order, goods: SeasonGoods) -> EpisodeFacts:
    """Return the episode that an order names. Raises LookupError where it is not in its season."""
    episode = goods.episode(order.episode_id)
    if episode is None:
        raise LookupError(f"order {order.number} names an episode that is not in its season")
    return episode
