"""Signing in: two pages, six digits, no password."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Device, Household
from tbo.db import db

from ..support.parsing import page_of
from .conftest import MAIL, OTHER_PHONE, PHONE, codes_sent, last_code, wrong


def household(contact: str = PHONE) -> Household:
    column = Household.email if "@" in contact else Household.phone
    return db.session.scalar(select(Household).where(column == contact))


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", PHONE),
        ("+86 138 0013 8000", PHONE),
        ("１３８００１３８０００", PHONE),
        (" Lin@Example.com ", MAIL),
        ("+4915112345678", "+4915112345678"),
    ],
)
def test_a_number_or_an_address_gets_a_code_in_whatever_way_it_is_typed(browser, typed, kept):
    browser.ask(typed)
    assert len(last_code(kept)) == 6


@pytest.mark.parametrize(
    "typed", ["", "12345", "010 6552 9988", "lin@", "@example.com", "林", "a" * 300, "1380013800x"]
)
def test_what_is_neither_is_refused_on_the_same_page(browser, typed):
    response = browser.post("/sign-in", contact=typed)
    assert response.status_code == 422
    assert "手机号" in response.get_data(as_text=True)


def test_the_right_code_makes_an_account_and_knows_the_browser(browser):
    response = browser.sign_in(PHONE)
    assert (response.status_code, response.location) == (303, "/account")
    assert household().became_account_at is not None
    assert household().devices[0].label == "Windows · Chrome"


def test_the_second_time_leads_to_the_same_account(browser, another):
    browser.sign_in(PHONE)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        another.sign_in(PHONE)
    assert count(Household) == 1
    assert {device.label for device in household().devices} == {"Windows · Chrome", "iPhone · 淘宝"}


def test_a_wrong_code_is_refused_and_does_not_sign_in(browser):
    page = browser.ask(PHONE)
    response = browser.post(page, code=wrong(last_code(PHONE)))
    assert response.status_code == 422
    assert browser.secret is None
    assert count(Household) == 0


def test_digits_may_be_typed_with_blanks_and_in_full_width(browser):
    page = browser.ask(PHONE)
    code = last_code(PHONE)
    spaced = code[:3] + " " + code[3:].translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert browser.post(page, code=spaced).location == "/account"


def test_five_wrong_tries_end_a_code_even_for_the_right_one(browser):
    page = browser.ask(PHONE)
    code = last_code(PHONE)
    for _ in range(5):
        browser.post(page, code=wrong(code))
    assert browser.post(page, code=code).status_code == 422
    assert browser.secret is None


def test_an_expired_code_is_followed_by_a_new_one(browser):
    page = browser.ask(PHONE)
    code = last_code(PHONE)
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        response = browser.post(page, code=code)
        assert response.status_code == 303
        assert "已过期" in browser.page(response.location).get_text()
        assert codes_sent(PHONE) == 2
        assert browser.post(response.location, code=last_code(PHONE)).location == "/account"


def test_a_code_is_good_until_its_last_second(browser):
    moment = clock.now()
    with clock.standing_at(moment):
        page = browser.ask(PHONE)
    with clock.standing_at(moment + timedelta(minutes=10) - timedelta(seconds=1)):
        assert browser.post(page, code=last_code(PHONE)).location == "/account"


def test_two_clicks_on_one_code_sign_in_once(browser):
    page = browser.ask(PHONE)
    code = last_code(PHONE)
    first, second = browser.post(page, code=code), browser.post(page, code=code)
    assert (first.status_code, second.status_code) == (303, 303)
    assert count(Device) == 1


def test_a_used_code_signs_nobody_else_in(browser, another):
    page = browser.ask(PHONE)
    code = last_code(PHONE)
    browser.post(page, code=code)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        assert another.post(page, code=code).status_code == 410
    assert another.secret is None


def test_a_code_that_a_stranger_asked_for_is_no_use_to_him_and_still_works_for_its_owner(browser, another):
    stranger_page = another.ask(PHONE)
    code = last_code(PHONE)
    page = browser.ask(PHONE)
    assert codes_sent(PHONE) == 1, "the second request comes within the gap"
    assert "刚给" in browser.page(page).get_text()
    assert browser.post(page, code=code).location == "/account"
    assert another.post(stranger_page, code=wrong(code)).status_code in (410, 422)


def test_a_stranger_who_guesses_does_not_keep_the_owner_out(browser, another):
    stranger_page = another.ask(PHONE)
    for _ in range(6):
        another.post(stranger_page, code="000000")
    with clock.standing_at(clock.now() + timedelta(seconds=61)):
        assert browser.sign_in(PHONE).location == "/account"


def test_the_secret_changes_at_every_sign_in(browser):
    browser.sign_in(PHONE)
    first = browser.secret
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        browser.sign_in(MAIL)
        second = browser.secret
    assert first != second
    stale = db.session.scalars(select(Device).where(Device.revoked_at.is_not(None))).all()
    assert len(stale) == 1, "the browser left the first account"


def test_known_and_unknown_contacts_get_the_same_answer(browser, another):
    browser.sign_in(PHONE)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        known, unknown = another.ask(PHONE), another.ask(OTHER_PHONE)
        texts = [
            another.page(address)
            .find("main")
            .get_text(" ", strip=True)
            .replace("138 •••• 8000", "N")
            .replace("139 •••• 9000", "N")
            for address in (known, unknown)
        ]
    assert texts[0] == texts[1]


def test_the_page_afterwards_is_one_of_ours(browser):
    page = browser.ask(PHONE, then="/titles/rain")
    assert browser.post(page, code=last_code(PHONE)).location == "/titles/rain"


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/%5Cevil.example", "/%2Fevil.example"])
def test_the_page_afterwards_is_never_on_another_site(browser, then):
    page = browser.ask(PHONE, then=then)
    assert "evil" not in page
    assert browser.post(page, code=last_code(PHONE)).location == "/account"


def test_who_has_signed_in_is_not_asked_again(browser):
    browser.sign_in(PHONE)
    assert browser.get("/sign-in?next=/titles/rain").location == "/titles/rain"


@pytest.mark.parametrize("address", ["/sign-in", "/sign-in/code", "/sign-in/codes", "/sign-out", "/profile-choice"])
def test_nothing_happens_without_a_token(browser, address):
    assert browser.bare_post(address, contact=PHONE).status_code == 400


@pytest.mark.parametrize("address", ["/sign-out", "/sign-in/codes", "/profile-choice", "/devices/x/revocation"])
def test_what_changes_something_is_no_link(browser, address):
    assert browser.get(address).status_code == 405


@pytest.mark.parametrize("sent", ["", "x", "a" * 22, "%00" * 22, "ä" * 22, "a" * 5000])
def test_an_invented_code_page_leads_back_to_the_start(browser, sent):
    response = browser.get(f"/sign-in/code?sent={sent}")
    assert response.status_code in (303, 400, 414)


def test_another_code_is_sent_after_the_gap_and_both_work(browser):
    page = browser.ask(PHONE)
    first = last_code(PHONE)
    with clock.standing_at(clock.now() + timedelta(seconds=61)):
        sent = page.split("?")[1]
        again = browser.post(f"/sign-in/codes?{sent}")
        assert codes_sent(PHONE) == 2
        assert browser.post(again.location, code=first).location == "/account"


def test_signing_out_ends_the_access_of_the_copied_cookie_too(browser):
    browser.sign_in(PHONE)
    copy = browser.secret
    response = browser.post("/sign-out")
    assert (response.status_code, response.location) == (303, "/")
    assert browser.secret is None
    browser.client.set_cookie("tbo-device", copy)
    assert browser.get("/account").location.startswith("/sign-in")


def test_personal_pages_are_kept_by_nobody(browser):
    page = browser.ask(PHONE)
    for address in ("/sign-in", page, "/restore"):
        assert browser.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("address", "words", "leads"),
    [("/sign-in", "首页", "/"), ("/restore", "登录", "/sign-in"), ("/redeem", "首页", "/")],
)
def test_a_page_to_type_into_has_a_way_back(browser, address, words, leads):
    link = page_of(browser.get(address)).select_one(".entry-back a")
    assert (link.get_text(strip=True), link["href"]) == (words, leads)
    assert browser.get(leads).status_code == 200


def test_adding_a_contact_leads_back_to_the_account_and_says_what_its_button_said(browser):
    browser.sign_in(PHONE)
    said = []
    for mail in (None, MAIL):
        household().email = mail
        db.session.commit()
        button = page_of(browser.get("/account")).select_one("#contacts a[href^='/account/contact']")
        page = page_of(browser.get(button["href"]))
        assert page.select_one(".entry-back a")["href"] == "/account"
        assert page.title.get_text().startswith(page.h1.get_text(strip=True))
        said.append((button.get_text(strip=True), page.h1.get_text(strip=True)))
    assert said == [("加一个", "加一个登录方式"), ("换一个", "换一个登录方式")]
