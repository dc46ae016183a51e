"""Notices about agreements: signed, or ended by the merchant or in the wallet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tbo.alipay import china_time
from tbo.alipay.signed_form import MalformedNotice, buyer_or_none, field_text

_NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")


class AgreementNews(Enum):
    """What a notice says of an agreement."""

    SIGNED = "signed"
    ENDED = "ended"


# The type of a notice, what it says, and the one status that says so.
AGREEMENT_NEWS = {
    "dut_user_sign": (AgreementNews.SIGNED, "NORMAL", "sign_time"),
    "dut_user_unsign": (AgreementNews.ENDED, "UNSIGN", "unsign_time"),
}


@dataclass(frozen=True, slots=True)
class AgreementNotice:
    """News of one agreement; notices come in any order, so an end may come before its beginning.

    `number` is ours, `at` when it happened (None if untold). `must_query`: a value holds "&", so the signature
    allows a second reading: ask the gateway before believing.
    """

    notice_id: str
    kind: AgreementNews
    number: str
    agreement_no: str
    buyer_id: str | None = field(repr=False)
    at: datetime | None
    must_query: bool = False


def agreement_notice(notice_id: str, kind: str, fields: Mapping[str, str]) -> AgreementNotice:
    """Read verified fields of one of the types of AGREEMENT_NEWS. Raises MalformedNotice."""
    news, status, moment = AGREEMENT_NEWS[kind]
    if fields.get("status") != status:
        raise MalformedNotice(f"status of {kind} is not {status}")
    return AgreementNotice(
        notice_id=notice_id,
        kind=news,
        number=field_text(fields, "external_agreement_no", _NUMBER),
        agreement_no=field_text(fields, "agreement_no", _NUMBER),
        buyer_id=buyer_or_none(fields, "alipay_user_id", "alipay_open_id"),
        at=china_time.moment_or_none(fields.get(moment) or fields.get("notify_time")),
        must_query=any("&" in value for value in fields.values()),
    )
