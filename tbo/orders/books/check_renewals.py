"""Proving that the paid periods of subscriptions agree with the orders that paid them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select

from ...db import db
from ...entitlements.models import Entitlement
from ...rules.books import GIVES
from ...rules.subscription_states import TryState
from ...subscriptions.models import RenewalAttempt, Subscription
from ..models import Order

AT_ONCE = 500
_PAID = (
    select(RenewalAttempt, Subscription.number, Subscription.period, Order.id, Order.paid_by)
    .join(Subscription, Subscription.id == RenewalAttempt.subscription_id)
    .outerjoin(Order, Order.number == RenewalAttempt.order_number)
    .where(RenewalAttempt.state == TryState.PAID)
    .order_by(RenewalAttempt.id)
    .limit(AT_ONCE)
)


_GIVEN_UP = (
    select(Entitlement.source, Entitlement.given_up_for, Order.state)
    .outerjoin(Order, Order.number == Entitlement.given_up_for)
    .where(Entitlement.given_up_at.is_not(None), or_(Order.id.is_(None), Order.state.not_in(GIVES)))
    .order_by(Entitlement.id)
)


def given_up_for_nothing() -> Iterator[str]:
    """Say of each right whose unused days were credited to an order that gives nothing (any more)."""
    for source, order_number, state in db.session.execute(_GIVEN_UP).all():
        yield f"order {source}: its days were given up for {order_number}, which {f'is {state}' if state else 'is not'}"
    db.session.rollback()


def renewals_that_differ() -> Iterator[str]:
    """Say of each paid period what its order or its subscription says otherwise; each is read as of one instant."""
    last = 0
    while rows := db.session.execute(_PAID.where(RenewalAttempt.id > last)).all():
        last = rows[-1][0].id
        said = [sentence for row in rows for sentence in _differences(*row)]
        db.session.rollback()
        yield from said


def _differences(tried: RenewalAttempt, number: str, paid_periods: int, order_id: Any, paid_by: Any) -> Iterator[str]:
    named, nth = f"subscription {number}:", tried.period + 1
    if order_id is None:
        yield f"{named} period {nth} is paid, its order {tried.order_number} does not exist"
    elif paid_by != tried.payment_number:
        by = f"was paid by {tried.payment_number}, the order says by {paid_by or 'nothing'}"
        yield f"{named} period {nth} of order {tried.order_number} {by}"
    if tried.period >= paid_periods:
        yield f"{named} period {nth} is paid, it counts {paid_periods}"
