"""Months that were given: the next deduction waits behind them. Nothing here commits."""

from sqlalchemy import select

from .. import clock
from ..db import db
from ..rules.renewal_schedule import notice_due_at, planned_day
from ..rules.subscription_states import SubscriptionState
from .following import is_tried, planned_for
from .lifecycle import RUNNING_OF
from .models import RenewalAttempt, Subscription


def let_gift_run(household_id: int, months: int) -> None:
    """Move the next deduction behind months that were given and stand behind the paid period. Never commits.

    What is being deducted already is not moved: the gift then stands behind that period.
    """
    running = _running_as_it_is(household_id)
    if running is not None and _may_wait(running):
        _move(running, months)


def let_gift_end(household_id: int, months: int) -> None:
    """Undo let_gift_run: the months were taken back. Never commits.

    Where there is no time left to tell the payer five days before, the later day stays: nobody is charged by surprise.
    """
    running = _running_as_it_is(household_id)
    if running is None or not _may_wait(running):
        return
    if notice_due_at(planned_day(running.planned_on, 1, -months)) > clock.now():
        _move(running, -months)


def _running_as_it_is(household_id: int) -> Subscription | None:
    """Return the same as `running_of`, read anew under its row's lock.

    Who takes back a gift holds the lock of the household that gave it, not of the one that opened it.
    """
    asked = RUNNING_OF.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(asked, {"household_id": household_id})


def _may_wait(running: Subscription) -> bool:
    """Whether its next deduction can be moved; of who has left, for whoever thinks better of it."""
    may_wait = (SubscriptionState.TRIAL, SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
    may_come_back = running.state == SubscriptionState.CANCELLED and running.unsigned_at is None
    if not (running.state in may_wait or may_come_back) or running.deduct_at is not None:
        return False
    tried = RenewalAttempt.subscription_id == running.id, RenewalAttempt.period == running.period
    planned = planned_for(running)
    if planned is not None and is_tried(planned):
        return False
    return db.session.scalar(select(RenewalAttempt.id).where(*tried).limit(1)) is None


def _move(running: Subscription, months: int) -> None:
    """A notice that named the earlier day is followed by one of the new day; Alipay's plan follows at the deduction."""
    running.planned_on = planned_day(running.planned_on, 1, months)
    running.next_look_at = clock.now()
    planned = planned_for(running)
    if planned is not None:
        planned.planned_on, planned.next_look_at = running.planned_on, clock.now()
