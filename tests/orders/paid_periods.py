"""A subscription whose first period an order has paid, for tests that need no more of it."""

from tbo import clock
from tbo.db import db
from tbo.orders.models import Order
from tbo.rules.subscription_states import SubscriptionState
from tbo.subscriptions.models import RenewalAttempt, Subscription

from ..support.selling import DAY


def subscribe(order: Order, state: SubscriptionState) -> Subscription:
    """Let an order have paid the first period of a subscription."""
    now = clock.now()
    named = {"number": "S1", "household_id": order.household_id, "plan_key": "monthly", "form_key": "k" * 20}
    facts = {"plan_version": 1, "months": 1, "price_fen": 1900, "planned_on": now.date() + 30 * DAY, "period": 1}
    held = Subscription(**named, **facts, state=state, created_at=now, period_ends_at=now + 30 * DAY)
    held.paused_months = 1 if state == SubscriptionState.PAUSED else None
    db.session.add(held)
    db.session.flush()
    tried = {"subscription_id": held.id, "period": 0, "nth": 1, "state": "paid", "tried_at": now, "ended_at": now}
    db.session.add(RenewalAttempt(**tried, order_number=order.number, payment_number=order.paid_by))
    db.session.commit()
    return held
