"""Locks on money: a household's row first, then what it owns as it is now, so that no two decisions cross."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ScalarResult, Select, bindparam, select
from sqlalchemy.orm import contains_eager

from ..accounts.models import Household
from ..db import db, is_sqlite
from ..statements import run
from .models import Order, Payment

Row = TypeVar("Row")

# All are asked by `it`.
_LOCK = select(Household.id, Household.merged_into_id).with_for_update(key_share=True)
_BY_ID = _LOCK.where(Household.id == bindparam("it"))
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


def lock_of(owner: Select) -> Select:
    """Return the statement that locks the household which `owner` selects, for `locked_row`."""
    return _LOCK.where(Household.id == owner.scalar_subquery())


def lock_household(household_id: int) -> int:
    """Let no other transaction decide on this household's money until ours ends; return the household it is now.

    The lock lets rows that point at the household (devices) be written beside it: a newcomer's second and third click
    hold such a row each when they come here, and would otherwise wait for each other for ever.
    """
    return _followed(run(_BY_ID, it=household_id).one())


def locked_order(number: str) -> Order | None:
    """Return an order, its household locked and itself read afterwards; merges in between are followed.

    The household's lock is the order's too: whoever changes an order holds it.
    """
    return locked_row(number, _LOCK_OF_ORDER, _ORDER, lambda order: order.household_id)


def locked_payment(number: str) -> Payment | None:
    """Return a payment with its order, read after locking their household; None when there is no such payment."""
    return locked_row(number, _LOCK_OF_PAYMENT, _PAYMENT, lambda payment: payment.order.household_id)


def locked_row(it: str, lock: Select, found: Select[Row], owner_of: Callable[[Row], int]) -> Row | None:
    """Return what `found` selects by `it`, read after locking its household; merges in between are followed."""
    return _locked(it, lock, lambda: _fresh(it, found), owner_of)


def locked_facts(it: str, lock: Select, found: Select) -> Any | None:
    """Return the columns that `found` selects, `household_id` of them, as `locked_row` does: to read, at a quarter."""
    return _locked(it, lock, lambda: run(found, it=it), lambda facts: facts.household_id)


def _locked(it: str, lock: Select, read: Callable[[], Any], owner_of: Callable[[Row], int]) -> Row | None:
    """A transaction of SQLite that writes has locked the whole file with its first statement: there it is only read."""
    if is_sqlite():
        return read().one_or_none()
    household = run(lock, it=it).first()
    locked = _followed(household) if household is not None else None
    while locked is not None:
        row = read().one()
        if owner_of(row) == locked:
            return row
        locked = lock_household(owner_of(row))
    return None


def _fresh(it: str, found: Select[Row]) -> ScalarResult[Row]:
    return db.session.scalars(found, {"it": it}, execution_options={"populate_existing": True})


def _followed(household: Any) -> int:
    return household.id if household.merged_into_id is None else lock_household(household.merged_into_id)


_LOCK_OF_ORDER, _LOCK_OF_PAYMENT = lock_of(_OWNER_OF_ORDER), lock_of(_OWNER_OF_PAYMENT)
