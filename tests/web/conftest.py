"""What tests of the web layers share: a tiny shop of three pages behind kept ones, and a clock's hands."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask, session

from tbo import clock
from tbo.web import page_cache, page_version, sharing
from tbo.web.page_policies import Policy
from tbo.web.page_version import Version

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


class TinyShop:
    """A few pages behind the layer; `rendered` counts how often Flask was asked, `version` is the catalogue's."""

    def __init__(self, settings, limit: int = page_cache.BYTES):
        self.rendered = 0
        self.version = 1
        self.true_for = timedelta(hours=1)
        self.status = 200
        self.words = "一千里" * 400
        self.on_render = lambda: None
        self.app = Flask("tiny")
        self.app.config.update(SECRET_KEY="only of this test", SESSION_COOKIE_NAME="tbo")
        self.app.extensions["tbo.settings"] = settings
        policies = {name: Policy(60, _depends_on) for name in ("page", "personal", "fails")}
        sharing.init_app(self.app, policies, lambda now: now + self.true_for)
        self.app.add_url_rule("/page", "page", self._page)
        self.app.add_url_rule("/personal", "personal", self._personal)
        self.app.add_url_rule("/other", "other", self._page)
        self.layer = page_cache.install(self.app, policies, Version(lambda: self.version), limit)

    def get(self, address: str = "/page", method: str = "GET", **headers):
        """Fetch; headers are named with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client(use_cookies=False).open(address, method=method, headers=named)

    def _page(self):
        self.rendered += 1
        self.on_render()
        return f"{self.words} {self.rendered}", self.status

    def _personal(self):
        session["basket"] = "full"
        return self._page()


def _depends_on(arguments) -> dict[str, str]:
    return {"after": arguments["after"]} if "after" in arguments else {}


@pytest.fixture
def tiny(settings, monkeypatch):
    """A tiny shop whose version is looked up at each request."""
    monkeypatch.setattr(page_version, "READ_EVERY_S", 0)
    with clock.standing_at(NOON):
        yield TinyShop(settings)


@pytest.fixture
def hands(monkeypatch):
    """The hands of the version's clock, which a test moves itself."""
    moved = SimpleNamespace(now=100.0)
    monkeypatch.setattr(page_version, "time", SimpleNamespace(monotonic=lambda: moved.now))
    return moved
