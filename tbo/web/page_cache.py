"""Pages for visitors without a cookie of ours, answered before Flask: the same bytes for all while they are true.

What is kept is rendered for a bare request of our own: no cookie, no user agent, no argument that the page's policy
does not name. So nothing of the visitor who happened to ask first can be in it. Of a page under test both versions are
kept; which one goes out, and the cookie that says so, is decided here, behind what is kept.
"""

from collections.abc import Callable, Iterable
from threading import Event
from urllib.parse import urlsplit

from flask import Flask

from .. import clock
from ..rules.experiments import Arm
from .answers import Count, run
from .bounds import hosts_of
from .encodings import best_encoding
from .forks import ARM, FORK, LIMITS, deal
from .kept_pages import KeptPage, KeptPages, new_page
from .page_policies import Addresses, Policies
from .page_version import Version
from .sharing import ENDS, is_shareable, personal_cookies, shared_for

BYTES = 12 * 1024 * 1024
PATIENCE_S = 3.0
MOST_HOSTS = 64
NOT_KEPT = frozenset({"content-length", "x-request-id", "etag", "cache-control"})
OF_THE_CONNECTION = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL")


class PageCache:
    """WSGI layer around the shop as it is now."""

    def __init__(self, app: Flask, policies: Policies, version: Version, limit: int = BYTES):
        self.application = app.wsgi_app
        self.pages = KeptPages(limit)
        self._addresses = Addresses(app.url_map, policies)
        self._version = version
        self._personal = personal_cookies(app)
        self._base = urlsplit(app.extensions["tbo.settings"].base_url)
        self._is_https = self._base.scheme == "https"
        self._hosts = hosts_of(app.extensions["tbo.settings"])
        self._ours: dict[str, bool] = {}
        self._filling: dict[tuple, Event] = {}
        self._count = Count("pages.kept")

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer from what is kept, or render and keep, or stay out of it."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._is_personal(environ) or not self._is_ours(environ):
            return self.application(environ, start_response)
        path = environ["PATH_INFO"]
        query = self._addresses.query_or_none(path, environ.get("QUERY_STRING", ""))
        if query is None:
            return self.application(environ, start_response)
        return self._kept((path, query, environ.get("HTTP_HX_REQUEST_TYPE") == "partial"), environ, start_response)

    def _kept(self, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        page = self._present_page(key)
        if page is not None:
            return self._answer(key, page, environ, start_response)
        return self._fresh(key, environ, start_response)

    def _is_personal(self, environ: dict) -> bool:
        cookies = environ.get("HTTP_COOKIE", "")
        if "HTTP_AUTHORIZATION" in environ:
            return True
        return any(part.partition("=")[0].strip() in self._personal for part in cookies.split(";"))

    def _is_ours(self, environ: dict) -> bool:
        """Whether the request names a host of ours; another one is for the shop to refuse."""
        host = environ.get("HTTP_HOST", "")
        if host not in self._ours:
            if len(self._ours) >= MOST_HOSTS:
                self._ours.clear()
            self._ours[host] = host_name_or_none(host) in self._hosts
        return self._ours[host]

    def _present_page(self, key: tuple) -> KeptPage | None:
        page = self.pages.get(key)
        is_present = page is not None and page.version == self._version.number() and clock.now() < page.until
        return page if is_present else None

    def _answer(self, key: tuple, page: KeptPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer with a page; where it is one of two, with that of whoever asks: B has a key that ends with it."""
        if page.fork is None:
            return self._send(key, page, environ, start_response)
        dealt = deal(environ, page.fork, self._is_https)
        if dealt.arm is Arm.B and Arm.B not in key:
            return self._kept((*key, Arm.B), environ, start_response)
        return self._send(key, page, environ, start_response, dealt.cookie)

    def _send(
        self, key: tuple, page: KeptPage, environ: dict, start_response: Callable, cookie: str | None = None
    ) -> Iterable[bytes]:
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body, headers, etag = self.pages.encoded(key, page, encoding)
        seconds = int((page.true_until - clock.now()).total_seconds())
        said = [("Cache-Control", LIMITS if page.fork else shared_for(seconds)), ("X-Request-Id", self._count.next())]
        said += [("Set-Cookie", cookie)] if cookie else []
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and (etag in asked or asked.strip() == "*"):
            start_response("304 NOT MODIFIED", [pair for pair in headers if pair[0] in ("ETag", "Vary")] + said)
            return ()
        start_response("200 OK", headers + said)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)

    def _fresh(self, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Let one request render the page; the others wait for it, and render for themselves what is not kept."""
        mine = Event()
        other = self._filling.setdefault(key, mine)
        if other is mine:
            try:
                return self._fill(key, environ, start_response)
            finally:
                del self._filling[key]
                mine.set()
        other.wait(PATIENCE_S)
        page = self._present_page(key)
        if page is None:
            return self.application(environ, start_response)
        return self._answer(key, page, environ, start_response)

    def _fill(self, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        page = self._present_page(key)  # Made by another thread since this one looked.
        if page is not None:
            return self._answer(key, page, environ, start_response)
        # Read before rendering: what changes meanwhile makes the page old at once, never the other way round.
        version = self._version.number()
        bare = self._bare(key, environ)
        status, headers, body = run(self.application, bare)
        if status.startswith("5") and (former := self._still_true(key, version)):
            return self._answer(key, former, environ, start_response)
        if ENDS not in bare or not is_shareable(status, headers, body):
            start_response(status, headers)
            return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)
        kept = [pair for pair in headers if pair[0].lower() not in NOT_KEPT]
        page = new_page(version, bare[ENDS], kept, body, best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        page.fork = bare.get(FORK)
        self.pages.put(key, page)
        return self._answer(key, page, environ, start_response)

    def _still_true(self, key: tuple, version: int) -> KeptPage | None:
        """Return the former page when nothing is known against it: better than an error while the database is away."""
        page = self.pages.get(key)
        return page if page is not None and page.version == version and clock.now() < page.true_until else None

    def _bare(self, key: tuple, environ: dict) -> dict:
        """Return a request of our own for this key: nothing of the visitor's but the address that limits count."""
        path, query, is_part, *arm = key
        bare = {name: environ[name] for name in environ if name in OF_THE_CONNECTION or name.startswith("wsgi.")}
        bare |= {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query}
        bare |= {"HTTP_HOST": self._base.netloc, "wsgi.url_scheme": self._base.scheme, ARM: arm[0] if arm else Arm.A}
        if is_part:
            bare |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
        return bare


def host_name_or_none(host: str) -> str | None:
    """Return the name in a Host header, without its port."""
    try:
        return urlsplit("//" + host).hostname
    except ValueError:
        return None


def install(app: Flask, policies: Policies, version: Version, limit: int = BYTES) -> PageCache:
    """Wrap the shop as it is now."""
    app.wsgi_app = layer = PageCache(app, policies, version, limit)
    return layer
