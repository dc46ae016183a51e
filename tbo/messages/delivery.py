"""Delivery: takes one message from the outbox to whom it is for, at least once, and never later than it is of use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import current_app
from sqlalchemy import bindparam, select, update

from .. import clock
from ..db import commits
from ..jobs import job
from ..rules.contacts import masked
from ..statements import run
from . import inbox, mail, sms
from .letter import CannotBeSent, Letter
from .models import Message

log = structlog.get_logger()
CODE_IS_GOOD_FOR = timedelta(minutes=10)
# A letter tells of what comes in days: as long as a mail server may be away it is tried every hour.
LETTER_IS_GOOD_FOR = timedelta(days=7)
Carrier = Callable[[Letter], None]
_carrier: Carrier | None = None


@contextmanager
def carried_by(carrier: Carrier) -> Iterator[None]:
    """Let `carrier` bring every letter to whom it is for, until the block ends; for rehearsals."""
    global _carrier
    before, _carrier = _carrier, carrier
    try:
        yield
    finally:
        _carrier = before


@dataclass(frozen=True)
class _Waiting:
    letter: Letter
    is_late: bool


@job
def deliver(message_id: int) -> None:
    """Send a message that was not sent yet. Raises NotSent when it should be tried again; the gaps grow to an hour.

    Nothing is locked while the other side is asked. A process that dies after sending sends again, under the same key.
    """
    waiting = _waiting(message_id)
    if waiting is None:
        return
    told = {"message": message_id, "channel": waiting.letter.channel, "recipient": masked(waiting.letter.recipient)}
    if waiting.is_late:
        log.warning("message.too_late", **told)
        _finish(message_id, False, waiting.letter)
        return
    try:
        (_carrier or _adapter(waiting.letter.channel).send)(waiting.letter)
    except CannotBeSent as error:
        log.error("message.cannot_be_sent", reason=str(error), **told)
        _finish(message_id, False, waiting.letter)
    else:
        log.info("message.sent", **told)
        _finish(message_id, True, waiting.letter)


@commits
def _waiting(message_id: int) -> _Waiting | None:
    message = run(_MESSAGE, of=message_id).first()
    if message is None or message.sent_at or message.failed_at:
        return None
    run(_TRY, of=message_id)
    letter = Letter(
        key=message.key,
        channel=message.channel,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        code=message.code,
    )
    good_for = LETTER_IS_GOOD_FOR if message.code is None else CODE_IS_GOOD_FOR
    is_late = clock.now() - message.created_at >= good_for
    return _Waiting(letter, is_late)


@commits
def _finish(message_id: int, sent: bool, letter: Letter | None = None) -> None:
    """Note how it ended; a code does not outlive its message."""
    run(_SENT if sent else _FAILED, of=message_id, at=clock.now())
    if letter is not None and letter.code:
        subject, body = (text.replace(letter.code, "••••••") for text in (letter.subject, letter.body))
        run(_CLEAN, of=message_id, new_subject=subject, new_body=body)


_MESSAGE = select(*Message.__table__.columns).where(Message.id == bindparam("of"))
_OF = update(Message).where(Message.id == bindparam("of"))
_TRY = _OF.values(tries=Message.tries + 1)
_SENT, _FAILED = _OF.values(sent_at=bindparam("at")), _OF.values(failed_at=bindparam("at"))
_CLEAN = _OF.values(subject=bindparam("new_subject"), body=bindparam("new_body"), code=None)


def carries_letters(channel: str) -> bool:
    """Whether a message without a code can go this way: text messages are registered for codes only."""
    return _adapter(channel) is not sms


def _adapter(channel: str):
    if current_app.extensions["tbo.settings"].messages == "sandbox":
        return inbox
    return {"sms": sms, "mail": mail}[channel]
