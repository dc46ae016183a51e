"""What may change of a coupon once it is offered: its name, its end and its limits, whether it is good at all.

What it takes off, and of what, never changes: whoever has the code was promised it. Nothing here commits.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from .. import clock
from ..db import db, rows_changed
from .coupon_making import CouponUnmakeable
from .coupon_models import Coupon, CouponCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a coupon is to be from now on; None is no limit, no end."""

    name: dict
    ends_at: datetime | None
    total_limit: int | None
    household_limit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch of unique codes by what became of them."""

    name: str
    made_at: datetime
    count: int
    taken: int
    revoked: int

    @property
    def free(self) -> int:
        """How many are still good."""
        return self.count - self.taken - self.revoked


def locked_coupon(code: str) -> Coupon | None:
    """Return a coupon, locked until the transaction ends."""
    found = select(Coupon).where(Coupon.code == code).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def change(coupon: Coupon, changes: Changes) -> None:
    """Change what may change. Raises CouponUnmakeable."""
    if changes.ends_at is not None and changes.ends_at <= coupon.starts_at:
        raise CouponUnmakeable(f"{coupon.code} would end before it begins")
    if changes.total_limit is not None and changes.total_limit < coupon.used_count:
        raise CouponUnmakeable(f"{coupon.code} is used {coupon.used_count} times already")
    coupon.name, coupon.ends_at = changes.name, changes.ends_at
    coupon.total_limit, coupon.household_limit = changes.total_limit, changes.household_limit


def batches_of(coupon: Coupon) -> list[Batch]:
    """List a coupon's batches, the newest first; one query."""
    code = CouponCode
    is_free_and_revoked = code.revoked_at.is_not(None) & ~code.is_taken
    columns = (
        *(code.batch, func.min(code.created_at).label("made_at"), func.count().label("codes")),
        func.sum(db.case((code.is_taken, 1), else_=0)).label("taken"),
        func.sum(db.case((is_free_and_revoked, 1), else_=0)).label("revoked"),
    )
    rows = db.session.execute(
        select(*columns).where(code.coupon_id == coupon.id).group_by(code.batch).order_by(func.max(code.id).desc())
    )
    return [
        Batch(name=row.batch, made_at=row.made_at, count=row.codes, taken=int(row.taken), revoked=int(row.revoked))
        for row in rows
    ]


def revoke_batch(coupon: Coupon, batch: str) -> int:
    """Let no code of a batch be good any more; those that orders hold stay theirs. Return how many are gone."""
    mine = CouponCode.coupon_id == coupon.id, CouponCode.batch == batch, CouponCode.revoked_at.is_(None)
    return rows_changed(update(CouponCode).where(*mine).values(revoked_at=clock.now()))
