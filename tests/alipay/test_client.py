"""The client signs what the SDK would sign, in China time, and refuses the SDK's risky ways."""

import subprocess
import sys
from datetime import UTC, datetime
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
from alipay.aop.api import DefaultAlipayClient as sdk_file  # noqa: N813
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig

from tbo import clock
from tbo.alipay import calls
from tbo.alipay.client import StrictClient


@pytest.fixture
def client(account):
    return StrictClient(account)


@pytest.fixture
def sdk_client(account):
    config = AlipayClientConfig()
    config.app_id = account.app_id
    config.app_private_key = account.private_key_text.strip()
    config.server_url = account.gateway_url
    config.format = "JSON"
    return sdk_file.DefaultAlipayClient(config)


def fields_of(url):
    return parse_qs(urlsplit(url).query, strict_parsing=True)


@pytest.mark.parametrize("call", [calls.page_pay, calls.wap_pay])
def test_a_cashier_url_carries_the_very_fields_and_signature_of_the_sdk(client, sdk_client, payment, call):
    with clock.standing_at(datetime(2026, 11, 10, 16, 0, tzinfo=UTC)):
        mine = client.page_execute(call(payment))
    with mock.patch.object(sdk_file, "datetime") as machine:
        machine.datetime.now.return_value = datetime(2026, 11, 11, 0, 0)
        theirs = sdk_client.page_execute(call(payment), http_method="GET")
    assert fields_of(mine) == fields_of(theirs)


def test_timestamps_are_china_time_on_any_machine(client, payment):
    with clock.standing_at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert fields_of(client.page_execute(calls.page_pay(payment)))["timestamp"] == ["2027-01-01 00:00:00"]


def test_an_empty_field_is_neither_signed_nor_sent(client):
    call = calls.query("TBO1")
    call.notify_url = ""
    call.udf_params = {"ws_service_url": "", "prod_code": None}
    sent = parse_qs(client.sdk_execute(call), keep_blank_values=True)
    assert not {"notify_url", "ws_service_url", "prod_code"} & sent.keys()


def test_the_sdks_form_with_inline_script_is_not_offered(client, payment):
    with pytest.raises(NotImplementedError):
        client.page_execute(calls.page_pay(payment), http_method="POST")


def test_the_body_holds_the_business_fields_and_the_query_the_rest(client, far_side, alipay_key):
    far_side.answers["alipay.trade.query"] = {"code": "10000"}
    assert client.execute(calls.query("TBO1")) == '{"code": "10000"}'
    asked = far_side.asked[0]
    assert asked["biz_content"] == '{"out_trade_no":"TBO1"}'
    assert (asked["format"], asked["sign_type"], asked["charset"]) == ("JSON", "RSA2", "utf-8")


def test_importing_the_gateway_and_the_notices_leaves_the_sdk_alone():
    probe = "import sys, tbo.alipay.gateway, tbo.alipay.notices; print('alipay' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
