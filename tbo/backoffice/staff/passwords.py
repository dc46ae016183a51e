"""Passwords of staff: argon2id, and the same work for a name that nobody has."""

from functools import cache

from flask_babel import gettext as _

from ...accounts import slow_hashes
from ...web.errors import Refusal

SHORTEST, LONGEST = 12, 128
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
    return slow_hashes.hashed(password)


def is_right(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Compare with what is kept (None: of nobody), and return a new hash where the old one is of weaker making."""
    right, better = slow_hashes.is_right(password[: LONGEST + 1], kept or _of_nobody())
    return right and kept is not None, better


@cache
def _of_nobody() -> str:
    return slow_hashes.hashed("the password of nobody")
