"""The two key pairs of the sandbox world, the inbox's shared secret, and RSA2 signing and verifying."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PAIRS = ("shop", "sandbox")
SECRETS = ("inbox-key", "tickets-key")


@dataclass(frozen=True)
class Keys:
    """What the sandbox holds: its own private key, the shop's public key, the secrets of inbox and e-tickets."""

    own: rsa.RSAPrivateKey
    shop: rsa.RSAPublicKey
    inbox: str
    tickets: str

    @cached_property
    def wrong(self) -> rsa.RSAPrivateKey:
        """A key that nobody trusts, for chaos; made when first asked for."""
        return _new_key()


def ensure_keys(folder: Path) -> None:
    """Create both key pairs (2048 bit) and the secrets in `folder` where missing; safe to run twice at once."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in PAIRS:
        private_file = folder / f"{name}-private.pem"
        if not private_file.exists():
            _write_once(private_file, _private_text(_new_key()), 0o600)
        if not (folder / f"{name}-public.pem").exists():
            _write_once(folder / f"{name}-public.pem", _public_text(_load_private(private_file)), 0o644)
    for name in SECRETS:
        if not (folder / name).exists():
            _write_once(folder / name, secrets.token_urlsafe(32).encode(), 0o600)


def load_keys(folder: Path) -> Keys:
    """Read the sandbox's side of `folder`, once per process."""
    folder = Path(folder)
    shop = cast(rsa.RSAPublicKey, serialization.load_pem_public_key((folder / "shop-public.pem").read_bytes()))
    inbox, tickets = ((folder / name).read_text().strip() for name in SECRETS)
    return Keys(own=_load_private(folder / "sandbox-private.pem"), shop=shop, inbox=inbox, tickets=tickets)


def text_to_sign(fields: Mapping[str, str], *, without: tuple[str, ...] = ("sign",), keep_empty: bool = False) -> str:
    """Join `k=v` sorted by name; requests drop empty values, notices keep them."""
    chosen = {name: value for name, value in fields.items() if name not in without and (keep_empty or value != "")}
    return "&".join(f"{name}={value}" for name, value in sorted(chosen.items()))


def sign(text: str, key: rsa.RSAPrivateKey) -> str:
    """Return the RSA2 signature of `text` in base64."""
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(text: str, signature: str, key: rsa.RSAPublicKey) -> bool:
    """Whether `signature` (base64) is RSA2 over `text` by the owner of `key`."""
    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _private_text(key: rsa.RSAPrivateKey) -> bytes:
    # PKCS#1, because it is the one form that every Alipay SDK reads.
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _public_text(key: rsa.RSAPrivateKey) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form)


def _load_private(file: Path) -> rsa.RSAPrivateKey:
    return _parsed(file.read_bytes())


@cache
def _parsed(pem: bytes) -> rsa.RSAPrivateKey:
    # OpenSSL proves the primes at each load, 60 ms that many sandboxes of one process share.
    return cast(rsa.RSAPrivateKey, serialization.load_pem_private_key(pem, password=None))


def _write_once(file: Path, content: bytes, mode: int) -> None:
    """Write a whole file that only one of several starters can win; the losers keep the winner's."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
