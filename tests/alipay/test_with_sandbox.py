"""Our gateway and our notices against the sandbox over HTTP: two sides that share no code agree."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from werkzeug import Request, Response

from tbo import clock
from tbo.alipay.account import AlipayAccount
from tbo.alipay.gateway import Gateway
from tbo.alipay.notices import verified_notice, verified_return
from tbo.alipay.trades import CloseOutcome, RefundOutcome, TradeState
from tbo.rules.money import Money
from tbo.sandbox import create_sandbox
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of

from ..support.serving import served


@pytest.fixture
def sandbox(tmp_path, keys_folder):
    return create_sandbox(SandboxSettings(folder=tmp_path, keys_folder=keys_folder))


@pytest.fixture
def account(sandbox, keys_folder):
    ours = (keys_folder / "shop-private.pem").read_text()
    theirs = (keys_folder / "sandbox-public.pem").read_text()
    with served(sandbox) as url:
        yield AlipayAccount("9021000000000001", "2088000000000001", url + "/gateway.do", ours, theirs)


@pytest.fixture
def notices():
    """The bodies and content types that arrived at our notify address."""
    arrived = []

    def shop(environ, start_response):
        request = Request(environ)
        arrived.append((request.get_data(), request.content_type))
        return Response("success", content_type="text/plain")(environ, start_response)

    with served(shop) as url:
        yield url + "/alipay/notices", arrived


@pytest.fixture
def payment(payment, notices):
    return replace(payment, notify_url=notices[0], expires_at=clock.now() + timedelta(minutes=15))


@pytest.fixture
def buyer(sandbox):
    """The person with the wallet: opens an address, logs in, and says how to pay."""
    browser = sandbox.test_client()

    def open_cashier(url):
        parts = urlsplit(url)
        answer = browser.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 302, answer.text
        cashier = urlsplit(answer.location).path
        browser.post(cashier + "/buyer", data={"buyer_id": "2088722000000101"})
        return cashier

    def pay(url, how="now"):
        return browser.post(open_cashier(url) + "/payment", data={"how": how}).location

    open_cashier.pay = pay
    return open_cashier


@pytest.mark.parametrize("cashier", ["desktop", "phone"])
def test_a_payment_goes_from_missing_to_paid_and_everyone_tells_the_same(
    sandbox, account, notices, payment, buyer, cashier
):
    gateway = Gateway(account)
    url = gateway.cashier_url(payment, cashier)
    assert gateway.query("TBO1").state is TradeState.MISSING
    assert gateway.close("TBO1") is CloseOutcome.MISSING
    buyer(url)
    assert gateway.query("TBO1").state is TradeState.WAITING

    returned = verified_return(urlsplit(buyer.pay(url)).query.encode(), account)
    answer = gateway.query("TBO1")
    deliver_due(sandbox_of(sandbox))
    notice = verified_notice(*notices[1][0], account)

    assert notice.pays
    assert not notice.must_query
    assert answer.state is notice.state is TradeState.PAID
    assert answer.amount == notice.amount == returned.amount == payment.amount
    assert answer.trade_no == notice.trade_no == returned.trade_no
    assert answer.paid_at == notice.paid_at
    assert gateway.close("TBO1") is CloseOutcome.NOT_CLOSABLE


def test_a_drawn_code_is_paid_by_scanning_it(account, payment, buyer):
    gateway = Gateway(account)
    drawn = gateway.precreate(payment)
    assert gateway.query("TBO1").state is TradeState.MISSING
    buyer.pay(drawn)
    assert gateway.query("TBO1").state is TradeState.PAID


def test_an_unpaid_trade_is_closed_and_stays_closed(account, payment, buyer):
    gateway = Gateway(account)
    buyer(gateway.cashier_url(payment, "phone"))
    assert gateway.close("TBO1") is CloseOutcome.CLOSED
    assert gateway.query("TBO1").state is TradeState.CLOSED


def test_refunds_in_part_and_in_full_agree_with_their_notices(sandbox, account, notices, payment, buyer):
    gateway = Gateway(account)
    buyer.pay(gateway.cashier_url(payment, "desktop"))
    assert gateway.refund_query("TBO1", "R1").outcome is RefundOutcome.NOT_DONE

    first = gateway.refund("TBO1", "R1", Money(150), "不喜欢")
    assert (first.outcome, first.refunded_in_all) == (RefundOutcome.DONE, Money(150))
    assert gateway.refund("TBO1", "R1", Money(150), "不喜欢").outcome is RefundOutcome.ALREADY
    assert gateway.refund("TBO1", "R1", Money(151), "不喜欢").outcome is RefundOutcome.REFUSED
    found = gateway.refund_query("TBO1", "R1")
    assert (found.outcome, found.amount) == (RefundOutcome.DONE, Money(150))
    assert gateway.query("TBO1").state is TradeState.PAID

    assert gateway.refund("TBO1", "R2", Money(450), "不喜欢").refunded_in_all == Money(600)
    assert gateway.refund("TBO1", "R3", Money(1), "不喜欢").outcome is RefundOutcome.REFUSED
    assert gateway.query("TBO1").state is TradeState.CLOSED

    while deliver_due(sandbox_of(sandbox)):
        pass
    told = [verified_notice(*arrived, account) for arrived in notices[1]]
    assert {(n.is_refund, n.refund_number, n.refunded_in_all) for n in told} == {
        (False, None, None),
        (True, "R1", Money(150)),
        (True, "R2", Money(600)),
    }


def test_what_the_sandbox_does_not_sign_for_us_is_not_believed(account, keys_folder):
    strange = replace(account, app_id="9021000000000002")
    answer = Gateway(strange).refund_query("TBO1", "R1")
    assert (answer.outcome, "isv.invalid-app-id" in answer.because) == (RefundOutcome.UNKNOWN, True)
