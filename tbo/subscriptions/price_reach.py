"""Whom a change of a plan's price reaches among those who pay it, shown before it is made; and announcing a rise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from .. import clock
from ..db import commits, db
from ..offers.price_making import announce
from ..rules.money import Money
from ..rules.subscription_states import PAYING
from .models import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many payers of a plan a price reaches, and what that comes to a period; negative: the shop takes less.

    `above_cap`: whose agreement does not let us deduct so much; `kept`: who goes on at what they have.
    """

    reached: int
    above_cap: int
    kept: int
    difference: Money

    @property
    def said(self) -> str:
        """All of it in a few letters, to compare what was shown with what is."""
        return f"{self.reached}.{self.above_cap}.{self.kept}.{self.difference.fen}"

    @property
    def payers(self) -> int:
        """All who pay the plan."""
        return self.reached + self.above_cap + self.kept


def reach_of_change(plan_key: str, price: Money) -> Reach:
    """Tell whom a price reaches at their next renewal: those who pay more now."""
    return _reach((own, price, own > price, False) for own, _cap in _payers(plan_key))


def reach_of_rise(plan_key: str, price: Money) -> Reach:
    """Tell whom a rise to a price reaches once it is announced and told: those who pay less, within their caps."""
    payers = list(_payers(plan_key))
    return _reach((own, price, own < price <= cap, own < price and cap < price) for own, cap in payers)


def payers_of(plan_key: str) -> int:
    """Count who pays a plan."""
    return sum(1 for _payer in _payers(plan_key))


def payers_by_price() -> dict[str, dict[int, int]]:
    """Count who pays each plan, by what they pay a period in fen."""
    of = Subscription.plan_key, Subscription.price_fen
    counted = select(*of, func.count().label("payers")).where(Subscription.state.in_(sorted(PAYING))).group_by(*of)
    found: dict[str, dict[int, int]] = {}
    for row in db.session.execute(counted.order_by(Subscription.price_fen)):
        found.setdefault(row.plan_key, {})[row.price_fen] = row.payers
    return found


@commits
def announce_rise(plan_key: str, version: int, reaches_at: datetime) -> None:
    """Let a rise reach payers from an instant on; their letters leave at once. Raises PriceUnplannable."""
    announce(plan_key, version, reaches_at)
    theirs = Subscription.plan_key == plan_key, Subscription.state.in_(sorted(PAYING))
    db.session.execute(
        update(Subscription)
        .where(*theirs)
        .values(next_look_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _payers(plan_key: str) -> Iterable[tuple[Money, Money]]:
    cap = func.coalesce(Subscription.cap_fen, Subscription.price_fen)
    mine = Subscription.plan_key == plan_key, Subscription.state.in_(sorted(PAYING))
    for own_fen, cap_fen in db.session.execute(select(Subscription.price_fen, cap).where(*mine)):
        yield Money(own_fen), Money(cap_fen)


def _reach(payers: Iterable[tuple[Money, Money, bool, bool]]) -> Reach:
    found = list(payers)
    reached = [price - own for own, price, is_reached, _is_above in found if is_reached]
    above = sum(is_above for *_rest, is_above in found)
    return Reach(
        reached=len(reached), above_cap=above, kept=len(found) - len(reached) - above, difference=Money.sum_of(reached)
    )
