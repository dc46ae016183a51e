"""The ledger: every event about money, written once in the transaction of what it tells, never changed again."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column

from ... import clock
from ...append_only import append_only
from ...db import Model, UtcTime, db
from ...rules.ledger import Actor, LedgerKind
from ...rules.money import Money
from ...statements import InsertOnce
from ..models import Order, Payment


class LedgerEntry(Model):
    """One event about money; the database refuses to change or delete it.

    An entry of an order names no household: orders move when households become one. One without an order names the
    household as it was then. `payment_number` and `refund_number` are ours.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("fen >= 0", name="fen_not_negative"),
        CheckConstraint("order_id IS NULL OR household_id IS NULL", name="household_by_order"),
        Index(None, "kind", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    fen: Mapped[int | None]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    payment_number: Mapped[str | None] = mapped_column(String(64), index=True)
    refund_number: Mapped[str | None] = mapped_column(String(64))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    actor: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcTime)


_TABLE = LedgerEntry.__table__
assert isinstance(_TABLE, Table)
append_only(_TABLE, "key")
_INSERT = InsertOnce(_TABLE, "key")


def record(  # noqa: PLR0913 - an entry is one row; each argument is a column of it
    kind: LedgerKind,
    *,
    key: str,
    amount: Money | None = None,
    order: Order | None = None,
    payment: Payment | None = None,
    refund_number: str | None = None,
    household_id: int | None = None,
    arrival_id: int | None = None,
    reason: str = "",
    actor: str = Actor.SHOP,
) -> None:
    """Write an event in the caller's transaction; a second one with the same `key` changes nothing. Never commits.

    `order` is the payment's where only a payment is given; `household_id` and `arrival_id` count only without either.
    """
    order = order or (payment.order if payment is not None else None)
    if order is not None and order.id is None:
        db.session.flush()
    entry = {
        "key": key,
        "kind": kind,
        "fen": None if amount is None else amount.fen,
        "order_id": order.id if order is not None else None,
        "payment_number": payment.number if payment is not None else None,
        "refund_number": refund_number,
        "household_id": None if order is not None else household_id,
        "arrival_id": order.arrival_id if order is not None else arrival_id,
        "actor": actor,
        "reason": reason[:200],
        "at": clock.now(),
    }
    _INSERT.run(**entry)


def entries_of(order: Order) -> Iterator[LedgerEntry]:
    """Return an order's events, the oldest first."""
    return iter(
        db.session.scalars(select(LedgerEntry).where(LedgerEntry.order_id == order.id).order_by(LedgerEntry.id))
    )
