"""The gateway's door: who may call, in what form, and how it refuses."""

import html
import json

import pytest

QUERY = "alipay.trade.query"
NOBODY = {"out_trade_no": "TBO1"}


def error(answer) -> dict:
    whole = json.loads(answer.text)
    return next(value for name, value in whole.items() if name != "sign")


def test_an_answer_is_signed_over_its_text_with_chinese_as_it_is(merchant):
    inner = merchant.call(QUERY, NOBODY)
    assert (inner["code"], inner["sub_code"]) == ("40004", "ACQ.TRADE_NOT_EXIST")
    assert "交易不存在" in merchant.raw(QUERY, NOBODY).text


def test_a_slash_in_an_answer_is_escaped_and_signed_so(merchant):
    text = merchant.ask("TBO1", product="alipay.trade.precreate").text
    assert r"http:\/\/localhost\/qr\/" in text
    assert merchant.call(
        "alipay.trade.precreate", {"out_trade_no": "TBO1", "total_amount": "3.00", "subject": "雾港 第2集"}
    )["qr_code"].startswith("http://localhost/qr/")


@pytest.mark.parametrize(
    ("changes", "code", "sub_code"),
    [
        ({"app_id": "9021000000000002"}, "40002", "isv.invalid-app-id"),
        ({"app_id": ""}, "40001", "isv.missing-app-id"),
        ({"method": ""}, "40001", "isv.missing-method"),
        ({"method": "alipay.trade.fly"}, "40002", "isv.invalid-method"),
        ({"sign_type": "RSA"}, "40002", "isv.invalid-signature-type"),
        ({"charset": "GBK"}, "40002", "isv.invalid-charset"),
        ({"format": "XML"}, "40002", "isv.invalid-format"),
        ({"timestamp": ""}, "40001", "isv.missing-timestamp"),
        ({"timestamp": "22.11.2026"}, "40002", "isv.invalid-timestamp"),
        ({"timestamp": "2026-11-22 11:40:00"}, "40002", "isv.invalid-timestamp"),
        ({"version": ""}, "40001", "isv.missing-version"),
        ({"biz_content": "[1]"}, "40002", "isv.invalid-parameter"),
        ({"biz_content": "{"}, "40002", "isv.invalid-parameter"),
    ],
)
def test_a_call_with_a_wrong_common_field_is_refused(merchant, changes, code, sub_code):
    inner = error(merchant.raw(QUERY, NOBODY, **changes))
    assert (inner["code"], inner["sub_code"]) == (code, sub_code)


def test_a_refusal_to_a_stranger_is_unsigned(merchant):
    whole = json.loads(merchant.raw(QUERY, NOBODY, app_id="1").text)
    assert list(whole) == ["error_response"]


def test_a_wrong_signature_is_answered_with_the_string_it_should_cover(client, merchant):
    fields = merchant.fields(QUERY, NOBODY) | {"alipay_sdk": "added <later>"}
    sub_msg = error(client.get("/gateway.do", query_string=fields))["sub_msg"]
    assert "&amp;" in sub_msg
    assert "alipay_sdk=added <later>&app_id=9021000000000001&biz_content={" in html.unescape(sub_msg)
    assert "<later>" not in sub_msg


def test_a_missing_signature_is_its_own_refusal(client, merchant):
    fields = merchant.fields(QUERY, NOBODY)
    del fields["sign"]
    assert error(client.post("/gateway.do", data=fields))["sub_code"] == "isv.missing-signature"


def test_empty_fields_are_not_part_of_the_signature(client, merchant):
    fields = merchant.fields(QUERY, NOBODY) | {"app_auth_token": ""}
    assert error(client.post("/gateway.do", data=fields))["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_a_field_with_two_values_is_refused(client, merchant):
    fields = merchant.fields(QUERY, NOBODY)
    answer = client.post("/gateway.do", query_string=fields, data={"method": "alipay.trade.close"})
    assert error(answer)["sub_code"] == "isv.invalid-parameter"


def test_bytes_that_are_not_utf8_are_refused(client, merchant):
    answer = client.post(
        "/gateway.do",
        query_string=merchant.fields(QUERY, NOBODY),
        data=b"subject=" + b"%CE%ED%B8%DB",
        content_type="application/x-www-form-urlencoded",
    )
    assert error(answer)["sub_code"] == "isv.invalid-charset"


@pytest.mark.parametrize(
    "changes",
    [
        {"total_amount": "0.00"},
        {"total_amount": "1e3"},
        {"total_amount": "-1.00"},
        {"total_amount": "3.001"},
        {"total_amount": True},
        {"out_trade_no": "TBO-1"},
        {"out_trade_no": "T" * 65},
        {"out_trade_no": ""},
        {"subject": "a=b"},
        {"subject": ""},
        {"subject": ["雾港"]},
        {"subject": "雾" * 257},
        {"product_code": "QUICK_WAP_WAY"},
        {"time_expire": "soon"},
        {"timeout_express": "16d"},
        {"timeout_express": "0m"},
        {"quit_url": "javascript:alert(1)"},
    ],
)
def test_a_pay_page_with_a_wrong_business_field_shows_a_refusal_and_makes_no_ticket(merchant, changes):
    answer = merchant.ask("TBO1", **changes)
    assert answer.status_code == 400
    assert "ACQ.INVALID_PARAMETER" in answer.text


@pytest.mark.parametrize("name", ["notify_url", "return_url"])
def test_an_address_longer_than_256_characters_is_refused(merchant, name):
    assert merchant.ask("TBO1", **{name: "https://shop.example/" + "x" * 250}).status_code == 400


@pytest.mark.parametrize("product", ["alipay.trade.page.pay", "alipay.trade.precreate"])
@pytest.mark.parametrize("change", [{"total": "4.00"}, {"subject": "另一部"}])
def test_the_same_number_with_another_amount_or_subject_is_refused(merchant, product, change):
    merchant.ask("TBO1")
    assert "ACQ.CONTEXT_INCONSISTENT" in merchant.ask("TBO1", product=product, **change).text
    assert merchant.ask("TBO1").status_code == 302


def test_a_paid_number_cannot_be_paid_again(merchant):
    merchant.paid("TBO1")
    assert "ACQ.TRADE_HAS_SUCCESS" in merchant.ask("TBO1").text


def test_a_closed_number_cannot_be_asked_for_again(merchant):
    merchant.log_in(merchant.ticket("TBO1"))
    merchant.call("alipay.trade.close", NOBODY)
    assert "ACQ.TRADE_HAS_CLOSE" in merchant.ask("TBO1").text
