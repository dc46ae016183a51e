"""How much waits for a person: the numbers beside the navigation."""

from sqlalchemy import func, select

from ..db import db
from ..orders.books.bill_models import BillDifference
from ..orders.fapiao.models import FapiaoRequest
from ..orders.models import Payment, Refund
from ..rules.fapiao import WAITING
from ..rules.order_states import RefundState
from ..rules.staff_rights import Right
from ..subscriptions.models import GRACE, Subscription
from .staff.sessions import Clerk


def counts_for(clerk: Clerk) -> dict[str, int]:
    """Return what waits by the page that shows it, for whoever may open that page."""
    found = {}
    if clerk.may(Right.ORDERS):
        found["backoffice.orders"] = flagged_payments() + refused_refunds()
    if clerk.may(Right.RECONCILIATION):
        found["backoffice.reconciliation"] = open_differences()
    if clerk.may(Right.SUBSCRIPTIONS):
        found["backoffice.subscriptions"] = failing_subscriptions()
    if clerk.may(Right.MAKE_FAPIAO):
        found["backoffice.fapiao"] = waiting_fapiao()
    return found


def failing_subscriptions() -> int:
    """Count the subscriptions in grace: a deduction failed, and is tried again until the planned day is over."""
    return _count(select(func.count(Subscription.id)).where(GRACE))


def waiting_fapiao() -> int:
    """Count the fapiao requests for which somebody of finance has to do something."""
    return _count(select(func.count(FapiaoRequest.id)).where(FapiaoRequest.state.in_(WAITING)))


def open_differences() -> int:
    """Count the differences between bills and books that have no story."""
    return _count(select(func.count(BillDifference.id)).where(BillDifference.story.is_(None)))


def flagged_payments() -> int:
    """Count the payments that nobody has explained."""
    return _count(select(func.count(Payment.id)).where(Payment.flagged_because.is_not(None)))


def refused_refunds() -> int:
    """Count the refunds that Alipay refused and whose money is still here."""
    refused = Refund.state == RefundState.REFUSED, Payment.flagged_because.is_(None)
    is_here = Payment.refunded_fen < Payment.amount_fen
    return _count(select(func.count(Refund.id)).join(Refund.payment).where(*refused, is_here))


def _count(query) -> int:
    return db.session.scalar(query) or 0
