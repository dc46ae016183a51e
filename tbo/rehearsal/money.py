"""The money of a rehearsal as Alipay's side has it, beside what the shop says each payment was for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..db import db
from ..orders.models import Order, Payment
from ..sandbox.store import instant
from ..subscriptions.models import RenewalAttempt, Subscription
from .stage import Stage

PAID = """
SELECT trades.out_trade_no AS payment, total, refunded, created_at, trades.paid_at, deductions.number, planned_day,
       agreements.signed_at
FROM trades LEFT JOIN deductions USING (out_trade_no) LEFT JOIN agreements ON agreements.number = deductions.number
WHERE trades.paid_at IS NOT NULL ORDER BY trades.paid_at, trades.rowid
"""
BACK = "SELECT amount, refunded_at FROM refunds ORDER BY refunded_at, rowid"


@dataclass(frozen=True)
class Bought:
    """What the shop says a payment was for; `subscription` and `period` where it was a renewal's."""

    order: str
    household_id: int
    total_fen: int
    months: int | None
    is_gift: bool
    subscription: str | None
    period: int | None


@dataclass(frozen=True)
class Paid:
    """Money that Alipay took; `agreement`, when it was signed, and `planned` day of a deduction.

    `bought` is None for what nobody ordered.
    """

    payment: str
    fen: int
    refunded_fen: int
    asked_at: datetime
    paid_at: datetime
    agreement: str | None
    planned: str | None
    signed_at: datetime | None
    bought: Bought | None

    @property
    def kept_fen(self) -> int:
        """What did not go back."""
        return self.fen - self.refunded_fen


def all_paid(stage: Stage) -> list[Paid]:
    """List everything Alipay's side took, in the order of time."""
    bought = _bought()
    with stage.sandbox.store.reading() as far:
        rows = far.execute(PAID).fetchall()
    return [
        Paid(
            payment=row["payment"],
            fen=row["total"],
            refunded_fen=row["refunded"],
            asked_at=instant(row["created_at"]),
            paid_at=instant(row["paid_at"]),
            agreement=row["number"],
            planned=row["planned_day"],
            signed_at=instant(row["signed_at"]) if row["signed_at"] else None,
            bought=bought.get(row["payment"]),
        )
        for row in rows
    ]


def all_back(stage: Stage) -> list[tuple[int, datetime]]:
    """List everything that went back: fen and when."""
    with stage.sandbox.store.reading() as far:
        return [(row["amount"], instant(row["refunded_at"])) for row in far.execute(BACK).fetchall()]


def _bought() -> dict[str, Bought]:
    question = (
        select(
            *(Payment.number, Order.number, Order.household_id, Order.total_fen, Order.months, Order.is_gift),
            *(Subscription.number, RenewalAttempt.period),
        )
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(RenewalAttempt, RenewalAttempt.payment_number == Payment.number)
        .outerjoin(Subscription, Subscription.id == RenewalAttempt.subscription_id)
    )
    rows: Iterable[Any] = db.session.execute(question)
    return {payment: Bought(*of) for payment, *of in rows}
