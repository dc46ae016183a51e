"""Words of answers that logs and rows hold: whoever searches for one finds it as it always was."""

import pytest

from tbo.alipay.agreement_notices import AgreementNews
from tbo.alipay.agreements import AgreementState, DeductOutcome, SignChannel, UnsignOutcome
from tbo.alipay.sub_codes import NEXT_STEPS, NextStep
from tbo.alipay.trades import Cashier, CloseOutcome, RefundOutcome, TradeState

WORDS = {
    AgreementState: "missing, temp, normal, stop",
    DeductOutcome: "paid, pending, refused, not sent, unknown",
    SignChannel: "QRCODE, ALIPAYAPP",
    UnsignOutcome: "ended, already, refused, not sent, unknown",
    Cashier: "desktop, phone",
    CloseOutcome: "closed, missing, not closable",
    RefundOutcome: "done, already, not done, refused, not sent, unknown",
    TradeState: "missing, waiting, paid, finished, closed",
    AgreementNews: "signed, ended",
}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_words_are_spelt_as_they_are_kept(words):
    assert [word.value for word in words] == WORDS[words].split(", ")


def test_the_next_step_of_each_refusal_is_a_sentence_for_who_has_to_do_it():
    assert [step.value for step in NextStep] == [
        "ask for the trade's state and decide by that",
        "the trade does not exist yet; the buyer may still pay",
        "it is paid already: query, verify, settle",
        "start a new payment with a new number",
        "this trade can no longer be refunded through the API",
        "the sum to refund is wrong",
        "this refund number was used with another amount",
        "wait until the account is funded, then retry with the same number",
        "the renewal agreement is over: stop and tell the customer",
        "the deduction is outside its window: mend the schedule",
        "the agreement's caps are reached: a new agreement is needed",
        "the deduction failed: retry inside the window",
        "our request is at fault: a person must look, do not retry",
    ]


def test_each_code_of_alipays_has_its_next_step():
    codes = {
        NextStep.QUERY: [
            "ACQ.SYSTEM_ERROR",
            "ACQ.TRADE_STATUS_ERROR",
            "ACQ.REASON_TRADE_STATUS_INVALID",
            "ACQ.REASON_ILLEGAL_STATUS",
        ],
        NextStep.STILL_PENDING: ["ACQ.TRADE_NOT_EXIST"],
        NextStep.SETTLE: ["ACQ.TRADE_HAS_SUCCESS"],
        NextStep.NEW_PAYMENT: ["ACQ.TRADE_HAS_CLOSE", "ACQ.CONTEXT_INCONSISTENT"],
        NextStep.NO_REFUND: ["ACQ.TRADE_HAS_FINISHED", "ACQ.TRADE_NOT_ALLOW_REFUND"],
        NextStep.MEND_REFUND_SUM: ["ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "ACQ.REASON_TRADE_REFUND_FEE_ERR"],
        NextStep.MEND_REFUND_NUMBER: ["ACQ.DISCORDANT_REPEAT_REQUEST"],
        NextStep.RETRY_SAME_NUMBER: ["ACQ.SELLER_BALANCE_NOT_ENOUGH"],
        NextStep.END_RENEWAL: [
            "ACQ.AGREEMENT_NOT_EXIST",
            "ACQ.USER_AGREEMENT_NOT_EXIST",
            "ACQ.AGREEMENT_INVALID",
            "ACQ.AGREEMENT_STATUS_NOT_NORMAL",
        ],
        NextStep.MEND_SCHEDULE: ["ACQ.CYCLE_PAY_DATE_NOT_MATCH"],
        NextStep.NEW_AGREEMENT: [
            "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED",
            "ACQ.CYCLE_PAY_TOTAL_FEE_EXCEED",
            "ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED",
        ],
        NextStep.RETRY_DEDUCTION: [
            "ACQ.BUYER_BALANCE_NOT_ENOUGH",
            "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
            "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
            "ACQ.PAYMENT_FAIL",
        ],
    }
    assert {code: step for step, some in codes.items() for code in some} == NEXT_STEPS
