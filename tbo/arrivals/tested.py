"""Which browser began something: kept on its arrival while an experiment knows the browser, so that the goal counts."""

from typing import Any

from flask import current_app, request
from sqlalchemy import select, update

from .. import clock
from ..accounts.attempts import network, note, subject_of, wait_for
from ..db import commits, db
from ..statements import InsertOnce
from ..web import forks
from . import visits
from .models import Arrival

# Nobody came this way: the row is there for its browser alone, and is no arrival in any figure.
NO_PATH = ""
# Two requests of one browser may ask at once.
WRITE_ONCE = InsertOnce(Arrival, "public_id")


def known_by_browser(arrival: Arrival | None) -> Arrival | None:
    """Return the arrival, marked with the browser under test; such a browser without one gets a row for it, once."""
    is_https = current_app.extensions["tbo.settings"].is_https
    visitor = forks.visitor_or_none(request.environ, is_https)
    if visitor is None or (arrival is not None and arrival.visitor == visitor):
        return arrival
    if arrival is not None:
        _mark(arrival.id, visitor)
        return arrival
    return _own(visitor) or _write(visitor)


def _own(visitor: str) -> Arrival | None:
    return db.session.scalar(select(Arrival).where(Arrival.public_id == visitor))


@commits
def _mark(arrival_id: int, visitor: str) -> None:
    db.session.execute(update(Arrival).where(Arrival.id == arrival_id).values(visitor=visitor))


@commits
def _write(visitor: str) -> Arrival | None:
    """Write the row; nothing is written for a flood."""
    from_here = subject_of("arrivals-from", network())
    if wait_for({from_here: visits.PER_NETWORK}):
        return None
    row: dict[str, Any] = {"public_id": visitor, "visitor": visitor, "path": NO_PATH, "known": {}, "raw": []}
    row |= {"host_app": visits.host_of_request(), "created_at": clock.now()}
    WRITE_ONCE.run(**row)
    note(from_here)
    return _own(visitor)
