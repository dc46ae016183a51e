"""The list of landing pages: how each stands, what shoppers see, what it brought, what changes next."""

from flask import Response, abort, make_response, render_template, request, url_for

from ... import clock
from ...db import commits, db
from ...pages.making import make_page
from ...pages.models import KINDS
from ...pages.refusals import NoSuchName
from ...rules.page_words import cleaned
from ...rules.staff_rights import Right
from ...web.pages import see_other
from .. import days
from ..audit import Deed, record
from ..blueprint import pages
from ..figures.blocks import PageFigures, of_pages
from ..models import Staff
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from .page_rows import ALL, FILTERS, MINE, filter_words, pages_to_show

COLOURS = {"live": "green", "changed": "amber", "scheduled": "blue", "draft": "grey", "ended": "grey", "off": "red"}
FIGURE_DAYS = 7


@pages.get("/staff/pages", endpoint="pages")
@needs(Right.PAGES)
def page_list() -> Response:
    """Show the pages that the address asks for, every one without a word of it."""
    return _listed(200)


@pages.post("/staff/pages")
@needs(Right.EDIT_PAGES)
def new_page() -> Response:
    """Make a page and go on to its editor; what cannot be is said where it was typed."""
    typed = {name: request.form.get(name, "") for name in ("slug", "kind", "title")}
    try:
        slug = _make(clerk_now(), typed["slug"].strip(), typed["kind"], cleaned(typed["title"])[:60])
    except NoSuchName as refusal:
        return _listed(422, typed, refusal.words())
    return see_other(url_for(".page_editor", slug=slug))


def name_of(clerk: Clerk) -> str:
    """Return how a page's rows name who changed them."""
    return f"{clerk.name} <{clerk.email}>"[:120]


@commits
def _make(clerk: Clerk, slug: str, kind: str, title: str) -> str:
    page = make_page(slug, kind, title, name_of(clerk))
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, Deed("page-made", "page", page.slug, {}, {"kind": kind}))
    return page.slug


def _listed(status: int, typed: dict | None = None, error: str = "") -> Response:
    clerk, show = clerk_now(), request.args.get("show", ALL)
    if show not in (*FILTERS, MINE):
        abort(404)
    may_see = clerk.may(Right.FIGURES)
    body = render_template(
        "backoffice/pages.html",
        rows=pages_to_show(show, name_of(clerk), clock.now()),
        show=show,
        filters=filter_words(),
        figures=of_pages(days.begins_at(days.days_before(days.today(), FIGURE_DAYS - 1))) if may_see else None,
        nothing=PageFigures(),
        kinds=KINDS,
        typed=typed or {},
        error=error,
        colours=COLOURS,
        may_edit=clerk.may(Right.EDIT_PAGES),
    )
    return make_response(body, status)
