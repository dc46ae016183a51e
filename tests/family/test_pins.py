"""The PIN: where it is asked, how often it may be tried, and that no child locks a parent out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts import restoring
from tbo.accounts.cookie import hashed
from tbo.accounts.models import Device
from tbo.db import db

from ..support.browser import Browser, become_guest, household_of, last_code
from ..support.parsing import page_of
from .conftest import PHONE, PIN, closed, profile_called, watches_as

MINUTE = timedelta(minutes=1)


def watcher(browser) -> str:
    return db.session.get_one(Device, household_of(browser).devices[0].id).profile.name


def door(browser, name: str) -> str:
    return f"/profiles/{profile_called(browser, name).id}/door"


def test_nobody_leaves_a_childs_profile_without_the_pin(family):
    watches_as(family, "糖糖")
    answer = watches_as(family, "我", next="/library")
    assert answer.location == f"{door(family, '我')}?next=/library"
    assert watcher(family) == "糖糖"
    assert family.post(answer.location, pin="1357").status_code == 422
    assert watcher(family) == "糖糖"
    assert family.post(answer.location, pin=PIN).location == "/library"
    assert watcher(family) == "我"


def test_a_child_neither_signs_out_nor_sends_devices_away(family):
    watches_as(family, "糖糖")
    assert family.post("/sign-out").location == "/pin?next=/profiles"
    device = household_of(family).devices[0]
    assert family.post(f"/devices/{device.public_id}/revocation").status_code == 403
    assert device.revoked_at is None


def test_a_child_does_not_go_out_by_another_door(family, shop):
    watches_as(family, "糖糖")
    assert family.get("/sign-in").location == "/pin?next=/sign-in"
    assert family.post("/sign-in", contact="child@example.com").location == "/pin?next=/profiles"
    assert family.post("/restore", number="2026111822001400").location == "/pin?next=/profiles"
    elsewhere = Browser(shop, address="198.51.100.9")
    asked = elsewhere.ask("child@example.com")
    assert family.post(asked, code=last_code("child@example.com")).location == "/pin?next=/profiles"
    assert watcher(family) == "糖糖"


def test_what_the_pin_opened_closes_behind_a_child_and_after_ten_minutes(family):
    watches_as(family, "糖糖")
    family.post(door(family, "我"), pin=PIN)
    assert family.get("/family").status_code == 200
    watches_as(family, "糖糖")
    assert watches_as(family, "我").location.startswith("/profiles/")
    family.post(door(family, "我"), pin=PIN)
    with clock.standing_at(clock.now() + 10 * MINUTE):
        assert family.get("/family").location == "/pin?next=/family"


def test_behind_the_pin_a_page_and_a_form_go_on_in_their_language(family):
    closed(family)
    assert family.get("/en/family?from=mail").location == "/en/pin?next=/en/family?from%3Dmail"
    waiting = page_of(family.post("/de/profiles", name="爸爸", kind="adult"))
    assert waiting.select_one("main form[method=post]")["action"] == "/de/profiles"
    watches_as(family, "糖糖")
    assert family.get("/en/sign-in").location == "/en/pin?next=/en/sign-in"


def test_a_locked_profile_is_entered_with_the_pin(family):
    family.post("/profiles", name="爸爸", kind="adult", is_locked="1")
    closed(family)
    assert "要 PIN" in family.page("/profiles").get_text()
    assert watches_as(family, "爸爸").location.startswith(door(family, "爸爸"))
    family.post(door(family, "爸爸"), pin=PIN)
    assert watcher(family) == "爸爸"


def test_a_child_that_guesses_waits_and_a_parent_does_not(family, shop):
    watches_as(family, "糖糖")
    for _ in range(5):
        assert family.post(door(family, "我"), pin="1357").status_code == 422
    assert family.post(door(family, "我"), pin=PIN).status_code == 429
    assert "10 分钟后再试" in family.page(door(family, "我")).get_text()
    # Nor does the child try on as the teen, or stop the parent's own profile on another device.
    with clock.standing_at(clock.now() + 2 * MINUTE):
        phone = Browser(shop, address="198.51.100.9")
        phone.sign_in(PHONE)
        closed(phone)
        assert phone.post("/pin?next=/family", pin=PIN).location == "/family"
    with clock.standing_at(clock.now() + 10 * MINUTE):
        assert family.post(door(family, "我"), pin=PIN).status_code == 303


def test_guesses_of_all_minors_are_counted_together(family):
    tried = 0
    for hour in range(12):
        with clock.standing_at(clock.now() + hour * 11 * MINUTE):
            for name in ("糖糖", "阿哲"):
                device = household_of(family).devices[0]
                device.profile_id = profile_called(family, name).id
                tried += sum(family.post("/pin", pin="1357").status_code == 422 for _ in range(3))
    assert tried <= 32


def test_whoever_forgot_the_pin_sets_another_with_a_code_even_on_the_childs_device(family):
    watches_as(family, "糖糖")
    with clock.standing_at(clock.now() + 2 * MINUTE):
        sent = family.post("/pin/codes")
        assert sent.location.startswith("/sign-in/code?sent=")
        assert family.post(sent.location, code=last_code(PHONE)).location == "/pin/new"
        assert family.post("/pin/new", pin="9753", again="9752").status_code == 422
        assert family.post("/pin/new", pin="1234", again="1234").status_code == 422
        assert family.post("/pin/new", pin="9753", again="9753").status_code == 303
        assert watcher(family) == "糖糖"
        closed(family)
        assert family.post(door(family, "我"), pin=PIN).status_code == 422
        assert family.post(door(family, "我"), pin="9753").status_code == 303


@pytest.mark.parametrize("name", ["糖糖", "阿哲", "我"])
def test_another_pin_needs_the_old_one_or_a_code(family, name):
    watches_as(family, name)
    closed(family)
    assert family.get("/pin/new").location == "/pin?next=/pin/new"
    assert family.post("/pin/new", pin="9753", again="9753").status_code in (303, 403)
    assert family.post("/pin", pin="9753").status_code == 422


def test_a_teen_moves_down_freely_and_up_with_the_pin(family):
    watches_as(family, "阿哲")
    assert watches_as(family, "我").location.startswith(door(family, "我"))
    watches_as(family, "糖糖")
    assert watcher(family) == "糖糖"


def test_a_teen_with_minutes_of_its_own_finds_no_others_behind_another_door(family):
    family.post("/profiles", name="小雨", kind="teen", rating_cap="12")
    teen = profile_called(family, "阿哲")
    teen.spend_at_once_fen = teen.spend_on_a_day_fen = None
    watches_as(family, "阿哲")
    watches_as(family, "小雨")
    assert watcher(family) == "小雨"
    watches_as(family, "阿哲")
    assert watcher(family) == "阿哲"
    profile_called(family, "阿哲").weekday_minutes = 60
    for name in ("小雨", "糖糖"):
        assert watches_as(family, name).location.startswith(door(family, name))
    assert watcher(family) == "阿哲"


def test_a_receipts_link_opens_as_whoever_may_do_least(family, shop):
    token = restoring.receipt_token(household_of(family).id, "TBO20261118-ZZZZZZZZ")
    stranger = Browser(shop)
    assert stranger.post(f"/restore/{token}").status_code == 303
    assert household_of(stranger).id == household_of(family).id
    device = max(household_of(family).devices, key=lambda each: each.id)
    assert device.profile.kind == "child"
    assert stranger.post("/pin/new", pin="9731", again="9731").location.startswith("/pin")


@pytest.mark.parametrize("has_pin", [True, False])
def test_a_guests_browser_comes_no_further_by_a_receipt(family, shop, has_pin):
    if not has_pin:
        household_of(family).pin_hash = None
        db.session.commit()
    guest = Browser(shop)
    become_guest(guest)
    token = restoring.receipt_token(household_of(family).id, "TBO20261118-ZZZZZZZZ")
    assert guest.post(f"/restore/{token}").status_code == 303
    assert household_of(guest).id == household_of(family).id
    assert device_of(guest).profile.kind == ("child" if has_pin else "adult")


def test_of_a_guests_devices_only_the_one_with_the_code_is_a_grown_ups(family, shop):
    guest, tablet = Browser(shop), Browser(shop)
    become_guest(guest)
    secret = "t" * 43
    shared = {"label": "iPad", "created_at": clock.now(), "last_seen_at": clock.now(), "came_by": "purchase"}
    household = household_of(guest)
    db.session.add(
        Device(
            public_id="tablet",
            household_id=household.id,
            profile_id=household.profiles[0].id,
            secret_hash=hashed(secret),
            **shared,
        )
    )
    tablet.client.set_cookie("tbo-device", secret)
    with clock.standing_at(clock.now() + 2 * MINUTE):
        guest.sign_in(PHONE)
        assert household_of(tablet).id == household_of(guest).id == household_of(family).id
        assert device_of(guest).profile.kind == "adult"
        assert device_of(tablet).profile.kind == "child"


def device_of(browser) -> Device:
    return db.session.scalars(select(Device).where(Device.secret_hash == hashed(browser.secret))).one()


def test_without_a_household_there_is_no_pin(shop):
    nobody = Browser(shop)
    assert nobody.get("/profiles").location == "/sign-in?next=/profiles"
    assert nobody.post("/pin", pin=PIN).status_code == 422
    assert nobody.post("/pin/codes").status_code == 409
    assert nobody.get("/pin/new").location.startswith("/sign-in")


def test_the_pin_has_keys_of_its_own_that_only_a_script_shows(family):
    watches_as(family, "糖糖")
    page = family.page(door(family, "我"))
    form, field = page.select_one("form.pin-form"), page.select_one("form.pin-form input[type=password]")
    assert page.select_one(f"label[for={field['id']}]").get_text(strip=True) == "PIN"
    keys = form.select_one(".keypad")
    assert keys.has_attr("hidden"), "without a script the field is all there is"
    assert form.select_one(".pin-dots").has_attr("hidden")
    assert sorted(key["value"] for key in keys.select("button[type=button]")) == [*"0123456789", "back"]
    assert page.select_one(f"form#{keys.select_one('[form]')['form']}")["action"].startswith("/pin/codes")
    assert form.select_one("button[type=submit]:not([form])").get_text(strip=True) == "继续"
    assert page.select("script[src*='js/keypad']")
