"""The gateway: what we ask of Alipay about a payment, in our own words."""

from __future__ import annotations

from tbo.alipay.account import AlipayAccount
from tbo.alipay.answers import Answer
from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import (
    Cashier,
    CloseOutcome,
    PaymentRequest,
    RefundAnswer,
    RefundOutcome,
    TradeAnswer,
    TradeState,
    require_number,
    require_payable,
)
from tbo.alipay.trouble import GatewayRefused, NotSent, OutcomeUnknown
from tbo.rules.money import Money

_LONGEST_QR_TEXT = 1024


class Gateway:
    """Asks within `account.deadline_s` seconds. One may be shared by threads; it holds no state.

    Unless said otherwise a method raises NotSent, OutcomeUnknown or GatewayRefused, which are
    all GatewayTrouble; none of them means that a payment failed. Impossible arguments raise
    RequestFaulty before anything is sent.
    """

    def __init__(self, account: AlipayAccount) -> None:
        self._account = account

    def cashier_url(self, payment: PaymentRequest, cashier: Cashier | str) -> str:
        """Where to send the browser. Asks nobody: the trade exists once the buyer opens it."""
        calls, client = self._sdk()
        call = calls.wap_pay if Cashier(cashier) is Cashier.PHONE else calls.page_pay
        return client.page_execute(call(payment))

    def precreate(self, payment: PaymentRequest) -> str:
        """The text to draw as a QR code; dead at `expires_at`, after two hours at the latest."""
        calls, client = self._sdk()
        answer = Answer(client.execute(calls.precreate(payment)))
        answer.require_worked()
        answer.require(out_trade_no=payment.number)
        drawn = answer.text("qr_code")
        if len(drawn) > _LONGEST_QR_TEXT:
            raise OutcomeUnknown("the QR code's text is too long to draw")
        return drawn

    def query(self, payment_number: str) -> TradeAnswer:
        """The trade as Alipay has it now. MISSING is normal before the buyer opened the page."""
        require_number(payment_number, "payment number")
        calls, client = self._sdk()
        answer = Answer(client.execute(calls.query(payment_number)))
        if answer.refusal_or_none() is NextStep.STILL_PENDING:
            return TradeAnswer(payment_number, TradeState.MISSING)
        answer.require_worked()
        return _trade(answer, payment_number)

    def close(self, payment_number: str) -> CloseOutcome:
        """Ends an unpaid trade; never touches a paid one."""
        require_number(payment_number, "payment number")
        calls, client = self._sdk()
        answer = Answer(client.execute(calls.close(payment_number)))
        answer.require_if_told(out_trade_no=payment_number)
        if answer.refusal_or_none() is not None and answer.sub_code in _CLOSINGS:
            return _CLOSINGS[answer.sub_code]
        answer.require_worked()
        return CloseOutcome.CLOSED

    def refund(self, payment_number: str, refund_number: str, amount: Money, reason: str) -> RefundAnswer:
        """Gives back part or all. Trouble is an outcome here, not an exception.

        Write and commit the refund before calling; repeat only with the same number and amount.
        """
        _require_refund(payment_number, refund_number)
        require_payable(amount)
        calls, _ = self._sdk()
        request = calls.refund(payment_number, refund_number, amount, reason)
        return self._refund_answer(request, _refund, payment_number, refund_number)

    def refund_query(self, payment_number: str, refund_number: str) -> RefundAnswer:
        """DONE or NOT_DONE, or why it could not be learnt. Wait 10 s after the refund."""
        _require_refund(payment_number, refund_number)
        calls, _ = self._sdk()
        request = calls.refund_query(payment_number, refund_number)
        return self._refund_answer(request, _found_refund, payment_number, refund_number)

    def _refund_answer(self, request, read, payment_number: str, refund_number: str) -> RefundAnswer:
        _, client = self._sdk()
        try:
            answer = Answer(client.execute(request))
            answer.require_worked()
            return read(answer, payment_number, refund_number)
        except GatewayRefused as trouble:
            why = {"because": str(trouble), "sub_code": trouble.sub_code, "next_step": trouble.next_step}
            return RefundAnswer(refund_number, RefundOutcome.REFUSED, **why)
        except NotSent as trouble:
            return RefundAnswer(refund_number, RefundOutcome.NOT_SENT, because=str(trouble))
        except OutcomeUnknown as trouble:
            return RefundAnswer(refund_number, RefundOutcome.UNKNOWN, because=str(trouble))

    def _sdk(self):
        # Here and not above: most processes never ask Alipay, and the SDK takes 0.2 s to import.
        from tbo.alipay import calls
        from tbo.alipay.client import StrictClient

        return calls, StrictClient(self._account)


_CLOSINGS = {
    "ACQ.TRADE_HAS_CLOSE": CloseOutcome.CLOSED,
    "ACQ.TRADE_NOT_EXIST": CloseOutcome.MISSING,
    "ACQ.TRADE_STATUS_ERROR": CloseOutcome.NOT_CLOSABLE,
    "ACQ.REASON_TRADE_STATUS_INVALID": CloseOutcome.NOT_CLOSABLE,
    "ACQ.REASON_ILLEGAL_STATUS": CloseOutcome.NOT_CLOSABLE,
    "ACQ.TRADE_HAS_SUCCESS": CloseOutcome.NOT_CLOSABLE,
    "ACQ.TRADE_HAS_FINISHED": CloseOutcome.NOT_CLOSABLE,
}


def _trade(answer: Answer, payment_number: str) -> TradeAnswer:
    answer.require(out_trade_no=payment_number)
    answer.require_yuan()
    return TradeAnswer(
        payment_number,
        answer.state(),
        amount=answer.money("total_amount"),
        trade_no=answer.text("trade_no"),
        buyer_id=answer.text_or_none("buyer_user_id", "buyer_open_id"),
        paid_at=answer.moment_or_none("send_pay_date"),
    )


def _refund(answer: Answer, payment_number: str, refund_number: str) -> RefundAnswer:
    answer.require(out_trade_no=payment_number)
    outcomes = {"Y": RefundOutcome.DONE, "N": RefundOutcome.ALREADY}
    return RefundAnswer(
        refund_number,
        outcomes.get(answer.text("fund_change"), RefundOutcome.UNKNOWN),
        refunded_in_all=answer.money("refund_fee"),
        refunded_at=answer.moment_or_none("gmt_refund_pay"),
    )


def _found_refund(answer: Answer, payment_number: str, refund_number: str) -> RefundAnswer:
    ours = {"out_trade_no": payment_number, "out_request_no": refund_number}
    if answer.text_or_none("refund_status") != "REFUND_SUCCESS":
        answer.require_if_told(**ours)  # of a refund that never was, Alipay tells nothing at all
        return RefundAnswer(refund_number, RefundOutcome.NOT_DONE)
    answer.require(**ours)
    return RefundAnswer(
        refund_number,
        RefundOutcome.DONE,
        amount=answer.money("refund_amount"),
        refunded_at=answer.moment_or_none("gmt_refund_pay"),
    )


def _require_refund(payment_number: str, refund_number: str) -> None:
    require_number(payment_number, "payment number")
    require_number(refund_number, "refund number")
