"""Locks on money: a household's row first, then what it owns as it is now, so that no two decisions cross."""

from sqlalchemy import Select, select

from ..accounts.models import Household
from ..db import db
from .models import Order, Payment


def lock_household(household_id: int) -> int:
    """Let no other transaction decide on this household's money until ours ends; return the household it is now.

    The lock lets rows that point at the household (devices) be written beside it: a newcomer's second and third click
    hold such a row each when they come here, and would otherwise wait for each other for ever.
    """
    lock = select(Household.merged_into_id).with_for_update(key_share=True)
    merged_into = db.session.scalar(lock.where(Household.id == household_id))
    return household_id if merged_into is None else lock_household(merged_into)


def locked_order(number: str) -> Order | None:
    """Return an order, its household locked and itself read afterwards; merges in between are followed.

    The household's lock is the order's too: whoever changes an order holds it.
    """
    return _locked(select(Order).where(Order.number == number))


def locked_payment(number: str) -> Payment | None:
    """Return a payment after locking its order's household; None when there is no such payment."""
    if _locked(select(Order).join(Order.payments).where(Payment.number == number)) is None:
        return None
    return db.session.scalar(
        select(Payment).where(Payment.number == number).with_for_update().execution_options(populate_existing=True)
    )


def _locked(orders: Select[Order]) -> Order | None:
    found = orders.execution_options(populate_existing=True)
    order = db.session.scalar(found)
    locked = None
    while order is not None and order.household_id != locked:
        locked = lock_household(order.household_id)
        order = db.session.scalar(found)
    return order
