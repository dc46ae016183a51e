"""Both sides in one process: calls carried by hand are signed, verified and answered as over the wire."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tbo.alipay import transport
from tbo.alipay.account import AlipayAccount
from tbo.alipay.agreement_gateway import AgreementGateway
from tbo.alipay.agreements import AgreementRequest, AgreementState, DeductOutcome, DeductRequest, UnsignOutcome
from tbo.alipay.gateway import Gateway
from tbo.alipay.trades import RefundOutcome, TradeState
from tbo.alipay.trouble import GatewayRefused, NotSent, OutcomeUnknown
from tbo.rules.money import Money
from tbo.sandbox import create_sandbox
from tbo.sandbox.near import answer_near
from tbo.sandbox.options import SandboxSettings

BUYER = "2088730000000007"
NOWHERE = "http://127.0.0.1:1/gateway.do"


@pytest.fixture
def time_is():
    return [datetime(2026, 11, 2, 4, tzinfo=UTC)]


@pytest.fixture
def sandbox(tmp_path, keys_folder, time_is):
    theirs = {"now": lambda: time_is[0], "timestamp_tolerance": 0}
    return create_sandbox(SandboxSettings(folder=tmp_path, keys_folder=keys_folder, **theirs))


@pytest.fixture
def account(keys_folder):
    ours = (keys_folder / "shop-private.pem").read_text()
    theirs = (keys_folder / "sandbox-public.pem").read_text()
    return AlipayAccount("9021000000000001", "2088000000000001", NOWHERE, ours, theirs)


@pytest.fixture
def carried(sandbox):
    with transport.carried_by(lambda query, body: answer_near(sandbox, query, body)):
        yield


@pytest.fixture
def agreements(account):
    return AgreementGateway(account)


@pytest.fixture
def signed(sandbox, agreements):
    """Sign the agreement A1 as one of the crowd; gives Alipay's number of it."""
    wish = AgreementRequest("A1", "家庭月卡", Money(2500), 1, date(2026, 11, 2), None, "https://shop.example/n")
    page, browser = urlsplit(agreements.sign_url(wish, "QRCODE")), sandbox.test_client()
    browser.get(f"{page.path}?{page.query}")
    answer = browser.post("/agreements/A1/signature", json={"buyer_id": BUYER})
    return answer.json["agreement"]["agreement_no"]


def deduction(number, agreement_no):
    return DeductRequest(number, agreement_no, Money(2500), "家庭月卡", "https://shop.example/n")


def test_a_year_passes_without_a_wire(account, agreements, signed, carried, time_is):
    for month in range(12):
        answer = agreements.deduct(deduction(f"T{month}", signed))
        assert (answer.outcome, answer.buyer_id, answer.paid_at) == (DeductOutcome.PAID, BUYER, time_is[0])
        time_is[0] += timedelta(days=30)
    assert Gateway(account).query("T11").state is TradeState.PAID
    assert Gateway(account).refund("T11", "R1", Money(100), "退款").outcome is RefundOutcome.DONE
    assert agreements.unsign(signed) is UnsignOutcome.ENDED
    assert agreements.agreement("A1").state is AgreementState.STOP
    assert agreements.agreement("A2").state is AgreementState.MISSING


@pytest.mark.parametrize("fault", ["unsigned", "system_error", "cut", "bad_gateway"])
def test_trouble_hides_the_answer_here_too(account, sandbox, agreements, signed, carried, fault):
    sandbox.test_client().post("/chaos.json", json={"gateway_fault": fault, "gateway_faults_left": 1})
    assert agreements.deduct(deduction("T1", signed)).outcome is DeductOutcome.UNKNOWN
    assert Gateway(account).query("T1").state is TradeState.PAID


def test_a_call_that_is_not_for_this_sandbox_is_not_answered_as_one(account, carried):
    strange = AlipayAccount(
        "9021000000000002", "2088000000000001", NOWHERE, account.private_key_text, account.alipay_public_key_text
    )
    with pytest.raises(OutcomeUnknown):
        Gateway(strange).query("T1")


def test_a_call_whose_signature_is_wrong_is_refused_signed(sandbox, account, carried):
    def spoil(query, body):
        return answer_near(sandbox, query, body + "0")

    with transport.carried_by(spoil), pytest.raises(GatewayRefused, match="invalid-signature"):
        Gateway(account).query("T1")


def test_afterwards_calls_go_by_the_wire_again(account, sandbox):
    with transport.carried_by(lambda query, body: answer_near(sandbox, query, body)):
        assert Gateway(account).query("T1").state is TradeState.MISSING
    with pytest.raises(NotSent):
        Gateway(account).query("T1")
