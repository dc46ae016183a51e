"""What a household does with its subscription: cancel, think better of it, pause, resume, try again."""

from datetime import datetime

from flask_babel import gettext as _

from ... import clock
from ...db import commits, db
from ...entitlements.grants import paid_until
from ...jobs import enqueue
from ...rules.pauses import Resumed, resumed
from ...rules.plan_changes import Unchangeable
from ...rules.renewal_schedule import LONGEST_PAUSE, end_of, planned_day
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState
from ...subscriptions.following import is_planned, planned_for
from ...subscriptions.lifecycle import NotNow, happen, is_free, running_of
from ...subscriptions.models import Subscription
from ...subscriptions.reading import open_try, tries_of
from ...web.errors import Refusal
from ..locks import lock_household
from ..plan_changes.changing import let_go
from ..plan_changes.refusals import CannotChange
from ..renewals.sweep import look_after
from .locks import required


class AgreementIsOver(Refusal):
    """The agreement has been ended at Alipay; only a new one renews."""

    def words(self) -> str:
        """Say to sign anew."""
        return _("支付宝那边的签约已经结束了。想接着自动续，重新签一次就好；这一期照样看到最后一天。")


@commits
def cancel(household_id: int, because: str = "cancelled by the household") -> None:
    """Deduct nothing more; what is paid may be watched to its end. Done twice it stays done. Raises NotNow."""
    subscription = _running(household_id)
    if subscription.state == SubscriptionState.CANCELLED:
        return
    happen(subscription, SubscriptionEvent.CANCEL, because)
    let_go(subscription, "the household has left")
    _soon(subscription)


@commits
def undo(household_id: int) -> None:
    """Renew again after all, as long as the agreement stands. Raises AgreementIsOver, NotNow."""
    subscription = _running(household_id)
    if subscription.state in (SubscriptionState.ACTIVE, SubscriptionState.TRIAL):
        return
    if subscription.unsigned_at is not None or not _can_wait_for_alipay(subscription):
        raise AgreementIsOver(f"{subscription.number} was ended at Alipay")
    happen(subscription, SubscriptionEvent.TRIAL if is_free(subscription) else SubscriptionEvent.UNDO)


@commits
def pause(household_id: int, months: int) -> None:
    """Skip the next months: what is paid runs out, then nothing is deducted until the pause is over. Raises NotNow."""
    if not 1 <= months <= LONGEST_PAUSE:
        raise ValueError(f"a pause of {months} months is outside 1 to {LONGEST_PAUSE}")
    subscription = _running(household_id)
    if tries_of(subscription):
        # Its order stands already, and ends with the day that was planned for it.
        raise NotNow(f"{subscription.number} is being deducted just now")
    if planned_for(subscription) is not None:
        raise CannotChange(Unchangeable.WAITING)
    let_go(subscription, "the household pauses")
    happen(subscription, SubscriptionEvent.PAUSE)
    subscription.paused_months = months
    subscription.planned_on = planned_day(subscription.planned_on, 1, months)


@commits
def resume(household_id: int) -> None:
    """End a pause, where nothing else is paid by a deduction now (`rules/pauses.py`). Raises NotNow."""
    subscription, now = _running(household_id), clock.now()
    then = how_it_resumes(subscription, now)
    happen(subscription, SubscriptionEvent.RESUME)
    subscription.planned_on = then.planned_on
    if then.is_at_once:
        subscription.deduct_at = now
        _soon(subscription)


def how_it_resumes(subscription: Subscription, now: datetime) -> Resumed:
    """Return how a paused subscription would go on now."""
    paid = paid_until(subscription.household_id)
    return resumed(subscription.planned_on, subscription.paused_months or 0, subscription.period_ends_at, paid, now)


@commits
def try_again(number: str, household_id: int) -> None:
    """Try a deduction again at once because the household asks for it. Raises NotNow."""
    lock_household(household_id)
    subscription = required(number)
    if subscription.state not in (SubscriptionState.SIGNING, SubscriptionState.GRACE):
        raise NotNow(f"{number} is {subscription.state}")
    tries = tries_of(subscription)
    if is_planned(subscription) and not tries:
        raise NotNow(f"{number} waits for its day")
    if open_try(tries) is None:
        subscription.deduct_at = clock.now()
        _soon(subscription)


@commits
def unsign_now(number: str) -> None:
    """End the agreement of a subscription that renews no more, without the day to think better of it. Raises NotNow."""
    subscription = required(number)
    if not can_unsign(subscription):
        raise NotNow(f"{number} is {subscription.state} and keeps its agreement")
    subscription.unsign_at = clock.now()
    _soon(subscription)


def can_unsign(subscription: Subscription) -> bool:
    """Whether an agreement still stands that nothing will be deducted by."""
    is_over = subscription.state in (SubscriptionState.CANCELLED, SubscriptionState.LAPSED)
    return is_over and subscription.agreement_no is not None and subscription.unsigned_at is None


def can_undo(subscription: Subscription) -> bool:
    """Whether a cancelled subscription can renew again without another signature."""
    return (
        subscription.state == SubscriptionState.CANCELLED
        and subscription.unsigned_at is None
        and _can_wait_for_alipay(subscription)
    )


def _can_wait_for_alipay(subscription: Subscription) -> bool:
    """Whether the agreement is not about to be ended, and its next deduction can still be told of and made."""
    now = clock.now()
    is_standing = subscription.unsign_at is None or now < subscription.unsign_at
    if is_free(subscription) and subscription.trial_ends_at is not None and subscription.trial_ends_at <= now:
        return False
    return is_standing and now < end_of(subscription.planned_on)


def _running(household_id: int) -> Subscription:
    subscription = running_of(lock_household(household_id))
    if subscription is None:
        raise NotNow(f"household {household_id} has no subscription")
    db.session.refresh(subscription)
    return subscription


def _soon(subscription: Subscription) -> None:
    subscription.next_look_at = clock.now()
    enqueue(look_after, number=subscription.number)
