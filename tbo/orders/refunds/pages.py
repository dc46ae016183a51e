"""Pages on which a shopper takes an order back: one that says what goes back, and its button."""

from flask import Response, make_response, render_template, url_for

from ...web.pages import private, see_other
from ..blueprint import pages
from ..order_pages import order_to_decide_about
from ..showing import bought_by_order
from .requests import own_refund, take_back


@pages.get("/orders/<number>/refunds/new")
def new_refund(number: str) -> Response:
    """Say what goes back and what is taken back for it, or why it cannot be."""
    found = order_to_decide_about(number)
    refund, bought = own_refund(found), bought_by_order(found)
    return private(make_response(render_template("orders/refund.html", order=found, refund=refund, bought=bought)))


@pages.post("/orders/<number>/refunds")
def place_refund(number: str) -> Response:
    """Take an order back; a second tap, in another tab too, finds it on its way."""
    found = order_to_decide_about(number)
    number, household_id = found.number, found.household_id
    take_back(number, household_id)
    return private(see_other(url_for(".order", number=number)))
