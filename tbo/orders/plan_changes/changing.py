"""Changing the plan of a subscription: a new agreement is written down beside the one that runs, or let go again.

The one that runs ends when the first period of the new one is paid, never before; until then it stands as it was.
"""

from datetime import datetime

import structlog

from ... import clock
from ...db import commits, db
from ...jobs import enqueue
from ...rules.money import Money
from ...rules.plan_changes import Begins, Unchangeable, can_be_told
from ...rules.subscription_states import SubscriptionEvent
from ...subscriptions.following import is_trying, planned_for, waiting_for
from ...subscriptions.lifecycle import NotNow, happen, running_of
from ...subscriptions.models import Subscription
from ...subscriptions.reading import tries_of
from ..agreements.placing import new_agreement, placed_by
from ..locks import lock_household
from ..renewals.sweep import look_after
from .quotes import PlanChange, change_of, kept_credits
from .refusals import CannotChange, ChangeDiffers

log = structlog.get_logger()


@commits
def change_plan(household_id: int, key: str, shown: tuple[str, Money], form_key: str) -> str:
    """Write down the agreement of another plan, which waits to be signed; return its number.

    `shown` is when it was said to begin, and what it was said to cost then. The same change in two tabs is one
    agreement; another change lets the one that was never signed go. Raises CannotChange, ChangeDiffers, FormTooOld,
    NoSuchOffer, NotNow.
    """
    running = running_now(household_id)
    earlier = placed_by(form_key, running.household_id)
    if earlier is not None:
        return earlier.number
    quote = change_of(running, key, clock.now())
    if quote.refused is not None:
        raise CannotChange(quote.refused)
    if shown != (quote.change.begins.value, asked_for(quote)):
        raise ChangeDiffers(f"{shown} was shown, {quote.change.begins} for {asked_for(quote)} it is now")
    waiting = waiting_for(running)
    if waiting is not None and _is_same(waiting, quote):
        return waiting.number
    if waiting is not None:
        happen(waiting, SubscriptionEvent.CANCEL, "another plan was chosen")
        db.session.flush()
    made = _follow(running, quote, form_key)
    log.info("plan.chosen", subscription=made.number, follows=running.number, begins=made.begins)
    return made.number


@commits
def keep_plan(household_id: int) -> None:
    """Let a planned change go: the plan that runs goes on. Done twice it stays done. Raises CannotChange, NotNow."""
    running = running_now(household_id)
    planned = planned_for(running)
    if planned is None:
        return
    if not can_keep(running, planned, clock.now()):
        raise CannotChange(Unchangeable.TOO_LATE)
    happen(planned, SubscriptionEvent.CANCEL, "the household keeps its plan")
    running.next_look_at = clock.now()
    enqueue(look_after, number=planned.number)


def can_keep(running: Subscription, planned: Subscription, now: datetime) -> bool:
    """Whether a planned change can be let go: the payer can still be told of the other deduction in time."""
    return not tries_of(planned) and can_be_told(running.planned_on, now)


def let_go(subscription: Subscription, because: str) -> None:
    """Let whatever waits for a subscription's place go, unless money of it is under way. Never commits."""
    waiting = waiting_for(subscription)
    if waiting is not None and not is_trying(waiting):
        happen(waiting, SubscriptionEvent.CANCEL, because)
        enqueue(look_after, number=waiting.number)


def asked_for(quote: PlanChange) -> Money:
    """Return what a change costs when it begins."""
    return quote.change.total if quote.is_now else quote.plan.price


def running_now(household_id: int) -> Subscription:
    """Return the subscription that runs, read under the household's lock. Raises NotNow."""
    running = running_of(lock_household(household_id))
    if running is None:
        raise NotNow(f"household {household_id} has no subscription")
    db.session.refresh(running)
    return running


def _is_same(waiting: Subscription, quote: PlanChange) -> bool:
    named = waiting.plan_key, waiting.price_fen, waiting.begins, waiting.credits
    change = quote.change
    return named == (quote.plan.key, quote.plan.price.fen, change.begins.value, kept_credits(change.credits))


def _follow(running: Subscription, quote: PlanChange, form_key: str) -> Subscription:
    made = new_agreement(running.household_id, quote.plan, form_key, arrival_id=running.arrival_id)
    made.follows_id, made.begins = running.id, quote.change.begins.value
    made.credits = kept_credits(quote.change.credits)
    if quote.change.begins is Begins.NEXT:
        made.planned_on = running.planned_on
    db.session.add(made)
    db.session.flush()
    return made
