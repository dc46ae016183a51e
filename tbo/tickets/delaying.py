"""A batch that is good until later: so are the codes of it that Tmall's buyers have not redeemed, and Tmall is told."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from ..db import db
from ..vouchers.models import Voucher, VoucherBatch
from .calling import tell
from .models import TicketCode


def delay(batch: VoucherBatch) -> int:
    """Let codes that orders were sent be good as long as their batch is; return how many now are. Never commits.

    An end that Tmall's buyers were promised never comes sooner.
    """
    if batch.ends_at is None:
        return 0
    open_ = Voucher.batch_id == batch.id, Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None)
    later = Voucher.ends_at.is_not(None), Voucher.ends_at < batch.ends_at
    found = select(TicketCode).join(TicketCode.voucher).where(*open_, *later, TicketCode.cancelled_at.is_(None))
    with_both = contains_eager(TicketCode.voucher), joinedload(TicketCode.ticket)
    codes = db.session.scalars(found.order_by(TicketCode.id).options(*with_both)).all()
    for code in codes:
        code.voucher.ends_at = batch.ends_at
        _tell(code, batch.ends_at)
    return len(codes)


def _tell(code: TicketCode, ends_at: datetime) -> None:
    request = f"{code.serial}{ends_at:%Y%m%d%H%M%S}"
    tell(code.ticket, "delay", f"delay:{request}", code, {"ends_at": ends_at.isoformat(), "request": request})
