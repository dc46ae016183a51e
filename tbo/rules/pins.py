"""The household's PIN: what may be one, and how often it may be tried."""

import unicodedata
from datetime import timedelta

from .limits import Limit

SHORTEST, LONGEST = 4, 6
# What was opened with the PIN stays open this long on the device, for whoever manages a family in one go.
OPEN_FOR = timedelta(minutes=10)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# At most 20 tries on a day and one an hour after that: whoever guesses four digits needs most of a year.
TRIES_PER_PROFILE = (Limit(5, timedelta(minutes=10)), Limit(20, _DAY, then_every=_HOUR))
# Of all minors' profiles together; a grown-up's tries are neither counted here nor stopped by it.
TRIES_OF_MINORS = (Limit(30, _DAY, then_every=_HOUR),)
_RUNS = ("0123456789", "9876543210")


def pin_or_none(typed: str) -> str | None:
    """Return the digits that were typed, full-width ones included; None for what cannot be a PIN."""
    plain = unicodedata.normalize("NFKC", typed[:20]).strip()
    is_digits = plain.isascii() and plain.isdigit()
    return plain if is_digits and SHORTEST <= len(plain) <= LONGEST else None


def is_too_easy(pin: str) -> bool:
    """Whether a child tries it first: one digit again and again, or digits in a row."""
    return len(set(pin)) == 1 or any(pin in run for run in _RUNS)
