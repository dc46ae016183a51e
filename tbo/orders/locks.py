"""Locks on money: a household's row first, then what it owns as it is now, so that no two decisions cross."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from ..accounts.models import Household
from ..db import db
from .models import Order, Payment

Row = TypeVar("Row")

# Written once: SQLAlchemy takes longer to build a statement than to run it. All are asked by `it`.
_LOCK = select(Household.merged_into_id).where(Household.id == bindparam("it")).with_for_update(key_share=True)
_ORDER = select(Order).where(Order.number == bindparam("it"))
_OWNER_OF_ORDER = select(Order.household_id).where(Order.number == bindparam("it"))
_PAYMENT = (
    select(Payment)
    .join(Payment.order)
    .options(contains_eager(Payment.order))
    .where(Payment.number == bindparam("it"))
    .with_for_update(of=Payment)
)
_OWNER_OF_PAYMENT = select(Order.household_id).join(Order.payments).where(Payment.number == bindparam("it"))


def lock_household(household_id: int) -> int:
    """Let no other transaction decide on this household's money until ours ends; return the household it is now.

    The lock lets rows that point at the household (devices) be written beside it: a newcomer's second and third click
    hold such a row each when they come here, and would otherwise wait for each other for ever.
    """
    merged_into = db.session.scalar(_LOCK, {"it": household_id})
    return household_id if merged_into is None else lock_household(merged_into)


def locked_order(number: str) -> Order | None:
    """Return an order, its household locked and itself read afterwards; merges in between are followed.

    The household's lock is the order's too: whoever changes an order holds it.
    """
    return _locked(number, _OWNER_OF_ORDER, _ORDER, lambda order: order)


def locked_payment(number: str) -> Payment | None:
    """Return a payment with its order, read after locking their household; None when there is no such payment."""
    return _locked(number, _OWNER_OF_PAYMENT, _PAYMENT, lambda payment: payment.order)


def _locked(number: str, owner: Select, found: Select[Row], order_of: Callable[[Row], Order]) -> Row | None:
    household_id = db.session.scalar(owner, {"it": number})
    while household_id is not None:
        locked = lock_household(household_id)
        row = db.session.scalars(found, {"it": number}, execution_options={"populate_existing": True}).one()
        household_id = order_of(row).household_id
        if household_id == locked:
            return row
    return None
