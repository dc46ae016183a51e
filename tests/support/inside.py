"""Standing inside a shop that runs, beside its processes: for what no page can do or tell."""

from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import func, select

from tbo import clock, create_app
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.orders.models import Order
from tbo.orders.sweeping import sweep
from tbo.settings import read_settings

from .processes import RunningShop

LONG_AGO = timedelta(minutes=30)


@contextmanager
def inside(shop: RunningShop):
    """Run a block with the shop's own settings, on its own database."""
    app = create_app(read_settings(shop.environ))
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def let_time_run_out(shop: RunningShop, order_number: str) -> None:
    """Make an order as old as one that nobody paid in time, and look after it as the worker does each minute."""
    with inside(shop):
        with writing():
            order = _order(order_number)
            order.placed_at -= LONG_AGO
            order.expires_at -= LONG_AGO
            for payment in order.payments:
                payment.created_at -= LONG_AGO
                payment.expires_at -= LONG_AGO
                payment.next_query_at = clock.now()
        sweep()


def grants_of(shop: RunningShop, order_number: str) -> int:
    """How often an order gave what it sold."""
    with inside(shop):
        given = select(func.count()).select_from(Entitlement).where(Entitlement.source == order_number)
        return db.session.scalar(given)


def _order(number: str) -> Order:
    return db.session.scalars(select(Order).where(Order.number == number)).one()
