"""The catalogue's version, which caches compare, and the instant until which what they hold stays true by itself."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from flask import current_app
from sqlalchemy import func, insert, literal, select, union_all, update

from .. import clock
from ..db import db, rows_changed
from ..rules.badges import LEAVES_SOON
from .models import CatalogueVersion, Episode, FreeWindow, Title

READ_EVERY_S = 1.0
STEP = 1_000_000
_lock = Lock()


def current() -> int:
    """Return the version; the row is read at most once a second per process. 0 before anything was written."""
    state = _state()
    if time.monotonic() < state["read_until"]:
        return state["number"]
    with _lock:
        return state["number"] if time.monotonic() < state["read_until"] else read()


def read() -> int:
    """Read the row now, for this process's other questions of the next second too."""
    asked_at = time.monotonic()
    number = db.session.scalar(select(CatalogueVersion.number)) or 0
    _state().update(number=number, read_until=asked_at + READ_EVERY_S)
    return number


def bump() -> None:
    """Tell every process, in the caller's transaction, that visitors would now see something else.

    The number rises by a random step, so that two histories (a backup put back, a transaction undone) never meet in
    the same number with different content.
    """
    step = 1 + secrets.randbelow(STEP)
    raised = update(CatalogueVersion).values(number=CatalogueVersion.number + step)
    if rows_changed(raised) == 0:
        db.session.execute(insert(CatalogueVersion).values(id=1, number=step))
    forget()


def forget() -> None:
    """Read the row again at the next question."""
    _state().update(read_until=0.0)


def valid_until(now: datetime) -> datetime:
    """Return the soonest instant after `now` at which a window opens or closes, or a day of the shop ends.

    Until then a page made from the catalogue stays true unless the version rises: rights, availability, plan and free
    windows, "leaving soon", and shelves that count whole days.
    """
    state, number = _state(), current()
    known: tuple[int, datetime, datetime] | None = state.get("until")
    if known is not None and known[0] == number and known[1] <= now < known[2]:
        return known[2]
    until = min(_next_window(now) or datetime.max.replace(tzinfo=UTC), _end_of_day(now))
    state["until"] = (number, now, until)
    return until


def _state() -> dict:
    return current_app.extensions.setdefault("tbo.catalog.version", {"number": 0, "read_until": 0.0})


def _next_window(now: datetime) -> datetime | None:
    """Return the soonest change of any window: one query of index look-ups."""
    columns = (
        Title.published_at,
        Title.opens_at,
        Title.closes_at,
        Episode.available_at,
        Episode.in_plan_at,
        FreeWindow.opens_at,
        FreeWindow.closes_at,
    )
    changes = [
        select(func.min(column).label("at"), literal(False).label("leaves")).where(column > now) for column in columns
    ]
    leaving = select(func.min(Title.closes_at), literal(True)).where(Title.closes_at > now + LEAVES_SOON)
    found = [row for row in db.session.execute(union_all(*changes, leaving)) if row.at is not None]
    return min((row.at - LEAVES_SOON if row.leaves else row.at for row in found), default=None)


def _end_of_day(now: datetime) -> datetime:
    zone = clock.shop_zone()
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)
