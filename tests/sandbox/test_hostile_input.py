"""Hostile input: whatever is sent, the sandbox answers below 500 and keeps working."""

import json

import pytest

from .agreeing import MODIFY, PAY, QUERY, SIGN, UNSIGN, Renewing

STRANGE = [
    "\ud800",
    "\x00",
    "x" * 70_000,
    "' OR 1=1 --",
    "<script>",
    "%00",
    "１２",
    "",
    None,
    [],
    {},
    True,
    1e400,
    10**30,
]
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "name", ["out_trade_no", "total_amount", "subject", "body", "time_expire", "timeout_express", "quit_url"]
)
def test_no_business_field_breaks_a_pay_page(merchant, name):
    biz = {"out_trade_no": "T1", "total_amount": "3.00", "subject": "雾港", "product_code": "FAST_INSTANT_TRADE_PAY"}
    for value in STRANGE:
        answer = merchant.raw("alipay.trade.page.pay", biz_content=json.dumps(biz | {name: value}))
        assert answer.status_code in (302, 400), value


@pytest.mark.parametrize("method", ["query", "close", "cancel", "refund", "fastpay.refund.query"])
def test_no_business_field_breaks_an_answer(merchant, method):
    names = ("out_trade_no", "trade_no", "refund_amount", "out_request_no", "refund_reason", "query_options")
    for value in STRANGE:
        answer = merchant.raw(f"alipay.trade.{method}", biz_content=json.dumps(dict.fromkeys(names, value)))
        assert answer.status_code == 200, value


def test_no_business_field_breaks_a_sign_page_or_makes_one(merchant):
    renewing = Renewing(merchant)
    names = ("external_agreement_no", "product_code", "personal_product_code", "sign_scene", "access_params")
    for name in (*names, "period_rule_params"):
        for value in STRANGE:
            answer = merchant.raw(SIGN, biz_content=json.dumps(renewing.terms("A1") | {name: value}))
            assert answer.status_code in (302, 400), (name, value)
    rule = renewing.terms("A1")["period_rule_params"]
    for name in (*rule, "total_amount", "total_payments"):
        for value in [*STRANGE, "0001-01-01", "9999-12-28", "-1", 1.5, "٣"]:
            biz = renewing.terms("A1") | {"period_rule_params": rule | {name: value}}
            assert merchant.raw(SIGN, biz_content=json.dumps(biz)).status_code in (302, 400), (name, value)


@pytest.mark.parametrize("method", [QUERY, UNSIGN, MODIFY, PAY])
def test_no_business_field_breaks_an_answer_about_an_agreement(merchant, method):
    agreement_no = Renewing(merchant).signed()
    usual = {"agreement_no": agreement_no, "agreement_params": {"agreement_no": agreement_no}, "out_trade_no": "T1"}
    usual |= {"total_amount": "25.00", "subject": "x", "product_code": "CYCLE_PAY_AUTH", "deduct_time": "2027-01-01"}
    for name in (*usual, "memo", "external_agreement_no", "sign_scene"):
        for value in [*STRANGE, "9999-12-28", "0001-01-01", {"agreement_no": []}]:
            answer = merchant.raw(method, biz_content=json.dumps(usual | {name: value}))
            assert answer.status_code == 200, (name, value)


@pytest.mark.parametrize("text", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
def test_the_ends_of_time_are_only_refused(merchant, text):
    assert "isv.invalid-timestamp" in merchant.raw("alipay.trade.query", {}, timestamp=text).text
    assert merchant.ask("T1", time_expire=text).status_code in (302, 400)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_there_is_no_bill_of_the_ends_of_time(merchant, day):
    biz = {"bill_type": "trade", "bill_date": day}
    inner = merchant.call("alipay.data.dataservice.bill.downloadurl.query", biz)
    assert inner["sub_code"] == "isp.bill_not_exist"


@pytest.mark.parametrize(
    "address",
    ["http://[::1", "http://a b/", "https://shop.example/\r\nX: y", "//shop", "http://a;b/", "http://a:99999999/"],
)
@pytest.mark.parametrize("name", ["notify_url", "return_url"])
def test_an_address_that_is_none_is_refused_at_the_door(merchant, name, address):
    assert merchant.ask("T1", **{name: address}).status_code == 400


@pytest.mark.parametrize("path", ["/inbox", "/chaos.json", "/trades/T1/payment"])
@pytest.mark.parametrize("body", [DEEP, '{"to": "\\ud800"}', "null", "", "{", '{"how": "\\u0000"}'])
def test_no_json_breaks_a_door_for_programs(app, client, path, body):
    headers = {"X-TBO-Inbox-Key": app.extensions["sandbox"].keys.inbox}
    answer = client.post(path, data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/trades.json?out_trade_no=%00%ff", "/inbox?to=%ed%a0%80", "/cashier/%00", "/?lang=%ff"]
)
def test_no_address_breaks_a_page(client, path):
    assert client.get(path).status_code < 500


def test_deep_business_content_is_refused(merchant):
    assert "isv.invalid-parameter" in merchant.raw("alipay.trade.query", biz_content=DEEP).text
