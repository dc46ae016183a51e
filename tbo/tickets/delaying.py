"""A batch that is good until later: so are the codes of it that Tmall's buyers have not redeemed, and Tmall is told."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from .. import clock
from ..db import db
from ..vouchers.models import Voucher, VoucherBatch
from .calling import tell_all
from .models import TicketCall, TicketCode


def delay(batch: VoucherBatch) -> int:
    """Let codes that orders were sent be good as long as their batch is; return how many now are. Never commits.

    An end that Tmall's buyers were promised never comes sooner.
    """
    if batch.ends_at is None:
        return 0
    open_ = Voucher.batch_id == batch.id, Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None)
    later = Voucher.ends_at.is_not(None), Voucher.ends_at < batch.ends_at
    found = select(TicketCode).join(TicketCode.voucher).where(*open_, *later, TicketCode.cancelled_at.is_(None))
    told = select(TicketCall.key).where(TicketCall.what == "delay")
    known = set(db.session.scalars(told.where(TicketCall.code_id.in_(found.with_only_columns(TicketCode.id)))))
    codes = db.session.scalars(found.order_by(TicketCode.id).options(contains_eager(TicketCode.voucher))).all()
    for code in codes:
        code.voucher.ends_at = batch.ends_at
    calls = [_call(code, batch.ends_at) for code in codes]
    tell_all([call for call in calls if call.key not in known])
    return len(codes)


def _call(code: TicketCode, ends_at: datetime) -> TicketCall:
    request, now = f"{code.serial}{ends_at:%Y%m%d%H%M%S}", clock.now()
    same = {"ticket_id": code.ticket_id, "code_id": code.id, "made_at": now, "next_try_at": now}
    told = {"ends_at": ends_at.isoformat(), "request": request}
    return TicketCall(key=f"delay:{request}", what="delay", told=told, **same)
