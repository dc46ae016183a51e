"""Pages of coupons: the list, making one with a sentence that says it, its uses, and its batches of unique codes."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from ... import clock
from ...db import db
from ...offers.coupon_changing import Changes, batches_of
from ...offers.coupon_making import CouponUnmakeable
from ...offers.coupon_models import Coupon
from ...offers.coupons import facts_of
from ...orders.models import CouponUse, Order
from ...orders.naming import names_of
from ...rules.csv_cells import plain_cell
from ...rules.money import Money
from ...rules.staff_rights import Right
from ...web.errors import Refusal
from ...web.pages import page_or_part, see_other
from ..blueprint import pages
from ..csv_files import csv_file
from ..forms import ChangedMeanwhile, key_of_form, new_key, outcome_or_none, reason_of_form, require_fresh_code
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from . import making as coupon_making
from .form import CouponForm, form_of, form_typed, new_form
from .naming import names_of as names_of_things
from .words import coupon_sentence, coupon_state, sentence_of


@pages.get("/staff/coupons")
@needs(Right.COUPONS)
def coupons() -> Response:
    """Show coupons, the newest first."""
    show, last = request.args.get("show", "all"), last_seen()
    if show not in ("all", "running", "over"):
        abort(404)
    now, ended = clock.now(), Coupon.ends_at <= clock.now()
    wanted = {
        "all": (),
        "running": (Coupon.stopped_at.is_(None), or_(Coupon.ends_at.is_(None), Coupon.ends_at > now)),
        "over": (or_(Coupon.stopped_at.is_not(None), ended),),
    }
    found = select(Coupon).where(*wanted[show]).order_by(Coupon.id.desc()).limit(ON_PAGE + 1)
    found = found.where(Coupon.id < last) if last else found
    rows = listed(db.session.scalars(found).all())
    page = page_or_part(
        "backoffice/coupons.html",
        "coupons",
        found=rows,
        names=names_of_things(map(facts_of, rows.rows)),
        show=show,
        filters=[("all", _("全部")), ("running", _("能用的")), ("over", _("停了的"))],
    )
    return make_response(page)


@pages.get("/staff/coupons/new")
@needs(Right.MAKE_COUPONS)
def new_coupon() -> Response:
    """Show the empty form."""
    return _form_page(new_form())


@pages.post("/staff/coupons")
@needs(Right.MAKE_COUPONS)
def make_coupon() -> Response:
    """Offer a coupon; with `preview` only say what it would promise. Sent twice it is offered once."""
    earlier = outcome_or_none(key_of_form())
    if earlier is not None:
        return see_other(url_for(".coupon", code=earlier))
    form = form_typed()
    code, name, facts = form.code(), form.name(), form.facts()
    if facts is None or "preview" in request.form:
        return _form_page(form, coupon_sentence(facts) if facts else "", 200 if facts else 422)
    kinds = {"is_batch": bool(form.typed["is_batch"]), "applies_by_link": bool(form.typed["by_link"])}
    try:
        kept = coupon_making.make(clerk_now(), code, name, facts, key_of_form(), **kinds)
    except CouponUnmakeable:
        form.errors["code"] = _("已经有这个优惠码了。")
        return _form_page(form, status=422)
    return see_other(url_for(".coupon", code=kept))


@pages.get("/staff/coupons/<code>")
@needs(Right.COUPONS)
def coupon(code: str) -> Response:
    """Show one coupon with who used it."""
    found = _found(code)
    return _page(found, form_of(found))


@pages.post("/staff/coupons/<code>")
@needs(Right.MAKE_COUPONS)
def change_coupon(code: str) -> Response:
    """Change name, end and limits."""
    found, form = _found(code), form_typed()
    changes = Changes(
        name=form.name(),
        ends_at=form.instant("ends"),
        total_limit=form.number("total"),
        household_limit=form.number("per_household"),
    )
    if form.errors:
        return _page(found, form, _("有一处不对，什么都没有改。"), 422)
    try:
        coupon_making.change(clerk_now(), found.code, changes, key_of_form())
    except CouponUnmakeable:
        words = _("没有改：结束要在开始之后，总次数不能比用掉的少。")
        return _page(_found(code), form, words, 422)
    except ChangedMeanwhile as refusal:
        return _page(_found(code), form, refusal.words(), refusal.status)
    return see_other(url_for(".coupon", code=code))


@pages.post("/staff/coupons/<code>/stop")
@needs(Right.MAKE_COUPONS)
def stop_coupon(code: str) -> Response:
    """Let it be good no more."""
    return _do(code, lambda clerk, kept: coupon_making.stop(clerk, kept, reason_of_form()))


@pages.post("/staff/coupons/<code>/stop/removal")
@needs(Right.MAKE_COUPONS)
def resume_coupon(code: str) -> Response:
    """Let it be good again."""
    return _do(code, lambda clerk, kept: coupon_making.resume(clerk, kept, reason_of_form()))


@pages.post("/staff/coupons/<code>/batches")
@needs(Right.MAKE_COUPONS)
def make_batch(code: str) -> Response:
    """Make unique codes and give them as a file, once."""
    found, count, batch = _found(code), request.form.get("count", ""), _batch()
    try:
        require_fresh_code(clerk_now())
        number = int(count) if count.isascii() and count.isdigit() and len(count) < 8 and batch else 0
        codes = coupon_making.make_codes(clerk_now(), found.code, batch, number)
    except Refusal as refusal:
        found = _found(code)
        return _page(found, form_of(found), refusal.words(), refusal.status)
    return csv_file(f"{code}-codes", [_("码")], ([plain_cell(one)] for one in codes))


@pages.post("/staff/coupons/<code>/batches/imports")
@needs(Right.MAKE_COUPONS)
def import_batch(code: str) -> Response:
    """Keep codes that were made elsewhere, one a line; with one that cannot be kept, none."""
    typed = [line.strip() for line in request.form.get("codes", "").splitlines() if line.strip()]
    return _do(code, lambda clerk, kept: coupon_making.import_codes(clerk, kept, _batch(), typed))


@pages.post("/staff/coupons/<code>/batches/revocation")
@needs(Right.MAKE_COUPONS)
def revoke_batch(code: str) -> Response:
    """Let no code of a batch be good any more."""
    return _do(code, lambda clerk, kept: coupon_making.revoke_codes(clerk, kept, _batch(), reason_of_form()))


def _do(code: str, deed: Callable[[Clerk, str], None]) -> Response:
    kept = _found(code).code
    try:
        deed(clerk_now(), kept)
    except Refusal as refusal:
        found = _found(kept)
        return _page(found, form_of(found), refusal.words(), refusal.status)
    return see_other(url_for(".coupon", code=kept))


def _form_page(form: CouponForm, sentence: str = "", status: int = 200) -> Response:
    key = request.form.get("form_key") or new_key()
    body = render_template(
        "backoffice/coupon_new.html",
        form=form,
        sentence=sentence,
        form_key=key,
    )
    return make_response(body, status)


def _page(found: Coupon, form: CouponForm, error: str = "", status: int = 200) -> Response:
    used = CouponUse.coupon_id == found.id, CouponUse.given_back_at.is_(None)
    last = last_seen()
    uses = select(CouponUse, Order).join(Order, Order.id == CouponUse.order_id).where(*used)
    uses = (uses.where(CouponUse.id < last) if last else uses).order_by(CouponUse.id.desc()).limit(ON_PAGE + 1)
    total = select(func.sum(Order.total_fen)).join(CouponUse, CouponUse.order_id == Order.id)
    paid = db.session.scalar(total.where(*used, Order.paid_at.is_not(None)))
    shown = listed(db.session.execute(uses).all(), lambda row: row[0].id)
    context: dict[str, Any] = {
        "found": found,
        "sentence": sentence_of(found),
        "state": coupon_state(found),
        "uses": shown,
        "names": names_of({order.id: order.subject for _use, order in shown.rows}),
        "brought": Money(int(paid or 0)),
        "batches": batches_of(found) if found.is_batch else [],
        "form": form,
        "shown": coupon_making.shown_of(found),
        "reason": request.form.get("reason", "")[:200],
        "typed_codes": request.form.get("codes", "") if error else "",
        "typed_batch": _batch() if error else "",
        "typed_count": request.form.get("count", "")[:5] if error else "",
        "is_import": request.endpoint == "backoffice.import_batch",
        "form_key": request.form.get("form_key") or new_key(),
        "error": error,
    }
    return make_response(render_template("backoffice/coupon.html", **context), status)


def _batch() -> str:
    return " ".join(request.form.get("batch", "").split())[:40]


def _found(code: str) -> Coupon:
    found = db.session.scalar(select(Coupon).where(Coupon.code == code[:40]))
    if found is None:
        abort(404)
    return found
