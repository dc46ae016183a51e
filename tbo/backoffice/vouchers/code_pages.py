"""Pages of one voucher: what became of it, its code while it is handed out, and ending it."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from ...accounts.models import Household
from ...db import db
from ...rules.staff_rights import Right
from ...rules.vouchers import printed
from ...tickets.telling import calls_of, code_of_tmall
from ...vouchers.handing import code_of
from ...vouchers.models import Voucher, VoucherBatch
from ...vouchers.redeeming import ends_at, value_of
from ...web.errors import Refusal
from ...web.locale import DEFAULT, TAGS, path_in
from ...web.pages import public_address, see_other
from ...web.qr_codes import qr_picture
from ..blueprint import pages
from ..forms import reason_of_form
from ..staff.guard import clerk_now, needs
from . import making as voucher_making
from .words import call_words, given_words


@pages.get("/staff/vouchers/<key>/<number>")
@needs(Right.VOUCHERS)
def voucher(key: str, number: str) -> Response:
    """Show what became of one code."""
    return voucher_page(voucher_or_404(key, number))


@pages.post("/staff/vouchers/<key>/<number>/revocation")
@needs(Right.REVOKE_VOUCHERS)
def revoke_voucher(key: str, number: str) -> Response:
    """End one code, and take back what it gave."""
    found = voucher_or_404(key, number)
    try:
        voucher_making.revoke(clerk_now(), found.number, reason_of_form())
    except Refusal as refusal:
        return voucher_page(voucher_or_404(key, number), error=refusal.words(), status=refusal.status)
    return see_other(url_for(".voucher", key=key, number=number))


def voucher_page(found: Voucher, error: str = "", status: int = 200, *, shows_code: bool = False) -> Response:
    """Show one code's story; with `shows_code` the code itself, to send or to scan."""
    code = code_of(found) if shows_code else None
    household = db.session.get(Household, found.household_id) if found.household_id else None
    tmall = code_of_tmall(found)
    context: dict[str, Any] = {
        "found": found,
        "given": given_words(found.batch),
        "ends_at": ends_at(found),
        "value": value_of(found),
        "household": household,
        "tmall": tmall,
        "calls": calls_of(tmall) if tmall else [],
        "call_words": call_words,
        "code": printed(code) if code else "",
        "link": link_of(code) if code else "",
        "qr_code": qr_picture(link_of(code)) if code else "",
        "reason": request.form.get("reason", "")[:200] if error else "",
        "error": error,
    }
    return make_response(render_template("backoffice/voucher.html", **context), status)


def link_of(code: str) -> str:
    """Return the link that redeems a code, in the shop's own language, whatever whoever gives it away reads."""
    return public_address(path_in(TAGS[DEFAULT], url_for("vouchers.code", code=printed(code))))


def voucher_or_404(key: str, number: str) -> Voucher:
    """Return a code of a batch by its number."""
    wanted = VoucherBatch.key == key[:16], Voucher.number == number[:24]
    found = db.session.scalar(select(Voucher).join(Voucher.batch).where(*wanted))
    if found is None:
        abort(404)
    return found
