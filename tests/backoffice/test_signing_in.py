"""Coming into the back office: two doors, limited tries, short sessions that can be ended, one answer for strangers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from tbo import clock
from tbo.backoffice.models import RecoveryCode, Staff, StaffSession
from tbo.backoffice.staff import hiring, passwords, second_factor, sessions
from tbo.backoffice.staff.passwords import PasswordTooWeak
from tbo.backoffice.staff.refusals import LastOwner, StaffKnown
from tbo.db import db
from tbo.demo import staff as demo_staff
from tbo.rules.staff_rights import Role

from ..support.browser import Browser
from ..support.parsing import page_of
from .desk import code_of, deeds, email_of, password_of, sign_in, staff_of, type_password

SECRET_FORM = sessions.WELL_FORMED


@pytest.fixture
def browser(shop) -> Browser:
    return Browser(shop)


def later(**span):
    return clock.standing_at(clock.now() + timedelta(**span))


def is_in(browser: Browser) -> bool:
    return browser.get("/staff").status_code == 200


def cookies_of(browser: Browser) -> list:
    return [browser.client.get_cookie("tbo-staff", path=path) for path in sessions.PATHS]


def test_password_and_code_open_the_back_office_and_the_password_alone_does_not(browser):
    assert type_password(browser, Role.OWNER).location.startswith("/staff/code")
    assert not is_in(browser)
    assert browser.post("/staff/code", code=code_of(Role.OWNER)).location == "/staff"
    assert is_in(browser)


def test_after_signing_in_one_is_where_one_wanted_to_go_but_never_elsewhere(browser):
    wanted = browser.get("/staff/orders?show=pending").location
    assert "next=" in wanted
    form = browser.page(wanted).find("form")
    then = form.find("input", attrs={"name": "next"})["value"]
    assert then == "/staff/orders?show=pending"
    for evil in ("//evil.example/staff", "https://evil.example", "/account", "/staff@evil.example\\x"):
        answer = browser.post("/staff/sign-in", email="x@x.example", password="x", next=evil)
        assert page_of(answer).find("input", attrs={"name": "next"})["value"] in ("/staff", evil)
        assert "evil.example" not in (page_of(answer).find("input", attrs={"name": "next"})["value"][:3])
    type_password(browser, Role.OWNER)
    assert browser.post("/staff/code", code=code_of(Role.OWNER), next=then).location == then


def test_the_cookie_goes_to_staff_pages_only_and_its_secret_is_kept_hashed(browser):
    sign_in(browser, Role.SUPPORT)
    cookies = cookies_of(browser)
    assert all(cookie.http_only and cookie.same_site == "Lax" for cookie in cookies)
    assert browser.client.get_cookie("tbo-staff", path="/") is None
    assert {cookie.value for cookie in cookies} == {cookies[0].value}
    assert SECRET_FORM.fullmatch(cookies[0].value)
    kept = db.session.scalars(select(StaffSession.secret_hash)).all()
    assert sessions.hashed(cookies[0].value) in kept
    assert cookies[0].value not in kept
    assert browser.get("/en/staff").status_code == 200


def test_a_new_secret_comes_with_the_second_door(browser):
    type_password(browser, Role.OWNER)
    first = cookies_of(browser)[0].value
    browser.post("/staff/code", code=code_of(Role.OWNER))
    assert cookies_of(browser)[0].value != first


def test_unknown_address_and_wrong_password_get_the_same_answer_and_the_same_rows(browser):
    unknown = browser.post("/staff/sign-in", email="nobody@tbo.example", password="x" * 15)
    wrong = browser.post("/staff/sign-in", email=email_of(Role.OWNER), password="x" * 15)
    assert (unknown.status_code, wrong.status_code) == (422, 422)
    said = [page_of(answer).find(class_="note").get_text() for answer in (unknown, wrong)]
    assert said[0] == said[1]
    assert len(deeds("refused")) == 2
    assert db.session.scalars(select(StaffSession)).all() == []


def test_ten_wrong_passwords_make_one_wait_and_then_go_on(browser, shop):
    for _ in range(10):
        assert type_password(browser, Role.OWNER, "wrong password").status_code == 422
    assert type_password(browser, Role.OWNER).status_code == 429
    elsewhere = Browser(shop, address="192.0.2.77")
    assert type_password(elsewhere, Role.OWNER).status_code == 303, "a stranger's tries lock nobody out"
    with later(minutes=5, seconds=1):
        assert type_password(browser, Role.OWNER).status_code == 303


def test_five_wrong_codes_make_one_wait(browser):
    type_password(browser, Role.OWNER)
    right = code_of(Role.OWNER)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert browser.post("/staff/code", code=wrong).status_code == 422
    assert browser.post("/staff/code", code=right).status_code == 429


def test_a_second_factor_moves_to_the_new_key_with_the_next_code(browser, monkeypatch):
    settings = current_app.extensions["tbo.settings"]
    code, old = code_of(Role.OWNER), settings.secret_key
    new = {"secret_key": "n" * 40, "secret_key_fallbacks": (old,)}
    monkeypatch.setitem(current_app.extensions, "tbo.settings", replace(settings, **new))
    type_password(browser, Role.OWNER)
    assert browser.post("/staff/code", code=code).status_code == 303
    monkeypatch.setitem(current_app.extensions, "tbo.settings", replace(settings, secret_key="n" * 40))
    assert second_factor.secret_of(staff_of(Role.OWNER))
    with pytest.raises(second_factor.SecretLost):
        second_factor.secret_of(staff_of(Role.SUPPORT))


def test_whoever_never_came_since_the_key_changed_is_told_what_opens(browser, monkeypatch):
    settings = current_app.extensions["tbo.settings"]
    monkeypatch.setitem(current_app.extensions, "tbo.settings", replace(settings, secret_key="n" * 40))
    monkeypatch.delitem(current_app.extensions, "tbo.told_code", raising=False)
    type_password(browser, Role.OWNER)
    answer = browser.post("/staff/code", code="123456")
    assert answer.status_code == 409
    assert "reset-factor" in answer.text


def test_a_code_opens_once(browser, shop):
    sign_in(browser, Role.OWNER)
    second = Browser(shop, address="192.0.2.8")
    type_password(second, Role.OWNER)
    assert second.post("/staff/code", code=code_of(Role.OWNER)).status_code == 422
    with later(seconds=30):
        assert second.post("/staff/code", code=code_of(Role.OWNER)).status_code == 303


@pytest.mark.parametrize(("drift", "opens"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_telephone_may_be_thirty_seconds_off(browser, drift, opens):
    type_password(browser, Role.OWNER)
    secret = second_factor.secret_of(staff_of(Role.OWNER))
    code = second_factor.code_at(secret, clock.now() + timedelta(seconds=drift))
    assert (browser.post("/staff/code", code=code).status_code == 303) is opens


def test_a_session_ends_when_nobody_uses_it_for_half_an_hour(browser):
    sign_in(browser, Role.OWNER)
    with later(minutes=29, seconds=59):
        assert is_in(browser)
    with later(minutes=59):
        assert is_in(browser)
    with later(minutes=90):
        assert not is_in(browser)


def test_a_session_ends_after_twelve_hours_however_busy(browser):
    sign_in(browser, Role.OWNER)
    for quarter in range(1, 48):
        with later(minutes=15 * quarter):
            assert is_in(browser), quarter
    with later(hours=12):
        assert not is_in(browser)


def test_a_password_without_a_code_is_worth_ten_minutes(browser):
    type_password(browser, Role.OWNER)
    with later(minutes=10):
        assert browser.get("/staff/code").location.startswith("/staff/sign-in")


def test_signing_out_ends_the_session_and_a_copy_of_the_cookie_is_dead(browser, shop):
    sign_in(browser, Role.OWNER)
    stolen = cookies_of(browser)[0].value
    assert browser.post("/staff/sign-out").status_code == 303
    assert cookies_of(browser) == [None, None, None]
    thief = Browser(shop)
    thief.client.set_cookie("tbo-staff", stolen, path="/staff")
    assert not is_in(thief)


def test_own_sessions_are_listed_and_can_be_ended_but_not_those_of_others(browser, shop):
    sign_in(browser, Role.OWNER)
    other = Browser(shop, address="192.0.2.9")
    sign_in(other, Role.SUPPORT)
    theirs = db.session.scalars(select(StaffSession.id).order_by(StaffSession.id.desc())).first()
    assert browser.post(f"/staff/me/sessions/{theirs}/end").status_code == 404
    assert is_in(other)
    form = other.page("/staff/me").select_one(".rows form")
    assert other.post(form["action"]).status_code == 303
    assert not is_in(other)


def test_the_first_sign_in_sets_the_second_factor_up_and_shows_recovery_codes_once(browser, shop):
    password = hiring.add_staff("New@tbo.example", "新来的", [Role.SUPPORT])
    browser.post("/staff/sign-in", email="new@tbo.example", password=password)
    page = browser.page("/staff/code")
    assert page.select_one("svg.qr-code")
    staff = db.session.scalars(select(Staff).where(Staff.email == "new@tbo.example")).one()
    secret = second_factor.secret_of(staff)
    assert secret in page.get_text()
    assert secret not in staff.code_secret
    answer = browser.post("/staff/code", code=second_factor.code_at(secret, clock.now()))
    codes = [code.get_text() for code in page_of(answer).select(".recovery code")]
    assert len(set(codes)) == 10
    assert is_in(browser)
    kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(kept)
    again = Browser(shop, address="192.0.2.10")
    for expected in (303, 422):
        again.post("/staff/sign-in", email="new@tbo.example", password=password)
        assert not again.page("/staff/code").select("svg.qr-code"), "the secret is never shown again"
        assert again.post("/staff/code", code=codes[0].lower()).status_code == expected
        again.client.delete_cookie("tbo-staff", path="/staff")


def test_who_leaves_is_out_at_once_and_the_last_owner_stays(browser):
    sign_in(browser, Role.FINANCE)
    hiring.let_go(email_of(Role.FINANCE))
    db.session.rollback()
    assert not is_in(browser)
    assert type_password(browser, Role.FINANCE).status_code == 422
    with pytest.raises(LastOwner):
        hiring.let_go(email_of(Role.OWNER))


def test_a_lost_telephone_is_replaced_and_its_codes_open_nothing(browser):
    old = code_of(Role.OWNER)
    hiring.reset_factor(email_of(Role.OWNER))
    type_password(browser, Role.OWNER)
    assert browser.page("/staff/code").select_one("svg.qr-code")
    assert browser.post("/staff/code", code=old).status_code == 422


@pytest.mark.parametrize("password", ["short", "123456789012", "aaaaaaaaaaaaaaaa", "x" * 129])
def test_a_weak_password_is_refused(shop, password):
    with pytest.raises(PasswordTooWeak):
        hiring.add_staff("weak@tbo.example", "W", [Role.SUPPORT], password)


def test_passwords_are_argon2id_of_the_strength_we_promise(promised_strength):
    kept = passwords.hashed("what only the owner knows")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "owner" not in kept


def test_a_weaker_hash_is_made_anew_when_its_password_was_right(shop, promised_strength):
    kept = staff_of(Role.OWNER).password_hash
    right, better = passwords.is_right(password_of(Role.OWNER), kept)
    assert right
    assert better.startswith("$argon2id$v=19$m=19456,")
    assert passwords.is_right(password_of(Role.OWNER), better) == (True, None)
    assert passwords.is_right("another", kept) == (False, None)


def test_the_same_address_is_not_taken_on_twice(shop):
    with pytest.raises(StaffKnown):
        hiring.add_staff(" OWNER@tbo.example ", "X", [Role.OWNER])


def test_the_door_tells_its_code_to_the_demos_own_staff_where_the_demo_is_let_in(browser, shop):
    type_password(browser, Role.OWNER)
    assert code_of(Role.OWNER) not in browser.page("/staff/code").text
    demo_staff.init_app(shop)
    try:
        told = browser.page("/staff/code").text
    finally:
        del shop.extensions["tbo.told_code"]
    assert code_of(Role.OWNER) in told
    assert demo_staff.told_code(Staff(email="owner@shop.example")) is None
