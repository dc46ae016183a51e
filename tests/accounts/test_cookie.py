"""The device's cookie: what it is called, what protects it, and when it is sent."""

from dataclasses import replace

import pytest

from tbo.accounts.guests import household_for_purchase
from tbo.arrivals.visits import cookie_name as arrival_cookie_name
from tbo.db import commits

from ..support.browser import Browser
from .conftest import PHONE, become_guest


def flags(header: str) -> tuple[str, set[str]]:
    name, *rest = header.split("; ")
    return name.split("=")[0], {part.split("=")[0] + "=" * ("=" in part) + part.partition("=")[2] for part in rest}


def device_cookie(response) -> str:
    return next(cookie for cookie in response.headers.getlist("Set-Cookie") if "tbo-device=" in cookie)


def test_scripts_and_other_sites_do_not_get_it(browser):
    name, said = flags(device_cookie(browser.sign_in(PHONE)))
    assert name == "tbo-device"
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= said
    assert not {part for part in said if part.startswith("Domain")}


@pytest.fixture
def https_app(app, monkeypatch):
    """The shop on https."""
    settings = replace(app.extensions["tbo.settings"], base_url="https://shop.test")
    monkeypatch.setitem(app.extensions, "tbo.settings", settings)
    return app


def test_with_https_the_browser_itself_refuses_other_hosts(https_app):
    asked = https_app.test_request_context(base_url="https://shop.test")
    with https_app.app_context(), asked:
        commits(lambda: household_for_purchase().id)()
        response = https_app.process_response(https_app.make_response("ok"))
        name, said = flags(device_cookie(response))
        assert arrival_cookie_name() == "__Host-tbo-arrival"
    assert name == "__Host-tbo-device"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= said


def test_a_refused_order_leaves_no_cookie(app):
    with app.app_context(), app.test_request_context():
        commits(lambda: household_for_purchase().id)()
        assert "Set-Cookie" not in app.process_response(app.make_response(("no", 422))).headers


def test_an_answer_with_the_secret_is_kept_by_nobody(browser):
    assert browser.sign_in(PHONE).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/", "/library", "/plans", "/search", "/healthz", "/nowhere"])
def test_a_visitor_gets_no_cookie(shop, address):
    assert "Set-Cookie" not in Browser(shop).get(address).headers


def test_a_guest_gets_no_session_for_looking(shop):
    guest = Browser(shop)
    become_guest(guest)
    for address in ("/", "/library", "/plans"):
        cookies = guest.get(address).headers.getlist("Set-Cookie")
        assert not [cookie for cookie in cookies if cookie.startswith("tbo=")], address
