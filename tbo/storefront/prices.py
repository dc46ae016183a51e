"""What things cost this visit: plans kept for a minute, and the pure sums of rules.prices over kept facts."""

from collections.abc import Sequence

from flask import current_app

from .. import clock
from ..catalog.kept import kept
from ..catalog.version import current
from ..offers.plans import PlanOnSale, PriceList, member_percent, price_list
from ..rules.access import EpisodeFacts
from ..rules.money import Money
from ..rules.prices import Buyer, NotSold, episode_lines, rental_lines, total_of
from ..rules.rights import runs
from .visit import Visit

KEPT_MINUTES = 2


def plans(visit: Visit) -> list[PlanOnSale]:
    """Return the plans on sale as this process knows them; the checkout asks afresh."""
    return known_prices().on_sale(visit.now)


def known_prices() -> PriceList:
    """Return all plans and prices, read at most a minute ago; they answer for any instant, whichever is looked at."""
    key = int(clock.now().timestamp() // 60), current()
    return kept("storefront.prices", KEPT_MINUTES).get_or_make(key, price_list)


def month_price(visit: Visit) -> Money | None:
    """Return what a month of everything costs, None when no monthly plan is sold or shown to this profile."""
    if visit.viewer.profile.kind == "child":
        return None
    return min((plan.price for plan in plans(visit) if plan.months == 1), default=None)


def buyer(visit: Visit) -> Buyer:
    """Describe who asks for prices; a query only for members of a plan that is sold no more."""
    region = current_app.extensions["tbo.settings"].region
    return Buyer(visit.viewer.profile, visit.rights, _member_percent(visit), region)


def episode_price(episodes: Sequence[EpisodeFacts], episode_id: int, asking: Buyer, visit: Visit) -> Money | None:
    """Return what one episode (or a film) costs this household, None when it is not for sale to it."""
    lines = episode_lines(episodes, episode_id, asking, visit.now)
    return None if isinstance(lines, NotSold) else total_of(lines)


def rental_price(episodes: Sequence[EpisodeFacts], episode_id: int, asking: Buyer, visit: Visit) -> Money | None:
    """Return what renting one episode costs this household, None when it cannot be rented."""
    lines = rental_lines(episodes, episode_id, asking, visit.now)
    return None if isinstance(lines, NotSold) else total_of(lines)


def _member_percent(visit: Visit) -> int:
    held = {right.plan_key or "" for right in visit.rights if right.kind == "plan" and runs(right, visit.now)}
    if not held:
        return 0
    known = {plan.key: plan.member_discount_percent for plan in plans(visit)}
    if held <= known.keys():
        return max(known[key] for key in held)
    return member_percent(visit.rights, visit.now)
