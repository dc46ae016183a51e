"""From the code to the renewal: what became of each batch of vouchers, and what its households paid afterwards."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from ...db import db
from ...orders.books.ledger import LedgerEntry
from ...orders.books.sums import net_fen
from ...orders.models import Order
from ...orders.renewals.ordering import is_later_period
from ...rules.ledger import MOVED
from ...vouchers.models import Voucher, VoucherBatch
from .funnel import Row

BATCH_STAGES = ("handed", "redeemed", "watched", "ordered", "paid", "renewed")


def batch_funnel(begins: datetime) -> dict[str | None, Row]:
    """Return what happened since `begins` by batch, those with most redeemed codes first; seven queries.

    An order, and its money, belongs to the batch whose code its household redeemed last before it. What is of no batch
    stands under None, so that the money adds up to the ledger's.
    """
    rows: dict[str | None, Row] = defaultdict(lambda: Row(dict.fromkeys(BATCH_STAGES, 0)))
    for stage, counted in _stages(begins).items():
        for name, count in db.session.execute(counted):
            rows[name].counts[stage] = count
    for name, fen in db.session.execute(_money(begins)):
        rows[name].fen = int(fen or 0)
    order = sorted(rows.items(), key=lambda pair: (pair[0] is None, -pair[1].counts["redeemed"], -pair[1].fen, pair[0]))
    return dict(order)


def _stages(begins: datetime) -> dict[str, Select]:
    is_later = is_later_period()
    return {
        "handed": _codes(func.coalesce(Voucher.handed_at, Voucher.exported_at), begins),
        "redeemed": _codes(Voucher.redeemed_at, begins),
        "watched": _codes(Voucher.played_at, begins),
        "ordered": _orders(Order.placed_at >= begins, ~is_later),
        "paid": _orders(Order.paid_at >= begins, ~is_later),
        "renewed": _orders(Order.paid_at >= begins, is_later),
    }


def _codes(at: Any, begins: datetime) -> Select:
    counted = select(VoucherBatch.name, func.count()).join(Voucher, Voucher.batch_id == VoucherBatch.id)
    return counted.where(at >= begins).group_by(VoucherBatch.name)


def _orders(*wanted: ColumnElement) -> Select:
    found = select(_batch_before().label("batch")).select_from(Order).where(*wanted).subquery()
    return select(found.c.batch, func.count()).where(found.c.batch.is_not(None)).group_by(found.c.batch)


def _money(begins: datetime) -> Select:
    moved = LedgerEntry.kind.in_(MOVED), LedgerEntry.at >= begins
    lines = select(_batch_before().label("batch"), LedgerEntry.id).select_from(LedgerEntry)
    found = lines.outerjoin(Order, Order.id == LedgerEntry.order_id).where(*moved).subquery()
    joined = select(found.c.batch, net_fen()).join(LedgerEntry, LedgerEntry.id == found.c.id)
    return joined.group_by(found.c.batch)


def _batch_before():
    """The batch whose code an order's household redeemed last before it."""
    theirs = Voucher.household_id == Order.household_id, Voucher.redeemed_at <= Order.placed_at
    found = select(VoucherBatch.name).join(Voucher, Voucher.batch_id == VoucherBatch.id).where(*theirs)
    return found.order_by(Voucher.redeemed_at.desc(), Voucher.id.desc()).limit(1).correlate(Order).scalar_subquery()
