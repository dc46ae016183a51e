"""Hearing of agreements: notices change nothing that Alipay would not answer, but they make somebody look at once."""

import structlog

from ... import clock
from ...alipay.agreement_notices import AgreementNews, AgreementNotice
from ...db import commits
from ...jobs import enqueue
from ...rules.subscription_states import SubscriptionState
from ...subscriptions.models import Subscription
from ..other_notices import record_other
from ..renewals.sweep import look_after
from .locks import locked_subscription
from .news import ended_elsewhere

log = structlog.get_logger()


def hear(notice: AgreementNotice) -> None:
    """Take a notice of an agreement. What follows, a worker does: it asks Alipay afresh before it deducts."""
    _learn_notice(notice)
    record_other(notice.notice_id, f"agreement {notice.kind.value}", is_known=True)


@commits
def _learn_notice(notice: AgreementNotice) -> None:
    subscription = locked_subscription(notice.number)
    if subscription is None:
        log.error("agreement.of_nobody", subscription=notice.number)
        return
    if notice.kind is AgreementNews.ENDED and not notice.must_query and _is_of(subscription, notice):
        ended_elsewhere(subscription, "ended in the wallet")
    elif notice.kind is not AgreementNews.ENDED and _was_thought_unsigned(subscription):
        # Told to be signed: unknown again, until Alipay answers.
        subscription.unsign_at = clock.now()
    # Either notice triggers a query; a signing counts only once Alipay confirms it.
    subscription.next_look_at, subscription.asked_at = clock.now(), None
    enqueue(look_after, key=f"agreement:{notice.notice_id}", number=subscription.number)


def _was_thought_unsigned(subscription: Subscription) -> bool:
    is_over = subscription.state == SubscriptionState.LAPSED and subscription.unsigned_at is None
    return is_over and subscription.agreement_no is None and subscription.unsign_at is None


def _is_of(subscription: Subscription, notice: AgreementNotice) -> bool:
    return subscription.agreement_no in (None, notice.agreement_no)
