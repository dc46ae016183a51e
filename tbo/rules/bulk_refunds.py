"""Many orders' money back at once: what is left out of it and why, and the numbers that somebody pastes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .money import Money
from .order_states import SETTLED, OrderState, PaymentState

BYTE_ORDER_MARK = "\ufeff"
_NUMBER = re.compile(r"(TBO[0-9]{8})-?([0-9A-Z]{8})")
_BETWEEN = re.compile(r"[\s,;，；、]+")


class LeftOut(StrEnum):
    """Why an order's money does not go back with that of others; the value is what the command says."""

    UNKNOWN = "no such order"
    NOT_PAID = "not paid"
    FREE = "cost nothing"
    GONE = "all of it is back or on its way"
    FINISHED = "Alipay refunds it no more"
    WAITING = "it waits in another bulk refund"


class NotAsked(StrEnum):
    """Why the money of an order that was planned was not asked back: decided when its turn came."""

    NOTHING_LEFT = "nothing-left"
    LESS_LEFT = "less-left"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Pasted:
    """Order numbers that were pasted, each once, and (line, text) of what is none."""

    numbers: tuple[str, ...]
    unreadable: tuple[tuple[int, str], ...]


def why_left_out(order: OrderState, payment: PaymentState | None, left: Money) -> LeftOut | None:
    """Say why nothing of an order goes back, None when what is `left` of its payment does."""
    if order not in SETTLED:
        return LeftOut.NOT_PAID
    if payment is None:
        return LeftOut.FREE
    if not left:
        return LeftOut.GONE
    return LeftOut.FINISHED if payment is PaymentState.FINISHED else None


def lines_named(text: str) -> Iterator[tuple[int, str]]:
    """List what a text says line by line, with the number of each line; # begins a remark."""
    for number, line in enumerate(text.splitlines(), 1):
        said = line.removeprefix(BYTE_ORDER_MARK).partition("#")[0].strip()
        if said:
            yield number, said


def read_numbers(text: str) -> Pasted:
    """Read order numbers as people paste them: a line each or between commas, with and without their dash."""
    numbers: dict[str, None] = {}
    unreadable = []
    for line, said in lines_named(unicodedata.normalize("NFKC", text)):
        for word in filter(None, _BETWEEN.split(said)):
            found = _NUMBER.fullmatch(word.upper())
            if found is None:
                unreadable.append((line, word))
            else:
                numbers[f"{found[1]}-{found[2]}"] = None
    return Pasted(tuple(numbers), tuple(unreadable))
