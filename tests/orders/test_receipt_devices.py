"""Money before a device that came by a receipt's link, and the links of receipts whose money went back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.restoring import receipt_token
from tbo.db import db
from tbo.orders.models import Order, Refund

from ..support.agreeing_side import AgreeingSide
from ..support.browser import Browser, household_of
from .shopper import arrives, buy, elsewhere, on_phone, press, the_order
from .subscribers import subscription
from .test_pages_subscribe import NEW, buttons, panel, subscribes


@pytest.fixture
def phone(app) -> Browser:
    """A newcomer with a telephone."""
    return on_phone(app)


@pytest.fixture
def paid(phone, series, alipay) -> str:
    """The number of an order that a guest paid."""
    buy(phone, f"/episodes/{series.episodes[1]}/orders/new")
    arrives(alipay.pays(the_order().payments[0].number, 300))
    return the_order().number


@pytest.fixture
def opened(app, phone, paid) -> Browser:
    """Somebody who opened the link of its receipt."""
    return opens(app, household_of(phone).id, paid)


def opens(app, household_id: int, number: str) -> Browser:
    browser = on_phone(app, "198.51.100.9")
    with elsewhere():
        link = "/restore/" + receipt_token(household_id, number)
    assert browser.post(link).status_code == 303
    return browser


def link_of(number: str) -> str:
    with elsewhere():
        household = db.session.scalar(select(Order.household_id).where(Order.number == number))
        return "/restore/" + receipt_token(household, number)


def test_it_takes_no_guests_order_back(phone, opened, paid):
    refunds = f"/orders/{paid}/refunds"
    for address in (f"/orders/{paid}", f"/receipts/{paid}"):
        assert phone.page(address).select(f'a[href="{refunds}/new"]')
        assert not opened.page(address).select(f'a[href="{refunds}/new"]')
    assert opened.get(f"{refunds}/new").status_code == 403
    refused = opened.post(refunds)
    assert refused.status_code == 403
    assert "这台设备是用收据打开的" in refused.text
    with elsewhere():
        assert db.session.scalar(select(func.count(Refund.id))) == 0
    assert press(phone, phone.page(f"{refunds}/new")).status_code == 303


def test_it_neither_reads_nor_asks_for_a_fapiao(phone, opened, paid):
    fapiao = f"/receipts/{paid}/fapiao"
    assert phone.page(f"/receipts/{paid}").select(f'a[href="{fapiao}"]')
    assert not opened.page(f"/receipts/{paid}").select(f'a[href="{fapiao}"]')
    asked = {"kind": "personal", "title": "林小满", "email": "x@example.com"}
    answers = [opened.get(fapiao), opened.post(fapiao, **asked), opened.post(f"{fapiao}/removal")]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert phone.get(fapiao).status_code == 200


def test_it_changes_nothing_of_what_renews(app, side: AgreeingSide):
    lin = Browser(app)
    lin.sign_in("lin@example.com")
    number = subscribes(lin, side)
    opened = opens(app, household_of(lin).id, "TBO20261118-7F3K9QRD")
    assert buttons(panel(lin))
    assert not buttons(panel(opened))
    deeds = ("cancellation", "cancellation/removal", "pause", "pause/removal", "plan-change/removal", "plans/quarterly")
    refused = [opened.post(f"/subscription/{deed}", months="1") for deed in deeds]
    refused += [opened.post(f"/subscriptions/{number}/{deed}") for deed in ("signing", "deductions")]
    refused += [opened.get(NEW), opened.get("/subscription/cancellation")]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert subscription(number).state == "active"
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        opened.sign_in("lin@example.com")
        assert opened.post("/subscription/cancellation").status_code == 303
    assert subscription(number).state == "cancelled"


def test_a_link_whose_money_went_back_opens_nothing_and_says_so(app, phone, paid, alipay):
    link, payment = link_of(paid), the_order().payments[0].number
    arrives(alipay.refunds(payment, 100))
    assert on_phone(app, "198.51.100.7").get(link).status_code == 200, "something of it is still paid"
    assert phone.page(f"/receipts/{paid}").select_one("#restore-link") is not None
    arrives(alipay.refunds(payment, 200))
    stranger = on_phone(app, "198.51.100.8")
    for answer in (stranger.get(link), stranger.post(link), phone.get(link)):
        assert answer.status_code == 410
        assert "钱已经全部退回" in answer.text
    assert stranger.secret is None
    page = phone.page(f"/receipts/{paid}")
    assert page.select_one("#restore-link") is None
    assert page.select_one(".scan-code") is None
