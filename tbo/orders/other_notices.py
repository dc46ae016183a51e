"""Notices that are not about a payment: kept once each, so that a person can read them."""

import structlog
from sqlalchemy import bindparam, insert, select

from .. import clock
from ..db import commits
from ..statements import run
from .models import PaymentEvent

log = structlog.get_logger()
_KNOWN = select(PaymentEvent.id).where(PaymentEvent.key == bindparam("key"))
_INSERT = insert(PaymentEvent)


@commits
def record_other(notice_id: str, kind: str, is_known: bool = False) -> None:
    """Keep a notice of another kind; a second time changes nothing. One that nobody knows is warned of."""
    key = f"notice:{notice_id}"
    if run(_KNOWN, key=key).first() is None:
        (log.info if is_known else log.warning)("notice.other", kind=kind)
        run(_INSERT, key=key, payment_number="", told_by="notice", what=kind[:40], at=clock.now())
