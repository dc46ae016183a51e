"""Payments, trades and refunds in our own words: what a Gateway takes and gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from urllib.parse import urlsplit

from tbo.alipay.sub_codes import NextStep
from tbo.rules.money import Money

LARGEST_AMOUNT = Money(10_000_000_000)  # 100,000,000.00 yuan
_NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")
_LONGEST_ADDRESS = 256


class RequestFaulty(ValueError):
    """Alipay would refuse this request; the message names the field."""


class Cashier(Enum):
    """Which of Alipay's payment pages the browser is sent to."""

    DESKTOP = "desktop"
    PHONE = "phone"


class TradeState(Enum):
    """Where a trade stands at Alipay."""

    MISSING = "missing"  # not opened or scanned yet; the buyer may still pay
    WAITING = "waiting"
    PAID = "paid"
    FINISHED = "finished"  # paid, no longer refundable
    CLOSED = "closed"  # never paid, or refunded in full

    @property
    def is_paid(self) -> bool:
        return self in (TradeState.PAID, TradeState.FINISHED)


STATES = {
    "WAIT_BUYER_PAY": TradeState.WAITING,
    "TRADE_SUCCESS": TradeState.PAID,
    "TRADE_FINISHED": TradeState.FINISHED,
    "TRADE_CLOSED": TradeState.CLOSED,
}


class RefundOutcome(Enum):
    """What became of asking for, or about, a refund."""

    DONE = "done"
    ALREADY = "already"  # this number was refunded before: confirm with refund_query
    NOT_DONE = "not done"  # refund_query found no such refund
    REFUSED = "refused"  # see next_step
    NOT_SENT = "not sent"  # repeat with the same number and amount
    UNKNOWN = "unknown"  # repeat with the same number and amount, or ask after 10 s


class CloseOutcome(Enum):
    """What became of closing a trade."""

    CLOSED = "closed"
    MISSING = "missing"  # nothing to close; an open payment page can still be paid
    NOT_CLOSABLE = "not closable"  # query: it may be paid


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One attempt to pay. `expires_at` is when Alipay stops taking the money. Raises RequestFaulty.

    The subject is cleaned (subjects.safe_subject) on its way out; take it from the catalogue.
    """

    number: str
    amount: Money
    subject: str
    expires_at: datetime
    notify_url: str
    return_url: str | None = None
    quit_url: str | None = None

    def __post_init__(self) -> None:
        require_number(self.number, "payment number")
        require_payable(self.amount)
        if self.expires_at.tzinfo is None:
            raise RequestFaulty("expires_at needs a time zone")
        require_address(self.notify_url, "notify_url")
        if self.return_url is not None:
            require_address(self.return_url, "return_url")


@dataclass(frozen=True, slots=True)
class TradeAnswer:
    """A trade as Alipay has it; `amount` and the others are None while it is MISSING."""

    payment_number: str
    state: TradeState
    amount: Money | None = None
    trade_no: str | None = None
    buyer_id: str | None = field(default=None, repr=False)
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """`refunded_in_all` is the sum of this trade's refunds; `amount` what refund_query found of this one.

    `because` is a sentence for the log when the outcome is no certain one.
    """

    refund_number: str
    outcome: RefundOutcome
    amount: Money | None = None
    refunded_in_all: Money | None = None
    refunded_at: datetime | None = None
    sub_code: str | None = None
    next_step: NextStep | None = None
    because: str | None = None


def require_number(number: str, name: str) -> None:
    """Raises RequestFaulty for a number of ours that Alipay would not take."""
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise RequestFaulty(f"{name} {number!r:.80} is not 1 to 64 of A-Z a-z 0-9 _")


def require_payable(amount: Money) -> None:
    """Raises RequestFaulty outside 0.01 to 100,000,000.00 yuan."""
    if not isinstance(amount, Money):
        raise TypeError(f"an amount is Money, not {type(amount).__name__}")
    if not Money.zero() < amount <= LARGEST_AMOUNT:
        raise RequestFaulty(f"{amount} is outside what Alipay takes; free things never reach it")


def require_address(url: str, name: str) -> None:
    """Raises RequestFaulty for an address that Alipay would not call, or not remember."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise RequestFaulty(f"{name} {url!r:.80} must be an http address without a query")
    if len(url) > _LONGEST_ADDRESS or not url.isascii():
        raise RequestFaulty(f"{name} is not ASCII of at most {_LONGEST_ADDRESS} characters")
