"""What becomes of orders and gifts when two households become one: they move, with everything that hangs on them."""

from sqlalchemy import select, update

from ..accounts.merging import on_merge, on_profile_merge
from ..db import db
from .gifts.models import Gift
from .models import Order


@on_merge
def move_orders(source_id: int, target_id: int) -> None:
    """Move every order, unpaid ones too: money that is on its way finds its household. Never commits."""
    _free_keys(source_id, target_id)
    mine = update(Order).where(Order.household_id == source_id)
    db.session.execute(mine.values(household_id=target_id).execution_options(synchronize_session=False))


@on_profile_merge
def move_who_ordered(source_id: int, target_id: int) -> None:
    """Let what a melted profile spent today count for the one it went into. Never commits."""
    mine = update(Order).where(Order.profile_id == source_id)
    db.session.execute(mine.values(profile_id=target_id).execution_options(synchronize_session=False))


@on_merge
def move_gifts(source_id: int, target_id: int) -> None:
    """Move what was opened; what was bought moves with its order. Never commits."""
    mine = update(Gift).where(Gift.household_id == source_id)
    db.session.execute(mine.values(household_id=target_id).execution_options(synchronize_session=False))


def _free_keys(source_id: int, target_id: int) -> None:
    """A form's key is known once in a household; where both have used one, the moving order gives it up."""
    taken = select(Order.idempotency_key).where(Order.household_id == target_id)
    twice = select(Order).where(Order.household_id == source_id, Order.idempotency_key.in_(taken))
    for order in db.session.scalars(twice):
        order.idempotency_key = f"merged {order.number}"
    db.session.flush()
