"""argon2id for what people type to prove who they are: one strength for all, a few at a time."""

import threading
from functools import cache
from typing import Any

# What OWASP asks of argon2id at the least.
STRENGTH: dict[str, Any] = {"memory_cost": 19_456, "time_cost": 2, "parallelism": 1}
# Each check takes 19 MB and a core for a moment; more at once would take both from the other pages.
_AT_ONCE = threading.BoundedSemaphore(2)


def hashed(typed: str) -> str:
    """Return what is kept of what was typed."""
    with _AT_ONCE:
        return _hasher().hash(typed)


def is_right(typed: str, kept: str) -> tuple[bool, str | None]:
    """Compare with what is kept, and return a new hash where the old one is of weaker making."""
    with _AT_ONCE:
        return _hasher().verify_and_update(typed, kept)


@cache
def _hasher():
    # Here and not above: shoppers have no passwords and few have a PIN, and processes start without it.
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(**STRENGTH),))
