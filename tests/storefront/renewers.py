"""Households that renew, as tests of pages need them: an agreement written down as it would stand."""

from datetime import timedelta

from tbo import clock
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.subscriptions.models import Subscription, Trial

MONTH = timedelta(days=30)


def renews(household_id: int, key: str = "monthly", state: str = "active", trial: bool = False) -> Subscription:
    """Write down an agreement of a household, with the right of its period where one may watch by it."""
    now = clock.now()
    row = Subscription(
        number=f"TBOS-{household_id}-{state}",
        form_key=f"form-of-{household_id}-{state}",
        household_id=household_id,
        state=state,
        plan_key=key,
        plan_version=1,
        months=1,
        price_fen=1900,
        planned_on=(now + MONTH).date(),
        period=1,
        period_ends_at=now + MONTH,
        paused_months=1 if state == "paused" else None,
        trial_days=7 if trial else 0,
        trial_ends_at=now + MONTH if trial else None,
        created_at=now,
    )
    db.session.add(row)
    if state not in ("paused", "lapsed"):
        given = Given(kind="plan", plan_key=key, starts_at=now, ends_at=now + MONTH)
        grant(household_id, given, "order", f"period-of-{household_id}")
    db.session.flush()
    if trial:
        db.session.add(Trial(person=f"2088-{household_id}", subscription_id=row.id, begun_at=now))
    db.session.commit()
    return row
