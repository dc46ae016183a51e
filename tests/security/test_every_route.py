"""Everybody before every door: one table says who gets what, and a route without a line in it fails here."""

import re

import pytest

from ..support.browser import Browser
from ..support.parsing import page_of
from .routes import PEOPLE, ROUTES, ask

OWNED = [name for name, route in ROUTES.items() if route.statuses["other"] == 404 and route.statuses["account"] != 404]


def routes_of(app) -> set[str]:
    """Every route as "endpoint METHOD"."""
    rules = (rule for rule in app.url_map.iter_rules() if not rule.build_only)
    return {f"{rule.endpoint} {method}" for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}


def test_every_route_has_a_rule(empty_app):
    assert routes_of(empty_app) == set(ROUTES)


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(walk, person):
    wrong = [
        f"{name} answers {walk[person][name].status_code} to {person}, the table says {route.statuses[person]}"
        for name, route in ROUTES.items()
        if walk[person][name].status_code != route.statuses[person]
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_somebodys_own_is_as_unknown_as_what_does_not_exist(cast):
    nothing = cast.things | {"paid": "TBO20261118-ZZZZZZZZ", "pending": "TBO20261118-YYYYYYYY", "profile": 2**31 - 1}
    nothing["subscription"] = "TBOS20261118ZZZZZZZZZZ"
    for person in (cast.nobody, cast.guest, cast.other):
        for name in OWNED:
            theirs, none = (ask(person, name, things) for things in (cast.things, nothing))
            assert theirs.status_code == none.status_code, name
            assert words_of(theirs) == words_of(none), name


def words_of(response) -> str:
    """The words of a page, without the request's own number."""
    main = page_of(response).find("main")
    return re.sub(r"[0-9a-f]{8}", "N", main.get_text(" ", strip=True))


# Doors for programs that sign what they tell; they read no token and no cookie.
NOTICES = ("orders.receive_notice POST", "tickets.receive_ticket_notice POST")
MADE = ("profile", "device", "token", "sent", "pending", "paid", "subscription")


@pytest.mark.parametrize("name", [name for name in ROUTES if name.endswith("POST") and ROUTES[name].json is None])
def test_what_changes_something_is_refused_without_token_and_from_elsewhere(shop, name):
    browser, things = Browser(shop), dict.fromkeys(MADE, "x") | {"profile": 1}
    address = ROUTES[name].address.format(**things, episode=1, season=1)
    if name in NOTICES:
        return
    # A body that may be large is read behind the door only, and its token with it (tests/backoffice/test_films.py).
    is_late = getattr(shop.view_functions[name.partition(" ")[0]], "is_after_door", False)
    assert browser.bare_post(address).status_code == (303 if is_late else 400)
    token, evil = browser.token(), {"Origin": "https://evil.example"}
    assert browser.open(address, method="POST", data={"csrf_token": token}, headers=evil).status_code == 403
    for method in ("PUT", "PATCH", "DELETE"):
        assert browser.open(address, method=method, data={"csrf_token": token}).status_code == 405


@pytest.mark.parametrize("name", [name for name in ROUTES if ROUTES[name].json is not None])
def test_what_a_script_asks_is_refused_when_it_does_not_come_from_our_pages(shop, name):
    route = ROUTES[name]
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = Browser(shop).open(route.address, method="POST", json=route.json, headers=headers)
        assert answer.status_code == 403
