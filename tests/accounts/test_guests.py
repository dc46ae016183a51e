"""Guests: a household by the first order, an account by the first code, and nothing lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.guests import TooManyGuests
from tbo.accounts.models import Device, Household
from tbo.db import db
from tbo.messages.models import Message

from ..support.browser import Browser
from .conftest import MAIL, PHONE, become_guest, household_of, last_code

FORM = "form-key-of-32-random-characters"


def households() -> int:
    return db.session.scalar(select(func.count()).select_from(Household).where(Household.merged_into_id.is_(None)))


@pytest.mark.parametrize("address", ["/healthz", "/robots.txt", "/t/900000000101", "/nowhere"])
def test_who_only_looks_has_no_household_and_no_session(browser, address):
    response = browser.get(address)
    cookies = [cookie.split("=")[0] for cookie in response.headers.getlist("Set-Cookie")]
    assert set(cookies) <= {"tbo-arrival"}
    assert households() == 0


def test_the_first_order_makes_a_guest_on_this_browser(browser):
    household = become_guest(browser, FORM)
    assert household.is_guest
    assert [profile.kind for profile in household.profiles] == ["adult"]
    assert household_of(browser).id == household.id
    assert household.devices[0].came_by == "purchase"
    assert browser.page("/account").find("h1")


def test_the_second_order_is_the_same_guests(browser):
    assert become_guest(browser, FORM).id == become_guest(browser, "another-form-key-of-a-guest").id
    assert households() == 1


def test_a_double_click_of_a_newcomer_makes_one_household(browser, another):
    first, second = become_guest(browser, FORM), become_guest(another, FORM)
    assert first.id == second.id


def test_an_old_form_in_another_browser_makes_another_household(browser, another):
    first = become_guest(browser, FORM)
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        assert become_guest(another, FORM).id != first.id


def test_a_copied_form_does_not_open_an_account(browser, another):
    account = become_guest(browser, FORM)
    browser.sign_in(PHONE)
    assert become_guest(another, FORM).id != account.id


def test_a_guest_who_gives_a_new_number_keeps_the_household_and_the_browser(browser):
    guest = become_guest(browser)
    before = browser.secret
    browser.sign_in(PHONE)
    household = household_of(browser)
    assert (household.id, household.phone, household.is_guest) == (guest.id, PHONE, False)
    assert browser.secret != before
    assert db.session.scalar(select(func.count()).select_from(Device)) == 1


def test_a_guest_who_signs_in_to_an_account_brings_what_was_bought(browser, another):
    browser.sign_in(PHONE)
    account = household_of(browser)
    guest = become_guest(another)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        another.sign_in(PHONE)
    assert household_of(another).id == account.id
    assert db.session.get(Household, guest.id).merged_into_id == account.id
    assert households() == 1


def test_signing_in_to_a_second_account_leaves_the_first_as_it_is(browser):
    browser.sign_in(PHONE)
    first = household_of(browser)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        browser.sign_in(MAIL)
    assert household_of(browser).id != first.id
    assert households() == 2


def test_an_account_may_add_a_contact_and_then_signs_in_with_either(browser, another):
    browser.sign_in(PHONE)
    account = household_of(browser)
    response = browser.post("/account/contact", contact=MAIL)
    assert browser.post(response.location, code=last_code(MAIL)).status_code == 303
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        another.sign_in(MAIL)
    assert household_of(another).id == account.id


def test_who_proves_to_own_another_account_as_well_gets_both_as_one(browser, another):
    another.sign_in(MAIL)
    browser.sign_in(PHONE)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        response = browser.post("/account/contact", contact=MAIL)
        browser.post(response.location, code=last_code(MAIL))
    household = household_of(browser)
    assert (household.phone, household.email) == (PHONE, MAIL)
    assert household_of(another).id == household.id
    assert households() == 1


def test_the_former_address_is_told_of_a_new_one(browser):
    browser.sign_in(MAIL)
    response = browser.post("/account/contact", contact="new@example.com")
    browser.post(response.location, code=last_code("new@example.com"))
    assert household_of(browser).email == "new@example.com"
    assert "n••••@example.com" in _mails_to(MAIL)[-1]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guest_signs_in_before_adding_a_contact(browser, method):
    become_guest(browser)
    answer = browser.get("/account/contact") if method == "get" else browser.post("/account/contact", contact=MAIL)
    assert answer.status_code == 403


def test_a_contacts_code_is_no_use_in_another_account(browser, another):
    browser.sign_in(PHONE)
    page = browser.post("/account/contact", contact=MAIL).location
    another.sign_in("+8613900139000")
    assert another.post(page, code=last_code(MAIL)).status_code == 403
    assert household_of(another).email is None


def _mails_to(contact: str) -> list[str]:
    return db.session.scalars(select(Message.body).where(Message.recipient == contact).order_by(Message.id)).all()


def test_a_network_that_orders_like_a_machine_is_told_to_wait(browser, monkeypatch):
    settings = browser.app.extensions["tbo.settings"]
    monkeypatch.setitem(browser.app.extensions, "tbo.settings", replace(settings, guests_per_network=2))
    others = [Browser(browser.app), Browser(browser.app), Browser(browser.app, address="198.51.100.4")]
    become_guest(others[0], "form-key-of-a-first-newcomer")
    become_guest(others[1], "form-key-of-a-second-newcomer")
    with pytest.raises(TooManyGuests):
        become_guest(browser, FORM)
    assert become_guest(others[2], "form-key-of-another-network")
