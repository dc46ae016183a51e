"""The way back from the cashier: it shows, it asks, and it grants nothing, whoever comes along it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tbo import clock
from tbo.alipay import keys, signed_form
from tbo.alipay.trouble import OutcomeUnknown
from tbo.orders.models import Payment
from tbo.settings import SANDBOX_APP_ID, SANDBOX_SELLER_ID

from ..support.browser import Browser
from ..support.keys import ALIPAY
from ..support.parsing import page_of
from .shopper import PART, arrives, buy, change, face, on_phone, orders, path_of, the_order


@pytest.fixture
def phone(app) -> Browser:
    """A newcomer with a telephone."""
    return on_phone(app)


@pytest.fixture
def other(app) -> Browser:
    """A browser that has no part in the order: the one that Alipay's app opened."""
    return on_phone(app, "198.51.100.9")


@pytest.fixture
def number(phone, series) -> str:
    """An order of the first episode, its attempt six seconds old."""
    buy(phone, f"/episodes/{series.episodes[0]}/orders/new")
    change(Payment, created_at=clock.now() - timedelta(seconds=6))
    return the_order().number


def returned(number: str, key=ALIPAY, **changed: str) -> str:
    """The address by which Alipay sends a buyer back."""
    fields = {
        **{"app_id": SANDBOX_APP_ID, "seller_id": SANDBOX_SELLER_ID, "charset": "utf-8", "version": "1.0"},
        **{"method": "alipay.trade.wap.pay.return", "timestamp": "2026-11-18 20:00:00", "total_amount": "3.00"},
        **{"out_trade_no": number.replace("-", "") + "_1", "trade_no": "2026111822001412341234"},
    } | changed
    signature = keys.sign(keys.private_key(key.private), signed_form.signed_text(fields))
    return f"/orders/{number}/return?" + urlencode({**fields, "sign_type": "RSA2", "sign": signature})


def test_the_way_back_leads_to_the_order_at_its_own_address(phone, number, alipay):
    answer = phone.get(returned(number))
    assert (answer.status_code, path_of(answer.location)) == (303, f"/orders/{number}?back=paid")
    assert face(phone.page(path_of(answer.location))) == ("warm", "等支付宝的回音")


def test_an_address_that_says_paid_pays_nothing(phone, number, alipay):
    alipay.opens(the_order().payments[0].number, 300)
    phone.get(returned(number))
    assert (the_order().state, the_order().payments[0].state) == ("pending", "waiting")


def test_coming_back_before_the_notice_asks_and_settles(phone, number, alipay):
    alipay.pays(the_order().payments[0].number, 300)
    page = phone.page(path_of(phone.get(returned(number)).location))
    assert face(page) == ("lit", "灯亮了")
    assert the_order().state == "fulfilled"


def test_asking_has_a_pause(phone, number, alipay):
    for _ in range(5):
        phone.get(returned(number))
        phone.page(f"/orders/{number}?look=1")
    assert [method for method, _ in alipay.asked] == ["alipay.trade.query"]


def test_opening_the_page_does_not_wait_for_the_gateway(phone, number, alipay):
    phone.page(f"/orders/{number}")
    assert alipay.asked == []


def test_without_script_looking_again_asks_and_finds_the_money(phone, number, alipay):
    page = phone.page(f"/orders/{number}")
    alipay.pays(the_order().payments[0].number, 300)
    look = page.select_one("noscript meta[http-equiv=refresh]")["content"].split("url=")[1]
    assert page.select_one(f"noscript a[href='{look}']"), "a link that a hand can follow"
    assert face(phone.page(look)) == ("lit", "灯亮了")


def test_a_gateway_that_does_not_answer_leaves_the_page_waiting(phone, number, alipay):
    def away(_method, _is_done):
        raise OutcomeUnknown("no answer")

    alipay.trouble = away
    page = phone.page(path_of(phone.get(returned(number)).location))
    assert face(page)[0] == "warm"
    assert the_order().state == "pending"


def test_leaving_without_paying_reads_so_and_sets_nothing(phone, number, alipay):
    answer = phone.get(f"/orders/{number}/return")
    assert path_of(answer.location) == f"/orders/{number}?back=left"
    assert face(phone.page(path_of(answer.location)))[0] == "unlit"
    assert the_order().state == "pending"


def test_who_left_but_paid_is_lit_all_the_same(phone, number, alipay):
    arrives(alipay.pays(the_order().payments[0].number, 300))
    assert face(phone.page(f"/orders/{number}?back=left")) == ("lit", "灯亮了")


def test_another_browser_sees_how_it_stands_and_nothing_of_what_it_is(phone, other, number, alipay):
    address = path_of(other.get(returned(number)).location)
    text = other.page(address).main.get_text()
    assert "雨夜便利店" not in text
    assert number not in text, "the number restores access, so only its end is shown"
    assert number[-4:] in text
    assert other.secret is None, "it is no device of the household"
    assert other.get(f"/orders/{number}").status_code == 404
    assert other.get(f"/receipts/{number}").status_code == 404


def test_another_browser_hears_of_the_payment_by_itself(phone, other, number, alipay):
    page = other.page(path_of(other.get(returned(number)).location))
    again = page.select_one("#order-status")["hx-get"]
    arrives(alipay.pays(the_order().payments[0].number, 300))
    part = page_of(other.get(again, headers=PART))
    assert face(part) == ("lit", "灯亮了")
    assert part.select_one("a.watch") is None
    assert part.select_one("a[href='/restore']")


def test_the_key_to_a_status_opens_nothing_else_and_ends(phone, other, number, series, alipay):
    key = path_of(other.get(returned(number)).location).split("key=")[1].split("&")[0]
    buy(phone, f"/episodes/{series.episodes[1]}/orders/new")
    second = orders()[-1].number
    assert other.get(f"/orders/{second}?key={key}").status_code == 404
    forged = key[:-9] + ("x" if key[-9] != "x" else "y") + key[-8:]
    assert other.get(f"/orders/{number}?key={forged}").status_code == 404
    now = clock.now()
    with clock.standing_at(now + timedelta(hours=23)):
        assert other.get(f"/orders/{number}?key={key}").status_code == 200
    with clock.standing_at(now + timedelta(days=1, seconds=1)):
        assert other.get(f"/orders/{number}?key={key}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        lambda number: f"/orders/{number}/return",
        lambda number: returned(number, out_trade_no="TBO20261118AAAAAAAA_1"),
        lambda number: returned(number, app_id="9021000000000009"),
        lambda number: returned(number, seller_id="2088000000000009"),
        lambda number: returned(number) + "&total_amount=3.00",
        lambda number: returned(number).replace("total_amount=3.00", "total_amount=0.01"),
        lambda number: returned(number).replace(number + "/return", "TBO20261118-AAAAAAAA/return"),
    ],
    ids=["bare", "another's", "app", "seller", "twice", "amount", "order"],
)
def test_a_stranger_with_a_forged_way_back_finds_nothing(other, phone, number, alipay, address):
    assert other.get(address(number)).status_code == 404


def test_a_forged_way_back_tells_the_household_no_more_than_that_it_left(phone, number, alipay):
    answer = phone.get(returned(number, total_amount="3.00").replace("sign=", "sign=x"))
    assert path_of(answer.location) == f"/orders/{number}?back=left"


def test_the_way_back_is_only_walked_by_get(phone, number):
    assert phone.post(f"/orders/{number}/return").status_code == 405
