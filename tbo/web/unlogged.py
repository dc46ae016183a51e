"""What never stands in a log line: the last look at every line, for what slipped past those who write it."""

import re
from collections.abc import MutableMapping

from ..rules.contacts import masked

# An error of the database quotes the telephone number that exists already; others may quote what somebody typed.
_CONTACT = re.compile(r"(?<![\w+])\+\d{8,15}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|[^\s@/:\"'(),=]+@[\w-]+(?:\.[\w-]+)+")
# A token is cut wherever it stands: a mistyped address may still carry a living one.
_STREAM_TOKEN = re.compile(r"(/hls/+)[^/\s]+|v\d\.[a-z0-9]{1,8}\.\d{10}\.[^/\s\"']+")
_SECRET_PATH = re.compile(r"(/(?:receipts|restore|redeem|p)/)[^/?\s]+")
CUT = "…"


def without_secrets(_logger, _method: str, line: MutableMapping) -> MutableMapping:
    """Cut tokens out of every text of a log line, and the middle out of telephone numbers and addresses."""
    return {name: cut(value) if isinstance(value, str) else value for name, value in line.items()}


def cut(text: str) -> str:
    """Return a text as it may be kept."""
    text = _STREAM_TOKEN.sub(lambda found: f"{found[1] or ''}{CUT}", text)
    text = _SECRET_PATH.sub(rf"\1{CUT}", text)
    return _CONTACT.sub(lambda found: masked(found[0]), text)
