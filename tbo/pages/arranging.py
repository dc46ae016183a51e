"""The blocks of a draft as a whole: adding, copying, moving, hiding and removing them."""

from flask_babel import gettext as _
from sqlalchemy import select

from ..db import db
from ..rules.page_steps import MOST_BLOCKS, Document, Misfit, Step, StepKind, block_or_none, new_block, place_of
from .block_types import BlockType, type_or_none
from .drafting import draft_for_change, take
from .models import Page, PageDraft, PageStep
from .refusals import NotChanged


def add_block(page: Page, type_name: str, preset: int, after: str | None, who: str) -> str:
    """Add a block behind another, or at the end before what closes the page, and return its code.

    Raises NotChanged. Never commits.
    """
    draft, kind = draft_for_change(page), type_or_none(type_name)
    if kind is None:
        raise NotChanged(f"no type {type_name[:40]}", _("没有这种块。"))
    _check_room(draft.document, kind)
    props = dict(kind.presets[preset][1]) if 0 <= preset < len(kind.presets) else {}
    block = new_block(draft.document, kind.key, props)
    _insert(draft, block, after, who)
    return block["code"]


def duplicate_block(page: Page, code: str, who: str) -> str:
    """Add a copy of a block behind it, with a code of its own. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    block = _block(draft, code)
    kind = type_or_none(block["type"])
    if kind is not None:
        _check_room(draft.document, kind)
    copy = {**block, "code": f"b{draft.document['next']}"}
    _insert(draft, copy, code, who)
    return copy["code"]


def why_no_more(document: Document, kind: BlockType) -> str:
    """Say why a page takes no further block of a type, "" where it takes one."""
    if sum(block["type"] == kind.key for block in document["blocks"]) >= kind.at_most:
        return _("一页最多 %(most)s 个「%(name)s」。", most=kind.at_most, name=kind.name())
    return _page_is_full() if len(document["blocks"]) >= MOST_BLOCKS else ""


def move_block(page: Page, code: str, place: int, who: str) -> None:
    """Move a block to a place, the first being 0. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    _block(draft, code)
    before = place_of(draft.document, code)
    wanted = max(0, min(place, len(draft.document["blocks"]) - 1))
    if wanted != before:
        take(draft, Step(StepKind.MOVE, code, before, wanted), who)


def remove_block(page: Page, code: str, who: str) -> None:
    """Take a block off the page; undoing brings it back. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    held = {"block": _block(draft, code), "place": place_of(draft.document, code)}
    take(draft, Step(StepKind.REMOVE, code, held, None), who)


def hide_block(page: Page, code: str, hidden: bool, who: str) -> None:
    """Hide a block from shoppers, or show it again. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    before = bool(_block(draft, code)["hidden"])
    if before != hidden:
        _take(draft, Step(StepKind.SET, f"{code}.hidden", before, hidden), who)


def removed_block_or_none(page: Page, code: str) -> dict | None:
    """Return a block as it was when it was taken off the page last."""
    query = select(PageStep.before).where(PageStep.page_id == page.id, PageStep.key == code)
    removed = query.where(PageStep.kind == StepKind.REMOVE.value).order_by(PageStep.number.desc()).limit(1)
    held = db.session.scalar(removed)
    return held["block"] if isinstance(held, dict) else None


def _check_room(document: Document, kind: BlockType) -> None:
    words = why_no_more(document, kind)
    if words:
        raise NotChanged(f"no more of {kind.key}", words)


def _insert(draft: PageDraft, block: dict, after: str | None, who: str) -> None:
    codes = [each["code"] for each in draft.document["blocks"]]
    place = codes.index(after) + 1 if after in codes else _end(draft.document)
    _take(draft, Step(StepKind.ADD, block["code"], None, {"block": block, "place": place}), who)


def _end(document: Document) -> int:
    """Return where a block goes that is put behind none: what closes the page stays its last."""
    blocks = document["blocks"]
    place = len(blocks)
    while place and (kind := type_or_none(blocks[place - 1]["type"])) is not None and kind.closes:
        place -= 1
    return place


def _take(draft: PageDraft, step: Step, who: str) -> None:
    try:
        take(draft, step, who)
    except Misfit as error:
        raise NotChanged(str(error), _page_is_full()) from None


def _page_is_full() -> str:
    return _("这一页已经满了。")


def _block(draft: PageDraft, code: str) -> dict:
    block = block_or_none(draft.document, code)
    if block is None:
        raise NotChanged(f"no block {code[:20]}", _("这一块已经被别人删掉了。"))
    return block
