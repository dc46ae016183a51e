"""The sweep over subscriptions: whatever is due for one is found in its row, claimed, and done once."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update

from .. import clock
from ..alipay.agreements import UnsignOutcome
from ..db import commits, db, rows_changed
from ..jobs import job
from ..rules.subscription_states import SubscriptionEvent, SubscriptionState
from ..subscriptions.lifecycle import happen
from ..subscriptions.models import RenewalAttempt, Subscription
from ..subscriptions.pricing import rises_to_tell
from ..subscriptions.reading import ask_again_at, is_due, is_notice_due, is_over, next_look_at, open_try, tries_of
from .agreement_locks import BY_NUMBER, locked_subscription
from .agreement_news import ask_for_agreement, book_unsigned
from .price_letters import tell_of_rises
from .provider import agreement_gateway
from .renewal_deducting import conclude, deduct
from .renewal_letters import give_notice, tell_of_end

log = structlog.get_logger()
MOST = 200
CLAIM = timedelta(minutes=2)
LONGEST_S = 40
UNSIGN_AGAIN = timedelta(minutes=10)
_S = SubscriptionState


def sweep_subscriptions(now: datetime | None = None) -> int:
    """Look after every subscription that is due; return how many. May run at once in several processes."""
    now, ends_at, count = now or clock.now(), time.monotonic() + LONGEST_S, 0
    for number in _due(now):
        if time.monotonic() > ends_at:
            break
        if _claim(number, now):
            _safely(number)
            count += 1
    return count


@job
def look_after(number: str) -> None:
    """Do what is due for one subscription, each step in a transaction of its own; then plan the next look."""
    found = None
    for is_due_now, step in _STEPS:
        found = found or _read(number)
        if found is None:
            return
        if is_due_now(*found, clock.now()):
            step(number)
            found = None
    _plan_next(number)


def unsign(number: str) -> None:
    """End an agreement at Alipay once that is due; it is asked for until Alipay says that it is over."""
    agreement_no = _to_unsign(number)
    if agreement_no is None:
        return
    outcome = agreement_gateway().unsign(agreement_no)
    log.info("agreement.unsigned", subscription=number, outcome=outcome.value)
    _note_unsigned(number, outcome)


@commits
def _claim(number: str, now: datetime) -> bool:
    due = Subscription.number == number, Subscription.next_look_at <= now
    return rows_changed(update(Subscription).where(*due).values(next_look_at=now + CLAIM)) == 1


def _due(now: datetime) -> list[str]:
    due = select(Subscription.number).where(Subscription.next_look_at <= now)
    return list(db.session.scalars(due.order_by(Subscription.next_look_at).limit(MOST)))


def _safely(number: str) -> None:
    """One's trouble must not keep the others waiting; its claim runs out, and it is due again."""
    try:
        look_after(number)
    except Exception:
        log.exception("renewal.sweep_failed", subscription=number)
        db.session.rollback()


def _is_to_be_asked(subscription: Subscription, _tries: list[RenewalAttempt], now: datetime) -> bool:
    if subscription.unsigned_at is not None:
        return False
    if subscription.agreement_no is None:
        return subscription.next_look_at is not None
    is_open = SubscriptionState(subscription.state) not in (_S.LAPSED, _S.CANCELLED)
    return is_open and (subscription.asked_at is None or ask_again_at(subscription, now) <= now)


@commits
def _let_time_pass(number: str) -> None:
    subscription = locked_subscription(number)
    if subscription is None or not is_over(subscription, tries_of(subscription), clock.now()):
        return
    before = subscription.state
    happen(subscription, SubscriptionEvent.OVER, f"over while {before}")
    if before in (_S.GRACE, _S.ACTIVE, _S.TRIAL):
        tell_of_end(subscription)


@commits
def _to_unsign(number: str) -> str | None:
    subscription, now = locked_subscription(number), clock.now()
    if subscription is None or subscription.unsigned_at is not None or subscription.unsign_at is None:
        return None
    if subscription.unsign_at > now or subscription.agreement_no is None:
        return None
    subscription.unsign_at = now + UNSIGN_AGAIN
    return subscription.agreement_no


@commits
def _note_unsigned(number: str, outcome: UnsignOutcome) -> None:
    subscription = locked_subscription(number)
    if subscription is None or outcome not in (UnsignOutcome.ENDED, UnsignOutcome.ALREADY):
        return
    if subscription.unsigned_at is None:
        subscription.unsigned_at = clock.now()
        book_unsigned(subscription, "ended by us")


@commits
def _plan_next(number: str) -> None:
    subscription = locked_subscription(number)
    if subscription is not None:
        subscription.next_look_at = next_look_at(subscription, tries_of(subscription), clock.now())


def _is_to_be_unsigned(subscription: Subscription, _tries: list[RenewalAttempt], now: datetime) -> bool:
    is_standing = subscription.unsigned_at is None and subscription.agreement_no is not None
    return is_standing and subscription.unsign_at is not None and subscription.unsign_at <= now


def _is_to_be_told(subscription: Subscription, _tries: list[RenewalAttempt], now: datetime) -> bool:
    return is_notice_due(subscription, now)


def _is_to_hear_of_a_rise(subscription: Subscription, _tries: list[RenewalAttempt], _now: datetime) -> bool:
    return bool(rises_to_tell(subscription))


def _has_open_try(_subscription: Subscription, tries: list[RenewalAttempt], _now: datetime) -> bool:
    return open_try(tries) is not None


def _read(number: str) -> tuple[Subscription, list[RenewalAttempt]] | None:
    """Return a subscription with its tries as they are now, without a lock: each step decides again under one."""
    db.session.rollback()
    subscription = db.session.scalar(BY_NUMBER, {"number": number})
    return (subscription, tries_of(subscription)) if subscription is not None else None


# What is done for a subscription, in this order, and when. A deduction whose outcome is not known is asked about by the
# sweep over payments; nothing else is tried before.
_STEPS: tuple[tuple[Callable[[Subscription, list[RenewalAttempt], datetime], bool], Callable[[str], object]], ...] = (
    (_has_open_try, conclude),
    (_is_to_be_asked, ask_for_agreement),
    (is_over, _let_time_pass),
    (_is_to_hear_of_a_rise, tell_of_rises),
    (_is_to_be_told, give_notice),
    (is_due, deduct),
    (_is_to_be_unsigned, unsign),
)
