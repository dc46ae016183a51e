"""Pages of batches of vouchers: the list, their life, making one, giving its codes away once, ending it."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import or_, select

from ... import clock
from ...arrivals.models import TmallItem
from ...db import db
from ...rules.csv_cells import plain_cell
from ...rules.staff_rights import Right
from ...rules.vouchers import printed, read_code
from ...rules.wall_times import wall_time
from ...tickets.hearing import handed_to
from ...vouchers.life import lives
from ...vouchers.models import Voucher, VoucherBatch
from ...vouchers.redeeming import find_voucher
from ...web.errors import Refusal
from ...web.pages import page_or_part, see_other
from ..blueprint import pages
from ..csv_files import csv_file
from ..forms import ChangedMeanwhile, key_of_form, new_key, outcome_or_none, reason_of_form, require_fresh_code
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from . import making as voucher_making
from .code_pages import link_of, voucher_or_404, voucher_page
from .form import KINDS, VoucherForm, changes_typed, form_of, form_typed, new_form
from .words import batch_sentence, given_words, pace_words, value_words


@pages.get("/staff/vouchers")
@needs(Right.VOUCHERS)
def vouchers() -> Response:
    """Show batches, the newest first; a code, or a number, leads to its own page."""
    show, last, asked = request.args.get("show", "all"), last_seen(), request.args.get("q", "").strip()[:300]
    if show not in ("all", "running", "over"):
        abort(404)
    named = _named(asked) if asked else None
    if named is not None:
        return see_other(url_for(".voucher", key=named.batch.key, number=named.number))
    now = clock.now()
    wanted = {
        "all": (),
        "running": (or_(VoucherBatch.ends_at.is_(None), VoucherBatch.ends_at > now),),
        "over": (VoucherBatch.ends_at <= now,),
    }
    found = select(VoucherBatch).where(*wanted[show]).order_by(VoucherBatch.id.desc()).limit(ON_PAGE + 1)
    found = found.where(VoucherBatch.id < last) if last else found
    is_asked = or_(VoucherBatch.name.contains(asked, autoescape=True), VoucherBatch.item_id == asked)
    found = found.where(is_asked) if asked else found
    rows = listed(db.session.scalars(found).all())
    page = page_or_part(
        "backoffice/vouchers.html",
        "vouchers",
        found=rows,
        lives=lives(rows.rows),
        given_words=given_words,
        show=show,
        asked=asked,
        filters=[("all", _("全部")), ("running", _("能用的")), ("over", _("过期的"))],
    )
    return make_response(page)


@pages.get("/staff/vouchers/new")
@needs(Right.MAKE_VOUCHERS)
def new_vouchers() -> Response:
    """Show the form of a batch, for an item of the Tmall shop with what it sells in it."""
    item = db.session.scalar(select(TmallItem).where(TmallItem.item_id == request.args.get("item", "")[:20]))
    return _form_page(new_form(item))


@pages.post("/staff/vouchers")
@needs(Right.MAKE_VOUCHERS)
def make_vouchers() -> Response:
    """Make a batch, or keep codes that were made elsewhere; with `preview` only say what it would be."""
    earlier = outcome_or_none(key_of_form())
    if earlier is not None:
        return see_other(url_for(".voucher_batch", key=earlier))
    form = form_typed()
    typed = [line.strip() for line in form.codes.splitlines() if line.strip()]
    giving, facts, count = form.giving(), form.facts(), len(typed) or form.count()
    if giving is None or form.errors:
        return _form_page(form, status=422)
    try:
        if "preview" in request.form:
            codes = voucher_making.takeable(typed)
            return _form_page(form, batch_sentence(giving, facts, len(codes) or count, len(typed) - len(codes)))
        if typed:
            key = voucher_making.take_in(clerk_now(), giving, facts, typed, key_of_form())
        else:
            key = voucher_making.make(clerk_now(), giving, facts, count, key_of_form())
    except Refusal as refusal:
        form.errors["codes" if typed else "count"] = refusal.words()
        return _form_page(form, status=refusal.status)
    return see_other(url_for(".voucher_batch", key=key))


@pages.get("/staff/vouchers/<key>")
@needs(Right.VOUCHERS)
def voucher_batch(key: str) -> Response:
    """Show one batch with the life of its codes."""
    found = _found(key)
    return _page(found, form_of(found))


@pages.post("/staff/vouchers/<key>")
@needs(Right.MAKE_VOUCHERS)
def change_vouchers(key: str) -> Response:
    """Change a batch's end, its item, and when somebody is told."""
    found = _found(key)
    form, columns = changes_typed(found)
    if form.errors:
        return _page(found, form, _("有一处不对，什么都没有改。"), 422)
    try:
        voucher_making.change(clerk_now(), key, columns, key_of_form())
    except ChangedMeanwhile as refusal:
        return _page(_found(key), form, refusal.words(), refusal.status)
    except Refusal as refusal:
        found = _found(key)
        return _page(found, form_of(found), refusal.words(), refusal.status)
    return see_other(url_for(".voucher_batch", key=key))


@pages.post("/staff/vouchers/<key>/exports")
@needs(Right.EXPORT_VOUCHERS)
def export_vouchers(key: str) -> Response:
    """Give the codes that nobody has as a file, once."""
    found = _found(key)
    try:
        require_fresh_code(clerk_now())
        codes = voucher_making.export(clerk_now(), key)
    except Refusal as refusal:
        found = _found(key)
        return _page(found, form_of(found), refusal.words(), refusal.status)
    ends = wall_time(found.ends_at, clock.shop_zone()).replace("T", " ") if found.ends_at else ""
    rows = ([plain_cell(part) for part in (number, printed(code), link_of(code), ends)] for number, code in codes)
    return csv_file(f"vouchers-{key}", (_("编号"), pgettext("one", "兑换码"), _("链接"), _("到期")), rows)


@pages.post("/staff/vouchers/<key>/handing")
@needs(Right.EXPORT_VOUCHERS)
def hand_voucher(key: str) -> Response:
    """Give one code to somebody; its page shows it this once, and again only to who sends the same form again."""
    try:
        require_fresh_code(clerk_now())
        number = voucher_making.hand(clerk_now(), key, reason_of_form(), key_of_form())
    except Refusal as refusal:
        found = _found(key)
        return _page(found, form_of(found), refusal.words(), refusal.status)
    return voucher_page(voucher_or_404(key, number), shows_code=True)


@pages.post("/staff/vouchers/<key>/revocation")
@needs(Right.MAKE_VOUCHERS)
def revoke_vouchers(key: str) -> Response:
    """Let no code of a batch be good any more; with `redeemed` what was given is taken back too."""
    taken = "redeemed" in request.form
    return _do(key, lambda clerk: voucher_making.revoke_batch(clerk, key, reason_of_form(), and_redeemed=taken))


def _do(key: str, deed: Callable[[Clerk], None]) -> Response:
    try:
        deed(clerk_now())
    except Refusal as refusal:
        found = _found(key)
        return _page(found, form_of(found), refusal.words(), refusal.status)
    return see_other(url_for(".voucher_batch", key=key))


def _form_page(form: VoucherForm, sentence: str = "", status: int = 200) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "kinds": KINDS,
        "sentence": sentence,
        "form_key": request.form.get("form_key") or new_key(),
    }
    return make_response(render_template("backoffice/voucher_new.html", **context), status)


def _page(found: VoucherBatch, form: VoucherForm, error: str = "", status: int = 200) -> Response:
    last = last_seen()
    with_somebody = Voucher.redeemed_at.is_not(None) | Voucher.handed_at.is_not(None)
    rows = select(Voucher).where(Voucher.batch_id == found.id, with_somebody)
    rows = (rows.where(Voucher.id < last) if last else rows).order_by(Voucher.id.desc()).limit(ON_PAGE + 1)
    life = lives([found])[found.id]
    context: dict[str, Any] = {
        "found": found,
        "life": life,
        "given": given_words(found),
        "value": value_words(found),
        "pace": pace_words(life),
        "gone": listed(db.session.scalars(rows).all()),
        "history": voucher_making.history(found),
        "form": form,
        "shown": voucher_making.shown_of(found),
        "reason": request.form.get("reason", "")[:200],
        "form_key": request.form.get("form_key") or new_key(),
        "error": error,
    }
    return make_response(render_template("backoffice/voucher_batch.html", **context), status)


def _named(asked: str) -> Voucher | None:
    """Find one code by its number, by its own text, or by the order of Tmall that it was sent to."""
    named = or_(Voucher.number == asked.upper()[:24], Voucher.handed_to == handed_to(asked))
    by_name = db.session.scalars(select(Voucher).where(named).order_by(Voucher.id)).first()
    code = read_code(asked)
    return by_name or (find_voucher(code) if code else None)


def _found(key: str) -> VoucherBatch:
    found = db.session.scalar(select(VoucherBatch).where(VoucherBatch.key == key[:16]))
    if found is None:
        abort(404)
    return found
