"""What differs between two texts: word by word, in Chinese sign by sign."""

import re
from difflib import SequenceMatcher
from enum import StrEnum

# A word, a number, a run of space, or one sign of anything else: scripts without spaces differ by the sign.
_TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f]+|[0-9]+|\s+|.", re.DOTALL)
# More comparisons than this are not worth the time: then all of one text is gone, and all of the other new.
MOST_WORK = 1_000_000


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


def pieces(before: str, after: str) -> list[tuple[Kind, str]]:
    """Return the pieces of both texts in order; those that are not new are `before`, those not gone are `after`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > MOST_WORK:
        return _joined([(Kind.GONE, before), (Kind.NEW, after)])
    found = []
    for _tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[first:last]), "".join(new[begin:end])
        found += [(Kind.SAME, gone)] if gone == came else [(Kind.GONE, gone), (Kind.NEW, came)]
    return _joined(found)


def _joined(found: list[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    return [(kind, text) for kind, text in found if text]
