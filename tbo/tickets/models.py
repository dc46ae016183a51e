"""Tables of e-tickets: orders of the Tmall shop with their codes, what we were told, and what we have to tell."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Json, Model, UtcTime
from ..vouchers.models import Voucher

STATES = "'sent', 'no-stock', 'cancelled'"
CALL_STATES = "'waiting', 'done', 'refused'"


class Ticket(Model):
    """An order of the Tmall shop that asked for codes. Who bought it is not kept.

    `token` came with it and is told back in every call. Sent: codes were taken for it; no-stock: there were none.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state_known"),
        CheckConstraint("count BETWEEN 1 AND 200", name="count_bounded"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outer_id: Mapped[str] = mapped_column(String(40), unique=True)
    token: Mapped[str] = mapped_column(String(80))
    item_id: Mapped[str] = mapped_column(String(20))
    sku_id: Mapped[str | None] = mapped_column(String(64))
    count: Mapped[int]
    paid_fen: Mapped[int | None]
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)

    codes: Mapped[list["TicketCode"]] = relationship(back_populates="ticket", order_by="TicketCode.id")


class TicketCode(Model):
    """A voucher that an order was sent. `serial` names its consumption at Tmall, for ever.

    `cancelled_at`: when Tmall gave the money for it back.
    """

    __tablename__ = "ticket_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), unique=True)
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    consumed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reversed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)

    ticket: Mapped[Ticket] = relationship(back_populates="codes")
    voucher: Mapped[Voucher] = relationship(lazy="joined", innerjoin=True)


class TicketNotice(Model):
    """A notice that had its effect; the same one again has none."""

    __tablename__ = "ticket_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    outer_id: Mapped[str] = mapped_column(String(40), index=True)
    method: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcTime)


class TicketCall(Model):
    """Something to tell Tmall, once for its `key`; tried until it was heard, those of an order one after the other."""

    __tablename__ = "ticket_call"
    __table_args__ = (
        CheckConstraint(f"state IN ({CALL_STATES})", name="state_known"),
        Index(None, "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_code.id"), index=True)
    what: Mapped[str] = mapped_column(String(10))
    told: Mapped[dict] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)

    ticket: Mapped[Ticket] = relationship()
    code: Mapped[TicketCode | None] = relationship()
