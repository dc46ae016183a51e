"""The signed envelope of an answer: finds the exact text under our method's key and verifies it."""

from __future__ import annotations

import json

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tbo.alipay import keys
from tbo.alipay.sub_codes import readable_code
from tbo.alipay.trouble import OutcomeUnknown

_BLANKS = frozenset(" \t\r\n")


def verified_text(received: bytes, method: str, alipay_key: RSAPublicKey) -> str:
    """The inner object, exactly as signed, of the answer to `method` ("alipay.trade.query").

    Raises OutcomeUnknown when it is not JSON, unsigned, badly signed or of another method.
    """
    slices = _top_level(received)
    inner = slices.get(method.replace(".", "_") + "_response")
    signature = _text_or_none(slices.get("sign"))
    if signature is None:
        raise OutcomeUnknown(f"the answer is unsigned and claims {_claim(slices)}")
    if inner is None:
        raise OutcomeUnknown(f"the answer is not one to {method}")
    if not keys.is_signed(alipay_key, inner, signature):
        raise OutcomeUnknown("the answer's signature is wrong; is the public key Alipay's own?")
    if not inner.startswith("{"):
        raise OutcomeUnknown("the signed answer is not an object")
    return inner


def _top_level(received: bytes) -> dict[str, str]:
    """Each top-level name with the raw text of its value; a repeated name is refused."""
    try:
        return _slices(received.decode("utf-8"))
    except (ValueError, RecursionError, IndexError) as error:
        raise OutcomeUnknown("the answer is not a JSON object in UTF-8") from error


def _slices(text: str) -> dict[str, str]:
    decode = json.JSONDecoder().raw_decode
    slices: dict[str, str] = {}
    at = _after(text, 0, "{")
    while True:
        name, at = decode(text, at)
        start = _after(text, at, ":")
        _, end = decode(text, start)
        if not isinstance(name, str) or name in slices:
            raise ValueError("a name is repeated or no name")
        slices[name] = text[start:end]
        at = _skip_blank(text, end)
        if text[at] == "}":
            break
        at = _after(text, at, ",")
    if _skip_blank(text, at + 1) != len(text):
        raise ValueError("something follows the object")
    return slices


def _after(text: str, at: int, mark: str) -> int:
    at = _skip_blank(text, at)
    if text[at] != mark:
        raise ValueError(f"{mark} is missing")
    return _skip_blank(text, at + 1)


def _skip_blank(text: str, at: int) -> int:
    while text[at : at + 1] in _BLANKS:
        at += 1
    return at


def _text_or_none(raw: str | None) -> str | None:
    found = json.loads(raw) if raw else None
    return found if isinstance(found, str) else None


def _claim(slices: dict[str, str]) -> str:
    """The codes of an unsigned refusal, for the log only: it is not to be believed."""
    for raw in slices.values():
        claim = json.loads(raw)
        if isinstance(claim, dict):
            codes = (readable_code(claim.get(name)) for name in ("code", "sub_code"))
            return " ".join(codes)
    return "nothing"
