"""Deductions over HTTP: once per period, inside the window, and never certain before a certain answer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from tbo.alipay.account import AlipayAccount
from tbo.alipay.agreement_gateway import AgreementGateway
from tbo.alipay.agreements import DeductOutcome, DeductRequest
from tbo.alipay.gateway import Gateway
from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import RefundOutcome, TradeState
from tbo.rules.money import Money
from tbo.sandbox.sandbox import sandbox_of

from .conftest import FAULTS, LIN, NOON, POOR


@pytest.fixture
def deduct(agreements, heard):
    def deduct(number, agreement_no, amount=2500):
        return agreements.deduct(DeductRequest(number, agreement_no, Money(amount), "家庭月卡", heard[0]))

    return deduct


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


def _fields(account):
    return {name: getattr(account, name) for name in account.__slots__}
