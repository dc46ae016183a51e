"""For whom not every title is there, and whether words name one: what may not be seen is not said either."""

import unicodedata

from .access import ProfileFacts
from .page_words import as_read

OLDEST = 18
# Below this a name is a word like any other, unless it stands alone or in the marks of a title.
SHORTEST, SHORTEST_IN_LETTERS = 2, 3
MARKS = ("《{}》", "〈{}〉", "「{}」", "“{}”", "„{}“", '"{}"')
FIRST_IDEOGRAPH = "\u2e80"


def is_narrowed(profile: ProfileFacts) -> bool:
    """Whether some titles may not exist for a profile: a child's, one with a cap, or with titles put away."""
    return profile.kind == "child" or profile.rating_cap < OLDEST or bool(profile.blocked_titles)


def as_compared(text: str) -> str:
    """Return words as names are looked for in them: as they are read, without case and with single spaces."""
    return " ".join(as_read(text).casefold().split())


def is_named(name: str, told: str) -> bool:
    """Whether words name a title; both as compared. Within another word of an alphabet is not named."""
    if not name:
        return False
    if len(name) < (SHORTEST_IN_LETTERS if _is_letter(name[0]) else SHORTEST):
        return name == told or any(mark.format(name) in told for mark in MARKS)
    at = told.find(name)
    while at >= 0:
        if not _goes_on(told[at - 1 : at], name[0]) and not _goes_on(told[at + len(name) :][:1], name[-1]):
            return True
        at = told.find(name, at + 1)
    return False


def _goes_on(beside: str, edge: str) -> bool:
    """Whether a name's edge and the sign beside it are of one word."""
    return bool(beside) and _is_letter(beside) and _is_letter(edge)


def _is_letter(sign: str) -> bool:
    return sign < FIRST_IDEOGRAPH and unicodedata.category(sign)[0] in "LMN"
