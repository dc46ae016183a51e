"""The frozen lines of an order: how they are kept, and how they are read again."""

from collections.abc import Iterable

from ..rules.money import Money
from ..rules.prices import Line, LineKind, LineWords
from .models import Order


def kept(lines: Iterable[Line]) -> list[dict]:
    """Return lines as the order's JSON keeps them."""
    return [
        {"kind": line.kind.value, "words": line.words.value, "fen": line.amount.fen, "numbers": list(line.numbers)}
        for line in lines
    ]


def lines_of(order: Order) -> tuple[Line, ...]:
    """Return the lines an order was placed with."""
    return tuple(
        Line(LineKind(line["kind"]), LineWords(line["words"]), Money(line["fen"]), tuple(line["numbers"]))
        for line in order.lines
    )
