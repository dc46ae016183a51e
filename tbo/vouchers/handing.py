"""Handing codes out one by one: to an order elsewhere, or by hand; what was handed out can be read again until then."""

from sqlalchemy import or_, select

from .. import clock
from ..db import db
from .keys import readable
from .making import free_codes
from .models import Voucher, VoucherBatch
from .refusals import NothingInStock


def hand_out(batch: VoucherBatch, count: int, to: str) -> list[Voucher]:
    """Take codes of a batch that is locked, for somebody. Never commits. Raises NothingInStock: then it takes none."""
    found = select(Voucher).where(*free_codes(batch)).order_by(Voucher.id).limit(count)
    taken = [one for one in db.session.scalars(found) if code_of(one) is not None]
    if len(taken) < count:
        raise NothingInStock(f"batch {batch.name} has fewer than {count} codes")
    for voucher in taken:
        voucher.handed_at, voucher.handed_to = clock.now(), to[:80]
    db.session.flush()
    return taken


def code_of(voucher: Voucher) -> str | None:
    """Return a voucher's code, None when it was given in a file or its key is gone."""
    return readable(voucher.seed, voucher.code_hash) if voucher.seed else None


def batches_for(item_id: str, sku_id: str | None = None) -> list[VoucherBatch]:
    """List the batches that an item's orders are sent codes of: those of the sku first, then the oldest first."""
    now = clock.now()
    found = select(VoucherBatch).where(
        VoucherBatch.item_id == item_id,
        or_(VoucherBatch.sku_id.is_(None), VoucherBatch.sku_id == (sku_id or "")),
        or_(VoucherBatch.ends_at.is_(None), VoucherBatch.ends_at > now),
    )
    return list(db.session.scalars(found.order_by(VoucherBatch.sku_id.is_(None), VoucherBatch.id)))
