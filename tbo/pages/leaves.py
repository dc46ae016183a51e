"""A control of a form of blocks, as its template draws it."""

from dataclasses import dataclass

from ..rules.page_words import length


@dataclass(frozen=True, slots=True)
class Leaf:
    """One control of a form. `path` is behind the block's code; `room` is how many characters fit, 0 for any.

    `things` are what it suggests, `said` is how what stands in it is called.
    """

    path: str
    label: str
    widget: str
    value: str = ""
    hint: str = ""
    room: int = 0
    tag: str = ""
    options: tuple[tuple[str, str], ...] = ()
    item: int = -1
    things: str = ""
    said: str = ""

    @property
    def over(self) -> int:
        """How many characters do not fit."""
        return max(0, self.length - self.room) if self.room else 0

    @property
    def length(self) -> int:
        """How many characters it takes when it is drawn."""
        return length(self.value)
