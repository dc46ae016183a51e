"""Pages of short links: making one with a look at where it leads, its QR code, and what is sent along with it."""

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from ...arrivals import short_links
from ...arrivals.link_models import ShortLink
from ...db import commits, db
from ...pages.named import refs_words
from ...rules.staff_rights import Right
from ...web.locale import address
from ...web.pages import page_or_part, see_other
from ...web.qr_codes import qr_file, qr_picture
from ..audit import Deed, record
from ..blueprint import pages
from ..forms import key_of_form, new_key, once
from ..models import Staff
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from .card_pages import card_file
from .cards import cards_of, sharing_of_link
from .form import KINDS, LinkForm, form_typed, new_form
from .leading import Lead, lead_or_none

FILES = {"svg": "image/svg+xml", "png": "image/png"}


@pages.get("/staff/links")
@needs(Right.ITEMS)
def links() -> Response:
    """Show links, the newest first, below the form that makes one."""
    return _list(new_form())


@pages.post("/staff/links")
@needs(Right.EDIT_ITEMS)
def make_link() -> Response:
    """Make a link; with `preview` only say where it would lead."""
    form = form_typed()
    lead = form.lead()
    if form.errors or "preview" in request.form:
        return _list(form, lead, 422 if form.errors else 200)
    return see_other(url_for(".link", code=_make(clerk_now(), form, key_of_form())))


@pages.get("/staff/links/<code>")
@needs(Right.ITEMS)
def link(code: str) -> Response:
    """Show one link: its QR code, its words, and how many came by it."""
    found = _found(code)
    return page_or_part(
        "backoffice/link.html",
        "cards",
        link=found,
        lead=lead_or_none(found.kind, found.ref, found.coupon or ""),
        cards=cards_of(sharing_of_link(found)),
        arrived=short_links.arrivals_by([found]).get(found.code, 0),
        address=_address(found),
        qr_code=qr_picture(_address(found)),
    )


@pages.get("/staff/links/<code>/cards/<name>")
@needs(Right.ITEMS)
def link_card(code: str, name: str) -> Response:
    """Give a picture to send along with the link."""
    return card_file(sharing_of_link(_found(code)), name)


@pages.get("/staff/links/<code>/qr.<kind>")
@needs(Right.ITEMS)
def link_qr(code: str, kind: str) -> Response:
    """Give the QR code as a file."""
    found = _found(code)
    if kind not in FILES:
        abort(404)
    answer = Response(qr_file(_address(found), kind), mimetype=FILES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="tbo-{found.code}.{kind}"'
    return answer


@commits
def _make(clerk: Clerk, form: LinkForm, form_key: str) -> str:
    """Make a link once, and write it down."""

    def deed() -> str:
        staff = db.session.get_one(Staff, clerk.staff_id)
        made = short_links.add_link(made_by=staff.name[:120], **form.columns())
        record(staff, Deed("link-made", "short-link", made.code, {}, form.columns()))
        return made.code

    return once(clerk, form_key, deed)


def _list(form: LinkForm, lead: Lead | None = None, status: int = 200) -> Response:
    last = last_seen()
    found = select(ShortLink).order_by(ShortLink.id.desc()).limit(ON_PAGE + 1)
    rows = listed(db.session.scalars(found.where(ShortLink.id < last) if last else found).all())
    body = render_template(
        "backoffice/links.html",
        found=rows,
        named=refs_words((one.kind, one.ref) for one in rows.rows),
        arrived=short_links.arrivals_by(list(rows.rows)),
        form=form,
        lead=lead,
        kinds=KINDS,
        form_key=request.form.get("form_key") or new_key(),
        may_edit=clerk_now().may(Right.EDIT_ITEMS),
    )
    return make_response(body, status)


def _address(found: ShortLink, locale: str = "zh_Hans_CN") -> str:
    return address(short_links.path_of_link(found), locale)


def _found(code: str) -> ShortLink:
    found = short_links.link_or_none(code)
    if found is None:
        abort(404)
    return found
