"""Renewal agreements in our own words: what an AgreementGateway takes and gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum

from tbo.alipay.sub_codes import NextStep
from tbo.alipay.trades import RequestFaulty, require_address, require_number, require_payable
from tbo.rules.money import Money

LAST_DAY_OF_A_MONTH_PLAN = 28
_NUMBER = re.compile(r"[A-Za-z0-9]{1,32}")


class SignChannel(StrEnum):
    """How the buyer meets the sign page: by a code drawn on a desktop, or in the wallet of this phone."""

    QRCODE = "QRCODE"
    ALIPAYAPP = "ALIPAYAPP"


class AgreementState(Enum):
    """Where an agreement stands at Alipay."""

    MISSING = "missing"  # nobody opened the sign page yet
    TEMP = "temp"  # opened, not agreed to: never in force
    NORMAL = "normal"
    STOP = "stop"  # ended by either side, or by its own end; never in force again


AGREEMENT_STATES = {
    "TEMP": AgreementState.TEMP,
    "NORMAL": AgreementState.NORMAL,
    "STOP": AgreementState.STOP,
}


class UnsignOutcome(Enum):
    """What became of ending an agreement."""

    ENDED = "ended"
    ALREADY = "already"  # ended before, by either side, or never made
    REFUSED = "refused"  # our request is at fault: a person must look
    NOT_SENT = "not sent"  # repeat
    UNKNOWN = "unknown"  # repeat, or ask with agreement()


class DeductOutcome(Enum):
    """What became of a deduction. Only PAID, and REFUSED, are certain."""

    PAID = "paid"
    PENDING = "pending"  # accepted and under way: query the payment until it is final
    REFUSED = "refused"  # nothing was taken; see next_step
    NOT_SENT = "not sent"  # nothing happened: repeat with the same number
    UNKNOWN = "unknown"  # query the payment; never start another attempt before that is final


@dataclass(frozen=True, slots=True)
class AgreementCodes:
    """What the contract with Alipay calls the product; `names_plan` when it lets us name the plan while signing."""

    product_code: str = "CYCLE_PAY_AUTH"
    personal_product_code: str = "CYCLE_PAY_AUTH_P"
    sign_scene: str = "INDUSTRY|DIGITAL_MEDIA"
    names_plan: bool = False


@dataclass(frozen=True, slots=True)
class AgreementRequest:
    """One wish to renew by itself. Raises RequestFaulty.

    `number` is ours, `amount_cap` the most that one deduction may take, `first_day` (in China) the planned day
    of the first one; Alipay repeats that day of the month, so it is at most the 28th.
    """

    number: str
    subject: str
    amount_cap: Money
    months: int
    first_day: date
    return_url: str | None
    notify_url: str

    def __post_init__(self) -> None:
        require_agreement_number(self.number)
        require_payable(self.amount_cap)
        if self.months < 1:
            raise RequestFaulty(f"a period of {self.months} months cannot be renewed")
        if self.first_day.day > LAST_DAY_OF_A_MONTH_PLAN:
            raise RequestFaulty(f"first_day {self.first_day} is after the 28th, a day that some months lack")
        require_address(self.notify_url, "notify_url")
        if self.return_url is not None:
            require_address(self.return_url, "return_url")


@dataclass(frozen=True, slots=True)
class AgreementAnswer:
    """An agreement as Alipay has it. `next_deduct_on` is the planned day in China that the window ends with."""

    number: str
    state: AgreementState
    agreement_no: str | None = None
    buyer_id: str | None = field(default=None, repr=False)
    next_deduct_on: date | None = None


@dataclass(frozen=True, slots=True)
class DeductRequest:
    """One attempt to take one period's money; `payment_number` is never used for another. Raises RequestFaulty."""

    payment_number: str
    agreement_no: str
    amount: Money
    subject: str
    notify_url: str

    def __post_init__(self) -> None:
        require_number(self.payment_number, "payment number")
        require_number(self.agreement_no, "agreement_no")
        require_payable(self.amount)
        require_address(self.notify_url, "notify_url")


@dataclass(frozen=True, slots=True)
class DeductAnswer:
    """The outcome of one attempt; `because` is a sentence for the log when it is not PAID."""

    payment_number: str
    outcome: DeductOutcome
    sub_code: str | None = None
    next_step: NextStep | None = None
    trade_no: str | None = None
    buyer_id: str | None = field(default=None, repr=False)
    paid_at: datetime | None = None
    because: str | None = None


def require_agreement_number(number: str) -> None:
    """Raises RequestFaulty for a number of ours that Alipay would not take as external_agreement_no."""
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise RequestFaulty(f"agreement number {number!r:.80} is not 1 to 32 letters and digits")
