"""Notices: what Alipay tells us, believed only after its signature, its application and its seller."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tbo.alipay import china_time
from tbo.alipay.account import AlipayAccount
from tbo.alipay.agreement_notices import AGREEMENT_NEWS, AgreementNotice, agreement_notice
from tbo.alipay.signed_form import (
    MalformedNotice,
    NoticeRefused,
    buyer_or_none,
    field_text,
    signed_text,
    verified_fields,
)
from tbo.alipay.trades import STATES, TradeState
from tbo.rules.money import Money, NotAnAmount

PAYMENT_NOTICE = "trade_status_sync"

_FORM = "application/x-www-form-urlencoded"
_NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")
# What the database keeps of an amount, in fen; no payment of ours comes near it.
_MOST = Money(2**31 - 1)
_NOTICE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


class ForeignApplication(NoticeRefused):
    """Signed by Alipay, but for another application than ours."""


class ForeignSeller(NoticeRefused):
    """Signed by Alipay, but somebody else is paid."""


class ForeignCurrency(NoticeRefused):
    """The amount is not in yuan."""


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """News of one payment. `amount` is what the trade costs; compare it with our own record.

    `is_refund`: part or all went back; then `refunded_in_all` is the sum of this trade's refunds
    (None if untold) and `refund_number` ours, None for a refund made in Alipay's console. `must_query`: a value
    holds "&", so the signature allows a second reading: ask the gateway before believing.
    """

    notice_id: str
    kind: str
    payment_number: str
    trade_no: str
    amount: Money
    state: TradeState
    is_refund: bool
    refunded_in_all: Money | None
    refund_number: str | None
    buyer_id: str | None = field(repr=False)
    paid_at: datetime | None
    must_query: bool

    @property
    def pays(self) -> bool:
        """Whether this alone, on a payment not yet paid, is news of money."""
        return self.state.is_paid and not self.is_refund


@dataclass(frozen=True, slots=True)
class OtherNotice:
    """Signed and addressed to us, but about nothing we know: only to be recorded and answered."""

    notice_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReturnedBrowser:
    """A buyer came back. For display only: it has no state and proves no payment."""

    payment_number: str
    trade_no: str
    amount: Money


def verified_notice(
    body: bytes, content_type: str | None, account: AlipayAccount
) -> PaymentNotice | AgreementNotice | OtherNotice:
    """Read the raw body of a notification. Raises NoticeRefused (the subclass says why)."""
    _require_form(content_type)
    fields = verified_fields(body, account.alipay_public_key)
    _require_our_application(fields, account)
    kind = field_text(fields, "notify_type", _NUMBER)
    if kind in AGREEMENT_NEWS:
        _require_nobody_else(fields, account)
        return agreement_notice(_notice_id(fields), kind, fields)
    if kind != PAYMENT_NOTICE:
        return OtherNotice(_notice_id(fields), kind)
    _require_our_money(fields, account)
    return _payment_notice(fields, kind)


def verified_return(query_string: bytes, account: AlipayAccount) -> ReturnedBrowser:
    """Read the raw query of the return page. Raises NoticeRefused; then show no more than "waiting"."""
    fields = verified_fields(query_string, account.alipay_public_key)
    _require_our_application(fields, account)
    _require_our_money(fields, account)
    return ReturnedBrowser(
        payment_number=field_text(fields, "out_trade_no", _NUMBER),
        trade_no=field_text(fields, "trade_no", _NUMBER),
        amount=_amount(fields, "total_amount"),
    )


def _payment_notice(fields: Mapping[str, str], kind: str) -> PaymentNotice:
    refunded = _amount(fields, "refund_fee") if fields.get("refund_fee") else None
    return PaymentNotice(
        notice_id=_notice_id(fields),
        kind=kind,
        payment_number=field_text(fields, "out_trade_no", _NUMBER),
        trade_no=field_text(fields, "trade_no", _NUMBER),
        amount=_amount(fields, "total_amount"),
        state=_state(fields),
        is_refund=bool(refunded) or bool(fields.get("gmt_refund")),
        refunded_in_all=refunded,
        refund_number=field_text(fields, "out_biz_no", _NUMBER) if fields.get("out_biz_no") else None,
        buyer_id=buyer_or_none(fields, "buyer_id", "buyer_open_id"),
        paid_at=china_time.moment_or_none(fields.get("gmt_payment")),
        must_query=any("&" in value for value in fields.values()),
    )


def _require_form(content_type: str | None) -> None:
    kind, *options = (content_type or "").lower().split(";")
    charsets = [o.split("=", 1)[1].strip(' "') for o in map(str.strip, options) if "charset=" in o]
    if kind.strip() != _FORM or any(charset != "utf-8" for charset in charsets):
        raise MalformedNotice("the content type is not a form in UTF-8")


def _require_our_application(fields: Mapping[str, str], account: AlipayAccount) -> None:
    if fields.get("app_id") != account.app_id:
        raise ForeignApplication("the app_id is not ours")


def _require_nobody_else(fields: Mapping[str, str], account: AlipayAccount) -> None:
    """An agreement's notice need not name the seller; one that names another is not ours."""
    if {fields.get("seller_id"), fields.get("partner_id")} - {None, "", account.seller_id}:
        raise ForeignSeller("the agreement is with another seller")


def _require_our_money(fields: Mapping[str, str], account: AlipayAccount) -> None:
    if fields.get("seller_id") != account.seller_id:
        raise ForeignSeller("the seller_id is not ours")
    if fields.get("trans_currency", "CNY") != "CNY":
        raise ForeignCurrency("the amount is not in yuan")


def _notice_id(fields: Mapping[str, str]) -> str:
    """Alipay's own id, or a hash of what is signed: a replayer can reorder a body, not that."""
    given = fields.get("notify_id", "")
    if _NOTICE_ID.fullmatch(given):
        return given
    return "sha256-" + hashlib.sha256(signed_text(fields).encode("utf-8")).hexdigest()


def _amount(fields: Mapping[str, str], name: str) -> Money:
    try:
        amount = Money.from_yuan_text(fields.get(name, ""))
    except NotAnAmount as error:
        raise MalformedNotice(f"{name} is not an amount with two decimals") from error
    if amount > _MOST:
        raise MalformedNotice(f"{name} is more than a payment of ours can be")
    return amount


def _state(fields: Mapping[str, str]) -> TradeState:
    try:
        return STATES[fields.get("trade_status", "")]
    except KeyError as error:
        raise MalformedNotice("trade_status is not known") from error
