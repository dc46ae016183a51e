"""Refunds: done only when money moved under our number, and trouble is a value."""

import json
from datetime import UTC, datetime

import pytest

from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import RefundOutcome
from tbo.rules.money import Money

REFUND, REFUND_QUERY = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"

REFUNDED = {
    **{"code": "10000", "out_trade_no": "TBO1", "trade_no": "2026111122001", "fund_change": "Y"},
    **{"refund_fee": "6.00", "gmt_refund_pay": "2026-11-11 08:00:00"},
}


def refusal(sub_code, code="40004"):
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code}


def test_a_refund_names_its_number_amount_and_reason(gateway, far_side):
    far_side.answers[REFUND] = REFUNDED
    answer = gateway.refund("TBO1", "TBO1R1", Money(150), "重复付款 & more")
    assert (answer.outcome, answer.refunded_in_all) == (RefundOutcome.DONE, Money(600))
    assert answer.refunded_at == datetime(2026, 11, 11, 0, 0, tzinfo=UTC)
    asked = json.loads(far_side.asked[0]["biz_content"])
    assert asked == {
        **{"out_trade_no": "TBO1", "out_request_no": "TBO1R1", "refund_amount": "1.50"},
        **{"refund_reason": "重复付款 more"},
    }


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({**REFUNDED, "fund_change": "N"}, RefundOutcome.ALREADY),
        ({**REFUNDED, "fund_change": "?"}, RefundOutcome.UNKNOWN),
        ({**REFUNDED, "fund_change": None}, RefundOutcome.UNKNOWN),
        ({**REFUNDED, "refund_fee": "NaN"}, RefundOutcome.UNKNOWN),
        ({**REFUNDED, "out_trade_no": "TBO2"}, RefundOutcome.UNKNOWN),
        ({**REFUNDED, "code": "10003"}, RefundOutcome.UNKNOWN),
        (refusal("ACQ.SELLER_BALANCE_NOT_ENOUGH"), RefundOutcome.REFUSED),
        (refusal("isv.missing-signature", "40001"), RefundOutcome.REFUSED),
    ],
)
def test_only_money_that_moved_is_a_refund_done(gateway, far_side, answer, outcome):
    far_side.answers[REFUND] = answer
    assert gateway.refund("TBO1", "TBO1R1", Money(600), "x").outcome is outcome


def test_a_refused_refund_says_why_and_what_next(gateway, far_side):
    far_side.answers[REFUND] = refusal("ACQ.SELLER_BALANCE_NOT_ENOUGH")
    answer = gateway.refund("TBO1", "TBO1R1", Money(600), "x")
    assert answer.sub_code == "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    assert answer.next_step is NextStep.RETRY_SAME_NUMBER
    assert "ACQ.SELLER_BALANCE_NOT_ENOUGH" in answer.because


FOUND = {
    **{"code": "10000", "out_trade_no": "TBO1", "out_request_no": "R1", "refund_status": "REFUND_SUCCESS"},
    **{"refund_amount": "1.50", "total_amount": "6.00", "gmt_refund_pay": "2026-11-11 08:00:00"},
}


def test_a_refund_that_is_found_is_done(gateway, far_side):
    far_side.answers[REFUND_QUERY] = FOUND
    answer = gateway.refund_query("TBO1", "R1")
    assert (answer.outcome, answer.amount) == (RefundOutcome.DONE, Money(150))
    assert far_side.asked[0]["query_options"] == ["gmt_refund_pay"]


@pytest.mark.parametrize(
    ("spoilt", "outcome"),
    [
        ({"refund_status": None}, RefundOutcome.NOT_DONE),
        ({"refund_status": "REFUND_PROCESSING"}, RefundOutcome.NOT_DONE),
        ({"out_request_no": "R2"}, RefundOutcome.UNKNOWN),
        ({"out_trade_no": "TBO2"}, RefundOutcome.UNKNOWN),
        ({"refund_amount": "x"}, RefundOutcome.UNKNOWN),
    ],
)
def test_without_a_success_under_our_number_a_refund_is_not_done(gateway, far_side, spoilt, outcome):
    far_side.answers[REFUND_QUERY] = {**FOUND, **spoilt}
    assert gateway.refund_query("TBO1", "R1").outcome is outcome


def test_a_refund_that_never_was_is_answered_with_nothing_and_is_not_done(gateway, far_side):
    far_side.answers[REFUND_QUERY] = {"code": "10000", "msg": "Success"}
    assert gateway.refund_query("TBO1", "R1").outcome is RefundOutcome.NOT_DONE
    far_side.answers[REFUND_QUERY] = {"code": "10000", "out_trade_no": "TBO2"}
    assert gateway.refund_query("TBO1", "R1").outcome is RefundOutcome.UNKNOWN
