"""Preview links of a landing page: made, shown once, listed, revoked."""

from flask import Response, abort, make_response, render_template, request, url_for

from ... import clock
from ...db import commits, db
from ...pages import preview_links
from ...pages.kinds import typed_moment
from ...pages.models import Page
from ...pages.personas import PERSONAS
from ...pages.refusals import NoSuchMoment
from ...rules.staff_rights import Right
from ...web.locale import address
from ...web.pages import see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..models import Staff
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from .editor import page_or_404
from .listing import name_of


@pages.get("/staff/pages/<slug>/links")
@needs(Right.PAGES)
def page_links(slug: str) -> Response:
    """Show the links that still open something."""
    return _links(page_or_404(slug))


@pages.post("/staff/pages/<slug>/links")
@needs(Right.EDIT_PAGES)
def change_page_links(slug: str) -> Response:
    """Make a link, shown this once, or revoke one."""
    page, clerk = page_or_404(slug), clerk_now()
    if request.form.get("act") == "revoke":
        text = request.form.get("link", "")
        _revoke(clerk, page, int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0)
        return see_other(url_for(".page_links", slug=slug))
    if request.form.get("act") != "make":
        abort(400)
    try:
        return _links(page, _make(clerk, page))
    except NoSuchMoment as refusal:
        return _links(page, refusal=refusal)


@commits
def _make(clerk: Clerk, page: Page) -> str:
    persona = request.form.get("persona", "")
    typed = request.form.get("moment", "")
    made = preview_links.make_link(
        page,
        persona if persona in PERSONAS else PERSONAS[0],
        typed_moment(typed) if typed else None,
        request.form.get("life", preview_links.USUAL),
        name_of(clerk),
    )
    _record(clerk, page, "page-link-made")
    return made


@commits
def _revoke(clerk: Clerk, page: Page, link_id: int) -> None:
    if preview_links.revoke_link(page, link_id):
        _record(clerk, page, "page-link-revoked")


def _record(clerk: Clerk, page: Page, what: str) -> None:
    record(db.session.get_one(Staff, clerk.staff_id), Deed(what, "page", page.slug))


def _links(page: Page, secret: str = "", refusal: NoSuchMoment | None = None) -> Response:
    body = render_template(
        "backoffice/page_links.html",
        page=page,
        links=preview_links.links_of(page),
        made=address(url_for("pages.preview", secret=secret).removeprefix(request.script_root)) if secret else "",
        lives=preview_links.LIVES,
        usual=preview_links.USUAL,
        typed=request.form if refusal else {},
        refusal=refusal.words() if refusal else "",
        personas=PERSONAS,
        now=clock.now(),
        may_edit=clerk_now().may(Right.EDIT_PAGES),
    )
    return make_response(body, refusal.status if refusal else 200)
