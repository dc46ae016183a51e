"""What plans cost, as the pages of prices show it: every version with how it stands, and who pays what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from ...offers.price_making import PriceRow, price_rows
from ...rules.prices import PlanPrice, plan_price
from ...subscriptions.price_reach import payers_by_price


@dataclass(frozen=True, slots=True)
class PlanPrices:
    """A plan with all versions of its price, the newest first, and its payers by what they pay.

    `coming`: the next version that is not sold yet.
    """

    key: str
    name: dict
    rows: tuple[PriceRow, ...]
    now: PlanPrice | None
    coming: PriceRow | None
    paid: dict[int, int]

    @property
    def payers(self) -> int:
        """All who renew it."""
        return sum(self.paid.values())

    @property
    def rises(self) -> tuple[PriceRow, ...]:
        """The versions that can be announced to payers: dearer than the one before, and not announced yet."""
        before = {row.version: row.price for row in self.rows}
        dearer = (row for row in self.rows if row.price > before.get(row.version - 1, row.price))
        return tuple(row for row in dearer if row.reaches_payers_at is None)


def read_plans(now: datetime) -> list[PlanPrices]:
    """List every plan, in the shop's order."""
    paid = payers_by_price()
    return [_of(key, tuple(rows), paid.get(key, {}), now) for key, rows in groupby(price_rows(), lambda r: r.plan_key)]


def version_state(plan: PlanPrices, row: PriceRow, now: datetime) -> tuple[str, str]:
    """Say how a version stands, and in which colour."""
    if plan.now is not None and row.version == plan.now.version:
        return (_("现在卖"), "green") if row.sold_until is None else (_("卖到那时"), "amber")
    return (_("排好了"), "blue") if row.sold_from > now else (_("过去的"), "grey")


def _of(key: str, rows: Iterable[PriceRow], paid: dict[int, int], now: datetime) -> PlanPrices:
    kept = tuple(rows)
    sold = plan_price([PlanPrice(row.version, row.price, row.sold_from, row.sold_until) for row in kept], now)
    coming = next((row for row in kept if row.sold_from > now), None)
    return PlanPrices(key, kept[0].name, kept[::-1], sold, coming, paid)
