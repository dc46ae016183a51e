"""What becomes of rights when two households become one: all move, and no paid day of a plan is lost."""

from datetime import timedelta

from sqlalchemy import select, update

from .. import clock
from ..accounts.merging import on_merge
from ..db import db
from .models import Entitlement


@on_merge
def move_entitlements(source_id: int, target_id: int) -> None:
    """Move every right; plan periods that ran side by side follow each other. Never commits."""
    _lengthen(source_id, target_id)
    mine = update(Entitlement).where(Entitlement.household_id == source_id)
    db.session.execute(mine.values(household_id=target_id).execution_options(synchronize_session=False))


def _lengthen(source_id: int, target_id: int) -> None:
    """Add to each later plan period what it shares with an earlier one.

    Starts stay where they are, so that a refund of one period leaves no gap before the other.
    """
    covered_until = now = clock.now()
    for period in _running_plans(source_id, target_id):
        period.ends_at += max(covered_until - max(period.starts_at, now), timedelta(0))
        covered_until = period.ends_at
    db.session.flush()


def _running_plans(source_id: int, target_id: int):
    return db.session.scalars(
        select(Entitlement)
        .where(
            Entitlement.household_id.in_((source_id, target_id)),
            Entitlement.kind == "plan",
            Entitlement.revoked_at.is_(None),
            Entitlement.given_up_at.is_(None),
            Entitlement.ends_at > clock.now(),
        )
        .order_by(Entitlement.starts_at, Entitlement.ends_at, Entitlement.id)
    )
