"""Notices of the e-ticket platform: believed only when our key signed them, and read strictly."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl

from ..alipay.china_time import moment_or_none
from ..rules.money import Money
from .signing import is_notice_signed, joined

LARGEST_NOTICE = 64 * 1024
MOST_FIELDS = 100
MOST_CODES = 200
_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_TOKEN = re.compile(r"[!-~]{1,80}")
_YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
ENDS, DISPUTE = "1", "2"


class Told(StrEnum):
    """What a notice tells, in the protocol's words."""

    SEND = "send"
    RESEND = "resend"
    CANCEL = "cancel"
    MODIFIED = "modified"
    ORDER_MODIFY = "order_modify"


class NoticeRefused(Exception):
    """What came is not to be believed or not understood; nothing changes. `code` is the answer's."""

    code = 502


class BadSignature(NoticeRefused):
    """Our key did not sign it."""

    code = 501


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice, read. `key` is the same for the same notice. `count`: bought; `cancelled`: of these given back now.

    `ends_at` (exclusive): until when the codes are to be good. `is_dispute`: the buyer was given all the money back.
    """

    told: Told
    key: str
    outer_id: str
    token: str
    item_id: str = ""
    sku_id: str | None = None
    count: int = 1
    cancelled: int | None = None
    paid: Money | None = None
    ends_at: datetime | None = None
    is_dispute: bool = False


def verified(body: bytes, key: str, charset: str, seller_id: str) -> Notice:
    """Read a notice. Raises BadSignature, NoticeRefused."""
    fields = _parsed(body, charset)
    if not is_notice_signed(fields, key, charset):
        raise BadSignature("the signature is missing or wrong")
    if fields.get("taobao_sid") != seller_id:
        raise NoticeRefused("it is for another shop")
    try:
        told = Told(fields.get("method", ""))
    except ValueError:
        raise NoticeRefused(f"method {fields.get('method', '')[:20]!r} is not known") from None
    return Notice(
        told=told,
        key=_key(fields),
        outer_id=_text(fields, "order_id", _NUMBER),
        token=_text(fields, "token", _TOKEN),
        **_READERS[told](fields),
    )


def _parsed(body: bytes, charset: str) -> dict[str, str]:
    if len(body) > LARGEST_NOTICE:
        raise NoticeRefused(f"it is larger than {LARGEST_NOTICE} bytes")
    try:
        text = body.decode("ascii")
        options = {"keep_blank_values": True, "strict_parsing": True, "max_num_fields": MOST_FIELDS}
        pairs = parse_qsl(text, encoding=charset, errors="strict", **options)  # type: ignore[arg-type]
    except ValueError as error:
        raise NoticeRefused(f"it is no form in {charset}") from error
    fields = dict(pairs)
    if len(fields) != len(pairs) or not all(map(_NAME.fullmatch, fields)):
        raise NoticeRefused("a field is repeated, or has no name")
    if any(not letter.isprintable() and letter not in "\r\n\t" for value in fields.values() for letter in value):
        raise NoticeRefused("a field holds what nobody can read")
    return fields


def _sent(fields: Mapping[str, str]) -> dict:
    """What is bought: of which item (and variant, by the code that we wrote there), how many, and for how much."""
    sku = fields.get("sub_outer_iid", "").strip()
    return {
        "item_id": _text(fields, "num_iid", _NUMBER),
        "sku_id": sku[:64] or None,
        "count": _count(fields, "num"),
        "paid": _money(fields.get("total_fee", "")),
        "ends_at": moment_or_none(fields.get("valid_ends") or fields.get("valid_end") or ""),
    }


def _cancelled(fields: Mapping[str, str]) -> dict:
    return {"cancelled": _count(fields, "cancel_num") if fields.get("cancel_num") else None}


def _modified(fields: Mapping[str, str]) -> dict:
    """The codes are to be good until another day, or the buyer was given the money back after a dispute."""
    kind = fields.get("sub_method", "")
    if kind == DISPUTE:
        return {"is_dispute": True}
    if kind != ENDS:
        raise NoticeRefused(f"sub_method {kind[:20]!r} is not known")
    try:
        data = json.loads(fields.get("data", ""))
        ends_at = moment_or_none(data.get("valid_ends") or data.get("valid_end"))
    except (ValueError, AttributeError, RecursionError):
        ends_at = None
    if ends_at is None:
        raise NoticeRefused("data names no end")
    return {"ends_at": ends_at}


_READERS = {
    Told.SEND: _sent,
    Told.RESEND: lambda fields: {},
    Told.CANCEL: _cancelled,
    Told.MODIFIED: lambda fields: {},
    Told.ORDER_MODIFY: _modified,
}


def _key(fields: Mapping[str, str]) -> str:
    """What was signed, not how it is cut into fields: a notice cut anew, or with empty fields, is the same notice."""
    return hashlib.sha256(joined(fields).encode()).hexdigest()


def _text(fields: Mapping[str, str], name: str, shape: re.Pattern[str]) -> str:
    found = fields.get(name, "")
    if not shape.fullmatch(found):
        raise NoticeRefused(f"{name} is missing or misshapen")
    return found


def _count(fields: Mapping[str, str], name: str) -> int:
    found = int(_text(fields, name, _NUMBER))
    if not 1 <= found <= MOST_CODES:
        raise NoticeRefused(f"{name} is not from 1 to {MOST_CODES}")
    return found


def _money(text: str) -> Money | None:
    found = _YUAN.fullmatch(text)
    return Money(int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))) if found else None
