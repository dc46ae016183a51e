"""The cashier for people: logging in, each button, and the way back to the shop."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tbo.sandbox.keys import is_signed, text_to_sign

from ..support.parsing import parsed

BACK, OUT = "https://shop.example/orders/1/return", "https://shop.example/orders/1"
POOR = "2088722000000104"


def page(client, address):
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return parsed(answer.text)


@pytest.fixture
def opened(merchant):
    cashier = merchant.ticket("TBO1", return_url=BACK, notify_url="https://shop.example/notices")
    merchant.log_in(cashier)
    return cashier


def test_a_visitor_sees_what_is_bought_and_chooses_a_buyer(merchant, client):
    seen = page(client, merchant.ticket("TBO1"))
    assert seen.select_one(".subject").text == "雾港 第2集"
    assert seen.select_one(".amount").text == "¥3.00"
    assert len(seen.select("#buyers button[name=buyer_id]")) == 4


def test_paying_leads_back_with_a_signed_address_that_tells_no_state(opened, merchant):
    answer = merchant.pay(opened)
    assert answer.status_code == 303
    parts = urlsplit(answer.location)
    fields = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))
    assert answer.location.startswith(BACK + "?")
    text = text_to_sign(fields, without=("sign", "sign_type"))
    assert is_signed(text, fields["sign"], merchant.trusted)
    assert (fields["out_trade_no"], fields["total_amount"]) == ("TBO1", "3.00")
    assert fields["method"] == "alipay.trade.page.pay.return"
    assert "trade_status" not in fields


def test_paying_without_a_return_address_stays_on_a_page_that_says_paid(merchant, client):
    cashier = merchant.paid("TBO1")
    assert page(client, cashier).select_one("#paid h2").text == "付款成功"


def test_a_failed_payment_charges_nothing_and_says_why(opened, merchant, client):
    answer = merchant.pay(opened, "fail")
    assert "余额不足" in page(client, answer.location).select_one("[role=alert]").text
    assert merchant.told("TBO1")["state"] == "WAIT_BUYER_PAY"


def test_a_buyer_without_money_always_fails_until_another_takes_over(opened, merchant):
    merchant.log_in(opened, POOR)
    merchant.pay(opened)
    assert merchant.told("TBO1")["state"] == "WAIT_BUYER_PAY"
    merchant.log_in(opened, "2088722000000103")
    merchant.pay(opened)
    told = merchant.told("TBO1")
    assert (told["state"], told["buyer_id"]) == ("TRADE_SUCCESS", "2088722000000103")


def test_nobody_becomes_the_payer_of_a_paid_trade(opened, merchant):
    merchant.pay(opened)
    merchant.log_in(opened, "2088722000000103")
    assert merchant.told("TBO1")["buyer_id"] == "2088722000000101"


def test_leaving_goes_to_quit_url_or_else_to_return_url_unsigned(merchant, client):
    both = merchant.ticket("TBO1", product="alipay.trade.wap.pay", return_url=BACK, quit_url=OUT)
    one = merchant.ticket("TBO2", return_url=BACK)
    merchant.log_in(both)
    merchant.log_in(one)
    assert page(client, both).select_one(".leave a")["href"] == OUT
    assert page(client, one).select_one(".leave a")["href"] == BACK


def test_paying_late_closes_the_order_now_and_brings_the_money_afterwards(opened, merchant, client, clock):
    merchant.pay(opened, "late")
    assert merchant.told("TBO1")["state"] == "TRADE_CLOSED"
    assert page(client, opened).select_one("#late")
    clock.move(10)
    client.get(opened)
    assert merchant.told("TBO1")["state"] == "TRADE_SUCCESS"
    assert len(merchant.told("TBO1")["notices"]) == 1


def test_paying_after_expiry_waits_for_the_true_end(opened, merchant, client, clock):
    cashier = merchant.ticket("TBO2", timeout_express="5m")
    merchant.log_in(cashier)
    merchant.pay(cashier, "after_expiry")
    states = []
    for seconds in (299, 1, 10):
        clock.move(seconds)
        client.get(cashier)
        states.append(merchant.told("TBO2")["state"])
    assert states == ["WAIT_BUYER_PAY", "TRADE_CLOSED", "TRADE_SUCCESS"]


def test_the_money_comes_late_although_the_shop_closed_the_trade(opened, merchant, client):
    merchant.call("alipay.trade.close", {"out_trade_no": "TBO1"})
    assert page(client, opened).select_one("#closed button[value=late]")
    merchant.pay(opened, "late")
    assert merchant.told("TBO1")["state"] == "TRADE_SUCCESS"


def test_a_refunded_trade_cannot_be_paid_late(opened, merchant, client):
    merchant.pay(opened)
    client.post("/trades/TBO1/refunds")
    merchant.pay(opened, "late")
    assert merchant.told("TBO1")["state"] == "TRADE_CLOSED"


def test_a_page_and_a_code_of_the_same_goods_can_both_be_paid(opened, merchant, client):
    merchant.ask("TBO2", product="alipay.trade.precreate", notify_url="https://shop.example/notices")
    merchant.ask("TBO3", product="alipay.trade.precreate", notify_url="https://other.example/notices")
    merchant.ask("TBO4", notify_url="https://shop.example/notices", subject="另一部")
    offered = [option["value"] for option in page(client, opened).select("select[name=sibling] option")]
    assert offered == ["TBO2"]
    merchant.pay(opened, "twice", sibling="TBO2")
    assert (merchant.told("TBO1")["state"], merchant.told("TBO2")["state"]) == ("TRADE_SUCCESS", "TRADE_SUCCESS")


def test_paying_twice_without_a_second_trade_pays_nothing(opened, merchant):
    merchant.pay(opened, "twice", sibling="TBO9")
    assert merchant.told("TBO1")["state"] == "WAIT_BUYER_PAY"


def test_pressing_the_button_again_pays_nothing_more(opened, merchant):
    merchant.pay(opened)
    assert merchant.pay(opened).location == opened
    assert len(merchant.told("TBO1")["notices"]) == 1


def test_the_button_needs_a_log_in(merchant):
    cashier = merchant.ticket("TBO1")
    assert merchant.pay(cashier).location == cashier


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/cashier/none", None, 404),
        ("/qr/none", None, 404),
        ("/cashier/none/buyer", {"buyer_id": POOR}, 404),
        ("/cashier/none/buyer", {"buyer_id": "1"}, 400),
        ("/cashier/none/payment", {"how": "now"}, 404),
        ("/cashier/none/payment", {"how": "free"}, 400),
    ],
)
def test_nonsense_gets_a_sentence_and_never_breaks(client, path, form, status):
    answer = client.get(path) if form is None else client.post(path, data=form)
    assert answer.status_code == status


def test_the_page_may_lead_to_its_own_shop_and_to_no_other(opened, client):
    policy = client.get(opened).headers["Content-Security-Policy"]
    assert "form-action 'self' https://shop.example" in policy
    assert "unsafe" not in policy


def test_opening_the_code_makes_the_first_buyer_the_payer(merchant, client):
    biz = {"out_trade_no": "TBO1", "total_amount": "3.00", "subject": "雾港"}
    code = merchant.call("alipay.trade.precreate", biz)["qr_code"]
    seen = page(client, code)
    assert seen.select_one("h1").text == "手机付款"
    assert seen.select_one("#payment button.main")
