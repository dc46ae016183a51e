"""What an order or a gift names: the season behind it, and whether it can still be given to somebody."""

from flask import current_app

from .. import clock
from ..offers.goods import SeasonGoods, goods_of_episode, goods_of_season
from ..rules.access import VISITOR, Because, OfferKind, decide
from .gift_models import Gift
from .models import Order

_SHUT = frozenset({Because.UNPUBLISHED, Because.OTHER_REGION, Because.WITHDRAWN})


def goods_of(sold: Order | Gift) -> SeasonGoods | None:
    """Return the season behind an order or a gift; None for a plan, or when it left the catalogue."""
    if sold.season_id is not None:
        return goods_of_season(sold.season_id)
    return goods_of_episode(sold.episode_id) if sold.episode_id is not None else None


def is_givable(kind: str, goods: SeasonGoods | None) -> bool:
    """Whether what was sold can be watched by somebody here now."""
    if kind == OfferKind.PLAN:
        return True
    if goods is None or not goods.episodes:
        return False
    region = current_app.extensions["tbo.settings"].region
    return decide(goods.episodes[0], VISITOR, (), clock.now(), region).because not in _SHUT
