"""Positions in the shop: which link of which block of which page somebody clicked."""

import re
from dataclasses import dataclass

LONGEST = 80
_PAGE = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_POSITION = re.compile(rf"({_PAGE})\.(b[1-9][0-9]{{0,5}})\.(0|[1-9][0-9]{{0,2}})")
_PLACE = re.compile(rf"({_PAGE})\.(b[1-9][0-9]{{0,5}})")


@dataclass(frozen=True, slots=True)
class Position:
    """A link of a block; the 0th is one that the page did not number."""

    page: str
    block: str
    link: int = 0

    def __str__(self) -> str:
        """Write it as links carry it."""
        return f"{self.page}.{self.block}.{self.link}"


def position_or_none(text: str) -> Position | None:
    """Read `page.block.link`; None for whatever else stands there."""
    found = _POSITION.fullmatch(text) if len(text) <= LONGEST else None
    return Position(found[1], found[2], int(found[3])) if found else None


def place_or_none(text: str) -> Position | None:
    """Read `page.block`, a block that was seen; None for whatever else stands there."""
    found = _PLACE.fullmatch(text) if len(text) <= LONGEST else None
    return Position(found[1], found[2]) if found else None
