"""Deductions: inside the window, inside the caps, once per period, and never twice under one number."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from tbo.sandbox.passing import catch_up
from tbo.sandbox.sandbox import sandbox_of

from .agreeing import LIN, POOR, UNSIGN, Renewing

DAY = 86400
BALANCE = "ACQ.BUYER_BALANCE_NOT_ENOUGH"


@pytest.fixture
def renewing(merchant):
    return Renewing(merchant)


@pytest.fixture
def agreement_no(renewing):
    return renewing.signed()


def status_of(merchant, number):
    answer = merchant.call("alipay.trade.query", {"out_trade_no": number})
    return answer.get("trade_status") or answer["sub_code"]


def test_a_deduction_is_paid_at_once_moves_the_plan_and_is_a_trade_like_others(renewing, merchant, agreement_no):
    answer = renewing.deduct("T1", agreement_no)
    assert (answer["code"], answer["total_amount"], answer["gmt_payment"]) == ("10000", "25.00", "2026-11-22 12:00:00")
    assert answer["buyer_user_id"] == LIN
    assert status_of(merchant, "T1") == "TRADE_SUCCESS"
    found = renewing.query()
    assert (found["next_deduct_time"], found["last_deduct_time"]) == ("2026-12-22 00:00:00", "2026-11-22 12:00:00")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 12, 16, 15, 59, 59, tzinfo=UTC), "ACQ.CYCLE_PAY_DATE_NOT_MATCH"),
        (datetime(2026, 12, 16, 16, 0, 0, tzinfo=UTC), None),
        (datetime(2026, 12, 22, 15, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 12, 22, 16, 0, 0, tzinfo=UTC), "ACQ.CYCLE_PAY_DATE_NOT_MATCH"),
    ],
)
def test_the_window_is_five_days_and_the_planned_day_in_china(renewing, agreement_no, clock, at, code):
    renewing.deduct("T1", agreement_no)
    clock.moment = at
    assert renewing.deduct("T2", agreement_no).get("sub_code") == code


def test_one_success_per_period(renewing, merchant, agreement_no):
    renewing.deduct("T1", agreement_no)
    assert renewing.deduct("T2", agreement_no)["sub_code"] == "ACQ.CYCLE_PAY_DATE_NOT_MATCH"
    assert status_of(merchant, "T2") == "ACQ.TRADE_NOT_EXIST"


def test_a_failure_leaves_the_plan_and_may_be_tried_again_in_the_window(renewing, client):
    agreement_no = renewing.signed(buyer=POOR)
    assert renewing.deduct("T1", agreement_no)["sub_code"] == BALANCE
    assert renewing.query()["next_deduct_time"] == "2026-11-22 00:00:00"
    client.post(f"/wallet/{POOR}/purse", json={"purse": "full"})
    assert renewing.deduct("T2", agreement_no)["code"] == "10000"


def test_after_the_planned_day_only_a_later_plan_opens_the_window_again(renewing, merchant, agreement_no, clock):
    clock.move(DAY)
    assert renewing.deduct("T1", agreement_no)["sub_code"] == "ACQ.CYCLE_PAY_DATE_NOT_MATCH"
    biz = {"agreement_no": agreement_no, "deduct_time": "2026-11-25"}
    assert merchant.call("alipay.user.agreement.executionplan.modify", biz)["code"] == "10000"
    assert renewing.deduct("T2", agreement_no)["code"] == "10000"
    assert renewing.query()["next_deduct_time"] == "2026-12-25 00:00:00"


def test_a_year_of_months_is_twelve_deductions(renewing, agreement_no, clock):
    for month in range(12):
        clock.moment = datetime(2026 + (10 + month) // 12, (10 + month) % 12 + 1, 20, 4, tzinfo=UTC)
        assert renewing.deduct(f"T{month}", agreement_no)["code"] == "10000"
    assert renewing.query()["next_deduct_time"] == "2027-11-22 00:00:00"
    assert renewing.told()["paid_times"] == 12


def test_days_can_be_a_period_too(renewing, clock):
    agreement_no = renewing.signed("D1", period_type="DAY", period="30", execute_time="2026-11-30")
    assert renewing.deduct("T1", agreement_no)["sub_code"] == "ACQ.CYCLE_PAY_DATE_NOT_MATCH"
    clock.move(5 * DAY)
    assert renewing.deduct("T2", agreement_no)["code"] == "10000"
    assert renewing.query("D1")["next_deduct_time"] == "2026-12-30 00:00:00"


@pytest.mark.parametrize(
    ("rule", "total", "code"),
    [
        ({}, "25.01", "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED"),
        ({"total_amount": "40.00"}, "25.00", "ACQ.CYCLE_PAY_TOTAL_FEE_EXCEED"),
        ({"total_payments": "1"}, "25.00", "ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED"),
    ],
)
def test_the_caps_of_the_agreement_hold(renewing, clock, rule, total, code):
    agreement_no = renewing.signed(**rule)
    assert renewing.deduct("T1", agreement_no)["code"] == "10000"
    clock.move(28 * DAY)
    assert renewing.deduct("T2", agreement_no, total)["sub_code"] == code


def test_the_same_number_is_charged_once_and_another_use_of_it_is_refused(renewing, agreement_no):
    renewing.deduct("T1", agreement_no)
    assert renewing.deduct("T1", agreement_no)["sub_code"] == "ACQ.TRADE_HAS_SUCCESS"
    assert renewing.deduct("T1", agreement_no, "24.00")["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"
    other = renewing.signed("A2")
    assert renewing.deduct("T1", other)["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"
    assert renewing.told()["paid_times"] == 1


def test_a_number_that_a_cashier_knows_cannot_be_deducted(renewing, merchant, agreement_no):
    merchant.paid("T1", total="25.00", subject="家庭月卡")
    assert renewing.deduct("T1", agreement_no)["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"


@pytest.mark.parametrize("ended_by", ["shop", "wallet"])
def test_an_agreement_that_has_ended_gives_nothing(renewing, merchant, client, agreement_no, ended_by):
    if ended_by == "shop":
        merchant.call(UNSIGN, {"agreement_no": agreement_no})
    else:
        client.post("/agreements/A1/ending", json={})
    assert renewing.deduct("T1", agreement_no)["sub_code"] == "ACQ.AGREEMENT_STATUS_NOT_NORMAL"


def test_an_agreement_that_nobody_signed_or_made_gives_nothing(renewing):
    renewing.page("A1")
    unsigned = renewing.told()["agreement_no"]
    assert renewing.deduct("T1", unsigned)["sub_code"] == "ACQ.AGREEMENT_STATUS_NOT_NORMAL"
    assert renewing.deduct("T1", "20261122000")["sub_code"] == "ACQ.AGREEMENT_NOT_EXIST"


@pytest.mark.parametrize(
    "changed",
    [
        {"agreement_params": None},
        {"agreement_params": {"agreement_no": 7}},
        {"product_code": "FACE_TO_FACE_PAYMENT"},
        {"subject": "a&b"},
        {"total_amount": "0.00"},
        {"out_trade_no": "T-1"},
    ],
)
def test_a_request_that_alipay_would_refuse_takes_nothing(renewing, agreement_no, changed):
    assert renewing.deduct("T1", agreement_no, **changed)["sub_code"] == "ACQ.INVALID_PARAMETER"
    assert renewing.told()["paid_times"] == 0


@pytest.fixture
def pending(client):
    client.post("/chaos.json", json={"deductions_pending_seconds": 60})


def test_a_deduction_under_way_is_10003_until_its_time_and_then_paid(renewing, merchant, agreement_no, clock, pending):
    answer = renewing.deduct("T1", agreement_no)
    assert (answer["code"], answer["out_trade_no"]) == ("10003", "T1")
    assert renewing.deduct("T1", agreement_no)["code"] == "10003"
    clock.move(59)
    assert status_of(merchant, "T1") == "WAIT_BUYER_PAY"
    clock.move(1)
    assert status_of(merchant, "T1") == "TRADE_SUCCESS"
    assert renewing.query()["next_deduct_time"] == "2026-12-22 00:00:00"


def test_a_deduction_under_way_fails_when_the_purse_is_empty_by_then(
    renewing, merchant, client, agreement_no, clock, pending
):
    renewing.deduct("T1", agreement_no)
    client.post(f"/wallet/{LIN}/purse", json={"purse": "empty"})
    clock.move(60)
    assert status_of(merchant, "T1") == "TRADE_CLOSED"
    assert renewing.query()["next_deduct_time"] == "2026-11-22 00:00:00"
    assert renewing.deduct("T1", agreement_no)["sub_code"] == "ACQ.TRADE_HAS_CLOSE"


def test_a_wallet_that_ends_the_agreement_does_not_stop_what_was_accepted(
    renewing, merchant, client, agreement_no, clock, pending
):
    renewing.deduct("T1", agreement_no)
    client.post("/agreements/A1/ending", json={})
    clock.move(60)
    assert status_of(merchant, "T1") == "TRADE_SUCCESS"
    assert renewing.query()["status"] == "STOP"


def test_two_attempts_under_way_pay_one_period(renewing, merchant, agreement_no, clock, pending):
    renewing.deduct("T1", agreement_no)
    renewing.deduct("T2", agreement_no)
    clock.move(60)
    assert {status_of(merchant, "T1"), status_of(merchant, "T2")} == {"TRADE_SUCCESS", "TRADE_CLOSED"}
    assert renewing.told()["paid_times"] == 1


def test_a_clock_that_jumps_a_week_settles_what_was_under_way(renewing, app, merchant, agreement_no, clock, pending):
    renewing.deduct("T1", agreement_no)
    clock.move(7 * DAY)
    sandbox = sandbox_of(app)
    with sandbox.store.writing() as db:
        catch_up(sandbox, db, sandbox.now())
    assert status_of(merchant, "T1") == "TRADE_SUCCESS"


def test_the_next_deductions_can_be_told_to_fail(renewing, client, agreement_no):
    client.post("/chaos.json", json={"deductions_fail_next": 2})
    codes = [renewing.deduct(f"T{n}", agreement_no).get("sub_code") for n in range(3)]
    assert codes == [BALANCE, BALANCE, None]


@pytest.mark.parametrize("fault", ["bad_gateway", "html", "unsigned", "wrong_key", "system_error", "empty", "cut"])
def test_a_broken_answer_hides_a_deduction_that_was_made(renewing, merchant, client, agreement_no, fault):
    client.post("/chaos.json", json={"gateway_fault": fault, "gateway_faults_left": 1})
    with pytest.raises((AssertionError, ValueError, KeyError)):
        assert renewing.deduct("T1", agreement_no)["code"] == "10000"
    assert status_of(merchant, "T1") == "TRADE_SUCCESS"


def test_a_deduction_is_told_refunded_and_billed_like_any_trade(
    renewing, merchant, client, listener, deliver, agreement_no, clock
):
    renewing.deduct("T1", agreement_no, notify_url=listener.url)
    merchant.call("alipay.trade.refund", {"out_trade_no": "T1", "refund_amount": "5.00", "out_request_no": "R1"})
    deliver()
    seen = [(form["trade_status"], form["total_amount"], form.get("refund_fee")) for form in listener.forms]
    assert seen == [("TRADE_SUCCESS", "25.00", None), ("TRADE_SUCCESS", "25.00", "5.00")]
    clock.move(DAY)
    biz = {"bill_type": "trade", "bill_date": "2026-11-22"}
    link = merchant.call("alipay.data.dataservice.bill.downloadurl.query", biz)["bill_download_url"]
    bundle = zipfile.ZipFile(io.BytesIO(client.get(urlsplit(link).path).data))
    text = bundle.read(next(name for name in bundle.namelist() if "汇总" not in name)).decode("gbk")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 25][1:]
    assert [(row[1].strip(), row[2].strip(), row[11].strip()) for row in rows] == [
        ("T1", "交易", "25.00"),
        ("T1", "退款", "-5.00"),
    ]
