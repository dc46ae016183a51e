"""The one source of time: UTC-aware instants, the zone the shop lives in, and a way for tests to move the clock."""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now
_looked_at: ContextVar[datetime | None] = ContextVar("looked_at", default=None)


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return _looked_at.get() or _source()


def shop_zone() -> ZoneInfo:
    """Return the zone on the shop's wall: in it days begin and people write times. Babel's own takes no time."""
    return ZoneInfo(current_app.extensions["tbo.settings"].time_zone)


@contextmanager
def standing_at(moment: datetime):
    """Let the whole process live at `moment` (aware) until the block ends."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    with _replaced_by(lambda: moment.astimezone(UTC)):
        yield


@contextmanager
def looking_at(moment: datetime):
    """Let only what this request draws see the shop as of `moment` (aware); nothing may be written meanwhile."""
    token = _looked_at.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _looked_at.reset(token)


@contextmanager
def _replaced_by(source: Callable[[], datetime]):
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
