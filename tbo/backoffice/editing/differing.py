"""Two versions of a page side by side: what became of each block, in the words of the editor's fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from ...db import db
from ...pages.block_types import type_or_none
from ...pages.drafting import BLOCK_FIELDS, PAGE_FIELDS
from ...pages.fields import Leaf
from ...pages.making import draft_of
from ...pages.models import Page, PageVersion
from ...pages.rendering import props_of
from ...rules.page_differences import Change, Difference, differences
from ...rules.page_steps import PAGE, Block, Document
from ...rules.word_differences import Kind, pieces

DRAFT = "draft"
COLOURS = {"added": "green", "removed": "red", "moved": "blue", "changed": "amber"}
# Of a block that came or went, so many fields say which it was.
MOST_OF_ONE = 4


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that differs, in pieces."""

    label: str
    tag: str
    pieces: list[tuple[Kind, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """A block that differs. `said` is of the place it moved to, "" where it stayed."""

    code: str
    name: str
    label: str
    change: Change
    said: str
    fields: list[FieldView]


def change_words(change: str) -> str:
    """Say what became of a block."""
    return {"added": _("加了"), "removed": _("拿掉"), "moved": _("挪了"), "changed": _("改了")}[change]


def document_or_none(page: Page, which: str) -> Document | None:
    """Return the draft, or the version with a number."""
    if which == DRAFT:
        return draft_of(page).document
    if not (which.isascii() and which.isdigit() and len(which) < 9):
        return None
    wanted = select(PageVersion.document).where(PageVersion.page_id == page.id, PageVersion.number == int(which))
    return db.session.scalar(wanted)


def marks(before: Document, after: Document) -> dict[str, tuple[str, str]]:
    """Return what became of each block that differs, as a word for machines and one for people."""
    return {each.code: (each.change.value, change_words(each.change)) for each in differences(before, after)}


def views(before: Document, after: Document) -> list[DifferenceView]:
    """Return what differs, in the order of `differences`."""
    old = {block["code"]: block for block in before["blocks"]}
    new = {block["code"]: block for block in after["blocks"]}
    found = []
    for each in differences(before, after):
        if each.code == PAGE:
            fields = list(_page_fields(before, after))
        else:
            fields = list(_block_fields(each, old.get(each.code), new.get(each.code)))
        found.append(_view(each, new.get(each.code) or old.get(each.code), fields))
    return found


def _view(each: Difference, block: Block | None, fields: list[FieldView]) -> DifferenceView:
    kind = type_or_none(each.type)
    was, now = each.places
    return DifferenceView(
        code=each.code,
        name=kind.name() if kind else _("页面本身") if each.code == PAGE else each.type[:40],
        label=kind.label(props_of(kind, block)) if kind and block else "",
        change=each.change,
        said=_("从第 %(was)s 块到第 %(now)s 块", was=was, now=now) if each.is_moved else "",
        fields=fields or [FieldView(path, "", pieces(*texts)) for path, *texts in each.fields],
    )


def _page_fields(before: Document, after: Document) -> Iterator[FieldView]:
    held = [
        {leaf.path: leaf for field in PAGE_FIELDS for leaf in field.leaves((each.get("page") or {}).get(field.name))}
        for each in (before, after)
    ]
    yield from _between(*held)


def _block_fields(each: Difference, old: Block | None, new: Block | None) -> Iterator[FieldView]:
    found = _between(_leaves(old), _leaves(new))
    if each.change in (Change.ADDED, Change.REMOVED):
        yield from [field for field in found if field.tag in ("", "zh-Hans")][:MOST_OF_ONE]
        return
    if old and new and bool(old.get("hidden")) != bool(new.get("hidden")):
        says = _("藏着"), _("显示")
        yield FieldView(_("显示"), "", _whole(*(says if old.get("hidden") else says[::-1])))
    yield from found


def _between(old: dict[str, Leaf], new: dict[str, Leaf]) -> Iterator[FieldView]:
    for path in dict.fromkeys([*old, *new]):
        leaf = new.get(path) or old[path]
        texts = _said(old.get(path)), _said(new.get(path))
        if texts[0] != texts[1]:
            yield FieldView(leaf.label, leaf.tag, pieces(*texts) if leaf.tag else _whole(*texts))


def _whole(before: str, after: str) -> list[tuple[Kind, str]]:
    """A choice, a moment or a title is another one, not the old one with other letters."""
    return [(kind, text) for kind, text in ((Kind.GONE, before), (Kind.NEW, after)) if text]


def _leaves(block: Block | None) -> dict[str, Leaf]:
    kind = type_or_none(str(block.get("type"))) if block else None
    if block is None or kind is None:
        return {}
    common = [leaf for field in BLOCK_FIELDS for leaf in field.leaves(block.get(field.name))]
    return {leaf.path: leaf for leaf in (*kind.leaves(props_of(kind, block)), *common)}


def _said(leaf: Leaf | None) -> str:
    """Return what a control shows: a choice by its words."""
    if leaf is None:
        return ""
    return dict(leaf.options).get(leaf.value, leaf.value) if leaf.options else leaf.value
