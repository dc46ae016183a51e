"""Whole answers of an application, and numbers for the answers that Flask never saw."""

import itertools
import secrets
import time
from collections.abc import Callable

import structlog

from .kept_pages import Headers

REPORT_EVERY_S = 10.0


class Count:
    """Numbers answers, and logs how many they were, at most every ten seconds."""

    def __init__(self, event: str):
        self._event = event
        self._prefix = ""
        self._numbers = itertools.count(1)
        self._reported = 0
        self._report_at = time.monotonic() + REPORT_EVERY_S

    def next(self) -> str:
        """Return a request number that no other request of any process has."""
        number = next(self._numbers)
        if not self._prefix:
            # Not earlier: processes part after this object was made, and each has its own.
            self._prefix = secrets.token_hex(4)
        now = time.monotonic()
        if now >= self._report_at:
            self._report_at = now + REPORT_EVERY_S
            structlog.get_logger("tbo.web").info(self._event, answers=number - self._reported)
            self._reported = number
        return f"{self._prefix}{number:08x}"


def run(application: Callable, environ: dict) -> tuple[str, Headers, bytes]:
    """Return the application's whole answer."""
    answer: list = []

    def start_response(status, headers, _exc_info=None):
        answer[:] = [status, headers]

    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return answer[0], answer[1], body
