"""Pages of finance's work on fapiao: one request with its story and what can be done, and the files of exports."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import get_timezone
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...db import db
from ...orders.fapiao.models import FapiaoRequest
from ...orders.fapiao.money import paid_sum
from ...orders.naming import names_of
from ...rules.fapiao import FapiaoEvent, FapiaoKind, FapiaoState, may
from ...rules.money import Money
from ...rules.staff_rights import Right
from ...rules.tax_numbers import TaxNumberKind, read_tax_number
from ...web.errors import Refusal
from ...web.ids import is_id
from ...web.pages import see_other
from .. import days
from ..blueprint import pages
from ..forms import key_of_form, new_key, reason_of_form, require_fresh_code
from ..models import AuditEntry
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from . import making as fapiao_making
from .file import file_of
from .listing import queue_page

TYPED = ("number", "day", "reason", "red_number")


@pages.get("/staff/fapiao/<int:fapiao_id>")
@needs(Right.FAPIAO)
def fapiao_request(fapiao_id: int) -> Response:
    """Show one request."""
    return _page(_found(fapiao_id))


@pages.post("/staff/fapiao/exports")
@needs(Right.MAKE_FAPIAO)
def export_fapiao() -> Response:
    """Take everything that waits along; its file is taken on the page that follows."""
    clerk = clerk_now()
    try:
        require_fresh_code(clerk)
        name = fapiao_making.export(clerk, key_of_form())
    except Refusal as refusal:
        return queue_page(refusal)
    return see_other(url_for(".fapiao", show="making", export=name))


@pages.post("/staff/fapiao/exports/<export>/file")
@needs(Right.MAKE_FAPIAO)
def fapiao_file(export: str) -> Response:
    """Give an export's file, as its requests stand now."""
    clerk = clerk_now()
    require_fresh_code(clerk)
    export = export[:20]
    if db.session.scalar(select(FapiaoRequest.id).where(FapiaoRequest.export == export).limit(1)) is None:
        abort(404)
    fapiao_making.take_file(clerk, export)
    return file_of(export)


@pages.post("/staff/fapiao/<int:fapiao_id>/number")
@needs(Right.MAKE_FAPIAO)
def issue_fapiao(fapiao_id: int) -> Response:
    """Write down that it was issued."""

    def deed(clerk: Clerk, found: FapiaoRequest) -> None:
        number = fapiao_making.read_number(request.form.get("number", ""))
        day = fapiao_making.read_day(request.form.get("day", ""), _paid_on(found))
        fapiao_making.issue(clerk, fapiao_id, number, day, key_of_form())

    return _do(fapiao_id, deed)


@pages.post("/staff/fapiao/<int:fapiao_id>/refusal")
@needs(Right.MAKE_FAPIAO)
def refuse_fapiao(fapiao_id: int) -> Response:
    """Refuse it, with a reason for who asked."""
    return _do(fapiao_id, lambda clerk, _: fapiao_making.refuse(clerk, fapiao_id, reason_of_form(), key_of_form()))


@pages.post("/staff/fapiao/<int:fapiao_id>/return")
@needs(Right.MAKE_FAPIAO)
def put_back_fapiao(fapiao_id: int) -> Response:
    """Let it wait again."""
    return _do(fapiao_id, lambda clerk, _: fapiao_making.put_back(clerk, fapiao_id, key_of_form()))


@pages.post("/staff/fapiao/<int:fapiao_id>/reversal")
@needs(Right.MAKE_FAPIAO)
def reverse_fapiao(fapiao_id: int) -> Response:
    """Write down its red-letter fapiao."""

    def deed(clerk: Clerk, _found: FapiaoRequest) -> None:
        number = fapiao_making.read_number(request.form.get("red_number", ""))
        fapiao_making.reverse(clerk, fapiao_id, number, key_of_form())

    return _do(fapiao_id, deed)


def _do(fapiao_id: int, deed: Callable[[Clerk, FapiaoRequest], None]) -> Response:
    found = _found(fapiao_id)
    try:
        deed(clerk_now(), found)
    except Refusal as refusal:
        return _page(_found(fapiao_id), refusal)
    return see_other(url_for(".fapiao_request", fapiao_id=fapiao_id))


def _page(found: FapiaoRequest, refusal: Refusal | None = None) -> Response:
    story = select(AuditEntry).where(AuditEntry.subject_kind == "fapiao", AuditEntry.subject == str(found.id))
    others = select(FapiaoRequest).where(FapiaoRequest.order_id == found.order_id, FapiaoRequest.id != found.id)
    number = found.tax_number
    context: dict[str, Any] = {
        "found": found,
        "name": names_of({found.order_id: found.order.subject})[found.order_id],
        "paid": paid_sum(found.order_id),
        "amount": Money(found.amount_fen),
        "is_company": found.kind == FapiaoKind.COMPANY,
        "is_old_number": number is not None and read_tax_number(number) is TaxNumberKind.OLD,
        "story": db.session.scalars(story.order_by(AuditEntry.id)).all(),
        "others": db.session.scalars(others.order_by(FapiaoRequest.id.desc()).limit(10)).all(),
        "can": {event.value for event in FapiaoEvent if may(FapiaoState(found.state), event)},
        "typed": {name: request.form.get(name, "")[:200] for name in TYPED},
        "today": days.today().isoformat(),
        "paid_on": _paid_on(found).isoformat(),
        "form_key": request.form.get("form_key") or new_key(),
        "error": refusal.words() if refusal else "",
    }
    body = render_template("backoffice/fapiao_request.html", **context)
    return make_response(body, refusal.status if refusal else 200)


def _paid_on(found: FapiaoRequest) -> date:
    return (found.order.paid_at or found.asked_at).astimezone(get_timezone()).date()


def _found(fapiao_id: int) -> FapiaoRequest:
    wanted = select(FapiaoRequest).where(FapiaoRequest.id == fapiao_id).options(joinedload(FapiaoRequest.order))
    found = db.session.scalar(wanted) if is_id(fapiao_id) else None
    if found is None:
        abort(404)
    return found
