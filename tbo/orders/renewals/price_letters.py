"""Letters of rises that were announced: who is reached is told at once, and pays the old price until that is proved."""

from datetime import date, datetime
from typing import Any

from ... import clock
from ...db import commits, db
from ...rules.money import Money
from ...rules.renewal_prices import RISE_NOTICE
from ...rules.renewal_schedule import charge_day, end_of, planned_day, tries_of
from ...subscriptions.models import PriceLetter, Subscription
from ...subscriptions.pricing import rises_to_tell
from ..agreements.locks import locked_subscription
from .letters import write


@commits
def tell_of_rises(number: str) -> None:
    """Write to a payer of each rise that is to reach them, once."""
    subscription = locked_subscription(number)
    if subscription is not None:
        for row in rises_to_tell(subscription):
            _tell(subscription, row, Money(row.price_fen))


def _tell(subscription: Subscription, row: Any, price: Money) -> None:
    key = f"price:{subscription.number}:{row.version}"
    words = {
        "amount": price,
        "before": Money(subscription.price_fen),
        "day": _first_charge(subscription, row.reaches_payers_at),
    }
    message_id = write(subscription, "price_rise", key, **words)
    if message_id is None:
        return
    db.session.add(
        PriceLetter(
            subscription_id=subscription.id,
            plan_version_id=row.id,
            message_id=message_id,
            amount_fen=price.fen,
            told_at=clock.now(),
        )
    )


def _first_charge(subscription: Subscription, reaches_at: datetime) -> date:
    """Return the day of the first deduction at the new price; what is proved late comes later, never sooner."""
    planned, told_by = subscription.planned_on, clock.now() + RISE_NOTICE
    while end_of(planned) < reaches_at or tries_of(planned)[0] < told_by:
        planned = planned_day(planned, subscription.months, 1)
    return charge_day(planned)
