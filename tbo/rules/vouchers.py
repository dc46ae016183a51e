"""Codes of vouchers: hard to guess, with a letter that shows a slip, and read however they were typed or pasted."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from .coupons import LONGEST, SHORTEST, grouped, letters_of_seed
from .order_states import LETTERS

# Nineteen of thirty letters are 93 bits; the twentieth tells a slip of the pen.
CHOSEN, GROUP = 19, 5
LENGTH = CHOSEN + 1
# Shorter runs in a pasted sentence are words, not codes.
LONG_ENOUGH = 16
LINK = "/REDEEM/"
_RUN = re.compile("[A-Z0-9]+")
_BETWEEN = frozenset("_·•.・|")


def new_voucher_code(choose: Callable[[str], str]) -> str:
    """Return a code without its dashes; `choose` picks a letter (secrets.choice)."""
    letters = "".join(choose(LETTERS) for _ in range(CHOSEN))
    return letters + check_letter(letters)


def code_of_seed(seed: str, key: str) -> str:
    """Return the code that a seed and our key make together: neither alone tells it."""
    return new_voucher_code(letters_of_seed(f"voucher {seed}", key))


def check_letter(letters: str) -> str:
    """Return the letter that follows: another where one letter is wrong, or where two neighbours changed places."""
    total, weight = 0, 2
    for letter in reversed(letters):
        high, low = divmod(LETTERS.index(letter) * weight, len(LETTERS))
        total += high + low
        weight = 3 - weight
    return LETTERS[-total % len(LETTERS)]


def is_mistyped(code: str) -> bool:
    """Whether a code is as long as ours are, and none of ours: a letter is wrong, or two changed places."""
    if len(code) != LENGTH:
        return False
    return not set(code) <= set(LETTERS) or check_letter(code[:-1]) != code[-1]


def printed(code: str) -> str:
    """Return a code as it is printed: ours in four groups, one made elsewhere as it is."""
    return grouped(code, GROUP) if len(code) == LENGTH and not is_mistyped(code) else code


def read_code(typed: str) -> str | None:
    """Return the code in what somebody typed or pasted; None when there is none.

    Spaces, dashes of all kinds, invisible and full-width characters and small letters do not matter, nor does a link
    or a sentence around it, as long as no other run of letters in it is as long.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    if LINK in text:
        text = re.split(r"[?#/\s]", text.rpartition(LINK)[2], maxsplit=1)[0]
    bare = "".join(letter for letter in text if not _is_between(letter))
    runs = _RUN.findall(bare)
    if runs == [bare]:
        return bare if SHORTEST <= len(bare) <= LONGEST else None
    long = _long(_RUN.findall("".join(_spaced(text)))) or _long(runs)
    return long[0] if len(long) == 1 else None


def _is_between(letter: str) -> bool:
    return letter.isspace() or letter in _BETWEEN or unicodedata.category(letter) in ("Pd", "Cf", "Sm", "Cc")


def _spaced(text: str) -> Iterable[str]:
    """Yield a text with its spaces kept, so that words beside a code do not grow into it."""
    return (letter for letter in text if letter.isspace() or not _is_between(letter))


def _long(runs: Iterable[str]) -> list[str]:
    return [run for run in runs if LONG_ENOUGH <= len(run) <= LONGEST]
