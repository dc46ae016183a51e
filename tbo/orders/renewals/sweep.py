"""The sweep over subscriptions: whatever is due for one is found in its row, claimed, and done once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update

from ... import clock
from ...alipay.agreements import UnsignOutcome
from ...db import commits
from ...jobs import job
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState
from ...statements import run
from ...subscriptions.lifecycle import happen
from ...subscriptions.models import Subscription
from ...subscriptions.pricing import rises_to_tell
from ...subscriptions.reading import ask_again_at, is_due, is_notice_due, is_over, next_look_at, open_try, tries_of
from ..agreements.locks import locked_subscription, locked_to_read
from ..agreements.news import ask_for_agreement, book_unsigned
from ..provider import agreement_gateway
from .deducting import conclude, deduct
from .letters import give_notice, tell_of_end
from .price_letters import tell_of_rises

log = structlog.get_logger()
MOST = 200
CLAIM = timedelta(minutes=2)
LONGEST_S = 40
UNSIGN_AGAIN = timedelta(minutes=10)
_S = SubscriptionState


def sweep_subscriptions(now: datetime | None = None) -> int:
    """Look after every subscription that is due; return how many. May run at once in several processes."""
    now, ends_at, count = now or clock.now(), time.monotonic() + LONGEST_S, 0
    for number in run(_DUE, now=now).scalars().all():
        if time.monotonic() > ends_at:
            break
        count += _safely(number, now)
    return count


@job
def look_after(number: str) -> None:
    """Do what is due for one subscription; what asks Alipay does so between transactions. Then plan the next look."""
    _look_after(number, None)


def _look_after(number: str, due_by: datetime | None) -> bool:
    """Do the same for a subscription that is due by then, and not claimed by somebody else; whether it was."""
    found = _next_step(number, 0, due_by)
    while found.step is not None:
        found.step(number)
        found = _next_step(number, found.nth + 1)
    return found.is_there


def unsign(number: str) -> None:
    """End an agreement at Alipay once that is due; it is asked for until Alipay says that it is over."""
    agreement_no = _to_unsign(number)
    if agreement_no is None:
        return
    outcome = agreement_gateway().unsign(agreement_no)
    log.info("agreement.unsigned", subscription=number, outcome=outcome.value)
    _note_unsigned(number, outcome)


@dataclass(frozen=True)
class _Found:
    """What is to be done for a subscription: the `nth` of the steps, None when the next look was planned instead."""

    is_there: bool
    nth: int = 0
    step: Callable[[str], object] | None = None


@commits
def _next_step(number: str, since: int, due_by: datetime | None = None) -> _Found:
    """Find what is to be done now, of the steps from `since` on; plan the next look when nothing is.

    What asks nobody outside is done at once, in the same transaction.

    With `due_by` only when it is due by then: it is claimed with that, and of two sweeps at once one gets it.
    """
    subscription, now = locked_to_read(number), clock.now()
    if subscription is None:
        return _Found(is_there=False)
    if due_by is not None and (subscription.next_look_at is None or subscription.next_look_at > due_by):
        return _Found(is_there=False)
    tries = tries_of(subscription)
    for nth, (is_due_now, step) in enumerate(_STEPS[since:], since):
        if not is_due_now(subscription, tries, now):
            continue
        if step not in _HERE:
            if due_by is not None:
                run(_PLAN, of=number, at=due_by + CLAIM)
            return _Found(True, nth, step)
        step(number)
        subscription = locked_to_read(number) or subscription
        tries = tries_of(subscription)
    run(_PLAN, of=number, at=next_look_at(subscription, tries, now))
    return _Found(is_there=True)


def _safely(number: str, now: datetime) -> bool:
    """One's trouble must not keep the others waiting; its claim runs out, and it is due again."""
    try:
        return _look_after(number, now)
    except Exception:
        log.exception("renewal.sweep_failed", subscription=number)
        _claim(number, now)
        return True


@commits
def _claim(number: str, now: datetime) -> None:
    run(_CLAIM, of=number, now=now, until=now + CLAIM)


def _is_to_be_asked(subscription: Subscription, _tries: Sequence[Any], now: datetime) -> bool:
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


def _is_to_be_unsigned(subscription: Subscription, _tries: Sequence[Any], now: datetime) -> bool:
    is_standing = subscription.unsigned_at is None and subscription.agreement_no is not None
    return is_standing and subscription.unsign_at is not None and subscription.unsign_at <= now


def _is_to_be_told(subscription: Subscription, _tries: Sequence[Any], now: datetime) -> bool:
    return is_notice_due(subscription, now)


def _is_to_hear_of_a_rise(subscription: Subscription, _tries: Sequence[Any], _now: datetime) -> bool:
    return bool(rises_to_tell(subscription))


def _has_open_try(_subscription: Subscription, tries: Sequence[Any], _now: datetime) -> bool:
    return open_try(tries) is not None


_DUE = (
    select(Subscription.number)
    .where(Subscription.next_look_at <= bindparam("now"))
    .order_by(Subscription.next_look_at)
    .limit(MOST)
)
_OF = update(Subscription).where(Subscription.number == bindparam("of"))
_PLAN = _OF.values(next_look_at=bindparam("at"))
_CLAIM = _OF.where(Subscription.next_look_at <= bindparam("now")).values(next_look_at=bindparam("until"))

# What is done for a subscription, in this order, and when. A deduction whose outcome is not known is asked about by the
# sweep over payments; nothing else is tried before.
_STEPS: tuple[tuple[Callable[[Subscription, Sequence[Any], datetime], bool], Callable[[str], object]], ...] = (
    (_has_open_try, conclude),
    (_is_to_be_asked, ask_for_agreement),
    (is_over, _let_time_pass),
    (_is_to_hear_of_a_rise, tell_of_rises),
    (_is_to_be_told, give_notice),
    (is_due, deduct),
    (_is_to_be_unsigned, unsign),
)
_HERE = frozenset({conclude, _let_time_pass, tell_of_rises, give_notice})
