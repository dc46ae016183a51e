"""What is known of a subscription: its tries, its notice, and when there is something to do again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select

from ..accounts.models import Household
from ..entitlements.grants import paid_until
from ..messages.models import Message
from ..rules.plan_changes import lies_behind
from ..rules.renewal_schedule import (
    SIGNING_LIFE,
    charge_day,
    day_in_china,
    end_of,
    may_try,
    next_try_at,
    notice_due_at,
)
from ..rules.renewal_schedule import tries_of as planned_tries
from ..rules.subscription_states import PAYING, RENEWING, SubscriptionState, TryState
from ..statements import run
from .following import is_planned, is_planned_for, is_trying, is_waited_for, waiting_for
from .models import RenewalAttempt, RenewalNotice, Subscription

SOON = timedelta(minutes=1)
AGAIN = timedelta(minutes=10)
LATER = timedelta(hours=1)
SELDOM = timedelta(hours=4)
# A code that was never scanned may still be signed for so long; then the agreement is ended at once.
STRAY_FOR = timedelta(hours=48)
_S = SubscriptionState

_TRIES = (
    select(
        *(RenewalAttempt.id, RenewalAttempt.nth, RenewalAttempt.state, RenewalAttempt.tried_at),
        *(RenewalAttempt.order_number, RenewalAttempt.payment_number),
    )
    .where(RenewalAttempt.subscription_id == bindparam("id"), RenewalAttempt.period == bindparam("period"))
    .order_by(RenewalAttempt.nth)
)
_SENT = (
    select(RenewalNotice.amount_fen, Message.sent_at, Message.failed_at, Message.recipient)
    .join(Message, RenewalNotice.message_id == Message.id)
    .where(
        RenewalNotice.subscription_id == bindparam("id"),
        RenewalNotice.period == bindparam("period"),
        RenewalNotice.charge_on == bindparam("day"),
    )
)


_EMAIL = select(Household.email).where(Household.id == bindparam("of"))


def is_told_before(subscription: Subscription) -> bool:
    """Whether the payer is told before the next deduction; of two plans only the one that will be deducted tells."""
    if is_planned(subscription):
        return True
    return SubscriptionState(subscription.state) in PAYING and not is_planned_for(subscription)


def tries_of(subscription: Subscription) -> Sequence[Any]:
    """Read the tries at the period that is to be paid next, the first one first: what is known of each, not its row."""
    return run(_TRIES, id=subscription.id, period=subscription.period).all()


def open_try(tries: Sequence[Any]) -> Any | None:
    """Return the try whose outcome is not known yet; there is one at most."""
    return next((attempt for attempt in tries if attempt.state == TryState.OPEN), None)


def notice_of(subscription: Subscription) -> Any | None:
    """Read the notice that names the day of the next deduction: `amount_fen`, and `sent_at` with proof that it left.

    `failed_at` and `recipient` say that it never will, to whom.
    """
    day = charge_day(subscription.planned_on)
    return run(_SENT, id=subscription.id, period=subscription.period, day=day).first()


def behind_prepaid(subscription: Subscription) -> datetime | None:
    """Return when the period of the next deduction begins, for who has paid for longer already; else None."""
    return lies_behind(paid_until(subscription.household_id), subscription.planned_on)


def told_at(subscription: Subscription) -> datetime | None:
    """Return when the payer was told of the next deduction; None without proof that the message left."""
    notice = notice_of(subscription)
    return notice.sent_at if notice is not None else None


def is_notice_due(subscription: Subscription, now: datetime) -> bool:
    """Whether the payer is to be told now of the next deduction, and was not told of that day before.

    What could not be sent to an address is told again to another one.
    """
    if not notice_due_at(subscription.planned_on) <= now < end_of(subscription.planned_on):
        return False
    notice = notice_of(subscription)
    is_untold = notice is None or (notice.failed_at is not None and _has_moved(subscription, notice.recipient))
    return is_untold and is_told_before(subscription)


def _has_moved(subscription: Subscription, recipient: str) -> bool:
    email = run(_EMAIL, of=subscription.household_id).scalar()
    return email is not None and email != recipient


def is_due(subscription: Subscription, tries: Sequence[Any], now: datetime) -> bool:
    """Whether a deduction is to be tried now; never while one is open, never for who left."""
    tried_at = tries[-1].tried_at if tries else None
    if open_try(tries) or subscription.agreement_no is None or subscription.unsigned_at is not None:
        return False
    if subscription.state not in RENEWING:
        return False
    is_asked_for = subscription.deduct_at is not None and (tried_at is None or tried_at < subscription.deduct_at)
    # Before the first day nothing has to be read.
    is_time = charge_day(subscription.planned_on) <= day_in_china(now)
    renews = is_time and (subscription.period > 0 or subscription.trial_ends_at is not None or is_planned(subscription))
    if not is_asked_for and not (renews and may_try(subscription.planned_on, tried_at, told_at(subscription), now)):
        return False
    # While another plan is to take its place nothing is deducted for this one: never by two agreements.
    return not is_waited_for(subscription)


def is_over(subscription: Subscription, tries: Sequence[Any], now: datetime) -> bool:
    """Whether the time of its state has run out; what is not known yet is waited for."""
    if not _is_time_over(subscription, tries, now):
        return False
    waiting = waiting_for(subscription)
    return waiting is None or not is_trying(waiting)


def _is_time_over(subscription: Subscription, tries: Sequence[Any], now: datetime) -> bool:
    state = SubscriptionState(subscription.state)
    if state is _S.CANCELLED:
        return subscription.period_ends_at is not None and subscription.period_ends_at <= now
    if state is _S.PAUSED:
        return charge_day(subscription.planned_on) <= day_in_china(now)
    if state is _S.LAPSED or open_try(tries):
        return False
    if state is _S.SIGNING and not is_planned(subscription):
        return subscription.created_at + SIGNING_LIFE <= now
    # A first try asked for in the last second of a day is made in the next; a later one has an order, which ends.
    is_to_begin = subscription.deduct_at is not None and not tries
    return end_of(subscription.planned_on) <= now and not is_to_begin


def ask_again_at(subscription: Subscription, now: datetime) -> datetime:
    """Return when its agreement is asked for again: whoever ended it in the wallet may not have been heard."""
    settings = current_app.extensions["tbo.settings"]
    return (subscription.asked_at or now) + timedelta(hours=settings.agreement_hours)


def is_known_unsigned(subscription: Subscription, now: datetime) -> bool:
    """Whether an answer of Alipay that names no agreement is the last word: a code may be signed no more."""
    is_unsigned = subscription.state == _S.LAPSED and subscription.agreement_no is None
    return is_unsigned and now >= subscription.created_at + STRAY_FOR


def _may_stand_unknown(subscription: Subscription) -> bool:
    """Whether somebody may have signed of whom we heard nothing: until Alipay said so for certain, however late."""
    is_unknown = subscription.agreement_no is None and subscription.unsigned_at is None
    return is_unknown and subscription.unsign_at is not None


def next_look_at(subscription: Subscription, tries: Sequence[Any], now: datetime) -> datetime | None:
    """Return when there is something to do again; None for what is over. What could not be done is done AGAIN."""
    open_one = open_try(tries)
    if open_one is not None:
        # The longer nothing is known, the less a minute matters: Alipay may be away for hours.
        return now + max(SOON, min(LATER, (now - open_one.tried_at) / 4))
    unsign_at = subscription.unsign_at if subscription.unsigned_at is None else None
    moments = [unsign_at if subscription.agreement_no else None, *_moments(subscription, tries, now)]
    return min((moment if moment > now else now + AGAIN for moment in moments if moment is not None), default=None)


def _moments(subscription: Subscription, tries: Sequence[Any], now: datetime) -> list[datetime | None]:
    state = SubscriptionState(subscription.state)
    if state is _S.SIGNING and not is_planned(subscription):
        return [now + (SOON if now - subscription.created_at < LATER else LATER)]
    if state is _S.CANCELLED:
        return [subscription.period_ends_at]
    if state is _S.LAPSED:
        return [now + LATER] if _may_stand_unknown(subscription) else []
    asked = ask_again_at(subscription, now)
    if not is_planned(subscription) and is_planned_for(subscription):
        return [asked, end_of(subscription.planned_on)]
    notice = notice_of(subscription)
    if notice is None:
        return [asked, max(notice_due_at(subscription.planned_on), now + SELDOM)]
    if notice.sent_at is None:
        # Its job brings it as soon as it can be brought; before the first day nothing else follows from that.
        return [asked, max(planned_tries(subscription.planned_on)[0], now + SELDOM)]
    due = next_try_at(subscription.planned_on, tries[-1].tried_at if tries else None, notice.sent_at)
    return [asked, due or end_of(subscription.planned_on)]
