"""What the account page says of a membership and of money: the plan that runs, and orders with their receipts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..db import db
from ..entitlements.models import Entitlement
from ..offers.models import Plan
from ..orders.models import Order
from ..rules.money import Money

# An order that was never paid leaves nothing to keep a receipt of.
WITH_RECEIPT = ("paid", "fulfilled", "partly_refunded", "refunded")
STREAMS = 2
ON_ACCOUNT = 4
ON_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The plan that a household holds. `until` is exclusive; without `is_running` it has ended."""

    name: dict
    until: datetime
    is_running: bool
    streams: int
    max_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One order that money was paid for."""

    id: int
    number: str
    subject: str
    at: datetime
    total: Money
    state: str


def membership_of(household_id: int, now: datetime) -> Membership | None:
    """Return the plan period that ends last, running or just ended; None for who never had one."""
    row = db.session.execute(
        select(Plan.name, Plan.streams, Plan.max_height, Entitlement.ends_at)
        .join(Plan, Plan.key == Entitlement.plan_key)
        .where(
            Entitlement.household_id == household_id,
            Entitlement.kind == "plan",
            Entitlement.revoked_at.is_(None),
            Entitlement.ends_at.is_not(None),
        )
        .order_by(Entitlement.ends_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Membership(
        name=row.name,
        until=row.ends_at,
        is_running=row.ends_at > now,
        streams=row.streams,
        max_height=row.max_height,
    )


def receipts_of(household_id: int, before_id: int | None = None, limit: int = ON_PAGE) -> list[ReceiptLine]:
    """List a household's receipts, the newest first, from the one before `before_id` on."""
    mine = Order.household_id == household_id, Order.state.in_(WITH_RECEIPT)
    older = (Order.id < before_id,) if before_id else ()
    columns = Order.id, Order.number, Order.subject, Order.placed_at, Order.paid_at, Order.total_fen, Order.state
    rows = db.session.execute(select(*columns).where(*mine, *older).order_by(Order.id.desc()).limit(limit))
    return [
        ReceiptLine(
            id=row.id,
            number=row.number,
            subject=row.subject,
            at=row.paid_at or row.placed_at,
            total=Money(row.total_fen),
            state=row.state,
        )
        for row in rows
    ]
