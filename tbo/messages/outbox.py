"""The outbox: a message is written with what it tells of, and a job sends it after the commit."""

from sqlalchemy import bindparam, select

from .. import clock
from ..jobs import enqueue
from ..statements import InsertOnce, run_beside
from .delivery import deliver
from .models import Message

CHANNELS = ("sms", "mail")


def post(channel: str, recipient: str, subject: str, body: str, key: str, code: str | None = None) -> int | None:
    """Write a message and its job in the caller's transaction; return its id. Never commits.

    `key` names the event (`code:…`, `receipt:TBO…`): a second post under the same key changes nothing, and None is
    returned. `code` is a sign-in code within the body; such a message is sent while the code is good, and cleaned of
    it afterwards.
    """
    if channel not in CHANNELS:
        raise ValueError(f"channel is {channel!r}, allowed are {', '.join(CHANNELS)}")
    said = {"subject": subject, "body": body, "code": code}
    message_id = _INSERT.run(key=key, channel=channel, recipient=recipient, created_at=clock.now(), **said)
    if message_id is not None:
        enqueue(deliver, key=f"message:{key}", gives_way=code is None, message_id=message_id)
    return message_id


def posted(key: str) -> int | None:
    """Return the id of the message that was written under a key."""
    return run_beside(_KNOWN, key=key).scalar()


_KNOWN = select(Message.id).where(Message.key == bindparam("key"))
_INSERT = InsertOnce(Message, "key")
