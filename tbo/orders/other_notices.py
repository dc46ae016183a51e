"""Notices that are not about a payment: kept once each, so that a person can read them; they change nothing."""

import structlog
from sqlalchemy import select

from .. import clock
from ..db import commits, db
from .models import PaymentEvent

log = structlog.get_logger()


@commits
def record_other(notice_id: str, kind: str) -> None:
    """Keep a notice of another kind; a second time changes nothing."""
    key = f"notice:{notice_id}"
    if db.session.scalar(select(PaymentEvent.id).where(PaymentEvent.key == key)) is None:
        log.warning("notice.other", kind=kind)
        db.session.add(PaymentEvent(key=key, payment_number="", told_by="notice", what=kind[:40], at=clock.now()))
