"""What an order or a code names: the season behind it, for whom it is there, and whether it can still be given."""

from typing import Protocol

from flask import current_app

from .. import clock
from ..offers.goods import SeasonGoods, goods_of_episode, goods_of_season
from ..offers.refusals import NotForProfile
from ..rules.access import VISITOR, Because, OfferKind, ProfileFacts, decide, is_for
from ..rules.named_titles import is_narrowed

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


def is_told_to(profile: ProfileFacts, kind: str, sold: Names) -> bool:
    """Whether a profile may read what was sold: months, or a title that exists for it.

    Of what left the catalogue nobody knows any more for whom it was: only its name is left.
    """
    return kind == OfferKind.PLAN or not is_narrowed(profile) or _is_there(profile, goods_of(sold))


def require_told_to(profile: ProfileFacts, kind: str, sold: Names) -> None:
    """Say nothing of what was sold to a profile for which it does not exist. Raises NotForProfile."""
    if not is_told_to(profile, kind, sold):
        raise NotForProfile(f"a profile of kind {profile.kind} asks for a title that is not there for it")


def wanted_goods(episode_id: int | None, profile: ProfileFacts) -> SeasonGoods | None:
    """Return the season of the episode that was wanted with a plan, None where a profile may not know of it."""
    goods = goods_of_episode(episode_id) if episode_id is not None else None
    return goods if not is_narrowed(profile) or _is_there(profile, goods) else None


def _is_there(profile: ProfileFacts, goods: SeasonGoods | None) -> bool:
    return goods is not None and bool(goods.episodes) and is_for(profile, goods.episodes[0].title)


def is_givable(kind: str, goods: SeasonGoods | None) -> bool:
    """Whether what was sold can be watched by somebody here now."""
    if kind == OfferKind.PLAN:
        return True
    if goods is None or not goods.episodes:
        return False
    region = current_app.extensions["tbo.settings"].region
    return decide(goods.episodes[0], VISITOR, (), clock.now(), region).because not in _SHUT
