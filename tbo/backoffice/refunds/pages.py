"""Pages of bulk refunds: what was given back before, choosing orders, the dry run, and the course of one."""

import unicodedata
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from ...db import db
from ...rules.staff_rights import Right
from ...web.errors import Refusal
from ...web.pages import page_or_part, see_other
from ..blueprint import pages
from ..forms import key_of_form, new_key, outcome_or_none, require_fresh_code
from ..models import Staff
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs
from . import running
from .course import SHOWN, courses, turns_of
from .dry_run import reasons_of, shown_rows, twice_of
from .form import MOST_ORDERS, BulkForm, form_typed, mark_of, new_form, plan_of
from .models import BulkRefund
from .refusals import CountDiffers, PlanChanged
from .words import TURN_COLOURS, chosen_words

ROWS = 100


@pages.get("/staff/refunds")
@needs(Right.BULK_REFUND)
def bulk_refunds() -> Response:
    """Show bulk refunds, the newest first."""
    last = last_seen()
    found = select(BulkRefund, Staff.name).join(Staff, Staff.id == BulkRefund.staff_id)
    found = found.order_by(BulkRefund.id.desc()).limit(ON_PAGE + 1)
    found = found.where(BulkRefund.id < last) if last else found
    rows = listed(db.session.execute(found).all(), id_of=lambda row: row[0].id)
    bulks = [bulk for bulk, _name in rows.rows]
    page = page_or_part(
        "backoffice/bulk_refunds.html",
        "bulks",
        found=rows,
        courses=courses(bulks),
        chosen=chosen_words(bulks),
    )
    return make_response(page)


@pages.get("/staff/refunds/new")
@needs(Right.BULK_REFUND)
def new_bulk_refund() -> Response:
    """Show the form in which orders are chosen."""
    return _form_page(new_form())


@pages.post("/staff/refunds/plans")
@needs(Right.BULK_REFUND)
def plan_bulk_refund() -> Response:
    """Show what would go back and write nothing; with `edit` the form again as it was typed."""
    form = form_typed()
    if "edit" in request.form:
        return _form_page(form)
    return _plan_page(form, new_key())


@pages.post("/staff/refunds")
@needs(Right.BULK_REFUND)
def begin_bulk_refund() -> Response:
    """Begin what was shown, if it is still that; a second click leads to the first one's course."""
    earlier = outcome_or_none(key_of_form())
    if earlier is not None:
        return see_other(url_for(".bulk_refund", key=earlier))
    form = form_typed()
    chosen = form.chosen()
    if chosen is None:
        return _form_page(form, 422)
    plan = plan_of(chosen)
    try:
        if _number(form.typed["count"]) != len(plan.refunds) or not plan.refunds:
            raise CountDiffers(form.typed["count"], len(plan.refunds))
        if request.form.get("shown") != mark_of(plan):
            raise PlanChanged("orders or sums are others than those shown")
        require_fresh_code(clerk_now())
        key = running.begin(clerk_now(), chosen, plan, form.typed["reason"], key_of_form())
    except Refusal as refusal:
        return _plan_page(form, request.form["form_key"], refusal)
    return see_other(url_for(".bulk_refund", key=key))


@pages.get("/staff/refunds/<key>")
@needs(Right.BULK_REFUND)
def bulk_refund(key: str) -> Response:
    """Show how far one is; what htmx asks again while it runs, whoever has no script loads again."""
    return _course_page(_found(key))


@pages.post("/staff/refunds/<key>/stop")
@needs(Right.BULK_REFUND)
def stop_bulk_refund(key: str) -> Response:
    """Let no other order of it begin."""
    found = _found(key)
    try:
        running.stop(clerk_now(), found.key)
    except Refusal as refusal:
        return _course_page(_found(key), refusal)
    return see_other(url_for(".bulk_refund", key=key))


def _form_page(form: BulkForm, status: int = 200) -> Response:
    body = render_template("backoffice/bulk_refund_new.html", form=form, most=MOST_ORDERS)
    return make_response(body, status)


def _plan_page(form: BulkForm, key: str, refusal: Refusal | None = None) -> Response:
    """Show the dry run as it is now; what cannot be read is shown where it was typed."""
    chosen = form.chosen()
    if chosen is None:
        return _form_page(form, 422)
    plan = plan_of(chosen)
    every = len(plan.refunds) + len(plan.left_out)
    last_page = max(1, -(-every // ROWS))
    page = min(max(1, _number(request.form.get("page", "")) or 1), last_page)
    context: dict[str, Any] = {
        "form": form,
        "form_key": key,
        "plan": plan,
        "shown": shown_rows(plan, (page - 1) * ROWS, ROWS),
        "mark": mark_of(plan),
        "page": page,
        "last_page": last_page,
        "every": every,
        "reasons": reasons_of(plan),
        "twice": twice_of(plan),
        "error": refusal,
    }
    body = render_template("backoffice/bulk_refund_plan.html", **context)
    return make_response(body, refusal.status if refusal else 200)


def _course_page(found: BulkRefund, refusal: Refusal | None = None) -> Response:
    show, after = request.args.get("show", "all"), last_seen()
    if show not in SHOWN:
        abort(404)
    page = page_or_part(
        "backoffice/bulk_refund.html",
        "course",
        status=refusal.status if refusal else 200,
        found=found,
        course=courses([found])[found.id],
        chosen=chosen_words([found])[found.id],
        who=db.session.scalars(select(Staff.name).where(Staff.id == found.staff_id)).one(),
        turns=turns_of(found, show, after),
        show=show,
        after=after,
        colours=TURN_COLOURS,
        error=refusal,
    )
    return make_response(page)


def _number(typed: str) -> int | None:
    """Read a whole number as people type it; None for what is none."""
    text = unicodedata.normalize("NFKC", typed).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _found(key: str) -> BulkRefund:
    found = db.session.scalar(select(BulkRefund).where(BulkRefund.key == key[:16]))
    if found is None:
        abort(404)
    return found
