"""The blocks of a draft as a whole: adding, copying, moving, hiding and removing them."""

from flask_babel import gettext as _
from sqlalchemy import select

from ..db import db
from ..rules.page_steps import Misfit, Step, StepKind, block_or_none, new_block, place_of
from .block_types import BlockType, type_or_none
from .drafting import draft_for_change, take
from .models import Page, PageDraft, PageStep
from .refusals import NotChanged


def add_block(page: Page, type_name: str, preset: int, after: str | None, who: str) -> str:
    """Add a block behind another, or at the end, and return its code. Raises NotChanged. Never commits."""
    draft, kind = draft_for_change(page), type_or_none(type_name)
    if kind is None:
        raise NotChanged(f"no type {type_name[:40]}", _("没有这种块。"))
    count = sum(block["type"] == kind.key for block in draft.document["blocks"])
    if count >= kind.at_most:
        raise NotChanged(f"{count} of {kind.key}", too_many(kind))
    props = dict(kind.presets[preset][1]) if 0 <= preset < len(kind.presets) else {}
    block = new_block(draft.document, kind.key, props)
    _insert(draft, block, after, who)
    return block["code"]


def duplicate_block(page: Page, code: str, who: str) -> str:
    """Add a copy of a block behind it, with a code of its own. Raises NotChanged. Never commits."""
    draft = draft_for_change(page)
    block = _block(draft, code)
    kind = type_or_none(block["type"])
    if kind is not None and sum(each["type"] == kind.key for each in draft.document["blocks"]) >= kind.at_most:
        raise NotChanged(
            f"no more of {kind.key}", _("一页最多 %(most)s 个「%(name)s」。", most=kind.at_most, name=kind.name())
        )
    copy = {**block, "code": f"b{draft.document['next']}"}
    _insert(draft, copy, code, who)
    return copy["code"]


def too_many(kind: BlockType) -> str:
    """Say how many blocks of a type a page may have."""
    return _("一页最多 %(most)s 个「%(name)s」。", most=kind.at_most, name=kind.name())


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


def _insert(draft: PageDraft, block: dict, after: str | None, who: str) -> None:
    codes = [each["code"] for each in draft.document["blocks"]]
    place = codes.index(after) + 1 if after in codes else len(codes)
    _take(draft, Step(StepKind.ADD, block["code"], None, {"block": block, "place": place}), who)


def _take(draft: PageDraft, step: Step, who: str) -> None:
    try:
        take(draft, step, who)
    except Misfit as error:
        raise NotChanged(str(error), _("这一页已经满了。")) from None


def _block(draft: PageDraft, code: str) -> dict:
    block = block_or_none(draft.document, code)
    if block is None:
        raise NotChanged(f"no block {code[:20]}", _("这一块已经被别人删掉了。"))
    return block
