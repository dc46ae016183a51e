"""Changing what plans cost: dated versions that follow each other, the end of a sale, and rises that are announced."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from .. import clock
from ..catalog.version import bump
from ..db import commits, db
from ..rules.money import Money
from ..rules.renewal_prices import ANNOUNCE_AHEAD
from .models import Plan, PlanVersion
from .price_refusals import (
    AnnouncedBefore,
    BeforeTheLast,
    NoSuchPlan,
    NotAhead,
    NotAPrice,
    NotARise,
    NotOnSale,
    SamePrice,
    TooSoon,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """A version of a plan's price as the list shows it; ends are exclusive."""

    plan_key: str
    name: dict
    version: int
    price: Money
    sold_from: datetime
    sold_until: datetime | None
    reaches_payers_at: datetime | None


def price_rows() -> Iterator[PriceRow]:
    """List every version of every plan's price, in the shop's order, the newest of a plan last."""
    versions = select(PlanVersion, Plan.key, Plan.name).join(Plan, Plan.id == PlanVersion.plan_id)
    for row, key, name in db.session.execute(versions.order_by(Plan.position, Plan.id, PlanVersion.version)):
        yield PriceRow(
            plan_key=key,
            name=name,
            version=row.version,
            price=Money(row.price_fen),
            sold_from=row.sold_from,
            sold_until=row.sold_until,
            reaches_payers_at=row.reaches_payers_at,
        )


def require_plannable(key: str, price: Money, starts_at: datetime) -> None:
    """Raises PriceUnplannable when a change could not be planned; nothing is written."""
    _require_ahead(starts_at)
    if price <= Money.zero():
        raise NotAPrice(f"{price} is no price")
    plan = _plan(key)
    last = plan.versions[-1] if plan.versions else None
    if last is not None and last.sold_from >= starts_at:
        said = f"version {last.version} of {key} begins at {last.sold_from:%Y-%m-%d %H:%M} UTC already"
        raise BeforeTheLast(said, last.sold_from)
    if last is not None and last.price_fen == price.fen and last.sold_until is None:
        raise SamePrice(f"{key} costs {price} then already")


@commits
def plan_price(key: str, price: Money, starts_at: datetime) -> int:
    """Let a plan cost something else from an instant on; return the version. Raises PriceUnplannable."""
    plan = _plan(key, is_locked=True)
    require_plannable(key, price, starts_at)
    version = max((row.version for row in plan.versions), default=0) + 1
    plan.versions.append(PlanVersion(version=version, price_fen=price.fen, sold_from=starts_at))
    bump()
    return version


def require_stoppable(key: str, at: datetime) -> list[PlanVersion]:
    """Return the versions whose sale would end then. Raises PriceUnplannable; nothing is written."""
    _require_ahead(at)
    open_ones = [row for row in _plan(key).versions if row.sold_until is None or row.sold_until > at]
    if not open_ones or any(row.sold_from >= at for row in open_ones):
        raise NotOnSale(f"{key} is not on sale then, or a change of its price is planned for later")
    return open_ones


@commits
def stop_selling(key: str, at: datetime) -> None:
    """Sell a plan to nobody new from an instant on; who pays it keeps it. Raises PriceUnplannable."""
    _plan(key, is_locked=True)
    for row in require_stoppable(key, at):
        row.sold_until = at
    bump()


def require_announceable(key: str, version: int, reaches_at: datetime) -> PlanVersion:
    """Return the version that may be announced to payers so. Raises PriceUnplannable; nothing is written."""
    versions = {row.version: row for row in _plan(key).versions}
    found, before = versions.get(version), versions.get(version - 1)
    if found is None or before is None or found.price_fen <= before.price_fen:
        raise NotARise(f"version {version} of {key} is no rise: a cut reaches payers without being announced")
    if found.announced_at is not None:
        raise AnnouncedBefore(f"version {version} of {key} was announced before")
    earliest = max(found.sold_from, clock.now() + ANNOUNCE_AHEAD)
    if reaches_at < earliest:
        raise TooSoon(
            f"it can reach payers from {earliest:%Y-%m-%d %H:%M} UTC at the earliest: "
            f"{ANNOUNCE_AHEAD.days} days ahead, and not before it is sold",
            earliest,
        )
    return found


def announce(key: str, version: int, reaches_at: datetime) -> None:
    """Note that a rise reaches payers from an instant on. Never commits. Raises PriceUnplannable."""
    _plan(key, is_locked=True)
    found = require_announceable(key, version, reaches_at)
    found.announced_at, found.reaches_payers_at = clock.now(), reaches_at
    db.session.flush()


def _plan(key: str, *, is_locked: bool = False) -> Plan:
    question = select(Plan).where(Plan.key == key).execution_options(populate_existing=True)
    found = db.session.scalar(question.with_for_update() if is_locked else question)
    if found is None:
        raise NoSuchPlan(f"{key!r:.60} is no plan")
    return found


def _require_ahead(at: datetime) -> None:
    if at <= clock.now():
        raise NotAhead(f"{at:%Y-%m-%d %H:%M} UTC is past: prices are changed ahead, what was sold stays sold")
