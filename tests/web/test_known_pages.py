"""Pages of known households: the same facts bring the same page, any other facts a new one."""

from datetime import timedelta

import pytest
from flask import Flask, request, session
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from tbo import clock
from tbo.web import known_pages
from tbo.web.page_policies import Policy
from tbo.web.page_version import Version
from tbo.web.pages import private

from .conftest import NOON


class TinyHousehold:
    """A shop of one page for those who are known, and what its database would say of them."""

    def __init__(self, settings):
        self.rendered = 0
        self.version = 1
        self.stands = {"s" * 43: (7, ("lin", 1)), "t" * 43: (8, ("chen", 1))}
        self.ends = timedelta(hours=1)
        self.status = 200
        self.asked = 0
        self.is_away = False
        self.app = Flask("tiny")
        self.app.config.update(SECRET_KEY="only of this test", SESSION_COOKIE_NAME="tbo")
        self.app.extensions["tbo.settings"] = settings
        self.app.add_url_rule("/page", "page", self._page)
        self.app.add_url_rule("/other", "other", self._page)
        policies = {"page": Policy(depends_on=lambda arguments: {"a": arguments["a"]} if "a" in arguments else {})}
        self.layer = known_pages.install(self.app, policies, Version(lambda: self.version), self._ask)

    def get(self, address: str = "/page", secret: str = "s", cookies: str = "", **headers):
        """Fetch as the holder of a secret."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Cookie"] = f"tbo-device={secret * 43}; {cookies}"
        return FlaskClient(self.app, self.app.response_class, use_cookies=False).get(address, headers=named)

    def again(self, *args, **kwargs):
        """Fetch three times: looked at, kept, and given again if it was kept; return the last answer."""
        return [self.get(*args, **kwargs) for _ in range(3)][-1]

    def _ask(self, secret):
        self.asked += 1
        if self.is_away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.stands.get(secret)

    def _page(self):
        self.rendered += 1
        known_pages.ends_at(clock.now() + self.ends)
        if "new" in request.cookies:
            session["token"] = "new"
        return private(self.app.make_response((f"page {self.rendered} {request.query_string}", self.status)))


@pytest.fixture
def tiny(settings, monkeypatch):
    """A tiny shop at noon."""
    monkeypatch.setattr("tbo.web.page_version.READ_EVERY_S", 0)
    with clock.standing_at(NOON):
        yield TinyHousehold(settings)


def test_a_page_that_is_looked_at_once_costs_no_question_and_is_not_kept(tiny):
    tiny.get()
    assert tiny.asked == 0
    assert len(tiny.layer.pages) == 0


def test_the_same_facts_bring_the_same_page(tiny):
    answer = tiny.again()
    assert tiny.rendered == 2
    assert answer.data == tiny.get().data
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("change", ["standing", "version", "device", "minute", "end"])
def test_anything_else_brings_a_new_page(tiny, change):
    before = tiny.again()
    later = NOON
    if change == "standing":
        tiny.stands["s" * 43] = (7, ("lin", 2))
    elif change == "version":
        tiny.version = 2
    elif change == "device":
        tiny.stands["s" * 43] = (9, ("lin", 1))
    elif change == "minute":
        later = NOON + timedelta(seconds=60)
    elif change == "end":
        tiny.ends = timedelta(seconds=5)
        tiny.version = 2
        before = tiny.get()
        later = NOON + timedelta(seconds=5)
    with clock.standing_at(later):
        assert tiny.get().data != before.data


def test_a_device_that_was_signed_out_is_left_to_the_shop(tiny):
    tiny.again()
    del tiny.stands["s" * 43]
    before = tiny.rendered
    tiny.get()
    assert tiny.rendered == before + 1


def test_households_and_sessions_never_share_a_page(tiny):
    pages = [
        tiny.again().data,
        tiny.again(secret="t").data,
        tiny.again(cookies="tbo=one").data,
        tiny.again(cookies="tbo=two").data,
        tiny.again("/page?a=1").data,
        tiny.again(HX_Request_Type="partial").data,
    ]
    assert len(set(pages)) == len(pages)
    assert tiny.get().data == pages[0]


def test_arguments_that_do_not_count_are_neither_shown_nor_kept_apart(tiny):
    first, second = tiny.again("/page?spm=a.1"), tiny.get("/page?utm_source=b")
    assert first.data == second.data
    assert b"spm" not in first.data


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_only_a_page_that_went_well_is_kept(tiny, status):
    tiny.status = status
    assert tiny.again().status_code == status
    assert tiny.rendered == 3


def test_an_answer_that_gives_a_cookie_is_not_kept(tiny):
    assert "Set-Cookie" in tiny.again(cookies="new=1").headers
    assert len(tiny.layer.pages) == 0


def test_while_the_database_is_away_the_shop_itself_answers(tiny):
    tiny.again()
    tiny.is_away = True
    before = tiny.rendered
    assert tiny.get().status_code == 200
    assert tiny.rendered == before + 1


def test_other_addresses_methods_and_visitors_are_left_to_the_shop(tiny):
    tiny.again("/other")
    tiny.again(Authorization="Basic eDp5")
    tiny.app.test_client().get("/page")
    assert tiny.asked == 0
    assert tiny.rendered == 7
