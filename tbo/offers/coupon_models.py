"""Tables of coupons: what they promise, how often they are used, and the unique codes of batches."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Json, Model, UtcTime


class Coupon(Model):
    """A promise of a lower price. `used_count` counts places that unpaid orders hold too.

    `code` names it, and is what shoppers type unless it `is_batch`: then only its unique codes are good.
    """

    __tablename__ = "coupon"
    __table_args__ = (
        CheckConstraint(
            "(percent BETWEEN 1 AND 100 AND amount_fen = 0) OR (percent = 0 AND amount_fen > 0)", name="takes_one_way"
        ),
        CheckConstraint("used_count >= 0", name="used_not_negative"),
        CheckConstraint("total_limit IS NULL OR used_count <= total_limit", name="limit_kept"),
        CheckConstraint("household_limit IS NULL OR household_limit > 0", name="household_limit_positive"),
        CheckConstraint("scope IN ('all', 'plan', 'title', 'season', 'episode')", name="scope_known"),
        CheckConstraint("audience IN ('all', 'new', 'lapsed')", name="audience_known"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict] = mapped_column(Json)
    percent: Mapped[int] = mapped_column(default=0)
    amount_fen: Mapped[int] = mapped_column(default=0)
    scope: Mapped[str] = mapped_column(String(10), default="all")
    refs: Mapped[list] = mapped_column(Json, default=list)
    audience: Mapped[str] = mapped_column(String(10), default="all")
    minimum_fen: Mapped[int] = mapped_column(default=0)
    total_limit: Mapped[int | None]
    household_limit: Mapped[int | None]
    first_periods: Mapped[int | None]
    is_batch: Mapped[bool] = mapped_column(default=False)
    applies_by_link: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    used_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class CouponCode(Model):
    """A unique code of a batch, good once and kept only as a hash; the prefix is for support.

    A code that was revoked while an order held it stays that order's, and is good for no other.
    """

    __tablename__ = "coupon_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    coupon_id: Mapped[int] = mapped_column(ForeignKey("coupon.id"), index=True)
    batch: Mapped[str] = mapped_column(String(40))
    prefix: Mapped[str] = mapped_column(String(8), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_taken: Mapped[bool] = mapped_column(default=False)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
