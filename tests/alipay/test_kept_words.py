"""Words of answers that logs and rows hold: whoever searches for one finds it as it always was."""

import pytest

from tbo.alipay.agreement_notices import AgreementNews
from tbo.alipay.agreements import AgreementState, DeductOutcome, SignChannel, UnsignOutcome
from tbo.alipay.sub_codes import NextStep
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
