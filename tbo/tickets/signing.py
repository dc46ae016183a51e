"""What both sides of the e-ticket protocol sign with a shared key: our calls, and the notices that come."""

import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = "sign"


def call_signature(fields: Mapping[str, str], secret: str) -> str:
    """Sign a call as Taobao's open platform wants it with sign_method hmac-sha256."""
    return hmac.digest(secret.encode(), joined(fields).encode(), "sha256").hex().upper()


def notice_signature(fields: Mapping[str, str], key: str, charset: str) -> str:
    """Sign a notice as the platform does: MD5 over key, fields and key, in the charset of the notice."""
    return hashlib.md5((key + joined(fields) + key).encode(charset)).hexdigest().upper()


def is_notice_signed(fields: Mapping[str, str], key: str, charset: str) -> bool:
    """Whether the notice's own signature is one by our key.

    Merchants' programs are seen to check it with the key before the fields alone, too; either needs the key. Adding to
    such a notice without the key would need bytes in a value that no notice is let in with.
    """
    told = fields.get(UNSIGNED, "").upper().encode("utf-8", "replace")
    short = hashlib.md5((key + joined(fields)).encode(charset, "replace")).hexdigest().upper()
    both = notice_signature(fields, key, charset), short
    # Both are compared, so that the time says nothing of either.
    return sum(hmac.compare_digest(told, one.encode()) for one in both) > 0


def joined(fields: Mapping[str, str]) -> str:
    """Join names and values without anything between, sorted by name; what is empty is left out."""
    return "".join(f"{name}{fields[name]}" for name in sorted(fields) if name != UNSIGNED and fields[name])
