"""Tables of bulk refunds: who gives whose money back and why, and how far each order of it is."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Model, UtcTime
from ...orders.models import Order

WAITING = text("state = 'waiting'")


class BulkRefund(Model):
    """Orders whose money somebody of the staff gives back at once; it runs until it was stopped or has finished.

    `title` is the slug by which they were chosen, `first_day` and `last_day` the shop's days they were paid on; without
    a title they were named by number.
    """

    __tablename__ = "bulk_refund"
    __table_args__ = (CheckConstraint("stopped_at IS NULL OR finished_at IS NULL", name="one_end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    title: Mapped[str | None] = mapped_column(String(120))
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(200))
    orders: Mapped[int]
    fen: Mapped[int] = mapped_column(BigInteger)
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)

    @property
    def is_running(self) -> bool:
        """Whether orders of it may still be asked back."""
        return self.stopped_at is None and self.finished_at is None


class BulkRefundRow(Model):
    """One order of a bulk refund: it waits, was asked back under `refund_number`, was not, or was left by a stop.

    An order waits in one bulk refund at most. `why_not` is a rules.bulk_refunds.NotAsked.
    """

    __tablename__ = "bulk_refund_row"
    __table_args__ = (
        UniqueConstraint("bulk_refund_id", "order_id"),
        CheckConstraint("state IN ('waiting', 'asked', 'not-asked', 'left')", name="state_known"),
        CheckConstraint("(state = 'asked') = (refund_number IS NOT NULL)", name="asked_by_number"),
        CheckConstraint("(state = 'not-asked') = (why_not IS NOT NULL)", name="not_asked_somehow"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        Index(None, "bulk_refund_id", "state", "id"),
        Index("uq_bulk_refund_row_waiting", "order_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bulk_refund_id: Mapped[int] = mapped_column(ForeignKey("bulk_refund.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    amount_fen: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    refund_number: Mapped[str | None] = mapped_column(String(64), unique=True)
    why_not: Mapped[str | None] = mapped_column(String(20))
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)

    order: Mapped[Order] = relationship()
