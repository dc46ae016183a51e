"""The account we are paid into: our application, the two keys and the gateway's address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from tbo.alipay import keys

_APP_ID = re.compile(r"[0-9A-Za-z]{1,32}")
_SELLER_ID = re.compile(r"2088[0-9]{12}")


class AccountRefused(ValueError):
    """A value of the Alipay account cannot be right; the message says which and why."""


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """Made once from the settings and shared by threads; it never changes and holds no connection.

    `alipay_public_key` is Alipay's key, not ours. `deadline_s` bounds a whole call in seconds:
    name lookup, connection, answer. Raises AccountRefused (and keys.KeyRefused) at the start.
    """

    app_id: str
    seller_id: str
    gateway_url: str
    private_key_text: str = field(repr=False)
    alipay_public_key_text: str = field(repr=False)
    deadline_s: float = 6.0

    def __post_init__(self) -> None:
        if not _APP_ID.fullmatch(self.app_id):
            raise AccountRefused(f"app_id {self.app_id!r:.40} is not an application's number")
        if not _SELLER_ID.fullmatch(self.seller_id):
            raise AccountRefused(f"seller_id {self.seller_id!r:.40} is not 16 digits from 2088")
        _require_plain_address(self.gateway_url)
        if not 0 < self.deadline_s <= 60:
            raise AccountRefused(f"deadline_s {self.deadline_s!r} is not within 0 to 60 seconds")
        if keys.are_a_pair(self.private_key, self.alipay_public_key):
            raise AccountRefused(
                "the Alipay public key is our own public key; "
                "copy Alipay's from the console, beside where ours was entered"
            )

    @property
    def private_key(self) -> RSAPrivateKey:
        return keys.private_key(self.private_key_text)

    @property
    def alipay_public_key(self) -> RSAPublicKey:
        return keys.public_key(self.alipay_public_key_text)


def _require_plain_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AccountRefused(f"gateway_url {url!r:.80} is not an http or https address")
    if parts.query or parts.fragment or parts.username is not None:
        raise AccountRefused(f"gateway_url of {parts.hostname} must not carry a query or a name")
