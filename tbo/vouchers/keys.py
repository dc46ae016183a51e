"""What turns a code into what is kept of it: keyed hashes, under our key of now and the earlier ones."""

import hashlib
import hmac

from flask import current_app

from ..rules.vouchers import code_of_seed


def hashed(code: str, key: str) -> str:
    """Return what is kept of a code; without the key nobody who reads the table can try codes against it."""
    return hmac.digest(key.encode(), f"voucher code {code}".encode(), "sha256").hex()


def hashes(code: str) -> list[str]:
    """Return what may be kept of a code, under each of our keys."""
    return [hashed(code, key) for key in our_keys()]


def readable(seed: str, code_hash: str) -> str | None:
    """Make a code again; None when the key that it was made with is no longer ours."""
    for key in our_keys():
        code = code_of_seed(seed, key)
        if hmac.compare_digest(hashed(code, key), code_hash):
            return code
    return None


def our_keys() -> list[str]:
    """List our secret keys, that of now first."""
    return [str(current_app.config["SECRET_KEY"]), *map(str, current_app.config["SECRET_KEY_FALLBACKS"] or ())]


def id_of(key: str) -> str:
    """Return a name of a key that tells nothing of it."""
    return hashlib.sha256(f"voucher key {key}".encode()).hexdigest()[:16]
