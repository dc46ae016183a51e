"""What an order or a code names: the season behind it, and whether it can still be given to somebody."""

from typing import Protocol

from flask import current_app

from .. import clock
from ..offers.goods import SeasonGoods, goods_of_episode, goods_of_season
from ..rules.access import VISITOR, Because, OfferKind, decide

_SHUT = frozenset({Because.UNPUBLISHED, Because.OTHER_REGION, Because.WITHDRAWN})


class Names(Protocol):
    """Whatever names a season or an episode: an order, a gift, a batch of vouchers."""

    @property
    def season_id(self) -> int | None:
        """The season, where all of it is meant."""

    @property
    def episode_id(self) -> int | None:
        """The episode, where one is meant."""


def goods_of(sold: Names) -> SeasonGoods | None:
    """Return the season behind it; None for a plan, or when it left the catalogue."""
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
