"""Bulk refunds at the desk: orders of the demo shop to give back, forms as the pages have them, rows as they stand."""

from sqlalchemy import select

from tbo.backoffice.refunds.models import BulkRefund, BulkRefundRow
from tbo.db import db
from tbo.orders.models import Order, Payment, Refund
from tbo.rules.order_states import PaymentState

from ..support.parsing import page_of
from .desk import filled

ADDRESS, NEW, PLANS = "/staff/refunds", "/staff/refunds/new", "/staff/refunds/plans"
REASON = "片子提前下架"


def paid_orders(count: int) -> list[str]:
    """Numbers of orders of the demo whose money can all go back, the oldest first."""
    left = Payment.refunded_fen + Payment.refunding_fen == 0, Payment.state == PaymentState.PAID
    paying = Payment.number == Order.paid_by
    found = select(Order.number).join(Order.payments).where(paying, *left).order_by(Order.id).limit(count)
    numbers = list(db.session.scalars(found))
    assert len(numbers) == count
    return numbers


def look(browser, **typed):
    """Send the form in which orders are chosen."""
    return filled(browser, NEW, "#choice", **{"reason": REASON} | typed)


def fields_of(answer) -> dict[str, str]:
    """What the form that confirms a dry run brings with it."""
    form = page_of(answer).select_one("#confirmation form")
    return {field["name"]: field.get("value", "") for field in form.select("input[name]")}


def confirm(browser, answer, **typed):
    """Confirm the dry run that an answer shows."""
    return browser.bare_post(ADDRESS, **fields_of(answer) | typed)


def begin(browser, numbers: list[str]) -> str:
    """Begin a bulk refund of these orders; return the address of its course."""
    answer = confirm(browser, look(browser, orders="\n".join(numbers)), count=str(len(numbers)))
    assert answer.status_code == 303, answer.text
    return answer.location


def bulks() -> list[BulkRefund]:
    """Every bulk refund as it is now."""
    db.session.rollback()
    return list(db.session.scalars(select(BulkRefund).order_by(BulkRefund.id)))


def rows() -> list[tuple[str, str, str | None]]:
    """Every row as (order, state, why not), in the order of their turns."""
    db.session.rollback()
    found = select(Order.number, BulkRefundRow.state, BulkRefundRow.why_not).join(BulkRefundRow.order)
    return [tuple(row) for row in db.session.execute(found.order_by(BulkRefundRow.id))]


def refunded(number: str) -> list[int]:
    """What was asked back of an order."""
    db.session.rollback()
    of_order = select(Refund.amount_fen).join(Refund.payment).join(Payment.order).where(Order.number == number)
    return list(db.session.scalars(of_order.order_by(Refund.id)))
