"""Devices: every signed-in browser is a row that can be seen and sent away."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.cookie import hashed
from tbo.accounts.devices import devices_of
from tbo.accounts.labels import label_and_kind
from tbo.accounts.models import Device
from tbo.db import db

from ..support.queries import recorded_queries
from .conftest import PHONE, become_guest, household_of

LATER = timedelta(minutes=2)


@pytest.fixture
def both(browser, another):
    """Two browsers of one account."""
    browser.sign_in(PHONE)
    with clock.standing_at(clock.now() + LATER):
        another.sign_in(PHONE)
    return browser, another


def device_of(browser) -> Device:
    return db.session.scalar(select(Device).where(Device.secret_hash == hashed(browser.secret)))


def test_the_account_page_lists_both_and_lets_the_other_go(both):
    browser, another = both
    page = browser.page("/account").find(id="devices")
    assert "Windows · Chrome" in page.get_text()
    assert "iPhone · 淘宝" in page.get_text()
    ways_out = [form["action"] for form in page.find_all("form")]
    assert ways_out == [f"/devices/{device_of(another).public_id}/revocation"]


def test_a_device_sent_away_is_out_at_once(both):
    browser, another = both
    response = browser.post(f"/devices/{device_of(another).public_id}/revocation")
    assert (response.status_code, response.location) == (303, "/account#devices")
    assert another.get("/account").location.startswith("/sign-in")
    assert [device.label for device in devices_of(household_of(browser).id)] == ["Windows · Chrome"]


def test_sending_away_twice_changes_nothing(both):
    browser, another = both
    address = f"/devices/{device_of(another).public_id}/revocation"
    browser.post(address)
    first = device_of(another).revoked_at
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert browser.post(address).status_code == 303
    assert device_of(another).revoked_at == first


def test_this_device_may_send_itself_away(both):
    browser, another = both
    browser.post(f"/devices/{device_of(browser).public_id}/revocation")
    assert browser.secret is None
    assert household_of(another) is not None


def test_another_households_device_does_not_exist(browser, another):
    browser.sign_in(PHONE)
    become_guest(another)
    foreign = device_of(another).public_id
    for address in (foreign, "a" * 22, "%00", "x" * 300):
        assert browser.post(f"/devices/{address}/revocation").status_code in (404, 400)
    assert household_of(another) is not None


def test_nobody_is_sent_away_by_nobody(browser, another):
    become_guest(browser)
    assert another.post(f"/devices/{device_of(browser).public_id}/revocation").status_code == 401


def test_a_copied_secret_ends_with_its_device(both):
    _, another = both
    copy = another.secret
    another.post("/sign-out")
    another.client.set_cookie("tbo-device", copy)
    assert another.get("/account").location.startswith("/sign-in")


def test_signing_out_twice_or_as_nobody_is_harmless(browser):
    browser.sign_in(PHONE)
    for _ in range(2):
        assert browser.post("/sign-out").location == "/"


def test_the_secret_is_kept_hashed_and_is_long(browser):
    browser.sign_in(PHONE)
    assert len(browser.secret) == 43, "256 bits"
    assert browser.secret not in {row.secret_hash for row in db.session.scalars(select(Device))}


def test_who_asks_costs_one_query_and_is_noted_every_ten_minutes(browser):
    browser.sign_in(PHONE)
    seen = device_of(browser).last_seen_at
    with recorded_queries() as statements:
        browser.get("/sign-in")
    assert len(statements) == 1
    with clock.standing_at(clock.now() + timedelta(minutes=9)):
        browser.get("/account")
        assert device_of(browser).last_seen_at == seen
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        response = browser.get("/account")
        assert device_of(browser).last_seen_at > seen
    assert f"Max-Age={400 * 86400}" in response.headers["Set-Cookie"], "the cookie lives on with its device"


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "ä" * 43, "a" * 3000, "a" * 42 + "'"])
def test_an_invented_secret_is_nobody(browser, secret):
    browser.client.set_cookie("tbo-device", secret.encode().decode("latin-1"))
    assert browser.get("/account").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("agent", "label", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0", "iPhone · 微信", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; Mobile) AliApp(TM/15) Chrome/110", "Android · 天猫", "phone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/110", "Android · Chrome", "tablet"),
        ("Mozilla/5.0 (Macintosh) Version/17 Safari/605", "Mac · Safari", "computer"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130", "Linux · Firefox", "computer"),
        ("", "浏览器", "computer"),
    ],
)
def test_a_browser_has_a_name_people_know(app, agent, label, kind):
    with app.test_request_context():
        assert label_and_kind(agent) == (label, kind)
