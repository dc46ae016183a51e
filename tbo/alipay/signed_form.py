"""Signed forms, as notices and return pages carry them: parsed strictly, verified over everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tbo.alipay import keys

LARGEST_FORM = 64 * 1024
_BUYER = re.compile(r"[\x21-\x7e]{1,128}")
_MOST_FIELDS = 100
# A name with "=" or "&" in it would let one signed text be read as other fields.
_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")
_UNSIGNED = frozenset({"sign", "sign_type"})


class NoticeRefused(Exception):
    """What came is not to be believed; nothing may change because of it."""


class MalformedNotice(NoticeRefused):
    """It is not a form as Alipay writes it."""


class BadSignature(NoticeRefused):
    """It is not signed, not with RSA2, or not by Alipay."""


def verified_fields(form: bytes, alipay_key: RSAPublicKey) -> Mapping[str, str]:
    """The fields of a signed form, sign_type included. Raises MalformedNotice or BadSignature."""
    fields = _parsed(form)
    if fields.get("charset", "utf-8").lower() != "utf-8":
        raise MalformedNotice("the charset is not utf-8")
    if fields.get("sign_type") != "RSA2":
        raise BadSignature("sign_type is not RSA2")
    if not keys.is_signed(alipay_key, signed_text(fields), fields.get("sign", "")):
        raise BadSignature("the signature is missing or wrong")
    return MappingProxyType(fields)


def signed_text(fields: Mapping[str, str]) -> str:
    """What the signature covers: every other field, empty ones too, sorted by name."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name not in _UNSIGNED)


def field_text(fields: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    """The text of a field that must be there, in the shape of `pattern`. Raises MalformedNotice."""
    found = fields.get(name, "")
    if not pattern.fullmatch(found):
        raise MalformedNotice(f"{name} is missing or misshapen")
    return found


def buyer_or_none(fields: Mapping[str, str], *names: str) -> str | None:
    """Who paid or signed, under the first name that is there. What is no such number leaves the money as it is."""
    given = next((fields[name] for name in names if fields.get(name)), "")
    return given if _BUYER.fullmatch(given) else None


def _parsed(form: bytes) -> dict[str, str]:
    if len(form) > LARGEST_FORM:
        raise MalformedNotice(f"the form is larger than {LARGEST_FORM} bytes")
    try:
        pairs = parse_qsl(
            form.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise MalformedNotice("the body is not a form in UTF-8") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedNotice("a field is repeated")
    if not all(map(_NAME.fullmatch, fields)):
        raise MalformedNotice("a field's name is not of A-Z a-z 0-9 _")
    return fields
