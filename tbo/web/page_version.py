"""The catalogue's version as this process knows it: read at most once a second, whatever is asked meanwhile."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError

READ_EVERY_S = 1.0
PATIENCE_S = 0.5


class Version:
    """The version, at most a second old. `read` asks the database; one thread does, the others wait a moment."""

    def __init__(self, read: Callable[[], int], context: Callable[[], AbstractContextManager] = nullcontext):
        self._read = read
        self._context = context
        self._number = -1
        self._good_until = 0.0
        self._reading = Lock()

    def number(self) -> int:
        """Return the version; while the database is away, the last one known."""
        if time.monotonic() < self._good_until or not self._reading.acquire(timeout=PATIENCE_S):
            return self._number
        try:
            asked_at = time.monotonic()
            if asked_at >= self._good_until:
                with self._context():
                    self._number = self._read()
                self._good_until = asked_at + READ_EVERY_S
        except SQLAlchemyError as error:
            self._good_until = time.monotonic() + READ_EVERY_S
            structlog.get_logger("tbo.web").warning("pages.version_unknown", error=type(error).__name__)
        finally:
            self._reading.release()
        return self._number
