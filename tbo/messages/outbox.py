"""The outbox: a message is written with what it tells of, and a job sends it after the commit."""

from sqlalchemy import select

from .. import clock
from ..db import db
from ..jobs import enqueue
from .delivery import deliver
from .models import Message

CHANNELS = ("sms", "mail")


def post(channel: str, recipient: str, subject: str, body: str, key: str, code: str | None = None) -> None:
    """Write a message and its job in the caller's transaction. Never commits.

    `key` names the event (`code:…`, `receipt:TBO…`): a second post under the same key changes nothing. `code` is a
    sign-in code within the body; such a message is sent while the code is good, and cleaned of it afterwards.
    """
    if channel not in CHANNELS:
        raise ValueError(f"channel is {channel!r}, allowed are {', '.join(CHANNELS)}")
    if db.session.scalar(select(Message.id).where(Message.key == key)) is not None:
        return
    message = Message(
        key=key,
        channel=channel,
        recipient=recipient,
        subject=subject,
        body=body,
        code=code,
        created_at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    enqueue(deliver, key=f"message:{key}", message_id=message.id)
