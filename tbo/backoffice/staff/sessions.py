"""Sessions of staff: rows that can be ended, behind a cookie that only staff pages get; short, and idle ones end."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, request
from sqlalchemy import select, update

from ... import clock
from ...accounts.attempts import network
from ...accounts.labels import label_and_kind
from ...db import commits, db, rows_changed
from ...rules.staff_rights import Right, Role, may
from ...web.cookies import Cookie, name_of
from ...web.locale import PREFIXES
from ..models import Staff, StaffSession

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
TO_TYPE_A_CODE = timedelta(minutes=10)
CONFIRMED_FOR = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{43}")
# The same cookie once for each language: pages of the shop never get it.
PATHS = ("/staff", *(f"/{prefix}/staff" for prefix in PREFIXES))


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """Who of the staff stands behind a request; `has_passed` once the second factor was right too."""

    staff_id: int
    session_id: int
    name: str
    email: str
    roles: frozenset[Role]
    has_factor: bool
    has_passed: bool
    is_confirmed: bool

    def may(self, right: Right) -> bool:
        """Whether a right is theirs."""
        return self.has_passed and may(self.roles, right)


def clerk_or_none() -> Clerk | None:
    """Return who asks, None when nobody is signed in; one query a request."""
    if "clerk" not in g:
        secret = _secret_or_none()
        g.clerk = _find(hashed(secret)) if secret else None
    return g.clerk


def staff_now() -> Staff:
    """Return the row of who asks. Only behind a guarded page."""
    clerk = clerk_or_none()
    if clerk is None:
        raise LookupError("nobody of the staff stands behind this request")
    return db.session.get_one(Staff, clerk.staff_id)


def begin(staff: Staff) -> StaffSession:
    """Make a session for somebody whose password was right, its secret on the way to the browser. Never commits."""
    now = clock.now()
    session = StaffSession(
        staff_id=staff.id,
        secret_hash=hashed(_new_secret()),
        label=label_and_kind(request.user_agent.string[:400])[0],
        network=network(),
        created_at=now,
        seen_at=now,
    )
    db.session.add(session)
    db.session.flush()
    return session


def pass_on(session_id: int) -> None:
    """Let a session in, under a new secret, because a code was right. Never commits."""
    now = clock.now()
    mine = update(StaffSession).where(StaffSession.id == session_id)
    found = mine.values(secret_hash=hashed(_new_secret()), passed_at=now, confirmed_at=now, seen_at=now)
    db.session.execute(found)
    g.pop("clerk", None)


def confirm(session_id: int) -> None:
    """Note that a code was typed again. Never commits."""
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(confirmed_at=clock.now()))
    g.pop("clerk", None)


@commits
def end_session(staff_id: int, session_id: int) -> bool:
    """End one session of somebody; whether there was one to end."""
    mine = StaffSession.id == session_id, StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None)
    g.pop("clerk", None)
    return rows_changed(update(StaffSession).where(*mine).values(ended_at=clock.now())) == 1


def end_all(staff_id: int) -> None:
    """End every session of somebody. Never commits."""
    mine = StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None)
    db.session.execute(update(StaffSession).where(*mine).values(ended_at=clock.now()))


def sessions_of(staff_id: int) -> list[StaffSession]:
    """List the sessions that open something, the last seen first."""
    return list(
        db.session.scalars(_alive().where(StaffSession.staff_id == staff_id).order_by(StaffSession.seen_at.desc()))
    )


def hashed(secret: str) -> str:
    """Return what the database keeps of a secret: 256 random bits need no salt."""
    return hashlib.sha256(f"staff session {secret}".encode()).hexdigest()


def touch(clerk: Clerk) -> None:
    """Note at most once a minute that somebody is at work, so that only idle sessions end."""
    late = StaffSession.id == clerk.session_id, StaffSession.seen_at < clock.now() - SEEN_EVERY
    if db.session.scalar(select(StaffSession.id).where(*late)) is not None:
        _note_seen(clerk.session_id)


@commits
def _note_seen(session_id: int) -> None:
    db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=clock.now()))


def send_cookie(response: Response) -> Response:
    """Bring a new secret to the browser, or take the old one away, with whatever answers."""
    secret = g.pop("staff_secret", None)
    if secret is not None:
        is_https = _is_https()
        for path in PATHS:
            flags: dict[str, Any] = {"path": path, "secure": is_https, "httponly": True, "samesite": "Lax"}
            if secret:
                response.set_cookie(cookie_name(), secret, max_age=int(LONGEST.total_seconds()), **flags)
            else:
                response.delete_cookie(cookie_name(), **flags)
    return response


def forget_cookie() -> None:
    """Let this answer take the cookie away."""
    g.staff_secret = ""
    g.pop("clerk", None)


def cookie_name() -> str:
    """Return the cookie's name."""
    return name_of(Cookie.STAFF, _is_https())


def _alive():
    now = clock.now()
    return (
        select(StaffSession)
        .join(StaffSession.staff)
        .where(
            *(StaffSession.ended_at.is_(None), Staff.left_at.is_(None)),
            *(StaffSession.seen_at > now - IDLE, StaffSession.created_at > now - LONGEST),
            StaffSession.passed_at.is_not(None) | (StaffSession.created_at > now - TO_TYPE_A_CODE),
        )
    )


def _find(secret_hash: str) -> Clerk | None:
    session = db.session.scalar(_alive().where(StaffSession.secret_hash == secret_hash))
    if session is None:
        return None
    staff, confirmed_at = session.staff, session.confirmed_at
    return Clerk(
        staff_id=staff.id,
        session_id=session.id,
        name=staff.name,
        email=staff.email,
        roles=staff.known_roles,
        has_factor=staff.code_confirmed_at is not None,
        has_passed=session.passed_at is not None,
        is_confirmed=confirmed_at is not None and clock.now() - confirmed_at < CONFIRMED_FOR,
    )


def _secret_or_none() -> str | None:
    secret = request.cookies.get(cookie_name(), "")
    return secret if WELL_FORMED.fullmatch(secret) else None


def _new_secret() -> str:
    g.staff_secret = secrets.token_urlsafe(32)
    return g.staff_secret


def _is_https() -> bool:
    return current_app.extensions["tbo.settings"].is_https
