"""Tables of Alipay's daily bill: the days, their rows as they came, and where they disagree with our books."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Model, UtcTime

KINDS = "'missing-here', 'missing-there', 'different', 'unknown'"


class BillDay(Model):
    """A day in China whose bill was compared; sums of its rows, those that went back apart."""

    __tablename__ = "bill_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    row_count: Mapped[int]
    came_fen: Mapped[int]
    went_fen: Mapped[int]
    compared_at: Mapped[datetime] = mapped_column(UtcTime)


class BillRow(Model):
    """A row of a bill as it came. `refund_number` is empty for a payment."""

    __tablename__ = "bill_row"
    __table_args__ = (
        UniqueConstraint("day", "payment_number", "refund_number"),
        CheckConstraint("fen >= 0", name="fen_not_negative"),
        Index(None, "payment_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    payment_number: Mapped[str] = mapped_column(String(64))
    refund_number: Mapped[str] = mapped_column(String(64), default="")
    trade_no: Mapped[str] = mapped_column(String(64))
    fen: Mapped[int]


class BillDifference(Model):
    """Where a bill and our books disagree. Without `story` it is unexplained, and the day's sum is not zero."""

    __tablename__ = "bill_difference"
    __table_args__ = (
        UniqueConstraint("day", "payment_number", "refund_number"),
        CheckConstraint(f"kind IN ({KINDS})", name="kind_known"),
        CheckConstraint("size_fen >= 0", name="size_not_negative"),
        Index(None, "story", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("bill_day.day"))
    kind: Mapped[str] = mapped_column(String(20))
    payment_number: Mapped[str] = mapped_column(String(64), index=True)
    refund_number: Mapped[str] = mapped_column(String(64), default="")
    trade_no: Mapped[str] = mapped_column(String(64), default="")
    theirs_fen: Mapped[int | None]
    ours_fen: Mapped[int | None]
    size_fen: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(UtcTime)
    story: Mapped[str | None] = mapped_column(String(20))
    told_by: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(200), default="")
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
