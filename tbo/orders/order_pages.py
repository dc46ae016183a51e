"""The page of an order: how it stands, paying it, and the way back from the cashier."""

from datetime import timedelta
from typing import Any

import structlog
from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import clock
from ..accounts.viewer import viewer
from ..alipay.notices import verified_return
from ..alipay.signed_form import NoticeRefused
from ..db import db
from ..offers.refusals import NotForChildren
from ..rules.order_faces import Came
from ..rules.order_states import UNPAID, order_number_or_none
from ..web.pages import page_or_part, private, replacing, see_other, wants_part
from .addresses import is_order_number, opens_status, status_key
from .asking import NOT_OFTENER_THAN, look_for
from .blueprint import pages
from .deciding import require_may_decide
from .minors import require_own_order
from .models import Order
from .order_views import order_page
from .owning import is_owned
from .payments import NotPayable, Product, start_payment
from .provider import PayingAway, account
from .sold import require_told_to
from .standing import OrderStanding, changed_last, standing_of

# Right after ordering, and after it ran out, everybody waits; later the notice, or the worker's own questions, will do.
ASKED_OFTEN = timedelta(minutes=2)
SELDOM = timedelta(seconds=30)
LOOK = "look"


@pages.get("/orders/<number>")
def order(number: str) -> Response:
    """Show an order to its household; with a signed key only how it stands, to anybody."""
    return _shown(_seen(number))


@pages.get("/orders/<number>/status")
def status(number: str) -> Response:
    """Tell a waiting page how the order stands: the same small part again, or all of it once it has changed."""
    found = _seen(number)
    if not wants_part():
        return private(see_other(url_for(".order", number=number, key=_key_or_none(), back=_came_or_none())))
    return _shown(found)


@pages.post("/orders/<number>/payments")
def pay(number: str) -> Response:
    """Begin an attempt to pay: go to the cashier, or back to the page with its code."""
    product = request.form.get("product", "")
    if product not in list(Product):
        abort(400)
    found = own_order_or_404(number)
    require_own_order(found)
    address = url_for(".order", number=found.number)
    if is_owned(found):
        # Bought in another tab meanwhile; the page says so.
        return private(see_other(address))
    try:
        return private(see_other(start_payment(found.number, Product(product)).url or address))
    except NotPayable:
        # The page says why: it was paid, or its time is over.
        return private(see_other(address))


@pages.get("/orders/<number>/return")
def came_back(number: str) -> Response:
    """Take somebody back from the cashier to the order. Whatever the address claims, it grants nothing."""
    has_paid, ours = _is_signed_for(number), _own_or_none(number)
    if ours is None and not has_paid:
        abort(404)
    look_for(number)
    if ours is None:
        return private(see_other(url_for(".order", number=number, key=status_key(number), back=Came.PAID)))
    return private(see_other(url_for(".order", number=number, back=Came.PAID if has_paid else Came.LEFT)))


def _shown(found: Order) -> Response:
    standing = standing_of(found, _came_or_none())
    # Whoever opens the page gets it at once; who waits on it, by script or by hand, waits for the gateway too.
    waits = wants_part() or LOOK in request.args
    if waits and standing.poll_s is not None and _is_due(found):
        look_for(found.number)
        standing = standing_of(found, _came_or_none())
    ways = _ways_on(found, standing)
    if wants_part() and request.args.get("shown") == standing.stamp:
        return private(make_response(render_template("orders/_status.html", standing=standing, **ways)))
    if found.household_id == viewer().household_id:
        page = order_page(found, standing)
        response = page_or_part("orders/order.html", "face", page=page, standing=page.standing, **ways)
    else:
        response = page_or_part("orders/standing.html", "face", standing=standing, **ways)
    return private(replacing(response, "#order") if wants_part() else response)


def _ways_on(found: Order, standing: OrderStanding) -> dict[str, Any]:
    """Return where a page asks again, by script and without; both None when there is nothing to wait for."""
    if standing.poll_s is None:
        return {"again": None, "look": None}
    same: dict[str, Any] = {"number": found.number, "back": _came_or_none(), "key": _key_or_none()}
    return {"again": url_for(".status", shown=standing.stamp, **same), "look": url_for(".order", **same, look=1)}


def _is_due(found: Order) -> bool:
    """Whether to ask the gateway about what still waits: often at first, then seldom."""
    now = clock.now()
    gap = NOT_OFTENER_THAN if now - changed_last(found) < ASKED_OFTEN else SELDOM
    waiting = [payment for payment in found.payments if payment.state in UNPAID]
    return any(now - (payment.asked_at or payment.created_at) >= gap for payment in waiting)


def _seen(number: str) -> Order:
    """Return the order to its own household, and to whoever has a signed key; 404 for everybody else."""
    key = _key_or_none()
    found = _own_or_none(number)
    if found is None and key is not None and is_order_number(number) and opens_status(key, number):
        found = _loaded(Order.number == number)
    return _for_profile(found)


def own_order_or_404(number: str) -> Order:
    """Return an order of the household that asks; everybody else gets 404, its children are sent to a grown-up.

    Raises NotForChildren, and NotForProfile where it names a title that is not there for whoever asks.
    """
    return _for_profile(_own_or_none(number))


def order_to_decide_about(number: str) -> Order:
    """The same for who may take it back or ask for its fapiao; it goes for the whole household.

    Raises what own_order_or_404 and require_may_decide do.
    """
    found = own_order_or_404(number)
    require_may_decide()
    return found


def _for_profile(found: Order | None) -> Order:
    """An order says what things cost, which no child reads, and names what may not be there for a profile."""
    if found is None:
        abort(404)
    if viewer().profile.kind == "child":
        raise NotForChildren(f"order {found.number} on a child's profile")
    require_told_to(viewer().profile, found.offer_kind, found)
    return found


def _own_or_none(number: str) -> Order | None:
    household_id = viewer().household_id
    if household_id is None or not is_order_number(number):
        return None
    return _loaded(Order.number == number, Order.household_id == household_id)


def _loaded(*conditions) -> Order | None:
    # One query for an order and its few payments: who waits asks every few seconds.
    asked = select(Order).where(*conditions).options(joinedload(Order.payments))
    found = db.session.scalars(asked).unique().one_or_none()
    if found is not None:
        structlog.contextvars.bind_contextvars(order_number=found.number)
    return found


def _is_signed_for(number: str) -> bool:
    """Whether Alipay signed this address, after a payment of this very order."""
    try:
        returned = verified_return(request.query_string, account())
    except (NoticeRefused, PayingAway):
        return False
    return order_number_or_none(returned.payment_number) == number


def _key_or_none() -> str | None:
    return request.args.get("key") or None


def _came_or_none() -> Came | None:
    """Return how somebody came back from the cashier, if they did."""
    came = request.args.get("back")
    return Came(came) if came in list(Came) else None
