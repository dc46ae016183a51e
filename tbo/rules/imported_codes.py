"""Which codes that were made elsewhere may be kept: long, of many letters, and none that tells the next."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

# Sixteen letters and digits, if chosen by chance, are 82 bits.
SHORTEST = 16
# Sixteen digits by chance have fewer different ones once in two million.
FEWEST_LETTERS = 4
# Numbers that stand nearer to each other were counted, not chosen.
NEAREST = 100
_DIGITS = re.compile("[0-9]+")


def is_weak(code: str) -> bool:
    """Whether somebody who tries codes may come upon this one."""
    return len(code) < SHORTEST or len(set(code)) < FEWEST_LETTERS


def running_on(codes: Iterable[str]) -> list[str]:
    """Return the codes that go on from another one: apart from one number they are the same, and it is near."""
    numbers: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for code in codes:
        for run in _DIGITS.finditer(code):
            numbers[code[: run.start()], code[run.end() :]].append((int(run[0]), code))
    found = set()
    for same in numbers.values():
        same.sort()
        found |= {code for (before, _before), (number, code) in pairwise(same) if number - before < NEAREST}
    return sorted(found)
