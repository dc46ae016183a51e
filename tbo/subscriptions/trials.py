"""Trials: free days before the first deduction, once for each person whom Alipay names, in whatever household."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..db import db
from ..entitlements.grants import Given, grant
from ..rules.renewal_schedule import charge_day, day_in_china, end_of, trial_ends_at, trial_planned
from ..rules.subscription_states import SubscriptionEvent
from .lifecycle import TRIAL, happen, make_room
from .models import Subscription, Trial


def begin_trial(subscription: Subscription) -> bool:
    """Give the free days that were promised to who signed; False when they had some before. Never commits.

    Then nothing is given and nothing is deducted: the agreement is ended, and whoever signed may sign another one.
    """
    now = clock.now()
    if not _is_first(subscription, now):
        subscription.trial_refused_at = now
        happen(subscription, SubscriptionEvent.CANCEL, "whoever signed had a trial before")
        return False
    subscription.planned_on = trial_planned(day_in_china(now), subscription.trial_days)
    subscription.trial_ends_at = subscription.period_ends_at = trial_ends_at(subscription.planned_on)
    make_room(subscription)
    happen(subscription, SubscriptionEvent.TRIAL)
    # The day of the deduction is watched too, so that nobody is cut off between its morning and its midnight.
    until = end_of(charge_day(subscription.planned_on))
    given = Given(kind="plan", plan_key=subscription.plan_key, starts_at=now, ends_at=until)
    grant(subscription.household_id, given, TRIAL, subscription.number, "trial")
    db.session.flush()
    return True


def had_trial(household_id: int) -> bool:
    """Whether somebody has had a trial in a household: then the paid start is offered first."""
    had = select(Trial.id).join(Subscription, Subscription.id == Trial.subscription_id)
    return db.session.scalar(had.where(Subscription.household_id == household_id).limit(1)) is not None


def _is_first(subscription: Subscription, now: datetime) -> bool:
    """Write down that a person has a trial; False when the database knows one of theirs, or Alipay named nobody."""
    if not subscription.buyer_id:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(Trial(person=subscription.buyer_id, subscription_id=subscription.id, begun_at=now))
    except IntegrityError:
        return False
    return True
