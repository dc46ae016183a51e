"""Kept pages in front of a shop under test, and a look at what they left to Flask."""

from contextlib import contextmanager
from dataclasses import dataclass

from tbo.catalog import version
from tbo.pages.keeping import POLICIES
from tbo.web import page_cache
from tbo.web.page_version import Version


@dataclass
class InFront:
    """The layer, and the addresses that it could not answer itself."""

    layer: page_cache.PageCache
    rendered: list[str]


@contextmanager
def pages_kept(app):
    """Keep pages in front of `app` until the block ends."""
    before = app.wsgi_app
    seen: list[str] = []

    def watching(environ, start_response):
        seen.append(environ["PATH_INFO"])
        return before(environ, start_response)

    app.wsgi_app = watching
    try:
        yield InFront(page_cache.install(app, POLICIES, Version(version.read, app.app_context)), seen)
    finally:
        app.wsgi_app = before
