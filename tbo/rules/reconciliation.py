"""What of a bill does not agree with our books, and how much of it nobody has explained."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .money import Money

NOTHING = Money(0)


class DifferenceKind(StrEnum):
    """How a line of the bill and ours disagree; `unknown`: a payment that was never ours."""

    MISSING_HERE = "missing-here"
    MISSING_THERE = "missing-there"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Story(StrEnum):
    """What explains a difference. Only the first three come by themselves; nobody explains money with nothing."""

    FOUND_BY_ASKING = "found-by-asking"
    OTHER_DAY = "other-day"
    RECORDED = "recorded"
    REFUNDED = "refunded"
    WRITTEN_OFF = "written-off"


# A line is known by our payment's number and, where money went back, by the refund's.
LineKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """Money that came (no refund number) or went back; the amount is never negative."""

    payment_number: str
    amount: Money
    refund_number: str = ""

    @property
    def key(self) -> LineKey:
        """What the two sides know it by."""
        return self.payment_number, self.refund_number

    @property
    def is_refund(self) -> bool:
        """Whether money went back."""
        return bool(self.refund_number)


@dataclass(frozen=True, slots=True)
class Found:
    """A difference: what they say and what we say, None where one side says nothing."""

    kind: DifferenceKind
    line: Line
    theirs: Money | None
    ours: Money | None

    @property
    def size(self) -> Money:
        """How much is unexplained by it, never negative."""
        return Money(abs((self.theirs or NOTHING).fen - (self.ours or NOTHING).fen))


def differences(theirs: Iterable[Line], ours: Mapping[LineKey, Money], expected: Iterable[Line]) -> list[Found]:
    """Compare a bill with our books, row by row.

    `ours` holds what we know of the bill's lines: no key for a payment that was never ours, zero for one that is ours
    and not paid here. `expected` are the lines that we hold to be of this day.
    """
    billed, found = set(), []
    for line in theirs:
        billed.add(line.key)
        here = ours.get(line.key)
        if here is None:
            kind = DifferenceKind.UNKNOWN
        elif not here:
            kind = DifferenceKind.MISSING_HERE
        elif here != line.amount:
            kind = DifferenceKind.DIFFERENT
        else:
            continue
        found.append(Found(kind, line, line.amount, here))
    missing = (line for line in expected if line.key not in billed)
    return found + [Found(DifferenceKind.MISSING_THERE, line, None, line.amount) for line in missing]
