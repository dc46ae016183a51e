"""Proving that vouchers, the rights that they gave and the ledger agree; what differs is named."""

from collections.abc import Iterator

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from ..db import db
from ..entitlements.models import Entitlement
from ..orders.books.ledger import LedgerEntry
from ..rules.ledger import LedgerKind
from .models import Voucher
from .redeeming import SOURCE


def vouchers_that_differ() -> Iterator[str]:
    """Say what does not agree; two queries."""
    given, told, back = aliased(Entitlement), aliased(LedgerEntry), aliased(LedgerEntry)
    is_its = and_(given.source_kind == SOURCE, given.source == Voucher.number)
    has_told = exists().where(told.key == f"{LedgerKind.REDEEMED}:voucher:" + Voucher.number)
    has_told_back = exists().where(back.key == f"{LedgerKind.TAKEN_BACK}:voucher:" + Voucher.number)
    rows = db.session.execute(
        select(
            *(Voucher.number, Voucher.redeemed_at, Voucher.revoked_at, Voucher.household_id, given.id.label("right")),
            *(given.household_id.label("owner"), given.revoked_at.label("taken_at")),
            *(has_told.label("told"), has_told_back.label("told_back")),
        )
        .outerjoin(given, is_its)
        .where(Voucher.redeemed_at.is_not(None) | given.id.is_not(None))
        .order_by(Voucher.id)
    )
    for row in rows:
        yield from (f"voucher {row.number}: {said}" for said in _said(row))
    is_there = exists().where(Voucher.number == Entitlement.source)
    lost = select(Entitlement.source).where(Entitlement.source_kind == SOURCE, ~is_there)
    for number in db.session.scalars(lost.order_by(Entitlement.id)):
        yield f"voucher {number}: it gave something and does not exist"
    db.session.rollback()


def _said(row) -> Iterator[str]:
    if row.right is None:
        yield "it was redeemed and gave nothing"
        return
    if row.redeemed_at is None:
        yield "it gave something and nobody redeemed it"
    elif row.owner != row.household_id:
        yield "who redeemed it is not who may watch"
    if (row.revoked_at is None) != (row.taken_at is None):
        yield (
            "it was revoked, and what it gave was not" if row.taken_at is None else "what it gave was taken back alone"
        )
    if not row.told:
        yield "the ledger does not tell of it"
    if row.revoked_at is not None and not row.told_back:
        yield "the ledger does not tell that it was taken back"
