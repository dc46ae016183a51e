"""Refunds: once per request number, never more than was paid, and asked about afterwards."""

import pytest

REFUND, ASK = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"


def refund(merchant, amount="1.00", number="r1", **more):
    return merchant.call(REFUND, {"out_trade_no": "TBO1", "refund_amount": amount, "out_request_no": number} | more)


@pytest.fixture(autouse=True)
def _paid(merchant):
    merchant.paid("TBO1")


def test_a_partial_refund_leaves_the_trade_paid_and_tells_the_sum(merchant):
    assert refund(merchant)["refund_fee"] == "1.00"
    second = refund(merchant, "0.50", "r2")
    assert (second["fund_change"], second["refund_fee"], second["send_back_fee"]) == ("Y", "1.50", "0.50")
    assert merchant.told("TBO1")["state"] == "TRADE_SUCCESS"


def test_a_repeated_number_changes_nothing_and_says_so(merchant):
    refund(merchant)
    again = refund(merchant)
    assert (again["fund_change"], again["refund_fee"]) == ("N", "1.00")
    assert len(merchant.told("TBO1")["refunds"]) == 1


def test_a_repeated_number_with_another_amount_is_refused(merchant):
    refund(merchant)
    assert refund(merchant, "1.50")["sub_code"] == "ACQ.DISCORDANT_REPEAT_REQUEST"


def test_the_sum_of_refunds_never_exceeds_the_payment(merchant):
    refund(merchant, "2.00")
    assert refund(merchant, "1.01", "r2")["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert refund(merchant, "1.00", "r3")["refund_fee"] == "3.00"


def test_a_full_refund_closes_the_trade_and_a_repeat_of_it_still_answers(merchant):
    assert refund(merchant, "3.00")["fund_change"] == "Y"
    assert merchant.told("TBO1")["state"] == "TRADE_CLOSED"
    assert refund(merchant, "3.00")["fund_change"] == "N"
    assert refund(merchant, "0.01", "r2")["sub_code"] == "ACQ.TRADE_HAS_CLOSE"


def test_a_whole_refund_needs_no_number_but_a_part_does(merchant):
    assert refund(merchant, "1.00", "")["sub_code"] == "ACQ.INVALID_PARAMETER"
    assert refund(merchant, "3.00", "")["fund_change"] == "Y"


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.001", "1e0", "", None, [1]])
def test_an_amount_that_is_none_is_refused(merchant, amount):
    assert refund(merchant, amount)["sub_code"] == "ACQ.REASON_TRADE_REFUND_FEE_ERR"


def test_a_finished_trade_gives_nothing_back(merchant, client):
    client.post("/trades/TBO1/completion")
    assert refund(merchant)["sub_code"] == "ACQ.TRADE_HAS_FINISHED"


def test_an_unpaid_trade_gives_nothing_back(merchant):
    merchant.log_in(merchant.ticket("TBO2"))
    answer = refund(merchant, out_trade_no="TBO2")
    assert answer["sub_code"] == "ACQ.TRADE_STATUS_ERROR"


def test_a_seller_without_money_can_retry_the_same_number_later(merchant, client):
    client.post("/chaos.json", json={"seller_has_no_money": True})
    assert refund(merchant)["sub_code"] == "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    client.post("/chaos.json", json={"reset": True})
    assert refund(merchant)["fund_change"] == "Y"


def test_a_done_refund_is_told_with_what_was_asked_for(merchant):
    refund(merchant)
    asked = {"out_trade_no": "TBO1", "out_request_no": "r1", "query_options": ["gmt_refund_pay"]}
    inner = merchant.call(ASK, asked)
    assert (inner["refund_status"], inner["refund_amount"]) == ("REFUND_SUCCESS", "1.00")
    assert inner["gmt_refund_pay"] == "2026-11-22 12:00:00"


def test_a_refund_that_was_not_done_answers_without_a_status(merchant):
    inner = merchant.call(ASK, {"out_trade_no": "TBO1", "out_request_no": "r9"})
    assert inner == {"code": "10000", "msg": "Success"}
    assert merchant.call(ASK, {"out_trade_no": "TBO1"})["sub_code"] == "ACQ.INVALID_PARAMETER"
