"""Cookies: few, ours alone, and only when there is something to remember."""

import base64

from ..support.browser import Browser, become_guest

KNOWN = {"tbo", "tbo-device", "tbo-arrival", "tbo-at"}
CLICK = "/plans?at=home.b1.1"


def test_every_cookie_is_known_and_protected(walk, cast):
    answers = [(name, answer) for person in walk.values() for name, answer in person.items()]
    answers.append((CLICK, cast.account.get(CLICK)))
    cookies = {(name, cookie) for name, answer in answers for cookie in answer.headers.getlist("Set-Cookie")}
    for name, cookie in cookies:
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")), f"{name}: {cookie}"
        assert "Domain" not in cookie, f"{name}: {cookie}"
    assert {cookie.split("=")[0] for _, cookie in cookies} == KNOWN


def test_the_session_holds_a_token_and_nothing_of_anybody(cast):
    cast.account.get("/account")
    payload = cast.account.client.get_cookie("tbo").value.split(".")[0]
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    assert text.startswith(b'{"csrf_token"'), text


def test_signing_in_changes_every_secret_of_the_browser(shop):
    browser = Browser(shop)
    become_guest(browser)
    token, secret = browser.token(), browser.secret
    browser.sign_in("+8613800138000")
    assert browser.secret != secret
    assert browser.token() != token


def test_a_planted_cookie_is_not_taken_over(shop):
    planted = "a" * 43
    browser = Browser(shop)
    browser.client.set_cookie("tbo-device", planted)
    browser.sign_in("+8613800138000")
    assert browser.secret != planted
