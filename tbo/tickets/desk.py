"""What we tell Tmall of its orders' codes, in our words; whoever speaks for us to Tmall does it behind this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of a call. Unclear: it may or may not have happened, so it is made again, with the same serial."""

    DONE = "done"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """What Tmall answered; `said` is its code with its words, for the log and for staff."""

    outcome: Outcome
    said: str = ""


@dataclass(frozen=True, slots=True)
class TmallOrder:
    """An order there: its number, and the token that its first notice brought."""

    outer_id: str
    token: str


class Desk(Protocol):
    """Seven things that can be told or asked. A serial names one consumption for ever, however often it is told."""

    def send(self, order: TmallOrder, codes: Sequence[str]) -> Answer:
        """Give the buyer the codes of an order."""
        ...

    def resend(self, order: TmallOrder, codes: Sequence[str]) -> Answer:
        """Give the buyer the same codes once more."""
        ...

    def fail(self, order: TmallOrder, code: str, words: str) -> Answer:
        """Say that there are no codes for an order, and why."""
        ...

    def available(self, order: TmallOrder, code: str, serial: str) -> Answer:
        """Ask whether a code may be consumed; done: it may."""
        ...

    def consume(self, order: TmallOrder, code: str, serial: str) -> Answer:
        """Say that a code was redeemed."""
        ...

    def reverse(self, order: TmallOrder, code: str, serial: str) -> Answer:
        """Say that what a code gave was taken back: it counts as not consumed."""
        ...

    def delay(self, order: TmallOrder, code: str, ends_at: datetime, request: str) -> Answer:
        """Say that a code is good until later; `request` names this wish for ever."""
        ...
