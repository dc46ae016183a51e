"""What a payer pays for the next period: a cut reaches them, a rise leaves them unless they were told of it in time.

The price of a period is the price on its first instant, however early it is deducted. One function answers for the
letter, the deduction and the account page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .coupons import RenewalCoupon, renewal_line
from .money import Money
from .prices import Line, LineKind, LineWords, PlanPrice, plan_price, total_of
from .renewal_schedule import GRACE

# Told of a rise for so long before the first deduction at it.
RISE_NOTICE = timedelta(days=30)
# Announced so long before its day: the notice, the days by which a renewal is deducted early, and two for the post.
ANNOUNCE_AHEAD = RISE_NOTICE + GRACE + timedelta(days=2)


class PriceBecause(StrEnum):
    """Why the next period costs what it costs."""

    SAME = "same"
    CUT = "cut"
    KEPT = "kept"
    """Others pay more now; this payer does not."""
    RAISED = "raised"
    NOT_TOLD = "not-told"
    """A rise was announced, and the letter of it is not proved to have left in time."""
    ABOVE_CAP = "above-cap"
    """A rise was announced, and the agreement does not let us deduct so much."""


@dataclass(frozen=True, slots=True)
class PlanRise:
    """A dearer version that was announced to payers; `told_at`: when this payer's letter left, None without proof."""

    version: int
    price: Money
    reaches_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """What a payer has: a price, since when changes are not counted in it yet, and the cap of the agreement."""

    version: int
    price: Money
    since: datetime
    cap: Money


@dataclass(frozen=True, slots=True)
class NextPrice:
    """The version that the next period is charged at, and why; `others` is the dearer price that does not reach."""

    version: int
    price: Money
    because: PriceBecause = PriceBecause.SAME
    others: Money | None = None


@dataclass(frozen=True, slots=True)
class NextCharge:
    """All that a deduction comes to: the price of its period, less what a coupon takes off.

    `reduced_left`: how many periods, this one included, the coupon still takes off.
    """

    price: NextPrice
    lines: tuple[Line, ...]
    reduced_left: int = 0

    @property
    def total(self) -> Money:
        """What is deducted."""
        return total_of(self.lines)


def price_of_next_period(
    payer: Payer, versions: Iterable[PlanPrice], rises: Iterable[PlanRise], begins_at: datetime, charged_at: datetime
) -> NextPrice:
    """Return what the period that begins at `begins_at` costs a payer, deducted at `charged_at` at the earliest.

    Every change that began since the price was fixed is met in its order: what is sold cheaper lowers the price, also
    when it has become dearer again by the next renewal; an announced rise lifts it, never above what new buyers pay.
    """
    versions, rises = tuple(versions), tuple(rises)
    version, price = payer.version, payer.price
    for at in sorted(_moments(payer, versions, rises, begins_at)):
        sold = plan_price(versions, at)
        if sold is not None and sold.price < price:
            version, price = sold.version, sold.price
        for rise in rises:
            if _turn_of(rise) == at and _reaches(rise, payer, price, versions, begins_at, charged_at):
                version, price = rise.version, rise.price
    return _because(payer, NextPrice(version, price), versions, rises, begins_at)


def charge_of(price: NextPrice, months: int, coupon: RenewalCoupon | None, period: int) -> NextCharge:
    """Return the lines of a period's deduction; `period` counts from 0."""
    lines = [Line(LineKind.PRICE, LineWords.PLAN, price.price, (months,))]
    off = renewal_line(coupon, price.price, period) if coupon is not None else None
    if coupon is None or off is None:
        return NextCharge(price, tuple(lines))
    return NextCharge(price, (*lines, off), coupon.periods - period)


def _moments(payer: Payer, versions: tuple[PlanPrice, ...], rises: tuple[PlanRise, ...], begins_at: datetime):
    """Collect every instant after the price was fixed at which something changes, and the period's own first one."""
    ends = {end for version in versions for end in (version.sold_from, version.sold_until) if end is not None}
    turns = {_turn_of(rise) for rise in rises}
    return {at for at in ends | turns if payer.since < at <= begins_at} | {begins_at}


def _turn_of(rise: PlanRise) -> datetime:
    """Return when a rise may lift a price first; told late, it lifts late."""
    return max(rise.reaches_at, rise.told_at + RISE_NOTICE) if rise.told_at is not None else rise.reaches_at


def _reaches(
    rise: PlanRise,
    payer: Payer,
    price: Money,
    versions: tuple[PlanPrice, ...],
    begins_at: datetime,
    charged_at: datetime,
) -> bool:
    is_told = rise.told_at is not None and rise.told_at + RISE_NOTICE <= charged_at
    return is_told and price < rise.price <= payer.cap and _is_sold_so_dear(rise, versions, begins_at)


def _is_sold_so_dear(rise: PlanRise, versions: tuple[PlanPrice, ...], at: datetime) -> bool:
    sold = plan_price(versions, at)
    return sold is None or rise.price <= sold.price


def _because(
    payer: Payer, found: NextPrice, versions: tuple[PlanPrice, ...], rises: tuple[PlanRise, ...], begins_at: datetime
) -> NextPrice:
    if found.price != payer.price:
        because = PriceBecause.CUT if found.price < payer.price else PriceBecause.RAISED
        return NextPrice(found.version, found.price, because)
    wanted = [
        rise
        for rise in rises
        if rise.reaches_at <= begins_at and found.price < rise.price and _is_sold_so_dear(rise, versions, begins_at)
    ]
    if wanted:
        dearest = max(wanted, key=lambda rise: rise.price)
        because = PriceBecause.ABOVE_CAP if dearest.price > payer.cap else PriceBecause.NOT_TOLD
        return NextPrice(found.version, found.price, because, dearest.price)
    sold = plan_price(versions, begins_at)
    if sold is not None and sold.price > found.price:
        return NextPrice(found.version, found.price, PriceBecause.KEPT, sold.price)
    return found
