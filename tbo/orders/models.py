"""Tables of money: orders, the payments that try to pay them, what we were told, and refunds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Json, Model, UtcTime
from .coupons.models import CouponUse  # noqa: F401 - whoever imports the tables gets them all
from .fapiao.models import FapiaoRequest  # noqa: F401
from .gifts.models import Gift  # noqa: F401

ORDER_STATES = "'pending', 'paid', 'fulfilled', 'closed', 'refunded', 'partly_refunded'"
PAYMENT_STATES = "'waiting', 'paid', 'finished', 'closed', 'refunded', 'partly_refunded'"
REFUND_STATES = "'requested', 'done', 'refused'"
FLAGGED = text("flagged_because IS NOT NULL")


class Order(Model):
    """A frozen quote that waits for its payment; nothing priced in it changes after it was placed.

    `paid_by` is the number of the payment that settled it; `paid_late`: after it had been closed. What `is_gift` is not
    given to the household itself, but to whoever opens the gift.
    """

    __tablename__ = "order"
    __table_args__ = (
        UniqueConstraint("household_id", "idempotency_key"),
        CheckConstraint(f"state IN ({ORDER_STATES})", name="state_known"),
        CheckConstraint("total_fen >= 0", name="total_not_negative"),
        Index(None, "household_id", "placed_at"),
        Index(None, "state", "expires_at"),
        Index(None, "profile_id", "placed_at"),
        Index(None, "placed_at", "id"),
        Index(None, "paid_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(20), default="pending")
    offer_kind: Mapped[str] = mapped_column(String(10))
    is_gift: Mapped[bool] = mapped_column(default=False, server_default=false())
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"))
    plan_key: Mapped[str | None] = mapped_column(String(40))
    plan_version: Mapped[int | None]
    months: Mapped[int | None]
    wanted_episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    subject: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list] = mapped_column(Json)
    total_fen: Mapped[int]
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    paid_by: Mapped[str | None] = mapped_column(String(64))
    paid_late: Mapped[bool] = mapped_column(default=False)
    placed_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcTime)
    fulfilled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)

    payments: Mapped[list["Payment"]] = relationship(back_populates="order", order_by="Payment.id")


class Payment(Model):
    """One attempt to pay an order at Alipay, under a number of its own."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint(f"state IN ({PAYMENT_STATES})", name="state_known"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint(
            "refunded_fen >= 0 AND refunding_fen >= 0 AND refunded_fen + refunding_fen <= amount_fen",
            name="refunds_bounded",
        ),
        Index(None, "next_query_at"),
        Index("ix_payment_flagged", "id", sqlite_where=FLAGGED, postgresql_where=FLAGGED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    product: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    amount_fen: Mapped[int]
    refunded_fen: Mapped[int] = mapped_column(default=0)
    refunding_fen: Mapped[int] = mapped_column(default=0)
    told_refunded_fen: Mapped[int] = mapped_column(default=0)
    qr_text: Mapped[str | None] = mapped_column(String(1024))
    trade_no: Mapped[str | None] = mapped_column(String(64), index=True)
    buyer_id: Mapped[str | None] = mapped_column(String(128))
    flagged_because: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    next_query_at: Mapped[datetime | None] = mapped_column(UtcTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    queries: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship(back_populates="payments")
    refunds: Mapped[list["Refund"]] = relationship(back_populates="payment", order_by="Refund.id")


class PaymentEvent(Model):
    """What we were told about a payment, once each: notice, query answer, console refund; append-only."""

    __tablename__ = "payment_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    payment_number: Mapped[str] = mapped_column(String(64), index=True)
    told_by: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(40))
    amount_fen: Mapped[int | None]
    detail: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)


class Refund(Model):
    """Money on its way back, under a number that never changes, however often it is asked for.

    `takes_back`: whether a full refund also takes back what its payment granted; not when only too much was paid.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint(f"state IN ({REFUND_STATES})", name="state_known"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        Index(None, "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    amount_fen: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    takes_back: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(20), default="requested")
    refused_because: Mapped[str | None] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)

    payment: Mapped[Payment] = relationship(back_populates="refunds")
