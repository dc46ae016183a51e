"""The sandbox mounted under a path beside another application, as in a one-port demo."""

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from .merchant import Merchant


@pytest.fixture
def mounted(app, clock, shop_side):
    client = Client(DispatcherMiddleware(lambda environ, start: start("404", []) or [], {"/sandbox": app}))
    return client, Merchant(app.test_client(), clock, *shop_side)


def test_every_step_stays_under_the_path(mounted):
    client, merchant = mounted
    fields = merchant.fields(
        "alipay.trade.page.pay",
        {"out_trade_no": "T1", "total_amount": "3.00", "subject": "雾港", "product_code": "FAST_INSTANT_TRADE_PAY"},
    )
    cashier = client.get("/sandbox/gateway.do", query_string=fields).location
    assert cashier.startswith("/sandbox/cashier/")
    page = client.get(cashier).text
    assert f'action="{cashier}/buyer"' in page
    assert 'href="/sandbox/static/sandbox.css"' in page
    assert client.post(cashier + "/buyer", data={"buyer_id": "2088722000000101"}).location == cashier
    assert client.post(cashier + "/payment", data={"how": "now"}).location == cashier
    assert merchant.told("T1")["state"] == "TRADE_SUCCESS"


def test_a_code_leads_to_the_mounted_address(mounted):
    client, merchant = mounted
    biz = {"out_trade_no": "T1", "total_amount": "3.00", "subject": "雾港"}
    answer = client.post("/sandbox/gateway.do", data=merchant.fields("alipay.trade.precreate", biz))
    code = answer.get_json(force=True)["alipay_trade_precreate_response"]["qr_code"]
    assert code.startswith("http://localhost/sandbox/qr/")
    assert client.get(code.removeprefix("http://localhost")).status_code == 302
