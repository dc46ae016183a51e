"""Money: whole fen of yuan, so that no sum of the shop ever passes through a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# ASCII on purpose: `\d` alone also takes Arabic and full-width digits.
_YUAN = re.compile(r"([0-9]{1,9})\.([0-9]{2})")


class NotAnAmount(ValueError):
    """The text is not an amount of yuan with exactly two decimals."""


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in fen (1 yuan = 100 fen); may be negative inside sums, as a credit line."""

    fen: int

    def __post_init__(self) -> None:
        _require_int(self.fen, "fen")

    @classmethod
    def zero(cls) -> Money:
        return cls(0)

    @classmethod
    def from_yuan_text(cls, text: str) -> Money:
        """Read "12.34". Raises NotAnAmount for a sign, exponent, comma, space or other decimals."""
        match = _YUAN.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise NotAnAmount(f"{text!r:.40} is not an amount such as '12.34'")
        return cls(int(match[1]) * 100 + int(match[2]))

    @classmethod
    def sum_of(cls, amounts: Iterable[Money]) -> Money:
        """The sum; zero when there is nothing to add."""
        return sum(amounts, start=cls(0))

    @property
    def yuan_text(self) -> str:
        """As the provider wants it, "12.34". Raises ValueError below zero: a credit is not payable."""
        if self.fen < 0:
            raise ValueError(f"{self.fen} fen is negative and cannot be asked for")
        return f"{self.fen // 100}.{self.fen % 100:02d}"

    def percent_off(self, percent: int) -> Money:
        """The price after `percent` (0 to 100) is taken off, rounded down to a fen: the shopper wins."""
        _require_int(percent, "percent")
        if not 0 <= percent <= 100:
            raise ValueError(f"{percent} percent off is outside 0 to 100")
        if self.fen < 0:
            raise ValueError(f"{self.fen} fen is a credit and cannot be discounted")
        return Money(self.fen * (100 - percent) // 100)

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __mul__(self, count: int) -> Money:
        return Money(self.fen * count) if type(count) is int else NotImplemented

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        """For logs and refusals, "-0.50 yuan"; pages format with Babel."""
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{Money(abs(self.fen)).yuan_text} yuan"


def _require_int(number: object, name: str) -> None:
    # `type() is`, because True is an int to isinstance.
    if type(number) is not int:
        raise TypeError(f"{name} must be an int, not {type(number).__name__} {number!r:.40}")
