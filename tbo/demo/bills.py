"""Fills in the bills of the demo shop's days, as Alipay would have made them, all of them explained."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select

from ..db import db
from ..orders.books.bill_models import BillDay, BillRow
from ..orders.models import Payment, Refund
from ..rules.order_states import CHINA, UNPAID, RefundState
from .content import Anchor
from .rows import insert_all

DAYS = 40
MORNING = timedelta(hours=34)


def add_bills(at: Anchor) -> None:
    """Insert the bill of every day before the shop's first; payments and refunds must be there."""
    last = at.instant.astimezone(CHINA).date() - timedelta(days=1)
    rows = _rows(last - timedelta(days=DAYS), last)
    days = [last - timedelta(days=n) for n in reversed(range(DAYS))]
    insert_all(BillDay, [_day(day, rows[day], at) for day in days])
    insert_all(BillRow, [row for day in days for row in rows[day]])


def _rows(first: date, last: date) -> dict[date, list[dict]]:
    found: dict[date, list[dict]] = defaultdict(list)
    paid = select(Payment).where(Payment.state.not_in(UNPAID)).order_by(Payment.id)
    for payment in db.session.scalars(paid):
        if payment.paid_at is not None:
            _add(found, payment, payment.paid_at.astimezone(CHINA).date(), payment.amount_fen)
    for refund in db.session.scalars(select(Refund).where(Refund.state == RefundState.DONE).order_by(Refund.id)):
        if refund.done_at is not None:
            day = refund.done_at.astimezone(CHINA).date()
            _add(found, refund.payment, day, refund.amount_fen, refund.number)
    return found


def _add(found: dict[date, list[dict]], payment: Payment, day: date, fen: int, refund: str = "") -> None:
    row = {"day": day, "payment_number": payment.number, "refund_number": refund, "fen": fen}
    found[day].append(row | {"trade_no": payment.trade_no or ""})


def _day(day: date, rows: list[dict], at: Anchor) -> dict:
    midnight = at.instant.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    age = (midnight.date() - day).days
    return {
        "day": day,
        "row_count": len(rows),
        "came_fen": sum(row["fen"] for row in rows if not row["refund_number"]),
        "went_fen": sum(row["fen"] for row in rows if row["refund_number"]),
        "compared_at": midnight - timedelta(days=age) + MORNING,
    }
