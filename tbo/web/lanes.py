"""A lane of their own for films: however many read slowly, some threads of a process are left for pages.

A thread is held until the last byte of its answer was taken. Whoever finds the lane full is asked to come again;
players do so by themselves.
"""

import contextlib
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from flask import Flask
from werkzeug.wsgi import ClosingIterator

PREFIX = "/hls/"
# Of eight threads one is kept for pages, and two at least.
KEPT_SHARE, KEPT_AT_LEAST = 8, 2
COME_AGAIN = [("Retry-After", "1"), ("Content-Length", "0"), ("Cache-Control", "no-store")]


def places_for_films(threads: int) -> int:
    """Return how many threads of a process may carry films at once."""
    return max(1, threads - max(KEPT_AT_LEAST, threads // KEPT_SHARE))


class FilmLane:
    """WSGI: lets at most so many films be on their way at once."""

    def __init__(self, app: Callable, places: int):
        self.app = app
        self.free = BoundedSemaphore(places)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer; a film keeps its place until its answer is closed."""
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self.app(environ, start_response)
        if not self.free.acquire(blocking=False):
            start_response("503 Service Unavailable", list(COME_AGAIN))
            return []
        with contextlib.ExitStack() as undone:
            undone.callback(self.free.release)
            body = self.app(environ, start_response)
            return _closing(body, undone.pop_all().close, environ.get("wsgi.file_wrapper"))


def install(app: Flask) -> None:
    """Put the lane in front of a shop, for as many threads as its processes have."""
    app.wsgi_app = FilmLane(app.wsgi_app, places_for_films(app.extensions["tbo.settings"].web_threads))  # type: ignore[method-assign]


def _closing(body: Any, then: Callable[[], None], file_wrapper: Any) -> Iterable[bytes]:
    """Call `then` once when the body is closed. A server knows its own wrapper of a file by its type, and keeps it."""
    if file_wrapper is None or not isinstance(body, file_wrapper):
        return ClosingIterator(body, [then])
    close: Callable[[], None] = getattr(body, "close", lambda: None)

    def close_both() -> None:
        try:
            close()
        finally:
            then()

    body.close = close_both
    return body
