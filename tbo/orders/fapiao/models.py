"""The table of fapiao requests: what a shopper asked for, and what finance made of it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Model, UtcTime

if TYPE_CHECKING:
    from ..models import Order

STATES = "'asked', 'making', 'changed', 'issued', 'to_reverse', 'reversed', 'refused', 'withdrawn'"
OPEN = text("state IN ('asked', 'making', 'changed', 'issued', 'to_reverse')")
NUMBERED = "state IN ('issued', 'to_reverse', 'reversed')"


class FapiaoRequest(Model):
    """A request for a fapiao over an order's money; an order has one open request at most.

    `amount_fen` follows the order's money while the request is only asked; from then on it is what the fapiao is over.
    `export` names the file in which finance took it along. `issued_on` is a day in China.
    """

    __tablename__ = "fapiao_request"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state_known"),
        CheckConstraint("(kind = 'personal') = (tax_number IS NULL)", name="company_has_number"),
        CheckConstraint("kind IN ('personal', 'company')", name="kind_known"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint(f"({NUMBERED}) = (fapiao_number IS NOT NULL)", name="issued_has_number"),
        CheckConstraint("(state = 'reversed') = (red_number IS NOT NULL)", name="reversed_has_number"),
        CheckConstraint("(state = 'refused') = (refused_because IS NOT NULL)", name="refused_has_reason"),
        Index("uq_fapiao_request_open", "order_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "order_id"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(100))
    tax_number: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(12), default="asked")
    amount_fen: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    export: Mapped[str | None] = mapped_column(String(20), index=True)
    taken_by: Mapped[str | None] = mapped_column(String(80))
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    fapiao_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    issued_on: Mapped[date | None]
    red_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    refused_because: Mapped[str | None] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)

    order: Mapped["Order"] = relationship()
