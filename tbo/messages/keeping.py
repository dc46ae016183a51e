"""How long messages are kept: one that brought a code goes after thirty days, the others stay as proof."""

from datetime import timedelta

from sqlalchemy import delete, or_

from .. import clock
from ..db import commits, db
from ..jobs import job
from .models import Message

KEPT = timedelta(days=30)


@job
@commits
def forget_old_codes() -> None:
    """Drop messages of old codes that were sent or given up; run it daily."""
    is_over = or_(Message.sent_at.is_not(None), Message.failed_at.is_not(None))
    is_code = Message.key.startswith("code:", autoescape=True)
    db.session.execute(delete(Message).where(is_code, is_over, Message.created_at < clock.now() - KEPT))
