"""The one source of time: UTC-aware instants, and a way for tests and rehearsals to move them."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return _source()


@contextmanager
def standing_at(moment: datetime):
    """Let the whole process live at `moment` (aware) until the block ends."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    with _replaced_by(lambda: moment.astimezone(UTC)):
        yield


@contextmanager
def _replaced_by(source: Callable[[], datetime]):
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
