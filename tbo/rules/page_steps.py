"""A page's document, and the small steps by which people change it: each can be applied, and taken back.

A document is plain JSON: {"schema": 1, "next": 4, "page": {…}, "blocks": [{"code": "b1", "type": "hero", "props": {…},
"hidden": false, "from": null, "until": null, "audience": "all"}]}. Codes are never used twice on a page.
"""

import copy
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SCHEMA = 1
MOST_BLOCKS = 60
MOST_BYTES = 200_000
MOST_ITEMS = 24
PAGE = "page"
OF_EVERY_BLOCK = ("hidden", "from", "until", "audience")

Document = dict[str, Any]
Block = dict[str, Any]


class StepKind(StrEnum):
    """What a step does."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"


class Misfit(ValueError):
    """A step does not fit the document: what it is about is not there."""


class NoRoom(Misfit):
    """A step would make a page larger than one may be."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `key` is b3.headline.zh-Hans or page.title.en for a value, b3 for a block.

    `before` and `after` are values, places, or {"block": …, "place": …}.
    """

    kind: StepKind
    key: str
    before: Any = None
    after: Any = None


def block_or_none(document: Document, code: str) -> Block | None:
    """Return the block with a code."""
    return next((block for block in document["blocks"] if block["code"] == code), None)


def place_of(document: Document, code: str) -> int:
    """Return where a block stands. Raises Misfit."""
    for place, block in enumerate(document["blocks"]):
        if block["code"] == code:
            return place
    raise Misfit(f"no block {code}")


def value_at(document: Document, key: str) -> Any:
    """Return the value at a key, None where there is none. Raises Misfit for a block that is gone."""
    holder, path = _holder(document, key)
    for part in path:
        if isinstance(holder, list):
            place = _place(part)
            holder = holder[place] if place < len(holder) else None
        elif isinstance(holder, dict):
            holder = holder.get(part)
        else:
            return None
    return holder


def new_block(document: Document, type_name: str, props: dict) -> Block:
    """Return a block that may be added: its code is the next that was never used."""
    return {
        "code": f"b{document['next']}",
        "type": type_name,
        "props": props,
        "hidden": False,
        "from": None,
        "until": None,
        "audience": "all",
    }


def applied(document: Document, step: Step) -> Document:
    """Return the document after a step. Raises Misfit."""
    made = copy.deepcopy(document)
    if step.kind is StepKind.SET:
        _set(made, step.key, step.after)
    elif step.kind is StepKind.ADD:
        _add(made, step)
    elif step.kind is StepKind.REMOVE:
        made["blocks"].pop(place_of(made, step.key))
    else:
        block = made["blocks"].pop(place_of(made, step.key))
        made["blocks"].insert(max(0, min(int(step.after), len(made["blocks"]))), block)
    if len(json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")) > MOST_BYTES:
        raise NoRoom(f"a page holds {MOST_BYTES} bytes")
    return made


def inverse(step: Step) -> Step:
    """Return the step that takes a step back."""
    turned = {StepKind.ADD: StepKind.REMOVE, StepKind.REMOVE: StepKind.ADD}
    return Step(turned.get(step.kind, step.kind), step.key, step.after, step.before)


def _add(document: Document, step: Step) -> None:
    block = step.after["block"]
    if len(document["blocks"]) >= MOST_BLOCKS:
        raise NoRoom(f"a page holds {MOST_BLOCKS} blocks")
    if block_or_none(document, block["code"]) is not None:
        raise Misfit(f"block {block['code']} stands there already")
    place = max(0, min(int(step.after["place"]), len(document["blocks"])))
    document["blocks"].insert(place, copy.deepcopy(block))
    number = block["code"].removeprefix("b")
    if number.isdecimal():
        document["next"] = max(document["next"], int(number) + 1)


def _set(document: Document, key: str, value: Any) -> None:
    holder, path = _holder(document, key)
    for part, following in zip(path, [*path[1:], None], strict=True):
        last = following is None
        if isinstance(holder, list):
            place = _place(part)
            if place > len(holder) or place >= MOST_ITEMS:
                raise Misfit(f"{key} is beyond the end of the list")
            if place == len(holder):
                holder.append({})
            if last:
                holder[place] = value
            else:
                holder = holder[place]
        elif last:
            _put(holder, part, value)
        else:
            holder = _inside(holder, part, following or "")


def _put(holder: dict, part: str, value: Any) -> None:
    if value is None and part not in OF_EVERY_BLOCK:
        holder.pop(part, None)
    else:
        holder[part] = value


def _inside(holder: dict, part: str, following: str) -> Any:
    found = holder.get(part)
    if not isinstance(found, dict | list):
        found = holder[part] = [] if following.isdecimal() else {}
    return found


def _holder(document: Document, key: str) -> tuple[Any, list[str]]:
    first, *path = key.split(".")
    if not path or not all(path) or len(path) > 5:
        raise Misfit(f"{key[:80]!r} names no value")
    if first == PAGE:
        return document["page"], path
    block = block_or_none(document, first)
    if block is None:
        raise Misfit(f"no block {first[:20]}")
    return (block, path) if path[0] in OF_EVERY_BLOCK else (block["props"], path)


def _place(part: str) -> int:
    if not part.isdecimal() or len(part) > 3:
        raise Misfit(f"{part[:20]!r} is no place in a list")
    return int(part)
