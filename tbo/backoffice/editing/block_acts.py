"""What the editor's buttons do with the blocks of a landing page as a whole."""

from flask import Response, abort, request, url_for

from ...db import commits
from ...pages import arranging, undoing
from ...pages.models import Page
from ...pages.refusals import NotChanged
from ...rules.page_steps import PAGE
from ...rules.staff_rights import Right
from ...web.pages import see_other
from ..blueprint import pages
from ..staff.guard import clerk_now, needs
from .editor import editor, number_or, page_or_404
from .listing import name_of


@pages.get("/staff/pages/<slug>/blocks")
@needs(Right.EDIT_PAGES)
def blocks_again(slug: str) -> Response:
    """Lead whoever reloads an answered form, or changes its language, back to the editor."""
    return see_other(url_for(".page_editor", slug=page_or_404(slug).slug))


@pages.post("/staff/pages/<slug>/blocks")
@needs(Right.EDIT_PAGES)
def page_blocks(slug: str) -> Response:
    """Add, move, hide, copy or remove a block; undo or redo one's last step. A refusal stands in the editor."""
    page, clerk, code = page_or_404(slug), clerk_now(), request.form.get("block", "")
    try:
        chosen = _act(page, request.form.get("act", ""), code, name_of(clerk))
    except NotChanged as refusal:
        return editor(page, code or PAGE, refusal.status, refused=refusal.words())
    # Whoever moves a block by the keyboard goes on from where it stands now.
    moved = "" if request.form.get("act") == "move" else None
    return see_other(url_for(".page_editor", slug=slug, block=chosen, moved=moved))


@commits
def _act(page: Page, act: str, code: str, who: str) -> str:
    """Do what the button says, and return the block to show next."""
    if act == "add":
        kind, _colon, preset = request.form.get("type", "").partition(":")
        return arranging.add_block(page, kind, number_or(preset, none=-1), code or None, who)
    if act == "undo":
        return undoing.undo(page, who)
    if act == "redo":
        return undoing.redo(page, who)
    if act == "duplicate":
        return arranging.duplicate_block(page, code, who)
    if act == "move":
        arranging.move_block(page, code, number_or(request.form.get("place", "")), who)
    elif act == "remove":
        arranging.remove_block(page, code, who)
        return PAGE
    elif act in ("hide", "show"):
        arranging.hide_block(page, code, act == "hide", who)
    else:
        abort(400)
    return code
