"""The versions of a landing page: what is planned, the way back, and how a page is switched off."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import pgettext

from ... import clock
from ...db import commits, db
from ...pages import publishing
from ...pages.block_types import type_or_none
from ...pages.models import Page, PageVersion
from ...pages.promise import stops
from ...pages.promises import promises
from ...rules.page_steps import Document
from ...rules.publications import standing
from ...rules.staff_rights import Right
from ...web.pages import see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..forms import key_of_form, new_key, once, was_done
from ..models import Staff
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from .editor import page_or_404
from .listing import name_of
from .off import off_or_none
from .refusals import NoLongerTrue


@pages.get("/staff/pages/<slug>/versions")
@needs(Right.PAGES)
def page_versions(slug: str) -> Response:
    """Show every version, and what is planned; an address of two versions goes on to where they are compared."""
    page = page_or_404(slug)
    left, right = request.args.get("left"), request.args.get("right")
    if left or right:
        return see_other(url_for(".page_differences", slug=slug, left=left, right=right))
    return versions_page(page)


def versions_page(page: Page, refusal: NoLongerTrue | None = None) -> Response:
    """Draw the versions; with `refusal` also why one of them was not brought back."""
    now = clock.now()
    versions, publications = publishing.versions_of(page), publishing.publications_of(page)
    shown = publishing.live_version(page, now)
    body = render_template(
        "backoffice/page_versions.html",
        page=page,
        versions=versions,
        publications=[(each, standing(each, publications, now)) for each in reversed(publications)],
        notes=publishing.notes_of(page),
        numbers={version.id: version.number for version in versions},
        shown=shown,
        off=off_or_none(page, publications, now),
        refusal=refusal.words() if refusal else "",
        promises=refusal.found if refusal else [],
        block_names=names_of_blocks(refusal.document) if refusal else {},
        form_key=new_key(),
        may_edit=clerk_now().may(Right.EDIT_PAGES),
    )
    return make_response(body, refusal.status if refusal else 200)


def bring_back(clerk: Clerk, page: Page, number: int) -> None:
    """Show an older version from now on, once; what it promised must be true today. Raises NoLongerTrue.

    It is checked before the transaction that writes: a version never changes, and nobody waits meanwhile.
    """
    key = key_of_form()
    if was_done(key):
        return
    document = next((each.document for each in publishing.versions_of(page) if each.number == number), None)
    if document is None:
        abort(404)
    found = stops(promises(document, page.kind, clock.now(), None))
    if found:
        raise NoLongerTrue(document, found)
    _bring_back(clerk, page, number, key)


@commits
def _bring_back(clerk: Clerk, page: Page, number: int, key: str) -> None:
    def deed() -> str:
        row = publishing.bring_back(page, number, name_of(clerk))
        record_publication(clerk, page, "page-brought-back", row)
        return str(row.id if row else "")

    once(clerk, key, deed)


@commits
def cancel(clerk: Clerk, page: Page, publication_id: int) -> None:
    """Let a publication end now, or never begin."""
    if publishing.cancel(page, publication_id):
        staff = db.session.get_one(Staff, clerk.staff_id)
        record(staff, Deed("page-cancelled", "page", page.slug, {}, {"publication": publication_id}))


@commits
def switch_off(clerk: Clerk, page: Page) -> None:
    """Show nothing from now on, once."""

    def deed() -> str:
        row = publishing.switch_off(page, name_of(clerk))
        record_publication(clerk, page, "page-off", row)
        return str(row.id)

    once(clerk, key_of_form(), deed)


def record_publication(clerk: Clerk, page: Page, what: str, row: Any, note: str = "") -> None:
    """Write down in the audit log what is shown from and until when. Never commits."""
    version = db.session.get(PageVersion, row.version_id) if row.version_id else None
    after = {
        "version": version.number if version else None,
        "from": row.starts_at.isoformat(),
        "until": row.ends_at.isoformat() if row.ends_at else None,
    }
    record(db.session.get_one(Staff, clerk.staff_id), Deed(what, "page", page.slug, {}, after, note))


def names_of_blocks(document: Document) -> dict[str, str]:
    """Return how each block of a document is called."""
    return {block["code"]: type_words(block["type"]) for block in document["blocks"]}


def type_words(key: str) -> str:
    """Say a type of block."""
    kind = type_or_none(key)
    return kind.name() if kind else pgettext("one", "页面") if key == "page" else key
