"""Who brought an order's shopper, as the shop's own database knows it."""

from sqlalchemy import select

from tbo.arrivals.models import Arrival
from tbo.db import db
from tbo.orders.models import Order

from .inside import inside
from .processes import RunningShop


def newest_order(shop: RunningShop) -> dict:
    """The newest order: its state, and the item and codes of the link it names."""
    with inside(shop):
        named = select(Order.state, Arrival.item_id, Arrival.known).outerjoin(Arrival, Arrival.id == Order.arrival_id)
        state, item, codes = db.session.execute(named.order_by(Order.id.desc())).first()
        return {"state": state, "item": item, "codes": codes}
