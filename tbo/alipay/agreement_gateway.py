"""The gateway for renewal: what we ask of Alipay about agreements and deductions, in our own words."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlsplit

from tbo.alipay import china_time
from tbo.alipay.account import AlipayAccount
from tbo.alipay.agreements import (
    AGREEMENT_STATES,
    AgreementAnswer,
    AgreementCodes,
    AgreementRequest,
    AgreementState,
    DeductAnswer,
    DeductOutcome,
    DeductRequest,
    SignChannel,
    UnsignOutcome,
    require_agreement_number,
)
from tbo.alipay.answers import Answer
from tbo.alipay.sub_codes import IN_PROCESS, NO_AGREEMENT, NextStep, readable_code
from tbo.alipay.trades import require_number
from tbo.alipay.trouble import GatewayRefused, NotSent, OutcomeUnknown

# The wallet signs with Alipay's own gateway alone; any other far side is a page like others.
_KNOWN_TO_THE_WALLET = "openapi.alipay.com"
_WALLET_SCHEME = "alipays://platformapi/startapp?appId=60000157&appClearTop=false&startMultApp=YES&sign_params="
# These say that the number is taken already, perhaps paid: only a query tells, and must, before another attempt.
_TAKEN = frozenset({NextStep.QUERY, NextStep.SETTLE, NextStep.NEW_PAYMENT})


class AgreementGateway:
    """Asks within `account.deadline_s` seconds. One may be shared by threads; it holds no state.

    What is said of trouble in gateway.Gateway holds here too.
    """

    def __init__(self, account: AlipayAccount, codes: AgreementCodes | None = None) -> None:
        self._account = account
        self._codes = codes or AgreementCodes()

    def sign_url(self, agreement: AgreementRequest, channel: SignChannel | str) -> str:
        """Draw it as a QR code (QRCODE), or lead there by a plain link on a phone (ALIPAYAPP: the wallet's scheme)."""
        calls, client = self._sdk()
        chosen = SignChannel(channel)
        request = calls.page_sign(agreement, chosen, self._codes)
        if chosen is SignChannel.ALIPAYAPP and urlsplit(self._account.gateway_url).hostname == _KNOWN_TO_THE_WALLET:
            return _WALLET_SCHEME + quote(client.sdk_execute(request), safe="")
        return client.page_execute(request)

    def agreement(self, number: str) -> AgreementAnswer:
        """The agreement of our number as Alipay has it now. Raises GatewayTrouble."""
        require_agreement_number(number)
        calls, client = self._sdk()
        answer = Answer(client.execute(calls.query(number, self._codes)))
        if answer.refusal_or_none() is not None and answer.sub_code in NO_AGREEMENT:
            return AgreementAnswer(number, AgreementState.MISSING)
        answer.require_worked()
        return _agreement(answer, number)

    def unsign(self, agreement_no: str) -> UnsignOutcome:
        """Ends an agreement. Trouble is an outcome here, not an exception. Stop scheduling before calling."""
        require_number(agreement_no, "agreement_no")
        calls, client = self._sdk()
        try:
            answer = Answer(client.execute(calls.unsign(agreement_no)))
            if answer.refusal_or_none() is None:
                return UnsignOutcome.ENDED
            return UnsignOutcome.ALREADY if answer.sub_code in NO_AGREEMENT else UnsignOutcome.REFUSED
        except NotSent:
            return UnsignOutcome.NOT_SENT
        except OutcomeUnknown:
            return UnsignOutcome.UNKNOWN

    def postpone(self, agreement_no: str, day: date, memo: str) -> None:
        """Moves the planned day of the next deduction to a later one, at most the 28th. Raises GatewayTrouble."""
        require_number(agreement_no, "agreement_no")
        calls, client = self._sdk()
        answer = Answer(client.execute(calls.modify_plan(agreement_no, day, memo)))
        answer.require_worked()
        answer.require_if_told(agreement_no=agreement_no)

    def deduct(self, deduction: DeductRequest) -> DeductAnswer:
        """Takes one period's money. Trouble is an outcome here, not an exception.

        Write and commit the payment before calling. After PENDING and UNKNOWN ask Gateway.query for this number
        until it is final; a trade that is MISSING long after an UNKNOWN was never begun.
        """
        calls, client = self._sdk()
        number = deduction.payment_number
        try:
            return _deducted(Answer(client.execute(calls.deduct(deduction, self._codes))), deduction)
        except NotSent as trouble:
            return DeductAnswer(number, DeductOutcome.NOT_SENT, because=str(trouble))
        except OutcomeUnknown as trouble:
            return DeductAnswer(number, DeductOutcome.UNKNOWN, next_step=NextStep.QUERY, because=str(trouble))

    def _sdk(self):
        # Here and not above: most processes never ask Alipay, and the SDK takes 0.2 s to import.
        from tbo.alipay import agreement_calls
        from tbo.alipay.client import StrictClient

        return agreement_calls, StrictClient(self._account)


def _agreement(answer: Answer, number: str) -> AgreementAnswer:
    answer.require(external_agreement_no=number)
    status = answer.text("status")
    if status not in AGREEMENT_STATES:
        raise OutcomeUnknown(f"status {readable_code(status)} is not known")
    return AgreementAnswer(
        number,
        AGREEMENT_STATES[status],
        agreement_no=answer.text("agreement_no"),
        buyer_id=answer.text_or_none("principal_id", "alipay_user_id", "principal_open_id"),
        next_deduct_on=china_time.day_or_none(answer.text_or_none("next_deduct_time")),
    )


def _deducted(answer: Answer, deduction: DeductRequest) -> DeductAnswer:
    number = deduction.payment_number
    if answer.code == IN_PROCESS:
        answer.require_if_told(out_trade_no=number)
        return DeductAnswer(number, DeductOutcome.PENDING, next_step=NextStep.QUERY, because="Alipay is still at it")
    try:
        answer.require_worked()
    except GatewayRefused as refused:
        outcome = DeductOutcome.UNKNOWN if refused.next_step in _TAKEN else DeductOutcome.REFUSED
        why = {"sub_code": refused.sub_code, "next_step": refused.next_step, "because": str(refused)}
        return DeductAnswer(number, outcome, **why)
    answer.require(out_trade_no=number, total_amount=deduction.amount.yuan_text)
    answer.require_yuan()
    return DeductAnswer(
        number,
        DeductOutcome.PAID,
        trade_no=answer.text("trade_no"),
        buyer_id=answer.text_or_none("buyer_user_id", "buyer_open_id"),
        paid_at=answer.moment_or_none("gmt_payment"),
    )
