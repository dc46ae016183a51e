"""Draws a document: which of its blocks have something true to say to whoever looks, and what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from flask import render_template
from sqlalchemy.exc import SQLAlchemyError

from ..catalog.naming import names_hidden
from ..rules.page_steps import Block, Document
from ..rules.rights import runs
from .block_types import BlockType, Props, type_or_none
from .kinds import moment_or_none
from .scene import Scene

log = structlog.get_logger("tbo.pages")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block with what its template needs; `anchor` is its place on the page, `place` the same in figures, or ""."""

    code: str
    type: str
    template: str
    view: dict
    anchor: str
    place: str = ""


def drawn_blocks(document: Document, scene: Scene) -> list[Drawn]:
    """Return the blocks that say something now, in their order, the legal line last."""
    found = list(_drawn(document, scene))
    order = {each.code: _order(each.type) for each in found}
    return sorted(found, key=lambda each: order[each.code])


def render(document: Document, scene: Scene) -> str:
    """Draw the blocks of a document alone; the same document, scene and shop give the same bytes."""
    blocks = drawn_blocks(document, scene)
    return render_template("pages/blocks.html", blocks=blocks, typing=scene.typing)


def boundaries(document: Document) -> list[datetime]:
    """Return the instants that the document itself names: its blocks come, go, or count down to them."""
    found = []
    for block in document.get("blocks", ()):
        props = block.get("props") or {}
        named = block.get("from"), block.get("until"), props.get("moment")
        found += [moment for moment in map(moment_or_none, named) if moment is not None]
    return sorted(found)


def props_of(kind: BlockType, block: Block) -> dict[str, Any]:
    """Return what a block holds, older forms read as they are written today."""
    props = block.get("props")
    return kind.upgrade(props) if isinstance(props, dict) else {}


def is_shown(block: Block, scene: Scene) -> bool:
    """Whether a block is there at this instant for whoever looks, before it is asked what it has to say."""
    since, until = moment_or_none(block.get("from")), moment_or_none(block.get("until"))
    if block.get("hidden") or (since and scene.now < since) or (until and scene.now >= until):
        return False
    audience = block.get("audience") or "all"
    if audience == "visitors":
        return scene.visit.is_anonymous
    is_member = any(right.kind == "plan" and runs(right, scene.now) for right in scene.visit.rights)
    return audience != "members" or is_member


def _drawn(document: Document, scene: Scene) -> Iterator[Drawn]:
    for block in document.get("blocks", ()):
        kind = type_or_none(str(block.get("type")))
        if kind is None or not is_shown(block, scene) or not _is_for(kind, scene):
            continue
        try:
            props = props_of(kind, block)
            if _is_of_hidden(props, scene):
                continue
            if scene.typing is not None:
                scene.typing.begin(str(block["code"]), kind, props)
            view = kind.view(props, scene)
        except (SQLAlchemyError, MemoryError):
            raise
        except Exception:
            # A block that cannot be drawn is left out; the others are the page.
            log.exception("page.block_failed", block=block.get("code"), type=kind.key, page=scene.path)
            continue
        if view is not None:
            code = str(block["code"])
            place = f"{scene.counted}.{code}" if scene.counted else ""
            yield Drawn(code, kind.key, kind.template, view, f"block-{code}", place)


def _is_for(kind: BlockType, scene: Scene) -> bool:
    return not (kind.sells and scene.is_child) and (kind.is_catalogue or not scene.only_catalogue)


def _is_of_hidden(props: Props, scene: Scene) -> bool:
    """Whether a block is about a title that is not there for whoever looks: its other words are of that title too."""
    profile = scene.visit.viewer.profile
    return any(names_hidden(told, profile) for told in props.values() if isinstance(told, str))


def _order(type_name: str) -> int:
    kind = type_or_none(type_name)
    return 1 if kind is not None and kind.key == "legal_line" else 0
