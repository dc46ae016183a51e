"""One POST of a form to the far side; only a whole answer counts."""

from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

DEADLINE_S = 8.0
LARGEST_ANSWER = 256 * 1024
HEADERS = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8", "Connection": "close"}


class Unanswered(Exception):
    """No answer came that can be used; what was asked may have happened."""


def post(url: str, fields: Mapping[str, str]) -> bytes:
    """Return the body of a 200 answer; nothing is followed or tried again. Raises Unanswered."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        with closing(kind(parts.hostname or "", parts.port, timeout=DEADLINE_S)) as connection:
            connection.request("POST", parts.path or "/", urlencode(fields).encode("ascii"), HEADERS)
            answer = connection.getresponse()
            body = answer.read(LARGEST_ANSWER + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise Unanswered(f"no answer: {type(error).__name__}") from error
    if answer.status != 200 or len(body) > LARGEST_ANSWER:
        raise Unanswered(f"HTTP {answer.status}, {len(body)} bytes")
    return body
