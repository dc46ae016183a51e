"""Pages of households that are known, given again while nothing that they are made of has changed.

At each request the database is asked how the household stands; only the same answer brings the same page. So a right
that was given or taken a moment ago, a place in a film, a device that was signed out: the next page knows of it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import structlog
from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie

from .. import clock
from . import forks
from .answers import Count, run
from .cookies import Cookie, name_of
from .encodings import best_encoding
from .kept_pages import KeptPage, KeptPages, new_page
from .page_policies import Addresses, Policies
from .page_version import Version
from .sharing import is_personal_page

BYTES = 3 * 1024 * 1024
LIFE = timedelta(seconds=60)
HEAVIER = 6_000  # What the rows of a standing weigh beside the page, in bytes.
MOST_SEEN = 2_000
ENDS = "tbo.known_page_ends"  # In the environment of a request: until when its page stays true.

# A device's number and how its household stands, or None for a secret that nobody has.
Ask = Callable[[str], tuple[int, Any] | None]


class KnownPages:
    """WSGI layer behind the pages for everybody. `ask` turns a device's secret into how its household stands."""

    def __init__(self, app: Flask, policies: Policies, version: Version, ask: Ask):
        self.application = app.wsgi_app
        self.pages = KeptPages(BYTES)
        self._context = app.app_context
        self._addresses = Addresses(app.url_map, policies)
        self._version = version
        self._ask = ask
        is_https = app.extensions["tbo.settings"].is_https
        self._device_cookie = name_of(Cookie.DEVICE, is_https)
        self._session_cookie = app.config["SESSION_COOKIE_NAME"]
        self._test_cookie = forks.cookie_name(is_https)
        self._seen: dict[tuple, datetime] = {}
        self._count = Count("pages.known")

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer with the page that was made of the same facts, or let it be made."""
        cookies = environ.get("HTTP_COOKIE", "")
        if environ["REQUEST_METHOD"] != "GET" or self._device_cookie not in cookies or "HTTP_AUTHORIZATION" in environ:
            return self.application(environ, start_response)
        path = environ["PATH_INFO"]
        query = self._addresses.query_or_none(path, environ.get("QUERY_STRING", ""))
        if query is None:
            return self.application(environ, start_response)
        brought = parse_cookie(cookies)
        secret = brought.get(self._device_cookie, "")
        # A page may carry the token of this browser's session, and be the one of two versions that it was dealt.
        said = f"{secret} {brought.get(self._session_cookie)} {brought.get(self._test_cookie)}"
        whose = blake2b(said.encode(), digest_size=16).digest()
        key = path, query, environ.get("HTTP_HX_REQUEST_TYPE") == "partial", whose
        asked = self._asked_or_none(secret) if self._is_seen_again(key) else None
        if asked is None:
            return self.application(environ, start_response)
        made_of = self._version.number(), asked
        page = self.pages.get(key)
        if page is None or page.version != made_of or clock.now() >= page.until:
            return self._fresh(key, made_of, environ, start_response)
        return self._answer(key, page, best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")), start_response)

    def _is_seen_again(self, key: tuple) -> bool:
        """Whether this browser asked for this page a moment ago; a page that is looked at once is not worth keeping."""
        now = clock.now()
        before = self._seen.pop(key, None)
        if before is None and len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen[key] = now
        return before is not None and now - before < LIFE

    def _asked_or_none(self, secret: str) -> Any:
        try:
            with self._context():
                return self._ask(secret)
        except SQLAlchemyError as error:
            structlog.get_logger("tbo.web").warning("pages.standing_unknown", error=type(error).__name__)
            return None

    def _fresh(self, key: tuple, made_of: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        now = clock.now()
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        # Nothing of the address but what counts; packed here, not there.
        environ |= {"QUERY_STRING": key[1], "HTTP_ACCEPT_ENCODING": ""}
        status, headers, body = run(self.application, environ)
        ends = environ.get(ENDS)
        if ends is None or not is_personal_page(status, headers):
            start_response(status, headers)
            return (body,)
        kept = [pair for pair in headers if pair[0].lower() not in ("content-length", "x-request-id")]
        page = new_page(made_of, (min(now + LIFE, ends), ends), kept, body, encoding)
        page.weight += HEAVIER
        self.pages.put(key, page)
        return self._answer(key, page, encoding, start_response)

    def _answer(self, key: tuple, page: KeptPage, encoding: str, start_response: Callable) -> Iterable[bytes]:
        body, headers, _etag = self.pages.encoded(key, page, encoding)
        start_response("200 OK", [*headers, ("X-Request-Id", self._count.next())])
        return (body,)


def ends_at(moment: datetime) -> None:
    """Say until when the page of this request stays true, if nothing changes that it is made of."""
    request.environ[ENDS] = moment


def install(app: Flask, policies: Policies, version: Version, ask: Ask) -> KnownPages:
    """Wrap the shop as it is now; `ask` is called in an app context."""
    app.wsgi_app = layer = KnownPages(app, policies, version, ask)
    return layer
