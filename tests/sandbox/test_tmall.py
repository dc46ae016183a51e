"""The sandbox's Tmall refuses what the platform refuses, and its pages take whatever is typed."""

import json
from dataclasses import replace

import pytest

from tbo.sandbox.keys import load_keys
from tbo.sandbox.tmall_gateway import APP_KEY, PREFIX, call_signature

GOOD = {"item_id": "900000000101", "price": "148.00", "count": "2", "title": "年卡"}


@pytest.fixture
def options(options):
    """A shop at an address where nobody listens."""
    return replace(options, shop_url="http://127.0.0.1:9")


@pytest.fixture
def number(client) -> str:
    """An order whose shop is not there."""
    return client.post("/tmall", data=GOOD).location.rsplit("/", 1)[1]


@pytest.fixture
def call(client, keys_folder):
    """Call a method as the shop does, with what is changed."""
    key = load_keys(keys_folder).tickets

    def make(name: str, number: str, **changed: str) -> dict:
        token = client.get(f"/tmall/{number}.json").get_json()["order"]["token"]
        fields = {"method": PREFIX + name, "app_key": APP_KEY, "session": key, "outer_id": number, "token": token}
        fields |= {name: value for name, value in changed.items() if name != "sign"}
        fields["sign"] = changed.get("sign", call_signature(fields, key))
        return client.post("/tmall/router/rest", data=fields).get_json()

    return make


def codes(*names: str) -> str:
    return json.dumps([{"code": name, "num": 1} for name in names])


def sub_code(told: dict) -> str:
    return told["error_response"]["sub_code"]


def test_a_code_lives_as_at_the_platform(call, number):
    assert "eticket_merchant_ma_send_response" in call("send", number, isv_ma_list=codes("A", "B"))
    assert sub_code(call("send", number, isv_ma_list=codes("A", "C"))) == "isv.code-changed"
    assert "eticket_merchant_ma_available_response" in call("available", number, code="A", serial_num="1")
    assert "eticket_merchant_ma_consume_response" in call("consume", number, code="A", serial_num="1")
    assert sub_code(call("available", number, code="A", serial_num="1")) == "isv.code-not-available"
    assert sub_code(call("consume", number, code="A", serial_num="1")) == "isv.code-not-available"
    assert sub_code(call("reverse", number, code="A", serial_num="2")) == "isv.serial-not-exist"
    assert "eticket_merchant_ma_reverse_response" in call("reverse", number, code="A", serial_num="1")
    assert call("delay", number, code="A", end_date="2030-01-01 00:00:00")["eticket_merchant_ma_delay_response"]
    assert "eticket_merchant_ma_resend_response" in call("resend", number, isv_ma_list=codes("A"))


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("send", {"sign": "x"}, "isv.invalid-signature"),
        ("send", {"app_key": "1"}, "isv.appkey-not-exists"),
        ("send", {"session": "x"}, "isv.invalid-session"),
        ("send", {"token": "x"}, "isv.order-not-exist"),
        ("sell", {}, "isv.method-not-exist"),
        ("send", {"isv_ma_list": "["}, "isv.invalid-parameter:isv_ma_list"),
        ("send", {"isv_ma_list": codes("A", "A")}, "isv.invalid-parameter:isv_ma_list"),
        ("send", {"isv_ma_list": codes("A")}, "isv.code-num-error"),
        ("consume", {"code": "A"}, "isv.code-not-exist"),
        ("resend", {"isv_ma_list": codes("A")}, "isv.code-not-exist"),
    ],
)
def test_what_is_wrong_is_refused_with_a_code(call, number, name, changed, said):
    assert sub_code(call(name, number, **changed)) == said


@pytest.mark.parametrize(
    "changed",
    [{"item_id": "x"}, {"price": "-1"}, {"count": "0"}, {"count": "9" * 5000}, {"title": "😀"}, {"title": "\x00"}],
)
def test_what_cannot_be_bought_is_said(client, changed):
    assert client.post("/tmall", data=GOOD | changed).status_code == 400


def test_a_shop_that_does_not_answer_is_shown_as_such(client, number):
    (telling,) = client.get(f"/tmall/{number}.json").get_json()["tellings"]
    assert (telling["status"], telling["method"]) == (None, "send")
    page = client.get(f"/tmall/{number}?lang=en").text
    assert "No code has come yet." in page
    assert client.get("/tmall/nothing").status_code == 404


@pytest.mark.parametrize("form", [{"what": "sell"}, {"what": "delay"}, {"what": ""}])
def test_what_is_no_news_is_refused(client, number, form):
    assert client.post(f"/tmall/{number}/tellings", data=form).status_code == 400
