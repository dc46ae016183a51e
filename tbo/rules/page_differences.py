"""What differs between two documents of a page, block by block and field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Any

from .page_steps import OF_EVERY_BLOCK, PAGE, Document


class Change(StrEnum):
    """What became of a block."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A block that differs; `fields` are (path, before, after) of what it holds, `places` where it was and is.

    Places begin with 1, 0 for none. A block that was moved and changed is one that changed.
    """

    code: str
    type: str
    change: Change
    fields: tuple[tuple[str, str, str], ...] = ()
    places: tuple[int, int] = (0, 0)
    is_moved: bool = False


def differences(before: Document, after: Document) -> list[Difference]:
    """Return what differs, the page's own words first, then blocks in the order of `after`, the removed ones last."""
    found = []
    own = tuple(_fields(before.get("page") or {}, after.get("page") or {}))
    if own:
        found.append(Difference(PAGE, PAGE, Change.CHANGED, own))
    old = {block["code"]: block for block in before["blocks"]}
    new = {block["code"]: block for block in after["blocks"]}
    moved = _moved([code for code in old if code in new], [code for code in new if code in old])
    was, now = (dict(zip(blocks, count(1), strict=False)) for blocks in (old, new))
    for code in (*new, *(code for code in old if code not in new)):
        block, places = new.get(code) or old[code], (was.get(code, 0), now.get(code, 0))
        fields = tuple(_fields(_held(old[code]), _held(block))) if all(places) else ()
        change = _change(places, bool(fields), code in moved)
        if change is not None:
            found.append(Difference(code, block["type"], change, fields, places, code in moved))
    return found


def _change(places: tuple[int, int], has_changed: bool, is_moved: bool) -> Change | None:
    was, now = places
    if not was or not now:
        return Change.ADDED if now else Change.REMOVED
    return Change.CHANGED if has_changed else Change.MOVED if is_moved else None


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Return the fewest codes whose moving turns one order into the other: all but a longest common subsequence."""
    place = {code: number for number, code in enumerate(old)}
    best: list[tuple[int, int | None]] = []
    for here, code in enumerate(new):
        longest, link = 0, None
        for there in range(here):
            if place[new[there]] < place[code] and best[there][0] > longest:
                longest, link = best[there][0], there
        best.append((longest + 1, link))
    kept, at = set(), max(range(len(best)), key=lambda each: best[each][0], default=None)
    while at is not None:
        kept.add(new[at])
        at = best[at][1]
    return set(new) - kept


def _held(block: dict) -> dict:
    props = block.get("props")
    common = {name: block.get(name) for name in OF_EVERY_BLOCK}
    return (props if isinstance(props, dict) else {}) | common


def _fields(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            yield from _fields(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    else:
        yield path, _text(before), _text(after)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else ", ".join(map(_text, value)) if isinstance(value, list) else str(value)
