"""Request shapes recorded from other makers' SDKs; each must be able to use the sandbox as its gateway."""

import json
from urllib.parse import urlencode

import pytest

from tbo.sandbox.keys import sign, text_to_sign

STAMP = "2026-11-22 12:00:00"
PAY = {
    "out_trade_no": "F1",
    "total_amount": "3.00",
    "subject": '雾港 "x" 100% + ok',
    "product_code": "FAST_INSTANT_TRADE_PAY",
}


class PythonAlipaySdk:
    """python-alipay-sdk 3.4.0: one GET, everything in the query, JSON in ASCII escapes, no `format`."""

    def send(self, client, key, method, biz):
        fields = {
            "app_id": "9021000000000001",
            "biz_content": json.dumps(biz, separators=(",", ":")),
            "charset": "utf-8",
            "method": method,
            "sign_type": "RSA2",
            "timestamp": STAMP,
            "version": "1.0",
        }
        return client.get("/gateway.do?" + urlencode(fields | {"sign": sign(text_to_sign(fields), key)}))


class NodeSdk:
    """alipay-sdk 4.14.0 for Node: POST, common fields in the query, biz_content (and alipay_sdk) in the body."""

    agent = {"alipay_sdk": "alipay-sdk-nodejs-4.0.0"}

    def send(self, client, key, method, biz):
        common = {
            "method": method,
            "app_id": "9021000000000001",
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
            "timestamp": STAMP,
        }
        body = self.agent | {"biz_content": json.dumps(biz, ensure_ascii=False, separators=(",", ":"))}
        common["sign"] = sign(text_to_sign(common | body), key)
        content_type = "application/x-www-form-urlencoded;charset=UTF-8"
        return client.post("/gateway.do?" + urlencode(common), data=urlencode(body), content_type=content_type)


class OfficialPythonSdk(NodeSdk):
    """alipay-sdk-python 3.7.1411: as Node's, with `format`, and pages as one GET."""

    agent = {}

    def send(self, client, key, method, biz):
        if not method.endswith("page.pay"):
            return super().send(client, key, method, biz)
        fields = {
            "timestamp": STAMP,
            "app_id": "9021000000000001",
            "method": method,
            "charset": "utf-8",
            "format": "json",
            "version": "1.0",
            "sign_type": "RSA2",
            "biz_content": json.dumps(biz, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        }
        return client.get("/gateway.do?" + urlencode(fields | {"sign": sign(text_to_sign(fields), key)}))


@pytest.fixture(params=[PythonAlipaySdk, NodeSdk, OfficialPythonSdk], ids=lambda kind: kind.__name__)
def sdk(request):
    return request.param()


def inner(answer) -> dict:
    return next(iter(json.loads(answer.text).values()))


def test_a_foreign_sdk_asks_queries_and_refunds(sdk, client, merchant):
    cashier = sdk.send(client, merchant.key, "alipay.trade.page.pay", PAY).location
    query = {"out_trade_no": "F1"}
    assert inner(sdk.send(client, merchant.key, "alipay.trade.query", query))["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    merchant.log_in(cashier)
    merchant.pay(cashier)
    paid = inner(sdk.send(client, merchant.key, "alipay.trade.query", query))
    assert (paid["trade_status"], paid["total_amount"]) == ("TRADE_SUCCESS", "3.00")
    part = {"out_trade_no": "F1", "refund_amount": "1.00", "out_request_no": "r1"}
    assert inner(sdk.send(client, merchant.key, "alipay.trade.refund", part))["fund_change"] == "Y"


def test_a_foreign_sdk_gets_a_code_to_draw(sdk, client, merchant):
    biz = {"out_trade_no": "F2", "total_amount": "3.00", "subject": "雾港"}
    assert "/qr/" in inner(sdk.send(client, merchant.key, "alipay.trade.precreate", biz))["qr_code"]


def test_the_clock_of_a_machine_outside_china_is_forgiven_by_default(options):
    assert type(options)(folder=options.folder, keys_folder=options.keys_folder).timestamp_tolerance >= 12 * 3600
