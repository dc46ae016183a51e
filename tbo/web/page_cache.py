"""Pages for visitors without a cookie, answered before Flask: the same bytes for everybody until the catalogue changes.

What is kept is rendered for a bare request of our own: no cookie, no user agent, no argument that the table below does
not name. So nothing of the visitor who happened to ask first can be in it.
"""

import itertools
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from flask import Flask, Response, g, request, session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from .. import clock
from .kept_pages import Headers, KeptPage, KeptPages, best_encoding, new_page
from .locale import PREFIXES

BYTES = 16 * 1024 * 1024
PUBLIC = "public, max-age=0, s-maxage={}, stale-while-revalidate=600"
VARY = ("Cookie", "Accept-Encoding", "HX-Request", "HX-Request-Type")
VERSION_EVERY_S = 0.25
PATIENCE_S = 3.0
REPORT_EVERY_S = 10.0
MOST_ARGUMENTS = 24
LONGEST_VALUE = 120
MOST_PATHS = 4096


@dataclass(frozen=True)
class Policy:
    """How long answers of an endpoint may be kept, in seconds, and which arguments of the query they depend on."""

    seconds: int = 60
    arguments: tuple[str, ...] = ()


FACETS = ("genre", "country", "studio", "originals", "access", "language", "age", "year", "kind", "sort", "after")
POLICIES = {
    "storefront.home": Policy(),
    "storefront.shelf": Policy(),
    "storefront.library": Policy(arguments=("q", *FACETS)),
    "storefront.title": Policy(),
    "storefront.season": Policy(),
    "storefront.studio": Policy(),
    "storefront.country": Policy(),
    "storefront.person": Policy(),
    "storefront.originals": Policy(),
    "storefront.plans": Policy(seconds=300),
}


class PageCache:
    """WSGI layer around the shop. `read_version` may touch the database; it is called four times a second at most."""

    def __init__(self, app: Flask, application: Callable, read_version: Callable[[], int], limit: int = BYTES):
        self.application = application
        self.pages = KeptPages(limit)
        self._addresses = Addresses(app)
        self._version = Version(read_version)
        self._personal = personal_cookies(app)
        self._base = urlsplit(app.extensions["tbo.settings"].base_url)
        self._filling: dict[tuple, Event] = {}
        self._count = Count()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer from what is kept, or render and keep, or stay out of it."""
        if environ["REQUEST_METHOD"] != "GET" or "tbo.refused" in environ or self._is_personal(environ):
            return self.application(environ, start_response)
        query = environ.get("QUERY_STRING", "")
        path = environ["PATH_INFO"]
        if query:
            query = self._addresses.query_or_none(path, query)
        is_part = environ.get("HTTP_HX_REQUEST_TYPE") == "partial"
        page = self.pages.get((path, query, is_part))
        if page is None or page.version != self._version.number() or page.until <= clock.now():
            if query is None or self._addresses.policy_or_none(path) is None:
                return self.application(environ, start_response)
            return self._fresh((path, query, is_part), environ, start_response)
        return self._answer(page, environ, start_response)

    def _is_personal(self, environ: dict) -> bool:
        cookies = environ.get("HTTP_COOKIE")
        if "HTTP_AUTHORIZATION" in environ:
            return True
        return bool(cookies) and any(part.partition("=")[0].strip() in self._personal for part in cookies.split(";"))

    def _answer(self, page: KeptPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
        body, headers, etag = page.answer(best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        number = ("X-Request-Id", self._count.next())
        if etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            kept = [pair for pair in headers if pair[0] in ("ETag", "Cache-Control", "Vary")]
            start_response("304 NOT MODIFIED", [*kept, number])
            return ()
        start_response("200 OK", [*headers, number])
        return (body,)

    def _fresh(self, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Let one request render the page; the others get the former one, or wait a moment for the new one."""
        mine = Event()
        other = self._filling.setdefault(key, mine)
        if other is mine:
            try:
                return self._fill(key, environ, start_response)
            finally:
                del self._filling[key]
                mine.set()
        page = self.pages.get(key)
        if page is None:
            other.wait(PATIENCE_S)
            page = self.pages.get(key)
        if page is None:
            return self.application(environ, start_response)
        return self._answer(page, environ, start_response)

    def _fill(self, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        # Read before rendering: what changes meanwhile makes the page old at once, never the other way round.
        version = self._version.number()
        bare = self._bare(key, environ)
        status, headers, body = run(self.application, bare)
        until = bare.get("tbo.kept_until")
        if until is None or not is_shareable(status, headers, body):
            start_response(status, headers)
            return (body,)
        kept = [pair for pair in headers if pair[0].lower() not in ("content-length", "x-request-id", "etag")]
        page = new_page(version, until, kept, body, best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        self.pages.put(key, page)
        return self._answer(page, environ, start_response)

    def _bare(self, key: tuple, environ: dict) -> dict:
        """Return a request of our own for this key: nothing of the visitor's but the address that limits count."""
        path, query, is_part = key
        kept = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL")
        bare = {name: value for name, value in environ.items() if name in kept or name.startswith("wsgi.")}
        bare |= {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query}
        bare |= {"HTTP_HOST": self._base.netloc, "wsgi.url_scheme": self._base.scheme}
        if is_part:
            bare |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
        return bare


class Addresses:
    """What the table says of a path: its policy, and the query's arguments that count there."""

    def __init__(self, app: Flask):
        self._map = app.url_map
        self._known: dict[str, Policy | None] = {}

    def policy_or_none(self, path: str) -> Policy | None:
        """Return how answers at this path are kept, None when they are not."""
        try:
            return self._known[path]
        except KeyError:
            if len(self._known) >= MOST_PATHS:
                self._known.clear()
            policy = self._known[path] = self._policy_or_none(path)
            return policy

    def query_or_none(self, path: str, query: str) -> str | None:
        """Return the query with only what counts, in one order; None when the page may not be kept."""
        policy = self.policy_or_none(path)
        if policy is None:
            return None
        if not policy.arguments:
            return ""
        pairs = {pair for pair in parse_qsl(query) if pair[0] in policy.arguments}
        if len(pairs) > MOST_ARGUMENTS or any(len(value) > LONGEST_VALUE for _, value in pairs):
            return None
        return urlencode(sorted(pairs))

    def _policy_or_none(self, path: str) -> Policy | None:
        first, _slash, rest = path.lstrip("/").partition("/")
        inner = "/" + rest if first in PREFIXES else path
        try:
            endpoint, _arguments = self._map.bind("").match(inner.encode("latin-1").decode(), "GET")
        except (HTTPException, UnicodeError):
            return None
        return POLICIES.get(endpoint)


class Version:
    """The catalogue's version as this process last heard it; asked for by one thread at a time, nobody waits."""

    def __init__(self, read: Callable[[], int]):
        self._read = read
        self._number = -1
        self._ask_at = 0.0
        self._asking = Lock()

    def number(self) -> int:
        """Return the version; while the database is away, the last one known."""
        now = time.monotonic()
        if now >= self._ask_at and self._asking.acquire(blocking=False):
            try:
                self._ask_at = now + VERSION_EVERY_S
                self._number = self._read()
            except SQLAlchemyError as error:
                structlog.get_logger("tbo.web").warning("pages.version_unknown", error=type(error).__name__)
            finally:
                self._asking.release()
        return self._number


class Count:
    """Numbers the answers that Flask never saw, and logs how many they were, at most every ten seconds."""

    def __init__(self):
        self._prefix = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._reported = 0
        self._report_at = time.monotonic() + REPORT_EVERY_S

    def next(self) -> str:
        """Return a request number that no other request of any process has."""
        number = next(self._numbers)
        now = time.monotonic()
        if now >= self._report_at:
            self._report_at = now + REPORT_EVERY_S
            structlog.get_logger("tbo.web").info("pages.kept", answers=number - self._reported)
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


def is_shareable(status: str, headers: Headers, body: bytes) -> bool:
    """Whether an answer may be shown to everybody, judged by what leaves, whoever made it."""
    named = {name.lower(): value for name, value in headers}
    limits = named.get("cache-control", "")
    surprises = {word.strip().lower() for word in named.get("vary", "").split(",")} - {name.lower() for name in VARY}
    return (
        status.startswith("200 ")
        and "set-cookie" not in named
        and "public" in limits
        and "private" not in limits
        and "no-store" not in limits
        and not surprises - {""}
        and b'name="csrf_token"' not in body
        and b"X-CSRFToken" not in body
    )


def personal_cookies(app: Flask) -> frozenset[str]:
    """Return the cookies that stand for a person: the session and the device."""
    is_https = app.extensions["tbo.settings"].base_url.startswith("https:")
    return frozenset({app.config["SESSION_COOKIE_NAME"], "__Host-tbo-device" if is_https else "tbo-device"})


def init_app(app: Flask, read_version: Callable[[], int], valid_until: Callable[[datetime], datetime]) -> None:
    """Put the layer around the shop; not under test, where content changes without rising the catalogue's version."""
    app.after_request(lambda response: _say_who_may_keep(app, response, valid_until))
    if app.extensions["tbo.settings"].env != "test":
        install(app, read_version)


def install(app: Flask, read_version: Callable[[], int], limit: int = BYTES) -> PageCache:
    """Wrap the shop; `read_version` is called in an app context."""

    def read() -> int:
        with app.app_context():
            return read_version()

    app.wsgi_app = layer = PageCache(app, app.wsgi_app, read, limit)
    return layer


def _say_who_may_keep(app: Flask, response: Response, valid_until: Callable[[datetime], datetime]) -> Response:
    """Mark an anonymous page as everybody's until its end; other pages, without a word of their own, as nobody's."""
    policy = POLICIES.get(request.endpoint or "")
    if "Cache-Control" in response.headers:
        return response
    if policy is None or response.status_code != 200 or _is_personal(app, response):
        if response.mimetype == "text/html":
            response.headers["Cache-Control"] = "private, no-store"
        return response
    now = clock.now()
    until = min(now + timedelta(seconds=policy.seconds), valid_until(now))
    response.headers["Cache-Control"] = PUBLIC.format(max(1, min(60, int((until - now).total_seconds()))))
    response.vary.update(VARY)
    request.environ["tbo.kept_until"] = until
    return response


def _is_personal(app: Flask, response: Response) -> bool:
    has_cookie = not personal_cookies(app).isdisjoint(request.cookies)
    return has_cookie or "Set-Cookie" in response.headers or session.modified or "csrf_token" in g
