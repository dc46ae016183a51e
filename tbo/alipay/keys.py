"""RSA2 keys: read in whatever form an operator pasted them, sign, and verify strictly."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

_MARKER = re.compile(r"-----(?:BEGIN|END)[A-Z ]*-----")
_ESCAPED_LINE_END = re.compile(r"\\[rn]")
_SMALLEST_KEY = 2048  # RSA2 asks for it; shorter keys can be broken.


class KeyRefused(ValueError):
    """The text is not a usable RSA key. The message never quotes the key."""


@lru_cache(maxsize=16)
def private_key(text: str) -> RSAPrivateKey:
    """PKCS1, PKCS8 or bare base64, with any line ends. Raises KeyRefused."""
    der = _der(text, "private key")
    try:
        key = load_der_private_key(der, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused("the private key is not an unencrypted PKCS1 or PKCS8 key") from error
    if not isinstance(key, RSAPrivateKey):
        raise KeyRefused("the private key is not an RSA key")
    _require_strength(key.key_size, "private key")
    return key


@lru_cache(maxsize=16)
def public_key(text: str) -> RSAPublicKey:
    """PKCS1, SubjectPublicKeyInfo or bare base64, with any line ends. Raises KeyRefused."""
    der = _der(text, "public key")
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused("the public key is not an RSA public key") from error
    if not isinstance(key, RSAPublicKey):
        raise KeyRefused("the public key is not an RSA key")
    _require_strength(key.key_size, "public key")
    return key


def sign(key: RSAPrivateKey, content: str) -> str:
    """The RSA2 signature (SHA-256, PKCS#1 v1.5) in base64 over the UTF-8 text."""
    signature = key.sign(content.encode("utf-8"), PKCS1v15(), SHA256())
    return base64.b64encode(signature).decode("ascii")


def is_signed(key: RSAPublicKey, content: str, signature: str) -> bool:
    """Whether `signature` is RSA2 over `content`; any other hash, padding or text is False."""
    try:
        raw = base64.b64decode(signature.encode("ascii"), validate=True)
        key.verify(raw, content.encode("utf-8"), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def are_a_pair(private: RSAPrivateKey, public: RSAPublicKey) -> bool:
    """Whether the two belong together."""
    return private.public_key().public_numbers() == public.public_numbers()


def _der(text: str, name: str) -> bytes:
    bare = _MARKER.sub("", _ESCAPED_LINE_END.sub("\n", text))
    try:
        return base64.b64decode("".join(bare.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyRefused(f"the {name} is neither PEM nor base64") from error


def _require_strength(bits: int, name: str) -> None:
    if bits < _SMALLEST_KEY:
        raise KeyRefused(f"the {name} has {bits} bits; RSA2 needs {_SMALLEST_KEY}")
