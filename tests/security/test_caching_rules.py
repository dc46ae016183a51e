"""Caches: what is everybody's may be kept without a trace of anybody; what is somebody's is kept by nobody."""

import pytest

from ..support.browser import Browser
from .routes import PEOPLE, ROUTES

# What caches are told is decided by the route and by who asks, not by the engine.
pytestmark = pytest.mark.once
PERSONAL = [name for name, route in ROUTES.items() if route.is_personal]
PUBLIC = [name for name, route in ROUTES.items() if not route.is_personal and name.startswith("storefront.")]


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_somebodys_is_kept_by_nobody(walk, person):
    for name in PERSONAL:
        limits = walk[person][name].headers.get("Cache-Control", "")
        assert "no-store" in limits, name
        assert "public" not in limits, name


def test_a_public_page_sets_no_cookie_and_varies_with_what_it_depends_on(walk):
    for name in PUBLIC:
        response = walk["nobody"][name]
        limits, page = response.headers["Cache-Control"], response.get_data(as_text=True)
        assert not response.headers.getlist("Set-Cookie"), name
        if "public" in limits:
            varies = {word.strip() for word in response.headers["Vary"].split(",")}
            assert {"Cookie", "HX-Request", "HX-Request-Type"} <= varies, name
            assert "csrf_token" not in page, name
            assert "X-CSRFToken" not in page, name
        else:
            assert "no-store" in limits, name


@pytest.mark.parametrize("person", ["guest", "other", "account"])
def test_the_same_page_for_somebody_known_is_theirs_alone(walk, person):
    for name in PUBLIC:
        assert walk[person][name].headers["Cache-Control"] == "private, no-store", name


def test_a_suffix_makes_no_page_public(cast):
    for suffix in (".css", "/x.css", ".js", ";x.css", "%2Fx.css", "/"):
        for address in ("/account", "/account/receipts", "/orders/{paid}", "/receipts/{paid}"):
            response = cast.account.get(address.format(**cast.things) + suffix)
            assert response.status_code in (404, 308) or suffix == "/", address
            assert "public" not in response.headers.get("Cache-Control", ""), address


def test_looking_costs_a_visitor_no_session(shop):
    visitor = Browser(shop)
    for name in PUBLIC:
        address = ROUTES[name].address
        if "{" not in address:
            visitor.get(address)
    assert not visitor.client._cookies
