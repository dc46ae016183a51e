"""Receipts: what they say, who reads them, and how they bring what was bought to another browser."""

import re

import pytest

from tbo.accounts.models import Profile
from tbo.accounts.restoring import read_receipt
from tbo.db import db, writing
from tbo.orders.buyers import household_of_number

from ..support.browser import Browser
from .shopper import PART, arrives, buy, elsewhere, on_phone, orders, path_of, the_order


@pytest.fixture
def phone(app) -> Browser:
    """A newcomer with a telephone."""
    return on_phone(app)


@pytest.fixture
def other(app) -> Browser:
    """Another browser of the same person, on another network."""
    return on_phone(app, "198.51.100.9")


@pytest.fixture
def number(phone, series) -> str:
    """An order that waits for its payment."""
    buy(phone, f"/episodes/{series.episodes[1]}/orders/new")
    return the_order().number


@pytest.fixture
def paid(number, alipay) -> str:
    """The same order, paid."""
    arrives(alipay.pays(the_order().payments[0].number, 300))
    return number


def said(page) -> dict[str, str]:
    """The facts of a receipt."""
    return {row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in page.select(".receipt-facts > div")}


def test_a_receipt_says_what_was_paid_to_whom_and_when(phone, paid):
    page = phone.page(f"/receipts/{paid}")
    facts = said(page)
    assert page.select_one(".sum .price").get_text() == "¥3.00"
    assert facts["订单号"] == paid
    assert facts["交易号"] == f"T{the_order().payments[0].number}"
    assert facts["支付宝付款"] == "¥3.00"
    assert re.match(r"20\d\d\s年", facts["日期"])
    assert "2088" in facts["卖方"]


def test_a_receipt_is_nobody_elses(phone, other, paid, series):
    assert other.get(f"/receipts/{paid}").status_code == 404
    buy(other, f"/episodes/{series.episodes[0]}/orders/new")
    assert other.get(f"/receipts/{paid}").status_code == 404
    assert phone.get(f"/receipts/{paid}").headers["Cache-Control"] == "private, no-store"


def test_an_unpaid_order_has_no_receipt_yet(phone, number):
    assert path_of(phone.get(f"/receipts/{number}").location) == f"/orders/{number}"


@pytest.mark.parametrize("typed", ["x", "TBO20261118-AAAAAAAA", "'"])
def test_a_receipt_that_is_none_is_not_found(phone, paid, typed):
    assert phone.get(f"/receipts/{typed}").status_code == 404


def test_the_link_on_a_receipt_opens_the_household_in_another_browser(phone, other, paid, series):
    page = phone.page(f"/receipts/{paid}")
    link = page.select_one("#restore-link")["value"]
    assert page.select_one(".scan-code svg path"), "the same as a code to scan"
    assert link.startswith("http://shop.test/restore/")
    token = link.split("/restore/")[1].split("?")[0]
    household, named = read_receipt(token)
    assert (household.id, named) == (the_order().household_id, paid)
    address = path_of(link)
    other.page(address)
    assert other.get(f"/receipts/{paid}").status_code == 404, "looking at the link does nothing"
    answer = other.post(address)
    assert path_of(answer.location).startswith("/watch/")
    assert other.get(f"/receipts/{paid}").status_code == 200


def test_a_refund_stands_on_the_receipt_with_a_true_minus(phone, paid, alipay):
    arrives(alipay.refunds(the_order().payments[0].number, 100))
    page = phone.page(f"/receipts/{paid}")
    assert page.select_one(".receipt-facts .credit dd").get_text() == "−¥1.00"
    assert page.select("a[href$='/fapiao']"), "for what is left a fapiao can be had"
    arrives(alipay.refunds(the_order().payments[0].number, 200))
    page = phone.page(f"/receipts/{paid}")
    assert not page.select("a[href$='/fapiao']"), "for nothing there is none"
    assert not page.select(".receipt-acts a[href^='/watch/']")
    assert "内容收回了" in page.select_one(".receipt-head").get_text()


def test_what_cost_nothing_has_a_receipt_without_a_payment(phone, series, alipay):
    for episode in series.episodes[:3]:
        buy(phone, f"/episodes/{episode}/orders/new")
        order = orders()[-1]
        arrives(alipay.pays(order.payments[0].number, 300))
    buy(phone, f"/seasons/{series.season_id}/orders/new")
    page = phone.page(f"/receipts/{orders()[-1].number}")
    assert page.select_one(".sum .price").get_text() == "¥0.00"
    assert "支付宝付款" not in said(page)


def test_every_number_on_a_bill_leads_to_the_buyer(paid):
    order, payment = the_order(), the_order().payments[0]
    for number in (order.number, order.number.replace("-", ""), payment.number, payment.trade_no):
        assert household_of_number(number) == order.household_id


@pytest.mark.parametrize("typed", ["TBO20261118-AAAAAAAA", "2026111822001412341234", "X" * 64])
def test_an_unknown_number_leads_to_nobody(paid, typed):
    assert household_of_number(typed) is None


def test_an_unpaid_order_restores_nothing(number):
    assert household_of_number(number) is None


@pytest.mark.parametrize("address", ["/receipts/{}", "/orders/{}", "/orders/{}/status"])
def test_a_childs_profile_is_shown_no_order(phone, paid, address):
    with elsewhere(), writing():
        db.session.execute(db.update(Profile).values(kind="child"))
    answer = phone.get(address.format(paid), headers=PART)
    assert answer.status_code == 403
    assert "¥" not in answer.get_data(as_text=True)


def test_a_childs_profile_pays_no_order(phone, number):
    with elsewhere(), writing():
        db.session.execute(db.update(Profile).values(kind="child"))
    assert phone.post(f"/orders/{number}/payments", product="page").status_code == 403
    assert len(the_order().payments) == 1
