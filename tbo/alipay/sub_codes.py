"""Alipay's refusals as data: what each code and sub_code asks us to do next."""

from __future__ import annotations

import re
from enum import Enum


class NextStep(Enum):
    """The value is the sentence an operator reads in the log."""

    QUERY = "ask for the trade's state and decide by that"
    STILL_PENDING = "the trade does not exist yet; the buyer may still pay"
    SETTLE = "it is paid already: query, verify, settle"
    NEW_PAYMENT = "start a new payment with a new number"
    NO_REFUND = "this trade can no longer be refunded through the API"
    MEND_REFUND_SUM = "the sum to refund is wrong"
    MEND_REFUND_NUMBER = "this refund number was used with another amount"
    RETRY_SAME_NUMBER = "wait until the account is funded, then retry with the same number"
    END_RENEWAL = "the renewal agreement is over: stop and tell the customer"
    MEND_SCHEDULE = "the deduction is outside its window: mend the schedule"
    NEW_AGREEMENT = "the agreement's caps are reached: a new agreement is needed"
    RETRY_DEDUCTION = "the deduction failed: retry inside the window"
    ALERT = "our request is at fault: a person must look, do not retry"


NEXT_STEPS = {
    "ACQ.SYSTEM_ERROR": NextStep.QUERY,
    "ACQ.TRADE_STATUS_ERROR": NextStep.QUERY,
    "ACQ.REASON_TRADE_STATUS_INVALID": NextStep.QUERY,
    "ACQ.REASON_ILLEGAL_STATUS": NextStep.QUERY,
    "ACQ.TRADE_NOT_EXIST": NextStep.STILL_PENDING,
    "ACQ.TRADE_HAS_SUCCESS": NextStep.SETTLE,
    "ACQ.TRADE_HAS_CLOSE": NextStep.NEW_PAYMENT,
    "ACQ.CONTEXT_INCONSISTENT": NextStep.NEW_PAYMENT,
    "ACQ.TRADE_HAS_FINISHED": NextStep.NO_REFUND,
    "ACQ.TRADE_NOT_ALLOW_REFUND": NextStep.NO_REFUND,
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": NextStep.MEND_REFUND_SUM,
    "ACQ.REASON_TRADE_REFUND_FEE_ERR": NextStep.MEND_REFUND_SUM,
    "ACQ.DISCORDANT_REPEAT_REQUEST": NextStep.MEND_REFUND_NUMBER,
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": NextStep.RETRY_SAME_NUMBER,
    "ACQ.AGREEMENT_NOT_EXIST": NextStep.END_RENEWAL,
    "ACQ.USER_AGREEMENT_NOT_EXIST": NextStep.END_RENEWAL,
    "ACQ.AGREEMENT_INVALID": NextStep.END_RENEWAL,
    "ACQ.AGREEMENT_STATUS_NOT_NORMAL": NextStep.END_RENEWAL,
    "ACQ.CYCLE_PAY_DATE_NOT_MATCH": NextStep.MEND_SCHEDULE,
    "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED": NextStep.NEW_AGREEMENT,
    "ACQ.CYCLE_PAY_TOTAL_FEE_EXCEED": NextStep.NEW_AGREEMENT,
    "ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED": NextStep.NEW_AGREEMENT,
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": NextStep.RETRY_DEDUCTION,
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": NextStep.RETRY_DEDUCTION,
    "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE": NextStep.RETRY_DEDUCTION,
    "ACQ.PAYMENT_FAIL": NextStep.RETRY_DEDUCTION,
}

# Of an agreement that nobody made, or that has ended; query and unsign say it without the prefix.
NO_AGREEMENT = frozenset({"USER_AGREEMENT_NOT_EXIST", "ACQ.USER_AGREEMENT_NOT_EXIST", "ACQ.AGREEMENT_NOT_EXIST"})

WORKED = "10000"
IN_PROCESS = "10003"
BUSINESS_REFUSAL = "40004"
OUR_FAULT = frozenset({"40001", "40002", "40006", "20001"})

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def next_step(sub_code: str) -> NextStep:
    """An unknown business refusal asks for a person: guessing costs money."""
    plain = sub_code.removeprefix("aop.")
    return NEXT_STEPS.get(plain) or NEXT_STEPS.get(f"ACQ.{plain}", NextStep.ALERT)


def readable_code(found: object) -> str:
    """A code fit for a log line; whatever else stands in its place becomes "?"."""
    return found if isinstance(found, str) and _CODE.fullmatch(found) else "?"
