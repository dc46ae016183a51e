"""Fills in what the demo shop's households may watch: what their orders gave, and what they redeemed."""

from collections.abc import Iterator
from datetime import datetime

from ..entitlements.models import Entitlement
from ..orders.refunds.goods import SOURCE
from ..rules.access import OfferKind
from .content import Anchor, content
from .episodes import episode_ids, season_ids
from .households import household_ids
from .payments import refunded_at, refunded_because
from .rows import insert_all
from .sales import Sale, sales

NOTHING = dict.fromkeys(
    ("episode_id", "season_id", "plan_key", "ends_at", "start_by_at", "started_at", "revoked_at", "revoked_because")
)


def add_rights(at: Anchor) -> None:
    """Insert every right; orders must be there. A paid order has one, an unpaid one none."""
    rows = [*_ordered(at), *_redeemed(at)]
    insert_all(Entitlement, sorted(rows, key=lambda right: right["starts_at"]))


def _ordered(at: Anchor) -> Iterator[dict]:
    households, things = household_ids(), _Things()
    for sale in sales(at):
        if sale.is_paid:
            yield {
                **NOTHING,
                "household_id": households[sale.household["slug"]],
                "kind": sale.kind,
                **things.named(sale.kind, sale.ref),
                **_times(sale, at),
                "paid_fen": sale.order["total_fen"],
                "source_kind": SOURCE,
                "source": sale.number,
                "revoked_at": refunded_at(sale, at),
                "revoked_because": refunded_because(sale),
            }


def _times(sale: Sale, at: Anchor) -> dict:
    if sale.kind is OfferKind.PLAN:
        return {"starts_at": sale.placed_at, "ends_at": _period_end(sale, at)}
    rental = sale.order.get("rental")
    if rental is None:
        return {"starts_at": sale.paid_at}
    return {
        "starts_at": sale.paid_at,
        "start_by_at": at.moment(rental["start_until"]),
        "started_at": at.moment(rental["started_at"]),
        "ends_at": at.moment(rental["finish_until"]),
    }


def _period_end(sale: Sale, at: Anchor) -> datetime:
    """Return where a plan's period ends: where the next one that was paid begins, else as it is written down."""
    paid = [other for other in sales(at) if other.household is sale.household and other.is_paid]
    later = [other.placed_at for other in paid if other.kind is OfferKind.PLAN and other.placed_at > sale.placed_at]
    return min(later, default=at.moment(sale.household["subscription"]["period_ends_at"]))


def _redeemed(at: Anchor) -> Iterator[dict]:
    households, things = household_ids(), _Things()
    for household in content("households"):
        for redeemed in household["redemptions"]:
            if "refused" not in redeemed:
                given = redeemed.get("grants") or {"kind": "plan", "ref": _plan_of_months(redeemed["months"])}
                is_plan = given["kind"] == "plan"
                yield {
                    **NOTHING,
                    "household_id": households[household["slug"]],
                    "kind": given["kind"],
                    **things.named(OfferKind(given["kind"]), given["ref"]),
                    "starts_at": at.moment(redeemed["at"]),
                    "ends_at": at.moment(household["subscription"]["period_ends_at"]) if is_plan else None,
                    "paid_fen": 0,
                    "source_kind": redeemed["kind"],
                    "source": redeemed["code_hint"],
                    "revoked_at": at.moment(redeemed.get("revoked_at")),
                    "revoked_because": redeemed["why"][household["locale"]] if "why" in redeemed else None,
                }


def _plan_of_months(months: int) -> str:
    return next(plan["key"] for plan in content("plans")["plans"] if plan["period"]["count"] == months)


class _Things:
    """The ids of what can be given."""

    def __init__(self) -> None:
        self.episodes, self.seasons = episode_ids(), season_ids()

    def named(self, kind: OfferKind, ref: str) -> dict:
        """Return the column that names a thing."""
        if kind is OfferKind.PLAN:
            return {"plan_key": ref}
        if kind is OfferKind.SEASON:
            return {"season_id": self.seasons[ref]}
        return {"episode_id": self.episodes[ref]}
