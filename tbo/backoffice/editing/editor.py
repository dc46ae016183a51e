"""The editor of a landing page: outline, preview and the settings of one block, as a plain form that a script helps."""

import re
from dataclasses import replace
from datetime import datetime

from flask import Response, abort, jsonify, make_response, render_template, request, url_for

from ... import clock
from ...db import commits
from ...pages import arranging, drafting
from ...pages.block_types import block_types, type_or_none
from ...pages.drafting import Saved, Typed, Writer
from ...pages.fields import Leaf
from ...pages.making import draft_of, page_or_none
from ...pages.models import Page
from ...pages.personas import PERSONAS
from ...pages.presence import others_at_work
from ...pages.publishing import hash_of, live_version
from ...pages.rendering import props_of
from ...rules.page_steps import PAGE, block_or_none
from ...rules.staff_rights import Right
from ...web.pages import see_other
from .. import days
from ..blueprint import pages
from ..figures.blocks import of_page
from ..forms import new_key
from ..staff.guard import clerk_now, needs
from .controls import around, leaves_of, outlined
from .listing import name_of

MOST_TYPED = 400
WIDTHS = (390, 768, 1280)
FIGURE_DAYS = 28
TAB = re.compile(r"[A-Za-z0-9_-]{24}")


def page_or_404(slug: str) -> Page:
    """Return the page with this address."""
    page = page_or_none(slug)
    if page is None:
        abort(404)
    return page


@pages.get("/staff/pages/<slug>")
@needs(Right.PAGES)
def page_editor(slug: str) -> Response:
    """Show the page's draft with the settings of the block that the address names."""
    return editor(page_or_404(slug), request.args.get("block") or PAGE)


@pages.post("/staff/pages/<slug>/draft")
@needs(Right.EDIT_PAGES)
def page_draft(slug: str) -> Response:
    """Save what was typed: a form gets the page again, the editor's script the step of every field."""
    page, clerk = page_or_404(slug), clerk_now()
    saved = _save(page, typed_fields(), _writer(name_of(clerk)))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_told(saved) | around(page, set(saved.steps)))
    chosen = request.form.get("block") or PAGE
    if saved.conflicts or saved.unfit:
        return editor(page, chosen, 409 if saved.conflicts else 422, saved)
    return see_other(url_for(".page_editor", slug=slug, block=chosen))


def typed_fields() -> list[Typed]:
    """Return the fields of the form; every one begins with "f:", and `base` is the step its page was drawn at."""
    base = number_or(request.form.get("base", ""))
    found = []
    for name, text in request.form.items(multi=True):
        if name.startswith("f:"):
            own = number_or(request.form.get(f"base:{name[2:]}", "")) if f"base:{name[2:]}" in request.form else base
            found.append(Typed(name[2:], text, own))
    # A box that is not ticked sends nothing; the hidden one before it says no, and the last value counts.
    last = {one.key: one for one in found}
    return list(last.values())[:MOST_TYPED]


@commits
def _save(page: Page, typed: list[Typed], writer: Writer) -> Saved:
    return drafting.save(page, typed, writer)


def _writer(who: str) -> Writer:
    return Writer(who, tab_or_none(request.form.get("tab", "")), number_or(request.form.get("turn", "")))


def tab_or_none(text: str) -> str:
    """Return the name of a drawn page of the editor, "" for what is none."""
    return text if TAB.fullmatch(text) else ""


def editor(page: Page, chosen: str, status: int = 200, saved: Saved | None = None, refused: str = "") -> Response:
    """Draw the editor; with `saved` its form says what was not saved, as typed; `refused` says why nothing was done."""
    draft, clerk, now = draft_of(page), clerk_now(), clock.now()
    document = draft.document
    block = block_or_none(document, chosen)
    kind = type_or_none(block["type"]) if block else None
    shown, present = live_version(page, now), hash_of(document)
    body = render_template(
        "backoffice/page_editor.html",
        page=page,
        draft=draft,
        tab=new_key(),
        outline=[outlined(each) for each in document["blocks"]],
        chosen=block["code"] if block else PAGE,
        place=document["blocks"].index(block) if block else 0,
        is_moved=block is not None and "moved" in request.args,
        block=block,
        kind=kind,
        leaves=_leaves(document, block, saved),
        conflicts={conflict.key: conflict for conflict in saved.conflicts} if saved else {},
        unfit=saved.unfit if saved else {},
        lost=_lost(page, chosen) if saved and chosen != PAGE and block is None else [],
        gallery=[(each, arranging.why_no_more(document, each)) for each in block_types().values()],
        why_no_copy=arranging.why_no_more(document, kind) if kind else "",
        refused=refused,
        widths=WIDTHS,
        personas=PERSONAS,
        version=shown.number if shown else None,
        is_changed=shown is None or shown.hash != present,
        others=others_at_work(page, name_of(clerk)),
        may_edit=clerk.may(Right.EDIT_PAGES),
        figures=of_page(page.slug, _since()) if clerk.may(Right.FIGURES) else {},
    )
    return make_response(body, status)


def _since() -> datetime:
    return days.begins_at(days.days_before(days.today(), FIGURE_DAYS - 1))


def _leaves(document: dict, block: dict | None, saved: Saved | None) -> list[tuple[str, Leaf]]:
    """Return the controls with their keys; what could not be saved stands in them as it was typed."""
    found = leaves_of(document, block)
    if not saved:
        return found
    typed = {conflict.key: conflict.mine for conflict in saved.conflicts}
    typed |= {key: request.form.get(f"f:{key}", "") for key in saved.unfit}
    return [(key, replace(leaf, value=typed[key]) if key in typed else leaf) for key, leaf in found]


def _lost(page: Page, code: str) -> list[tuple[str, str]]:
    """Return with their labels the words that were typed into a block that is not there any more."""
    block = arranging.removed_block_or_none(page, code)
    kind = type_or_none(str(block.get("type"))) if block else None
    leaves = kind.leaves(props_of(kind, block)) if kind and block else []
    typed = ((leaf, request.form.get(f"f:{code}.{leaf.path}", "")) for leaf in leaves if leaf.tag)
    return [(f"{leaf.label} · {leaf.tag}", text) for leaf, text in typed if text.strip()]


def _told(saved: Saved) -> dict:
    return {
        "revision": saved.revision,
        "saved": saved.steps,
        "unfit": saved.unfit,
        "conflicts": [
            {"key": each.key, "theirs": each.theirs, "mine": each.mine, "by": each.by} for each in saved.conflicts
        ],
    }


def number_or(text: str, none: int = 0) -> int:
    """Return the number that stands in a form, `none` for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else none
