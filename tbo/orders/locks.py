"""Locks on money: a household's row first, then its order as it is now, so that no two decisions cross."""

from sqlalchemy import select

from ..accounts.models import Household
from ..db import db
from .models import Order, Payment


def lock_household(household_id: int) -> None:
    """Let no other transaction decide on this household's money until ours ends."""
    db.session.execute(select(Household.id).where(Household.id == household_id).with_for_update())


def locked_order(number: str) -> Order | None:
    """Return an order, its household locked and itself read afterwards; merges in between are followed."""
    found = select(Order).where(Order.number == number).execution_options(populate_existing=True)
    order = db.session.scalar(found)
    locked = None
    while order is not None and order.household_id != locked:
        locked = order.household_id
        lock_household(locked)
        order = db.session.scalar(found.with_for_update())
    return order


def locked_payment(number: str) -> Payment | None:
    """Return a payment after locking its order and household; None when there is no such payment."""
    order_number = db.session.scalar(
        select(Order.number).join(Payment, Payment.order_id == Order.id).where(Payment.number == number)
    )
    if order_number is None:
        return None
    locked_order(order_number)
    return db.session.scalar(
        select(Payment).where(Payment.number == number).with_for_update().execution_options(populate_existing=True)
    )
