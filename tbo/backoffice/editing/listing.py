"""The list of landing pages: how each stands, what shoppers see, what changes next."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...db import commits, db
from ...pages.making import draft_of, make_page
from ...pages.models import KINDS, ONE_OF, Page, PageDraft, PagePublication, PageVersion, facts_of, path_of
from ...pages.publishing import hash_of
from ...pages.refusals import NoSuchName
from ...rules.page_steps import Document
from ...rules.page_words import cleaned
from ...rules.publications import live, next_change
from ...rules.staff_rights import Right
from ...web.locale import in_language
from ...web.pages import see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..models import Staff
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk

COLOURS = {"live": "green", "changed": "amber", "scheduled": "blue", "draft": "grey", "ended": "grey", "off": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page as the list says it."""

    slug: str
    address: str
    name: str
    kind: str
    state: str
    version: int | None
    changes_at: datetime | None
    changed_at: datetime
    changed_by: str


@pages.get("/staff/pages", endpoint="pages")
@needs(Right.PAGES)
def page_list() -> Response:
    """Show every page."""
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


def kind_words(kind: str) -> str:
    """Say a kind of page."""
    known = {
        "home": _("首页"),
        "children": _("孩子的首页"),
        "campaign": _("活动"),
        "collection": _("合集"),
        "legal": _("说明"),
    }
    return known.get(kind, kind)


def name_of_page(kind: str, slug: str, document: Document) -> str:
    """Return what a page is called: home by its kind, others by the title of their draft, without one by address."""
    title = in_language((document.get("page") or {}).get("title"))
    return kind_words(kind) if kind in ONE_OF else title or slug


def page_name(page: Page) -> str:
    """Say what a page is called, for its head."""
    return name_of_page(page.kind, page.slug, draft_of(page).document)


def state_words(state: str) -> str:
    """Say how a page stands."""
    known = {
        "live": _("在线"),
        "changed": _("在线，有没发布的改动"),
        "scheduled": _("排好了"),
        "draft": _("草稿"),
        "ended": _("结束了"),
        "off": _("下线"),
    }
    return known[state]


def rows_of_pages(now: datetime) -> list[PageRow]:
    """Return every page with how it stands; four queries."""
    publications: dict[int, list] = {}
    for row in db.session.scalars(select(PagePublication).order_by(PagePublication.id)):
        publications.setdefault(row.page_id, []).append(facts_of(row))
    versions = {
        row.id: row for row in db.session.execute(select(PageVersion.id, PageVersion.number, PageVersion.hash)).all()
    }
    rows = db.session.execute(select(Page, PageDraft).join(PageDraft, PageDraft.page_id == Page.id).order_by(Page.id))
    return [_row(row.Page, row.PageDraft, publications.get(row.Page.id, []), versions, now) for row in rows]


def _row(page: Page, draft: PageDraft, publications: list, versions: dict, now: datetime) -> PageRow:
    shown = live(publications, now)
    version = versions.get(shown.version) if shown else None
    change = next_change(publications, now)
    if version is not None:
        state = "live" if version.hash == hash_of(draft.document) else "changed"
    elif change is not None:
        state = "scheduled"
    else:
        state = "off" if shown else "ended" if publications else "draft"
    return PageRow(
        slug=page.slug,
        address=path_of(page.kind, page.slug),
        name=name_of_page(page.kind, page.slug, draft.document),
        kind=page.kind,
        state=state,
        version=version.number if version else None,
        changes_at=change,
        changed_at=draft.changed_at,
        changed_by=draft.changed_by.split(" <")[0],
    )


def _listed(status: int, typed: dict | None = None, error: str = "") -> Response:
    body = render_template(
        "backoffice/pages.html",
        rows=rows_of_pages(clock.now()),
        kinds=KINDS,
        typed=typed or {},
        error=error,
        colours=COLOURS,
        may_edit=clerk_now().may(Right.EDIT_PAGES),
    )
    return make_response(body, status)
