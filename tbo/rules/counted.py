"""How much of what was paid for an episode a later order of its season took off: paid out again, it goes back twice."""

from collections.abc import Iterable

from .money import Money
from .prices import Line, LineKind, LineWords

NOTHING = Money(0)


def counted_in(episode: int | None, paid: Money, lines: Iterable[Line], later: int | None, sent_back: Money) -> Money:
    """Return at most how much of `paid` counts in a later order with these lines; never more than was paid.

    `episode` is the number of what was paid for, `later` of what the later order is for, both None for a whole season.
    `sent_back` went back of the later order because it was placed before and paid after.
    """
    of_it = (line for line in lines if line.kind is LineKind.CREDIT and _speaks_of(line, episode, later))
    return min(paid, sent_back - Money.sum_of(line.amount for line in of_it))


def _speaks_of(line: Line, episode: int | None, later: int | None) -> bool:
    """Whether a credit is for an episode: by name, or by making its season full beside the one that was bought."""
    if line.words is LineWords.SEASON_FULL:
        return episode != later
    return episode in line.numbers
