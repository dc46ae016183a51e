"""The table of coupons' places: which order holds or used one."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Model, UtcTime


class CouponUse(Model):
    """A coupon's place, held by an order from the moment it is placed; given back when the order closes unpaid.

    `is_beyond`: money came late and the place had gone meanwhile; the order kept its price all the same.
    """

    __tablename__ = "coupon_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    coupon_id: Mapped[int] = mapped_column(ForeignKey("coupon.id"), index=True)
    coupon_code_id: Mapped[int | None] = mapped_column(ForeignKey("coupon_code.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), unique=True)
    held_at: Mapped[datetime] = mapped_column(UtcTime)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcTime)
    is_beyond: Mapped[bool] = mapped_column(default=False)
