"""A device that came by a receipt's link watches; it sends nobody away, nor the buyer after signing in there."""

import pytest
from sqlalchemy import select

from tbo.accounts import restoring
from tbo.accounts.cookie import hashed
from tbo.accounts.models import Device
from tbo.db import db

from .conftest import MAIL, PHONE, Browser, become_guest, household_of

NUMBER = "TBO20261118-7F3K9QRD"


@pytest.fixture
def buyer(browser) -> Browser:
    """A guest's browser that bought."""
    become_guest(browser)
    return browser


@pytest.fixture
def opened(buyer, another) -> Browser:
    """Somebody who opened the link of its receipt."""
    another.post("/restore/" + restoring.receipt_token(household_of(buyer).id, NUMBER))
    return another


def revocation_of(browser: Browser) -> str:
    known = Device.secret_hash == hashed(browser.secret)
    return f"/devices/{db.session.scalar(select(Device.public_id).where(known))}/revocation"


def ways_out(browser: Browser) -> list[str]:
    return [form["action"] for form in browser.page("/account").select("#devices form")]


def test_it_sends_the_buyer_away_from_no_guests_household(buyer, opened):
    assert ways_out(opened) == []
    refused = opened.post(revocation_of(buyer))
    assert refused.status_code == 403
    assert "这台设备是用收据打开的" in refused.text
    assert household_of(buyer) is not None
    assert opened.get("/account/contact").status_code == 403
    assert opened.get("/family/week").status_code == 403
    assert ways_out(buyer) == [revocation_of(opened)]
    assert buyer.post(revocation_of(opened)).status_code == 303
    assert household_of(opened) is None


@pytest.mark.parametrize("has_account", [True, False])
def test_signing_in_there_keeps_what_was_bought_and_leaves_the_buyer_in(app, buyer, opened, has_account):
    if has_account:
        Browser(app, "192.0.2.4").sign_in(PHONE)
    opened.sign_in(PHONE)
    household = household_of(opened)
    assert household_of(buyer).id == household.id
    assert household.phone == PHONE
    assert revocation_of(buyer) not in ways_out(opened)
    refused = opened.post(revocation_of(buyer))
    assert refused.status_code == 409
    assert "以游客身份买的" in refused.text
    assert household_of(buyer).id == household.id
    assert buyer.get("/account").status_code == 200
    assert buyer.post("/sign-out").status_code == 303
    assert household_of(buyer) is None


def test_a_buyer_who_signs_in_too_is_a_device_like_any_other(buyer, opened):
    opened.sign_in(MAIL)
    assert opened.post(revocation_of(buyer)).status_code == 409
    buyer.sign_in(PHONE)
    opened.sign_in(PHONE)
    assert revocation_of(buyer) in ways_out(opened)
    assert opened.post(revocation_of(buyer)).status_code == 303
