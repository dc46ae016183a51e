"""The pages of whoever has a code: typing it, seeing what it is, and opening it; nobody has to sign in first."""

import secrets
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from ..accounts.viewer import viewer
from ..arrivals.positions import kept_arrival_id
from ..offers.refusals import NotForChildren
from ..orders.checkout import FORM_KEY, FormTooOld
from ..orders.gifts.giving import count_wrong_code, find_gift, is_opened_by, is_over, open_gift
from ..orders.gifts.giving import why_not as why_gift_stays
from ..orders.gifts.models import Gift
from ..orders.gifts.refusals import GiftUnknown, TooManyGiftCodes
from ..orders.gifts.views import view_of as gift_view
from ..orders.sold import require_told_to
from ..rules.vouchers import is_mistyped, printed, read_code
from ..web.errors import Refusal
from ..web.pages import private, see_other
from .blueprint import pages
from .models import Voucher
from .redeeming import ends_at, find_voucher, redeem, why_not
from .refusals import CodeMistyped
from .voucher_views import view_of

LONGEST_TYPED = 300
# Refusals after which the form stands there again, with what was typed.
NOT_FOUND = (GiftUnknown, TooManyGiftCodes, CodeMistyped)


@pages.get("/redeem", endpoint="redeem")
def ask_for_code() -> Response:
    """Ask for a code."""
    return _form()


@pages.post("/redeem")
def read_typed() -> Response:
    """Go on to what the typed code is; one that nobody can open is said here, as it was typed."""
    typed = request.form.get("code", "")[:LONGEST_TYPED]
    try:
        code, _found = _known(typed)
    except NOT_FOUND as refusal:
        return _form(refusal, typed)
    return private(see_other(url_for(".code", code=printed(code))))


@pages.get("/redeem/<code>", endpoint="code")
def code_link(code: str) -> Response:
    """Say what a code gives before it is opened; looking at it does nothing."""
    try:
        _code, found = _known(code[:LONGEST_TYPED])
    except NOT_FOUND as refusal:
        return _form(refusal, code[:LONGEST_TYPED])
    return _page(found, code)


@pages.post("/redeem/<code>")
def open_code(code: str) -> Response:
    """Give what a code is for to whoever is at the screen, once."""
    form_key = request.form.get("form_key", "")
    if not FORM_KEY.fullmatch(form_key):
        raise FormTooOld("the form has no usable key")
    try:
        read, found = _known(code[:LONGEST_TYPED])
    except NOT_FOUND as refusal:
        return _form(refusal, code[:LONGEST_TYPED])
    try:
        if isinstance(found, Voucher):
            redeem(read, form_key, kept_arrival_id())
        else:
            open_gift(read, form_key)
    except NOT_FOUND as refusal:
        return _form(refusal, code[:LONGEST_TYPED])
    except Refusal as refusal:
        answer = _page(found, code, refusal)
        answer.status_code = refusal.status
        return answer
    return private(see_other(url_for(".code", code=code)))


def _known(typed: str) -> tuple[str, Voucher | Gift]:
    """Return the code in what was typed, with what it opens for this browser.

    Raises NOT_FOUND, NotForChildren, NotForProfile.
    """
    if viewer().profile.kind == "child":
        raise NotForChildren("a code on a child's profile")
    code = read_code(typed) or ""
    count_wrong_code(code, _find)
    found = _find(code)
    if found is None:
        raise CodeMistyped("a code with a slip") if is_mistyped(code) else GiftUnknown("nothing has this code")
    refused = _not_to_be_known(found)
    if refused:
        raise refused
    present = found.batch if isinstance(found, Voucher) else found
    require_told_to(viewer().profile, present.kind, present)
    return code, found


def _find(code: str) -> Voucher | Gift | None:
    return find_voucher(code) or find_gift(code)


def _not_to_be_known(found: Voucher | Gift) -> GiftUnknown | None:
    """Why this browser may not know of it: others used it. What it used itself, or gave, it may."""
    mine = viewer().household_id
    if isinstance(found, Voucher):
        refused = why_not(found, mine)
        return refused if isinstance(refused, GiftUnknown) else None
    is_open = found.redeemed_at is None and not is_over(found)
    is_mine = mine is not None and (found.order.household_id == mine or is_opened_by(found, mine))
    return None if is_open or is_mine else GiftUnknown(f"the gift of order {found.order.number} is not open any more")


def _page(found: Voucher | Gift, code: str, refusal: Refusal | None = None) -> Response:
    return _voucher_page(found, code, refusal) if isinstance(found, Voucher) else _gift_page(found, code, refusal)


def _voucher_page(voucher: Voucher, code: str, refusal: Refusal | None) -> Response:
    mine = viewer().household_id
    refusal = refusal or why_not(voucher, mine)
    context: dict[str, Any] = {
        "gift": view_of(voucher, mine),
        "code": code,
        "shown": printed(read_code(code) or ""),
        "form_key": secrets.token_urlsafe(18),
        "is_opened_here": voucher.redeemed_at is not None and voucher.revoked_at is None,
        "ends_at": ends_at(voucher),
        "refused": refusal.words() if refusal else "",
    }
    return private(make_response(render_template("vouchers/voucher.html", **context)))


def _gift_page(gift: Gift, code: str, refusal: Refusal | None) -> Response:
    mine = viewer().household_id
    is_open = gift.redeemed_at is None and not is_over(gift)
    if is_open and refusal is None:
        refusal = why_gift_stays(gift, mine)
    context: dict[str, Any] = {
        "gift": gift_view(gift, mine),
        "code": code,
        "form_key": secrets.token_urlsafe(18),
        "is_opened_here": gift.revoked_at is None and is_opened_by(gift, mine),
        "opened_at": gift.redeemed_at,
        "is_ended": is_over(gift),
        "refused": refusal.words() if refusal else "",
        "card_url": url_for("orders.gift", number=gift.order.number) if gift.order.household_id == mine else None,
    }
    return private(make_response(render_template("vouchers/gift_link.html", **context)))


def _form(refusal: Refusal | None = None, typed: str = "") -> Response:
    error = refusal.words() if refusal else ""
    status = refusal.status if refusal else 200
    sign_in = _sign_in_url(typed) if isinstance(refusal, GiftUnknown) and not viewer().has_account else None
    body = render_template("vouchers/redeem.html", error=error, typed=typed, sign_in=sign_in)
    return private(make_response(body, status))


def _sign_in_url(typed: str) -> str:
    """Return where whoever opened a code in another browser signs in, and comes back to it; the same for any code."""
    code = read_code(typed)
    return url_for("accounts.sign_in", next=url_for(".code", code=printed(code)) if code else url_for(".redeem"))
