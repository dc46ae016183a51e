"""What an open editor asks by itself: who else is here, in which block, and what was changed elsewhere since."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ...db import db
from ...pages.making import draft_of
from ...pages.models import Page, PageDraft
from ...pages.presence import Change, Here, changes_since, digest_of, look, name_within
from ...rules.page_steps import PAGE, Document, StepKind, block_or_none
from ...rules.staff_rights import Right
from ...web.pages import see_other, wants_part
from ..blueprint import pages
from ..staff.guard import clerk_now, needs
from .controls import around, leaves_of, outlined
from .editor import number_or, page_or_404, tab_or_none
from .listing import name_of

BLOCK = re.compile(rf"{PAGE}|b[1-9][0-9]{{0,5}}")
MOST_TOLD = 3


@pages.get("/staff/pages/<slug>/presence")
@needs(Right.PAGES, by_itself=True)
def page_presence(slug: str) -> Response:
    """Answer what is new to the page that asks, 204 where nothing is; whoever opens the address gets the editor."""
    page, who = page_or_404(slug), name_of(clerk_now())
    if not wants_part():
        return see_other(url_for(".page_editor", slug=slug))
    block = request.args.get("block", "") if BLOCK.fullmatch(request.args.get("block", "")) else ""
    people = look(page, who, block)
    since, known = number_or(request.args.get("since", "")), digest_of(people)
    newest = db.session.scalar(select(PageDraft.revision).where(PageDraft.page_id == page.id)) or 0
    if newest == since and known == request.args.get("known", ""):
        return make_response("", 204)
    draft = draft_of(page)
    changes = changes_since(page, since, draft.revision, who, tab_or_none(request.args.get("tab", "")))
    body = render_template(
        "backoffice/_page_presence.html",
        since=draft.revision,
        known=known,
        people=[(name_within(each.who), _place(draft.document, each)) for each in people],
        happened=_happened(draft.document, changes),
        told=_told(page, draft, changes, block),
    )
    return make_response(body)


def _place(document: Document, each: Here) -> str:
    """Say in which block somebody is, "" for one that is gone."""
    block = block_or_none(document, each.block)
    return outlined(block).name if block else _("页面本身") if each.block == PAGE else ""


def _told(page: Page, draft: PageDraft, changes: Sequence[Change], block: str) -> dict[str, Any] | None:
    """Tell the editor's script what the fields of its block hold now, and what around them is another."""
    if not changes:
        return None
    by = {change.key: name_within(change.who) for change in changes}
    shown = block_or_none(draft.document, block)
    leaves = leaves_of(draft.document, shown) if shown or block in ("", PAGE) else []
    return {
        "revision": draft.revision,
        "fields": {key: {"text": leaf.value, "by": by[key]} for key, leaf in leaves if key in by},
        "is_outline_other": any(change.is_about_blocks for change in changes),
        "removed_by": by.get(block, "") if not leaves else "",
    } | around(page, set(by))


def _happened(document: Document, changes: Sequence[Change]) -> list[str]:
    """Say what was done with blocks as a whole, the last of it."""
    return [_said(document, change) for change in changes if change.is_about_blocks][-MOST_TOLD:]


def _said(document: Document, change: Change) -> str:
    who, block = name_within(change.who), block_or_none(document, change.block)
    if change.kind == StepKind.REMOVE or block is None:
        return _("%(who)s 拿掉了一块", who=who)
    name = outlined(block).name
    if change.kind == StepKind.ADD:
        return _("%(who)s 加了「%(block)s」", who=who, block=name)
    if change.kind == StepKind.MOVE:
        return _("%(who)s 挪了「%(block)s」", who=who, block=name)
    if block.get("hidden"):
        return _("%(who)s 藏起了「%(block)s」", who=who, block=name)
    return _("%(who)s 又显示了「%(block)s」", who=who, block=name)
