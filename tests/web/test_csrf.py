"""Forged requests: a change needs a token of this browser and must not come from another site's page."""

import pytest
from sqlalchemy import func, select

from tbo.accounts.models import SignInCode
from tbo.db import db

from ..support.browser import Browser

OURS, BEAT = "http://localhost", "/watch/return-the-lantern/1/1/beats"
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "http://["},
    {"Origin": "javascript:alert(1)"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
]


@pytest.fixture
def browser(app):
    return Browser(app)


def ask(browser, token: str | None = None, **headers) -> int:
    form = {"contact": "lin@example.com"} | ({"csrf_token": token} if token else {})
    return browser.open("/sign-in", method="POST", data=form, headers=headers).status_code


def codes() -> int:
    return db.session.scalar(select(func.count()).select_from(SignInCode))


def test_a_form_of_ours_is_taken(browser):
    assert ask(browser, browser.token()) == 303
    assert ask(browser, browser.token(), **{"Origin": OURS, "Sec-Fetch-Site": "same-origin"}) == 303


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_sites_form_is_refused_even_with_our_token(browser, headers):
    assert ask(browser, browser.token(), **headers) == 403
    assert codes() == 0


@pytest.mark.parametrize("token", [None, "", "x", "IjEi.forged.token", "ä", "a" * 5000])
def test_a_form_without_its_token_is_refused(browser, token):
    browser.token()
    assert ask(browser, token) == 400
    assert codes() == 0


def test_another_browsers_token_is_refused(browser, app):
    assert ask(browser, Browser(app).token()) == 400


def test_a_token_in_the_header_is_taken_as_htmx_sends_it(browser):
    headers = {"X-CSRFToken": browser.token(), "Origin": OURS}
    assert (
        browser.open("/sign-in", method="POST", data={"contact": "lin@example.com"}, headers=headers).status_code == 303
    )


def test_a_token_in_the_address_is_not_taken(browser):
    token = browser.token()
    assert (
        browser.open(f"/sign-in?csrf_token={token}", method="POST", data={"contact": "l@example.com"}).status_code
        == 400
    )


def test_a_token_ends_when_somebody_signs_in(browser):
    token = browser.token()
    browser.sign_in("lin@example.com")
    assert ask(browser, token) == 400


def test_an_old_page_is_explained(browser):
    page = browser.open("/sign-in", method="POST", data={}).get_data(as_text=True)
    assert "放得太久" in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": OURS}, 200),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, 403),
    ],
    ids=str,
)
def test_what_a_players_script_asks_says_that_it_is_ours(shop, headers, status):
    beat = {"session": "a" * 22, "position_s": 1, "played_s": 1}
    answer = Browser(shop).open(BEAT, method="POST", json=beat, headers=headers)
    assert answer.status_code == status


def test_a_notice_needs_neither_token_nor_origin_but_its_signature(shop):
    headers = {"Origin": "https://openapi.alipay.com", "Sec-Fetch-Site": "cross-site"}
    answer = Browser(shop).open("/alipay/notices", method="POST", data={"sign": "x"}, headers=headers)
    assert (answer.status_code, answer.get_data()) == (200, b"failure")
