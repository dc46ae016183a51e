"""Plans: what is on sale by time at an instant, and what membership takes off elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam, select

from ..db import db
from ..rules.money import Money
from ..rules.prices import PlanPrice, plan_price
from ..rules.rights import EntitlementFacts, runs
from ..statements import run_beside
from .models import Plan, PlanVersion
from .refusals import NoSuchOffer, PlanOffSale


@dataclass(frozen=True)
class PlanOnSale:
    """A plan with the version of its price that is sold now."""

    key: str
    name: dict
    pitch: dict
    months: int
    version: PlanPrice
    streams: int
    max_height: int
    member_discount_percent: int
    is_highlighted: bool
    trial_days: int = 0

    @property
    def price(self) -> Money:
        """What one period costs."""
        return self.version.price

    @property
    def per_month(self) -> Money:
        """What a month of it comes to, rounded down to a fen."""
        return Money(self.price.fen // self.months)


@dataclass(frozen=True)
class PriceList:
    """Every plan with all versions of its price; answers for any instant without a query."""

    plans: tuple[tuple[dict, tuple[PlanPrice, ...]], ...]

    def on_sale(self, now: datetime) -> list[PlanOnSale]:
        """List what can be bought by time at `now`, in the shop's order."""
        priced = ((facts, plan_price(versions, now)) for facts, versions in self.plans)
        return [PlanOnSale(version=version, **facts) for facts, version in priced if version is not None]

    def next_change(self, now: datetime) -> datetime | None:
        """Return the soonest instant after `now` at which a price begins or ends."""
        ends = (end for _facts, versions in self.plans for v in versions for end in (v.sold_from, v.sold_until))
        return min((end for end in ends if end is not None and end > now), default=None)


def price_list() -> PriceList:
    """Read all plans and prices; one query."""
    rows = db.session.execute(_ALL).all()
    return PriceList(tuple(_plan(list(group)) for _key, group in groupby(rows, key=lambda row: row.key)))


def plans_on_sale(now: datetime) -> list[PlanOnSale]:
    """List what can be bought by time at `now`, in the shop's order; one query."""
    return price_list().on_sale(now)


def plan_on_sale(key: str, now: datetime) -> PlanOnSale | None:
    """Return one plan as it is sold at `now`, or None."""
    rows = run_beside(_ONE, key=key).all()
    found = PriceList((_plan(rows),) if rows else ()).on_sale(now)
    return found[0] if found else None


def required_plan(key: str, now: datetime) -> PlanOnSale:
    """Return one plan as it is sold at `now`. Raises NoSuchOffer, PlanOffSale."""
    found = plan_on_sale(key, now)
    if found is not None:
        return found
    name = plan_name(key)
    if name:
        raise PlanOffSale(f"plan {key} is sold no more", name)
    raise NoSuchOffer(f"plan {key!r:.40} is not on sale")


def plan_name(key: str) -> dict:
    """Return the name of a plan, also of one that is sold no more."""
    return run_beside(_NAME, key=key).scalar() or {}


def member_percent(rights: Iterable[EntitlementFacts], now: datetime) -> int:
    """Return what running plans take off things that are not in the plan, in percent; no query without a plan."""
    keys = {right.plan_key for right in rights if right.kind == "plan" and runs(right, now)}
    if not keys:
        return 0
    return max(db.session.scalars(select(Plan.member_discount_percent).where(Plan.key.in_(keys))), default=0)


_PLANS = select(
    *(Plan.key, Plan.name, Plan.pitch, Plan.months, Plan.streams, Plan.max_height),
    *(Plan.member_discount_percent, Plan.is_highlighted, Plan.trial_days),
    *(PlanVersion.version, PlanVersion.price_fen, PlanVersion.sold_from, PlanVersion.sold_until),
).join(PlanVersion, PlanVersion.plan_id == Plan.id)
_ALL = _PLANS.order_by(Plan.position, Plan.id, PlanVersion.version)
_ONE, _NAME = _PLANS.where(Plan.key == bindparam("key")), select(Plan.name).where(Plan.key == bindparam("key"))


def _plan(rows: Sequence) -> tuple[dict, tuple[PlanPrice, ...]]:
    versions = tuple(PlanPrice(row.version, Money(row.price_fen), row.sold_from, row.sold_until) for row in rows)
    facts = rows[0]._asdict()
    for name in ("version", "price_fen", "sold_from", "sold_until"):
        facts.pop(name)
    return facts, versions
