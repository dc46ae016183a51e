"""What finance does with prices of plans: shown first, then done once however often it is sent, and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from ...db import commits, db
from ...offers.price_making import plan_price, require_announceable, require_plannable, require_stoppable, stop_selling
from ...rules.money import Money
from ...subscriptions.price_reach import Reach, announce_rise, payers_of, reach_of_change, reach_of_rise
from ..audit import Deed, record
from ..forms import once
from ..models import Staff
from ..staff.sessions import Clerk
from .refusals import ReachDiffers

OF_PLAN = "plan"
NOTHING = Money(0)


class Change(StrEnum):
    """What can be done with the price of a plan."""

    PLAN = "plan"
    ANNOUNCE = "announce"
    STOP = "stop"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A change as it was typed: a price or a version, and from when on."""

    change: Change
    key: str
    at: datetime
    price: Money = NOTHING
    version: int = 0


def reach_of(wish: Wish) -> Reach:
    """Tell whom a change reaches. Raises PriceUnplannable when it cannot be made; nothing is written."""
    if wish.change is Change.PLAN:
        require_plannable(wish.key, wish.price, wish.at)
        return reach_of_change(wish.key, wish.price)
    if wish.change is Change.ANNOUNCE:
        return reach_of_rise(wish.key, Money(require_announceable(wish.key, wish.version, wish.at).price_fen))
    require_stoppable(wish.key, wish.at)
    return Reach(reached=0, above_cap=0, kept=payers_of(wish.key), difference=NOTHING)


@commits
def make(clerk: Clerk, wish: Wish, shown: str, reason: str, form_key: str) -> None:
    """Make a change that was shown; the same form again changes nothing. Raises PriceUnplannable, ReachDiffers."""

    def deed() -> str:
        reach = reach_of(wish)
        if reach.said != shown:
            raise ReachDiffers(f"{shown!r:.40} was shown of {wish.key}, {reach.said} it is")
        what, after = _DEEDS[wish.change](wish)
        reached = {"reached": reach.reached, "kept": reach.kept + reach.above_cap, "fen_a_period": reach.difference.fen}
        staff = db.session.scalars(select(Staff).where(Staff.id == clerk.staff_id)).one()
        record(staff, Deed(what, OF_PLAN, wish.key, {}, after | {"from": wish.at.isoformat()} | reached, reason))
        return wish.key

    once(clerk, form_key, deed)


def _plan(wish: Wish) -> tuple[str, dict]:
    version = plan_price(wish.key, wish.price, wish.at)
    return "price-planned", {"version": version, "fen": wish.price.fen}


def _announce(wish: Wish) -> tuple[str, dict]:
    announce_rise(wish.key, wish.version, wish.at)
    return "price-announced", {"version": wish.version}


def _stop(wish: Wish) -> tuple[str, dict]:
    stop_selling(wish.key, wish.at)
    return "plan-stopped", {}


_DEEDS: dict[Change, Callable[[Wish], tuple[str, dict]]] = {
    Change.PLAN: _plan,
    Change.ANNOUNCE: _announce,
    Change.STOP: _stop,
}
