"""Pages of a fapiao, for the household that paid: how its request stands, asking, correcting, withdrawing."""

from flask import Response, make_response, render_template, url_for

from ...accounts.devices import current_household_or_none
from ...rules.fapiao import OPEN, FapiaoEvent, FapiaoState, may
from ...rules.money import Money
from ...rules.tax_numbers import TaxNumberKind, read_tax_number
from ...web.errors import Refusal
from ...web.pages import private, see_other
from ..blueprint import pages
from ..models import Order
from ..order_pages import order_to_decide_about, own_order_or_404
from ..showing import bought_by_order
from .form import FapiaoForm, form_of, form_typed
from .models import FapiaoRequest
from .money import paid_sum
from .requests import ask, newest_request, withdraw


@pages.get("/receipts/<number>/fapiao")
def fapiao(number: str) -> Response:
    """Show how an order's fapiao stands, with the form where it can be asked for or corrected."""
    found = order_to_decide_about(number)
    household = current_household_or_none()
    return _page(found, form_of(newest_request(found), household.email if household else None))


@pages.post("/receipts/<number>/fapiao")
def ask_fapiao(number: str) -> Response:
    """Ask for it, or correct what was asked; what cannot be read comes back as it was typed."""
    found, form = order_to_decide_about(number), form_typed()
    wanted = form.read()
    if wanted is None:
        return _page(found, form, status=422)
    number, household_id = found.number, found.household_id
    try:
        ask(number, household_id, wanted)
    except Refusal as refusal:
        return _page(own_order_or_404(number), form, refusal.words(), refusal.status)
    return private(see_other(url_for(".fapiao", number=number)))


@pages.post("/receipts/<number>/fapiao/removal")
def withdraw_fapiao(number: str) -> Response:
    """Take the request back."""
    found = order_to_decide_about(number)
    number, household_id = found.number, found.household_id
    try:
        withdraw(number, household_id)
    except Refusal as refusal:
        found = own_order_or_404(number)
        return _page(found, form_of(newest_request(found), None), refusal.words(), refusal.status)
    return private(see_other(url_for(".fapiao", number=number)))


def _page(found: Order, form: FapiaoForm, error: str = "", status: int = 200) -> Response:
    asked, left = newest_request(found), paid_sum(found.id).left
    body = render_template(
        "orders/fapiao.html",
        order=found,
        bought=bought_by_order(found),
        asked=asked,
        amount=Money(asked.amount_fen) if asked else left,
        left=left,
        form=form,
        error=error,
        is_old_number=_has_old_number(asked),
        can_correct=asked is not None and may(FapiaoState(asked.state), FapiaoEvent.CORRECT),
        can_ask=bool(left) and (asked is None or asked.state not in OPEN),
    )
    return private(make_response(body, status))


def _has_old_number(asked: FapiaoRequest | None) -> bool:
    number = asked.tax_number if asked else None
    return number is not None and read_tax_number(number) is TaxNumberKind.OLD
