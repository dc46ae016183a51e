"""What is kept of a PIN: argon2id. Few digits are guessed in no time where the hash lies open, so that it only keeps
them from whoever reads a row in passing; the tries are limited where they are typed.
"""

from ..accounts import slow_hashes


def hashed(pin: str) -> str:
    """Return what is kept of a PIN."""
    return slow_hashes.hashed(pin)


def is_right(pin: str, kept: str) -> bool:
    """Compare with what is kept."""
    return slow_hashes.is_right(pin, kept)[0]
