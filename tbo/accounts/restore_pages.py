"""The pages that bring purchases back: by a receipt's link, or by a trade number."""

from flask import Response, make_response, render_template, request, url_for

from ..rules.addresses import own_path
from ..web.pages import private, see_other
from .blueprint import pages
from .codes import TooManyCodes
from .profiles import require_may_leave
from .restoring import LONGEST_NUMBER, NumberUnreadable, ask_by_number, opened_by, read_number, restore_by_receipt
from .viewer import viewer


@pages.get("/restore")
def restore() -> Response:
    """Ask for the trade number or order number."""
    return _number_page()


@pages.post("/restore")
def ask_to_restore() -> Response:
    """Go on to the code, whether the number is known or not; what cannot be one is said at once."""
    require_may_leave()
    try:
        sent = ask_by_number(read_number(request.form.get("number", "")))
    except (NumberUnreadable, TooManyCodes) as refusal:
        return _number_page(refusal.status, refusal.words())
    return private(see_other(url_for(".code", sent=sent)))


@pages.get("/restore/<token>")
def receipt_link(token: str) -> Response:
    """Say what the link will do; looking at it does nothing."""
    household, number = opened_by(token)
    who = viewer()
    body = render_template(
        "accounts/receipt_link.html",
        token=token,
        number=number,
        is_here=who.household_id == household.id,
        brings_guest=who.is_guest and who.household_id != household.id,
        leaves_account=who.has_account and who.household_id != household.id,
        next=own_path(request.args.get("next"), ""),
    )
    return private(make_response(body))


@pages.post("/restore/<token>")
def use_receipt_link(token: str) -> Response:
    """Make this browser a device of the receipt's household."""
    require_may_leave()
    restore_by_receipt(token)
    return private(see_other(own_path(request.args.get("next"), url_for(".account"))))


def _number_page(status: int = 200, error: str = "") -> Response:
    typed = request.form.get("number", "")[:LONGEST_NUMBER]
    return private(make_response(render_template("accounts/restore.html", error=error, typed=typed), status))
