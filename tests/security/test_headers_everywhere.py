"""Headers: every answer, whoever gets it and however it failed, says what a browser may do with it."""

import pytest

from tbo.web.headers import OVERRIDES

from ..support.browser import Browser
from .routes import PEOPLE, TITLE

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FAILURES = [
    ("/nowhere", 404, {}),
    ("/account.css", 404, {}),
    ("/sign-out", 405, {}),
    ("/library?q=" + "x" * 9000, 414, {}),
    ("/sign-in", 413, {"method": "POST", "data": b"x" * (2 * 1024 * 1024 + 1)}),
    ("/sign-in", 400, {"method": "POST", "data": {}}),
    ("/account/contact", 403, {}),
    ("/library?q=%00", 400, {}),
    ("/", 400, {"headers": {"Host": "evil.example"}}),
    ("/orders/TBO20261118-ZZZZZZZZ", 404, {}),
    (f"/watch/{TITLE}/1/2", 402, {}),
    (f"/titles/{TITLE}/seasons/99999999999999999999", 404, {}),
]


def policy_of(response) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


def assert_guarded(response, endpoint: str = "") -> None:
    for name, value in ALWAYS.items():
        assert response.headers[name] == value, f"{endpoint}: {name}"
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), endpoint
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Server" not in response.headers
    policy = policy_of(response)
    assert policy["default-src"] == policy["script-src"] == "'self'", endpoint
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'",) * 3, endpoint
    assert policy["form-action"].startswith("'self' ")
    plays = endpoint in OVERRIDES and response.status_code == 200
    assert ("'unsafe-inline'" in policy["style-src"]) == plays, endpoint
    rest = " ".join(value for name, value in policy.items() if name != "style-src")
    assert not {"'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*"} & set(rest.split()), endpoint


@pytest.mark.parametrize("person", PEOPLE)
def test_every_route_guards_its_answer(walk, person):
    for name, response in walk[person].items():
        assert_guarded(response, name.split()[0])


@pytest.mark.parametrize(("address", "status", "request_"), FAILURES, ids=lambda value: str(value)[:40])
def test_every_failure_guards_its_page(shop, address, status, request_):
    response = Browser(shop).open(address, **request_)
    assert response.status_code == status
    assert_guarded(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_only_where_something_plays_there_is_an_exception():
    assert set(OVERRIDES) == {"playback.watch", "trailer.watch"}
    for rules in OVERRIDES.values():
        assert "script-src" not in rules, "scripts have no exception anywhere"


def test_a_broken_page_says_a_number_and_nothing_else(shop, monkeypatch):
    def broken():
        raise RuntimeError("secret detail of the machine")

    monkeypatch.setitem(shop.view_functions, "health.alive", broken)
    monkeypatch.setitem(shop.config, "TESTING", False)
    response = Browser(shop).get("/healthz")
    page = response.get_data(as_text=True)
    assert response.status_code == 500
    assert response.headers["X-Request-Id"][:8] in page
    assert "secret detail" not in page
    assert "Traceback" not in page
    assert_guarded(response)
