"""Tables of what is sold by time: plans and the dated versions of their prices."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Json, Model, UtcTime
from .coupon_models import Coupon, CouponCode  # noqa: F401 - whoever imports the tables gets them all


class Plan(Model):
    """A period of watching everything that is in the plan."""

    __tablename__ = "plan"
    __table_args__ = (CheckConstraint("months > 0", name="months_positive"),)

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

    versions: Mapped[list["PlanVersion"]] = relationship(back_populates="plan", order_by="PlanVersion.version")


class PlanVersion(Model):
    """A plan's price for orders of a time; never edited, only followed by the next."""

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("plan_id", "version"),
        CheckConstraint("price_fen > 0", name="price_positive"),
        CheckConstraint("sold_until IS NULL OR sold_until > sold_from", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    version: Mapped[int]
    price_fen: Mapped[int]
    sold_from: Mapped[datetime] = mapped_column(UtcTime)
    sold_until: Mapped[datetime | None] = mapped_column(UtcTime)

    plan: Mapped[Plan] = relationship(back_populates="versions")
