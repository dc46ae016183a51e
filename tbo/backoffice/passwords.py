"""Passwords of staff: argon2id, checked a few at a time, the same work for a name that nobody has."""

import threading
from functools import cache

from flask_babel import gettext as _

from ..web.errors import Refusal

SHORTEST, LONGEST = 12, 128
# Each check takes 19 MB and a core for a moment; more at once would take both from the shoppers.
_AT_ONCE = threading.BoundedSemaphore(2)
_COMMON = frozenset(
    {"123456789012", "1234567890123", "password1234", "passwordpassword", "qwertyuiop12", "1q2w3e4r5t6y"}
)


class PasswordTooWeak(Refusal):
    """A password is too short, too long, or one that everybody tries first."""

    status = 422

    def words(self) -> str:
        """Say what is asked of one."""
        return _("密码要 12 到 128 个字符，并且不能太常见。")


def hashed(password: str) -> str:
    """Return what is kept of a new password. Raises PasswordTooWeak."""
    if not SHORTEST <= len(password) <= LONGEST or password.lower() in _COMMON or len(set(password)) < 4:
        raise PasswordTooWeak("the password is too short, too long or too common")
    with _AT_ONCE:
        return _hasher().hash(password)


def is_right(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Compare with what is kept (None: of nobody), and return a new hash where the old one is of weaker making."""
    with _AT_ONCE:
        right, better = _hasher().verify_and_update(password[: LONGEST + 1], kept or _of_nobody())
    return right and kept is not None, better


@cache
def _hasher():
    # Here and not above: shoppers have no passwords, and their processes start without it.
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    return PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))


@cache
def _of_nobody() -> str:
    return _hasher().hash("the password of nobody")
