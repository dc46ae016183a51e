"""The list of orders, filtered by what stands in the address, twenty at a time."""

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import selectinload

from ...accounts.models import Household
from ...arrivals.models import Arrival
from ...arrivals.tested import NO_PATH
from ...db import db
from ...orders.models import Order, Payment, Refund
from ...orders.naming import names_of
from ...rules.order_states import OrderState, RefundState
from ...rules.staff_rights import Right
from ...web.pages import page_or_part
from ..blueprint import pages
from ..paging import last_seen, listed, newest_first
from ..staff.guard import needs


@pages.get("/staff/orders")
@needs(Right.ORDERS)
def orders() -> Response:
    """Show orders, the newest first."""
    show, household = request.args.get("show", "all"), request.args.get("household", "")
    if show not in _FILTERS:
        abort(404)
    found = newest_first(_filtered(show), Order, "placed_at", last_seen())
    if household:
        found = found.join(Household, Household.id == Order.household_id).where(Household.public_id == household[:32])
    rows = listed(db.session.scalars(found).all())
    page = page_or_part(
        "backoffice/orders.html",
        "orders",
        orders=rows.rows,
        names=names_of({order.id: order.subject for order in rows.rows}),
        hosts=_hosts(rows.rows),
        buyers=_buyers(rows.rows),
        more=rows.more,
        show=show,
        household=household,
        filters=_filter_words(),
    )
    return make_response(page)


def order_url(number: str) -> str:
    """Return the staff page of an order."""
    return url_for("backoffice.order", number=number)


def _filtered(show: str) -> Select:
    return select(Order).options(selectinload(Order.payments)).where(*_FILTERS[show])


def _has_refund(state: RefundState):
    return exists().where(Refund.payment_id == Payment.id, Payment.order_id == Order.id, Refund.state == state)


_FILTERS: dict[str, tuple] = {
    "all": (),
    "pending": (Order.state == OrderState.PENDING,),
    "paid": (Order.state.in_((OrderState.PAID, OrderState.FULFILLED)),),
    "flagged": (exists().where(Payment.order_id == Order.id, Payment.flagged_because.is_not(None)),),
    "refunding": (_has_refund(RefundState.REQUESTED),),
    "refused": (_has_refund(RefundState.REFUSED),),
    "refunded": (Order.state.in_((OrderState.REFUNDED, OrderState.PARTLY_REFUNDED)),),
    "closed": (Order.state == OrderState.CLOSED,),
}


def _filter_words() -> list[tuple[str, str]]:
    return [
        ("all", _("全部")),
        ("pending", _("等付款")),
        ("paid", _("已付款")),
        ("flagged", _("要人看")),
        ("refunding", _("退款在路上")),
        ("refused", _("退款被拒")),
        ("refunded", _("已退款")),
        ("closed", _("已关闭")),
    ]


def _hosts(rows) -> dict[int, str]:
    """Return in which app each order's household arrived, by arrival."""
    ids = {order.arrival_id for order in rows if order.arrival_id is not None}
    came = Arrival.id.in_(ids), Arrival.path != NO_PATH
    rows = db.session.execute(select(Arrival.id, Arrival.host_app).where(*came))
    return {row.id: row.host_app for row in rows}


def _buyers(rows) -> dict[int, Household]:
    """Return who bought, by household."""
    theirs = select(Household).where(Household.id.in_({order.household_id for order in rows}))
    return {household.id: household for household in db.session.scalars(theirs)}


def no_results(words: str) -> Response:
    """Say that nothing was found, and what can be looked for."""
    return make_response(render_template("backoffice/search.html", words=words), 404)
