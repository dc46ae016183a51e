"""The block that a browser clicked last: kept in a cookie of its own, and in a row once something hangs on it."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, request
from sqlalchemy import select, update

from .. import clock
from ..accounts.attempts import network, note, subject_of, wait_for
from ..db import commits, db
from ..rules.positions import Position, position_or_none
from ..rules.touches import POSITION_LIFE, is_credited
from ..web.cookies import Cookie, name_of
from ..web.pages import private
from . import visits
from .models import Arrival
from .tested import WRITE_ONCE, known_by_browser

COPIED = ("path", "item_id", "sku_id", "spm", "known", "raw", "host_app", "source", "created_at")
_COOKIE = re.compile(r"([a-z0-9.-]{1,80})~([0-9]{1,11})~([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Click:
    """A click on a block, to the second; `key` is the public id of the arrival it becomes."""

    position: Position
    at: datetime
    key: str


def remember(response: Response, position: Position) -> Response:
    """Let the browser bring the position along until it buys something; no row is written for it."""
    value = f"{position}~{int(clock.now().timestamp())}~{secrets.token_urlsafe(16)}"
    life = int(POSITION_LIFE.total_seconds())
    is_https = cookie_name().startswith("__Host-")
    response.set_cookie(cookie_name(), value, max_age=life, path="/", secure=is_https, httponly=True, samesite="Lax")
    return private(response)


def clicked_or_none() -> Click | None:
    """Return the click that this browser's cookie tells of."""
    found = _COOKIE.fullmatch(request.cookies.get(cookie_name(), ""))
    position = position_or_none(found[1]) if found else None
    return Click(position, datetime.fromtimestamp(int(found[2]), UTC), found[3]) if found and position else None


def kept_arrival_or_none() -> Arrival | None:
    """Return the arrival for what is begun now: that of the last link, with the block that was clicked since.

    A click gets its row here, once; it is not written for whoever only looks around. A browser to which an experiment
    dealt a version is noted on it.
    """
    return known_by_browser(_linked_or_clicked())


def _linked_or_clicked() -> Arrival | None:
    base, click = visits.current_arrival_or_none(), clicked_or_none()
    if click is None or not is_credited(click.at, base.created_at if base else None, clock.now()):
        return base
    return _by_key(click.key) or _write(click, base.id if base else None) or base


def kept_arrival_id() -> int | None:
    """Return the id of that arrival."""
    arrival = kept_arrival_or_none()
    return arrival.id if arrival else None


def note_stopped() -> None:
    """Keep when who was brought here first met an episode that is not free; once, and nothing of who was not."""
    arrival = kept_arrival_or_none()
    if arrival is not None and arrival.stopped_at is None:
        _stop(arrival.id)


def cookie_name() -> str:
    """Return the cookie's name."""
    return name_of(Cookie.CLICK, current_app.extensions["tbo.settings"].is_https)


def _by_key(key: str) -> Arrival | None:
    return db.session.scalar(select(Arrival).where(Arrival.public_id == key))


@commits
def _stop(arrival_id: int) -> None:
    is_it = Arrival.id == arrival_id, Arrival.stopped_at.is_(None)
    db.session.execute(update(Arrival).where(*is_it).values(stopped_at=clock.now()))


@commits
def _write(click: Click, base_id: int | None) -> Arrival | None:
    """Write the click's row; nothing is written for a flood."""
    from_here = subject_of("arrivals-from", network())
    if wait_for({from_here: visits.PER_NETWORK}):
        return None
    base = db.session.get(Arrival, base_id) if base_id else None
    row: dict[str, Any] = {"public_id": click.key, "position": str(click.position)}
    if base is not None:
        row |= {name: getattr(base, name) for name in COPIED}
        row |= {"goes_on_id": base.goes_on_id or base.id, "first_id": base.first_id}
    else:
        row |= {"path": "/", "known": {}, "raw": [], "host_app": visits.host_of_request(), "created_at": click.at}
    WRITE_ONCE.run(**row)
    note(from_here)
    return _by_key(click.key)
