"""Addresses that show one of two versions: which browser sees which, the same before Flask and within it.

The browser's part is a first-party cookie with letters of nobody's making. It is set by such a page and by no other,
and ends soon after the last experiment that it is needed for.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.http import dump_cookie, parse_cookie

from .. import clock
from ..rules.experiments import Arm, arm_of
from .cookies import Cookie, name_of

# In the environment of a request: the arm that kept pages ask for; the fork that a page says it is; who asks.
ARM, FORK, VISITOR = "tbo.arm", "tbo.fork", "tbo.visitor"
# Who works here sees the version that was live before, and counts for nothing.
STAFF = "staff"
# Neither a shared cache nor the browser may show it without asking: another visitor sees another version.
LIMITS = "private, no-cache"
_COOKIE = re.compile(r"([A-Za-z0-9_-]{22})~([0-9]{1,11})")


@dataclass(frozen=True, slots=True)
class Fork:
    """An address with two versions: how visitors are dealt, and until when a browser must know its own."""

    salt: str
    share_b: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a visitor sees, and the cookie that the answer has to set, None where the browser has it."""

    arm: Arm
    cookie: str | None = None


def deal(environ: dict[str, Any], fork: Fork, is_https: bool, newcomer: Callable[[], str] | None = None) -> Dealt:
    """Return what whoever asks sees of a fork; `newcomer` makes letters for a browser that has none yet.

    What kept pages ask for is nobody's: they deal themselves. Asked twice of one request, it answers the same.
    """
    asked = environ.get(ARM)
    if asked is not None:
        environ[FORK] = fork
        return Dealt(Arm(asked))
    brought = _brought(environ, is_https)
    if brought == STAFF:
        return Dealt(Arm.A)
    found = _COOKIE.fullmatch(brought)
    visitor = environ.get(VISITOR) or (found[1] if found else (newcomer or new_visitor)())
    environ[VISITOR] = visitor
    is_known = found is not None and int(found[2]) >= int(fork.until.timestamp())
    return Dealt(arm_of(fork.salt, visitor, fork.share_b), None if is_known else _cookie(visitor, fork.until, is_https))


def visitor_or_none(environ: dict[str, Any], is_https: bool) -> str | None:
    """Return the letters that this browser's cookie says, None for one that no experiment dealt anything to."""
    found = _COOKIE.fullmatch(_brought(environ, is_https))
    return found[1] if found else None


def new_visitor() -> str:
    """Make letters for a browser."""
    return secrets.token_urlsafe(16)


def letters_of(household: str) -> str:
    """Return the letters of a household by its public id, the same on all its devices."""
    digest = hashlib.sha256(f"tbo experiments {household}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:22].decode()


def cookie_name(is_https: bool) -> str:
    """Return the name of the cookie that tells which version a browser was dealt."""
    return name_of(Cookie.VERSION, is_https)


def staff_cookie(is_https: bool) -> dict[str, Any]:
    """Return what is set in a browser of the staff."""
    flags: dict[str, Any] = {"path": "/", "secure": is_https, "httponly": True, "samesite": "Lax"}
    return {"key": cookie_name(is_https), "value": STAFF, "max_age": 60 * 60 * 24 * 90} | flags


def _brought(environ: dict[str, Any], is_https: bool) -> str:
    cookies = environ.get("HTTP_COOKIE", "")
    name = cookie_name(is_https)
    return parse_cookie(cookies).get(name, "") if name in cookies else ""


def _cookie(visitor: str, until: datetime, is_https: bool) -> str:
    ends = int(until.timestamp())
    life = max(0, ends - int(clock.now().timestamp()))
    flags: dict[str, Any] = {"path": "/", "secure": is_https, "httponly": True, "samesite": "Lax"}
    value = f"{visitor}~{ends}"
    return dump_cookie(cookie_name(is_https), value, max_age=life, expires=until.astimezone(UTC), **flags)
