"""Tables of what is sold by time: plans and the dated versions of their prices."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Json, Model, UtcTime
from .coupon_models import Coupon, CouponCode  # noqa: F401 - whoever imports the tables gets them all


class Plan(Model):
    """A period of watching everything that is in the plan. `trial_days`: free days of a person's first agreement."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("months > 0", name="months_positive"),
        CheckConstraint("trial_days = 0 OR trial_days BETWEEN 7 AND 31", name="trial_can_be_told_of"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict] = mapped_column(Json)
    pitch: Mapped[dict] = mapped_column(Json)
    months: Mapped[int]
    streams: Mapped[int] = mapped_column(default=2)
    max_height: Mapped[int] = mapped_column(default=1080)
    member_discount_percent: Mapped[int] = mapped_column(default=0)
    is_highlighted: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    trial_days: Mapped[int] = mapped_column(default=0, server_default="0")

    versions: Mapped[list["PlanVersion"]] = relationship(back_populates="plan", order_by="PlanVersion.version")


class PlanVersion(Model):
    """A plan's price for orders of a time; never edited, only followed by the next.

    A dearer one leaves payers on what they have, unless it was `announced_at` a day to reach them from a later one on.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("plan_id", "version"),
        CheckConstraint("price_fen > 0", name="price_positive"),
        CheckConstraint("sold_until IS NULL OR sold_until > sold_from", name="in_order"),
        CheckConstraint("(announced_at IS NULL) = (reaches_payers_at IS NULL)", name="announced_with_its_day"),
        CheckConstraint(
            "reaches_payers_at IS NULL OR (reaches_payers_at >= sold_from AND reaches_payers_at > announced_at)",
            name="announced_before",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    version: Mapped[int]
    price_fen: Mapped[int]
    sold_from: Mapped[datetime] = mapped_column(UtcTime)
    sold_until: Mapped[datetime | None] = mapped_column(UtcTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reaches_payers_at: Mapped[datetime | None] = mapped_column(UtcTime)

    plan: Mapped[Plan] = relationship(back_populates="versions")
