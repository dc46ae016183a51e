"""Our gateway and our notices against the sandbox over HTTP: agreements and deductions, from signing to the end."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tbo.alipay.account import AlipayAccount
from tbo.alipay.agreement_gateway import AgreementGateway
from tbo.alipay.agreement_notices import AgreementNews
from tbo.alipay.agreements import (
    AgreementCodes,
    AgreementRequest,
    AgreementState,
    DeductOutcome,
    DeductRequest,
    UnsignOutcome,
)
from tbo.alipay.gateway import Gateway
from tbo.alipay.notices import verified_notice
from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import RefundOutcome, TradeState
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown
from tbo.rules.money import Money
from tbo.sandbox import create_sandbox
from tbo.sandbox.delivery import deliver_due
from tbo.sandbox.keys import ensure_keys
from tbo.sandbox.options import SandboxSettings
from tbo.sandbox.sandbox import sandbox_of

from .test_with_sandbox import served

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
LIN, POOR = "2088722000000101", "2088722000000104"
FAULTS = ["bad_gateway", "html", "unsigned", "wrong_key", "system_error", "empty", "cut"]


@pytest.fixture(scope="module")
def keys_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    ensure_keys(folder)
    return folder


@pytest.fixture
def time_is():
    """The far side's clock: a test moves it, and nobody sleeps."""
    return [NOON]


@pytest.fixture
def heard():
    """What came to our notify address, and the application that takes it."""
    arrived = []

    def shop(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        arrived.append((body, environ["CONTENT_TYPE"]))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"success"]

    with served(shop) as url:
        yield url + "/alipay/notices", arrived


@pytest.fixture
def sandbox(tmp_path, keys_folder, time_is, heard):
    theirs = {"now": lambda: time_is[0], "timestamp_tolerance": 0, "application_url": heard[0]}
    return create_sandbox(SandboxSettings(folder=tmp_path, keys_folder=keys_folder, **theirs))


@pytest.fixture
def account(sandbox, keys_folder):
    ours = (keys_folder / "shop-private.pem").read_text()
    theirs = (keys_folder / "sandbox-public.pem").read_text()
    with served(sandbox) as url:
        yield AlipayAccount("9021000000000001", "2088000000000001", url + "/gateway.do", ours, theirs)


@pytest.fixture
def agreements(account):
    return AgreementGateway(account, AgreementCodes(names_plan=True))


@pytest.fixture
def browser(sandbox):
    return sandbox.test_client()


@pytest.fixture
def wish(heard):
    """Asks for the agreement of a monthly plan that begins today."""

    def wish(number="TBOA7", notify_url=heard[0]):
        return AgreementRequest(
            number, "家庭月卡", Money(2500), 1, date(2026, 11, 28), "https://shop.example/subscription", notify_url
        )

    return wish


@pytest.fixture
def sign(agreements, browser, wish):
    """Open the address that was drawn, log in, agree; gives Alipay's number of the agreement."""

    def sign(number="TBOA7", buyer=LIN, **more):
        drawn = urlsplit(agreements.sign_url(wish(number, **more), "QRCODE"))
        address = browser.get(f"{drawn.path}?{drawn.query}").location
        browser.post(address + "/buyer", data={"buyer_id": buyer})
        assert browser.post(address + "/consent").location.startswith("https://shop.example/subscription?")
        return agreements.agreement(number).agreement_no

    return sign


@pytest.fixture
def deduct(agreements, heard):
    def deduct(number, agreement_no, amount=2500):
        return agreements.deduct(DeductRequest(number, agreement_no, Money(amount), "家庭月卡", heard[0]))

    return deduct


@pytest.fixture
def chaos(browser):
    return lambda **changes: browser.post("/chaos.json", json=changes)


@pytest.fixture
def news(sandbox, heard, account):
    """Deliver what is due and read all that came so far."""

    def news():
        deliver_due(sandbox_of(sandbox))
        return [verified_notice(*each, account) for each in heard[1]]

    return news


def test_an_agreement_goes_from_missing_to_its_end_and_everyone_tells_the_same(
    agreements, browser, wish, sign, news, time_is
):
    assert agreements.agreement("TBOA7").state is AgreementState.MISSING
    drawn = urlsplit(agreements.sign_url(wish(), "ALIPAYAPP"))
    browser.get(f"{drawn.path}?{drawn.query}")
    assert agreements.agreement("TBOA7").state is AgreementState.TEMP

    agreement_no = sign()
    found = agreements.agreement("TBOA7")
    assert (found.state, found.buyer_id) == (AgreementState.NORMAL, LIN)
    assert found.next_deduct_on == date(2026, 11, 28)
    (told,) = news()
    assert (told.kind, told.number, told.agreement_no) == (AgreementNews.SIGNED, "TBOA7", agreement_no)
    assert (told.buyer_id, told.at, told.must_query) == (LIN, NOON, False)

    time_is[0] += timedelta(days=3)
    assert agreements.unsign(agreement_no) is UnsignOutcome.ENDED
    assert agreements.unsign(agreement_no) is UnsignOutcome.ALREADY
    assert agreements.agreement("TBOA7").state is AgreementState.STOP
    ended = news()[1]
    assert (ended.kind, ended.number, ended.at) == (AgreementNews.ENDED, "TBOA7", time_is[0])


def test_the_sign_page_names_the_plan_its_cap_and_its_first_day(agreements, browser, wish):
    drawn = urlsplit(agreements.sign_url(wish(), "QRCODE"))
    seen = browser.get(browser.get(f"{drawn.path}?{drawn.query}").location).text
    assert all(words in seen for words in ("家庭月卡", "¥25.00", "2026-11-28", "TBOA7"))


def test_an_end_in_the_wallet_is_heard_at_the_application_gateway(browser, sign, news, agreements):
    sign(notify_url="http://127.0.0.1:9/nowhere")
    browser.post("/agreements/TBOA7/ending", json={})
    (told,) = news()
    assert (told.kind, told.number) == (AgreementNews.ENDED, "TBOA7")
    assert agreements.agreement("TBOA7").state is AgreementState.STOP


def test_an_end_whose_notice_was_lost_is_found_by_asking(browser, sign, news, agreements, chaos, time_is):
    sign()
    chaos(notices_drop_next=1)
    browser.post("/agreements/TBOA7/ending", json={})
    time_is[0] += timedelta(days=2)
    assert [notice.kind for notice in news()] == [AgreementNews.SIGNED]
    assert agreements.agreement("TBOA7").state is AgreementState.STOP


def test_news_that_comes_in_another_order_is_told_as_it_comes(browser, sign, news, chaos, time_is):
    chaos(notices_newest_first=True)
    sign()
    browser.post("/agreements/TBOA7/ending", json={})
    time_is[0] += timedelta(seconds=10)
    assert [notice.kind for notice in news()] == [AgreementNews.ENDED, AgreementNews.SIGNED]


def test_repeated_news_carries_one_id_and_strange_fields_do_not_matter(sign, news, chaos):
    chaos(notices_extra_copies=3, notices_strange_fields=True)
    sign()
    told = news()
    assert (len(told), len({notice.notice_id for notice in told})) == (4, 1)


def test_a_deduction_is_paid_queried_told_and_refunded_like_any_payment(account, sign, deduct, news, agreements):
    agreement_no = sign()
    answer = deduct("TBO1_1", agreement_no)
    assert (answer.outcome, answer.buyer_id, answer.paid_at) == (DeductOutcome.PAID, LIN, NOON)
    found = Gateway(account).query("TBO1_1")
    assert (found.state, found.amount, found.trade_no) == (TradeState.PAID, Money(2500), answer.trade_no)
    told = news()[-1]
    assert (told.pays, told.payment_number, told.amount) == (True, "TBO1_1", Money(2500))
    assert agreements.agreement("TBOA7").next_deduct_on == date(2026, 12, 28)
    assert Gateway(account).refund("TBO1_1", "R1", Money(500), "退款").outcome is RefundOutcome.DONE
    assert news()[-1].refunded_in_all == Money(500)


def test_a_period_is_charged_once_whatever_number_asks(sign, deduct):
    agreement_no = sign()
    assert deduct("TBO1_1", agreement_no).outcome is DeductOutcome.PAID
    again = deduct("TBO1_1", agreement_no)
    assert (again.outcome, again.next_step) == (DeductOutcome.UNKNOWN, NextStep.SETTLE)
    other = deduct("TBO1_2", agreement_no)
    assert (other.outcome, other.next_step) == (DeductOutcome.REFUSED, NextStep.MEND_SCHEDULE)


def test_many_schedulers_at_one_instant_take_one_period_once(sign, deduct, agreements):
    agreement_no = sign()
    numbers = [f"TBO1_{n % 3}" for n in range(24)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: deduct(number, agreement_no), numbers))
    assert [answer.outcome for answer in answers].count(DeductOutcome.PAID) == 1
    assert {answer.next_step for answer in answers} <= {None, NextStep.SETTLE, NextStep.MEND_SCHEDULE}
    assert agreements.agreement("TBOA7").next_deduct_on == date(2026, 12, 28)


def test_a_month_later_the_window_opens_five_days_before(sign, deduct, time_is):
    agreement_no = sign()
    deduct("TBO1_1", agreement_no)
    time_is[0] = datetime(2026, 12, 22, 15, 59, 59, tzinfo=UTC)
    assert deduct("TBO2_1", agreement_no).next_step is NextStep.MEND_SCHEDULE
    time_is[0] += timedelta(seconds=1)
    assert deduct("TBO2_1", agreement_no).outcome is DeductOutcome.PAID


def test_each_refusal_says_what_to_do_next(sign, deduct, agreements, browser):
    poor = sign("TBOA8", buyer=POOR)
    assert deduct("TBO1_1", poor).next_step is NextStep.RETRY_DEDUCTION
    browser.post(f"/wallet/{POOR}/purse", json={"purse": "full"})
    assert deduct("TBO1_2", poor, amount=2501).next_step is NextStep.NEW_AGREEMENT
    assert deduct("TBO1_3", poor).outcome is DeductOutcome.PAID
    agreements.unsign(poor)
    ended = deduct("TBO1_4", poor)
    assert (ended.outcome, ended.next_step) == (DeductOutcome.REFUSED, NextStep.END_RENEWAL)
    assert deduct("TBO1_5", "2026999").next_step is NextStep.END_RENEWAL


@pytest.mark.parametrize(("purse", "state"), [("full", TradeState.PAID), ("empty", TradeState.CLOSED)])
def test_a_deduction_under_way_is_pending_until_a_query_is_final(
    account, sign, deduct, chaos, browser, time_is, purse, state
):
    agreement_no = sign()
    chaos(deductions_pending_seconds=600)
    assert deduct("TBO1_1", agreement_no).outcome is DeductOutcome.PENDING
    assert Gateway(account).query("TBO1_1").state is TradeState.WAITING
    browser.post(f"/wallet/{LIN}/purse", json={"purse": purse})
    time_is[0] += timedelta(minutes=10)
    assert Gateway(account).query("TBO1_1").state is state


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_hides_the_answer_the_outcome_is_unknown_and_a_query_tells(account, sign, deduct, chaos, fault):
    agreement_no = sign()
    chaos(gateway_fault=fault, gateway_faults_left=1)
    answer = deduct("TBO1_1", agreement_no)
    assert (answer.outcome, answer.next_step) == (DeductOutcome.UNKNOWN, NextStep.QUERY)
    assert Gateway(account).query("TBO1_1").state is TradeState.PAID
    chaos(gateway_fault=fault, gateway_faults_left=1, gateway_fault_before_work=True)
    assert deduct("TBO1_2", agreement_no).outcome is DeductOutcome.UNKNOWN
    assert Gateway(account).query("TBO1_2").state is TradeState.MISSING


@pytest.mark.parametrize("fault", FAULTS)
def test_trouble_on_the_way_to_an_end_or_a_question_is_never_an_answer(agreements, sign, chaos, fault):
    agreement_no = sign()
    chaos(gateway_fault=fault, gateway_faults_left=2)
    with pytest.raises(OutcomeUnknown):
        agreements.agreement("TBOA7")
    assert agreements.unsign(agreement_no) is UnsignOutcome.UNKNOWN
    assert agreements.agreement("TBOA7").state is AgreementState.STOP


def test_a_gateway_that_is_silent_longer_than_the_deadline_is_unknown_in_time(account, sign, sandbox, deduct, chaos):
    agreement_no = sign()
    is_over = threading.Event()
    object.__setattr__(sandbox_of(sandbox).options, "sleep", lambda seconds: is_over.wait(5))
    chaos(gateway_slow_seconds=60)
    hasty = AgreementGateway(AlipayAccount(**_fields(account) | {"deadline_s": 0.4}))
    began = time.monotonic()
    answer = hasty.deduct(DeductRequest("TBO1_1", agreement_no, Money(2500), "家庭月卡", "https://shop.example/n"))
    took = time.monotonic() - began
    is_over.set()
    chaos(reset=True)
    assert answer.outcome is DeductOutcome.UNKNOWN
    assert took < 3


def test_a_plan_moves_later_and_never_earlier(agreements, sign):
    agreement_no = sign()
    agreements.postpone(agreement_no, date(2027, 1, 28), "暂停")
    assert agreements.agreement("TBOA7").next_deduct_on == date(2027, 1, 28)
    for day in (date(2027, 1, 28), date(2026, 12, 28), date(2027, 1, 29)):
        with pytest.raises(GatewayRefused):
            agreements.postpone(agreement_no, day, "提前")


def _fields(account):
    return {name: getattr(account, name) for name in account.__slots__}
