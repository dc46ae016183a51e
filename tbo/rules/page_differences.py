"""What differs between two documents of a page, block by block and field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .page_steps import PAGE, Document

LONGEST = 120


class Change(StrEnum):
    """What became of a block."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A block that differs; `fields` are (path, before, after) of what it holds, shortened."""

    code: str
    type: str
    change: Change
    fields: tuple[tuple[str, str, str], ...] = ()


def differences(before: Document, after: Document) -> list[Difference]:
    """Return what differs, the page's own words first, then blocks in the order of `after`, the removed ones last."""
    found = []
    own = tuple(_fields(before.get("page") or {}, after.get("page") or {}))
    if own:
        found.append(Difference(PAGE, PAGE, Change.CHANGED, own))
    old = {block["code"]: block for block in before["blocks"]}
    new = {block["code"]: block for block in after["blocks"]}
    moved = _moved([code for code in old if code in new], [code for code in new if code in old])
    for code, block in new.items():
        if code not in old:
            found.append(Difference(code, block["type"], Change.ADDED))
            continue
        fields = tuple(_fields(_held(old[code]), _held(block)))
        if fields:
            found.append(Difference(code, block["type"], Change.CHANGED, fields))
        elif code in moved:
            found.append(Difference(code, block["type"], Change.MOVED))
    found += [Difference(code, block["type"], Change.REMOVED) for code, block in old.items() if code not in new]
    return found


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
    return {**(block.get("props") or {}), **{name: block.get(name) for name in ("hidden", "from", "until", "audience")}}


def _fields(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            yield from _fields(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    else:
        yield path, _short(before), _short(after)


def _short(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else ", ".join(map(_short, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
