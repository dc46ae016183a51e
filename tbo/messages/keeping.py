"""How long messages are kept: one that brought a code goes after thirty days, the others stay as proof."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, or_

from .. import clock
from ..db import commits
from ..statements import run
from .models import Message

KEPT = timedelta(days=30)


@commits
def forget_old_codes() -> None:
    """Drop messages of old codes that were sent or given up; run it daily."""
    run(_DROP_OLD, until=clock.now() - KEPT)


_DROP_OLD = delete(Message).where(
    Message.key.startswith("code:", autoescape=True),
    or_(Message.sent_at.is_not(None), Message.failed_at.is_not(None)),
    Message.created_at < bindparam("until"),
)
