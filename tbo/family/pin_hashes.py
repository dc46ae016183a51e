"""What is kept of a PIN: argon2id, a few at a time. Few digits are guessed in no time where the hash lies open, so
that it only keeps them from whoever reads a row in passing; the tries are limited where they are typed.
"""

import threading
from functools import cache

# Each check takes 19 MB and a core for a moment; more at once would take both from the other pages.
_AT_ONCE = threading.BoundedSemaphore(2)


def hashed(pin: str) -> str:
    """Return what is kept of a PIN."""
    with _AT_ONCE:
        return _hasher().hash(pin)


def is_right(pin: str, kept: str) -> bool:
    """Compare with what is kept."""
    with _AT_ONCE:
        return _hasher().verify(pin, kept)


@cache
def _hasher():
    # Here and not above: most processes never see a PIN, and start without it.
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
