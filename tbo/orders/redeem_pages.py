"""The pages of who is given: typing a code, seeing what it is, and opening it; nobody has to sign in first."""

import secrets
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from ..accounts.viewer import viewer
from ..offers.refusals import NotForChildren
from ..rules.coupons import code_or_none
from ..web.errors import Refusal
from ..web.pages import private, see_other
from .blueprint import pages
from .checkout import FORM_KEY, FormTooOld
from .gift_models import Gift
from .gift_refusals import GiftClosed, GiftNotNeeded, GiftUnknown, TooManyGiftCodes
from .gift_views import view_of
from .gifts import count_wrong_code, find_gift, is_opened_by, open_gift, why_not

LONGEST_TYPED = 80


@pages.get("/redeem")
def redeem() -> Response:
    """Ask for a code."""
    return _form()


@pages.post("/redeem")
def read_code() -> Response:
    """Go on to what the typed code is; one that nobody can open is said here, as it was typed."""
    typed = request.form.get("code", "")[:LONGEST_TYPED]
    try:
        gift = _known(typed)
    except (GiftUnknown, TooManyGiftCodes) as refusal:
        return _form(refusal, typed)
    return private(see_other(url_for(".gift_link", code=code_or_none(typed) or gift.prefix)))


@pages.get("/redeem/<code>")
def gift_link(code: str) -> Response:
    """Say what a gift is before it is opened; looking at it does nothing."""
    try:
        return _page(_known(code[:LONGEST_TYPED]), code)
    except (GiftUnknown, TooManyGiftCodes) as refusal:
        return _form(refusal, code[:LONGEST_TYPED])


@pages.post("/redeem/<code>")
def open_link(code: str) -> Response:
    """Open a gift for whoever is at the screen, once."""
    form_key = request.form.get("form_key", "")
    if not FORM_KEY.fullmatch(form_key):
        raise FormTooOld("the form has no usable key")
    try:
        gift = _known(code[:LONGEST_TYPED])
        open_gift(code, form_key)
    except (GiftNotNeeded, GiftClosed) as refusal:
        return _page(gift, code, refusal)
    except (GiftUnknown, TooManyGiftCodes) as refusal:
        return _form(refusal, code[:LONGEST_TYPED])
    return private(see_other(url_for(".gift_link", code=code)))


def _known(typed: str) -> Gift:
    """Return a gift that this browser may know of: an open one, or its own. Raises GiftUnknown, TooManyGiftCodes."""
    if viewer().profile.kind == "child":
        raise NotForChildren("a gift on a child's profile")
    count_wrong_code(typed)
    gift, mine = find_gift(typed), viewer().household_id
    if gift is None:
        raise GiftUnknown("no gift has this code")
    is_open = gift.redeemed_at is None and gift.revoked_at is None
    is_mine = mine is not None and (gift.order.household_id == mine or is_opened_by(gift, mine))
    if not is_open and not is_mine:
        raise GiftUnknown(f"the gift of order {gift.order.number} is not open any more")
    return gift


def _page(gift: Gift, code: str, refusal: Refusal | None = None) -> Response:
    mine = viewer().household_id
    is_opened_here = gift.revoked_at is None and is_opened_by(gift, mine)
    is_open = gift.redeemed_at is None and gift.revoked_at is None
    if is_open and refusal is None:
        refusal = why_not(gift, mine)
    context: dict[str, Any] = {
        "gift": view_of(gift, mine),
        "code": code,
        "form_key": secrets.token_urlsafe(18),
        "is_opened_here": is_opened_here,
        "opened_at": gift.redeemed_at,
        "is_ended": gift.revoked_at is not None,
        "refused": refusal.words() if refusal else "",
        "card_url": url_for(".gift", number=gift.order.number) if gift.order.household_id == mine else None,
    }
    return private(make_response(render_template("orders/gift_link.html", **context)))


def _form(refusal: Refusal | None = None, typed: str = "") -> Response:
    error = refusal.words() if refusal else ""
    status = refusal.status if refusal else 200
    return private(make_response(render_template("orders/redeem.html", error=error, typed=typed), status))
