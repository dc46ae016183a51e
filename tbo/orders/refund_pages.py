"""Pages on which a shopper takes an order back: one that says what goes back, and its button."""

from flask import Response, make_response, render_template, url_for

from ..web.pages import private, see_other
from .blueprint import pages
from .minors import require_grown_up
from .models import Order
from .order_pages import own_order_or_404
from .refund_requests import own_refund, take_back
from .showing import bought_by_order


@pages.get("/orders/<number>/refunds/new")
def new_refund(number: str) -> Response:
    """Say what goes back and what is taken back for it, or why it cannot be."""
    found = _for_grown_ups(number)
    refund, bought = own_refund(found), bought_by_order(found)
    return private(make_response(render_template("orders/refund.html", order=found, refund=refund, bought=bought)))


@pages.post("/orders/<number>/refunds")
def place_refund(number: str) -> Response:
    """Take an order back; a second tap, in another tab too, finds it on its way."""
    found = _for_grown_ups(number)
    number, household_id = found.number, found.household_id
    take_back(number, household_id)
    return private(see_other(url_for(".order", number=number)))


def _for_grown_ups(number: str) -> Order:
    """What goes back is gone for the whole family. Raises what own_order_or_404 does."""
    found = own_order_or_404(number)
    require_grown_up()
    return found
