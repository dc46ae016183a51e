"""One thing that a page promises and that does not hold, and how it is looked for at several moments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ..web.filters import to_minute
from .personas import visit_of
from .scene import Scene


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """Something that does not hold. `level` is stop or warn; `code` is the block, "" for the page."""

    level: str
    code: str
    words: str


def stops(found: list[Promise]) -> list[Promise]:
    """Return what keeps a page from being published."""
    return [each for each in found if each.level == "stop"]


def failing(
    moments: list[datetime], holds: Callable[[Scene], bool], code: str, words: tuple[str, str]
) -> Iterator[Promise]:
    """Yield a stop when something does not hold for a visitor: at the first moment, or (%s in `words`) from one on."""
    for moment in moments:
        if not holds(Scene(visit=visit_of("visitor", moment))):
            is_first = moment == moments[0]
            yield Promise("stop", code, words[0] if is_first else words[1].replace("%s", to_minute(moment)))
            return
