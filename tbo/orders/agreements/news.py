"""News of agreements: what Alipay answers or tells of one, learnt once, in whatever order it comes."""

import structlog
from sqlalchemy import bindparam, update

from ... import clock
from ...alipay.agreements import AgreementAnswer, AgreementState
from ...alipay.trouble import GatewayTrouble
from ...db import commits, db
from ...rules.ledger import Actor, LedgerKind
from ...rules.renewal_schedule import day_in_china, first_day
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState
from ...statements import run
from ...subscriptions.lifecycle import happen
from ...subscriptions.models import Subscription
from ...subscriptions.reading import is_known_unsigned
from ...subscriptions.trials import begin_trial
from ..books.ledger import record
from ..plan_changes.steps import plan_was_signed
from ..provider import agreement_gateway
from .locks import locked_subscription

log = structlog.get_logger()

# Whoever is signed and known to be learns no more from being told so.
_ASKED = (
    update(Subscription)
    .where(Subscription.number == bindparam("of"), Subscription.agreement_no.is_not(None))
    .values(asked_at=bindparam("now"))
)


def ask_for_agreement(number: str, deadline_s: float | None = None) -> AgreementAnswer | None:
    """Ask Alipay where an agreement stands, and learn it; None when nothing certain was told."""
    try:
        answer = agreement_gateway(deadline_s).agreement(number)
    except GatewayTrouble as trouble:
        log.warning("agreement.unknown", subscription=number, trouble=str(trouble))
        return None
    learn(answer)
    return answer


@commits
def learn(answer: AgreementAnswer) -> None:
    """Let an answer reach its subscription."""
    signed = answer.agreement_no if answer.state is AgreementState.NORMAL else None
    if signed and run(_ASKED, of=answer.number, now=clock.now()).rowcount:
        return
    subscription = locked_subscription(answer.number)
    if subscription is None:
        return
    subscription.asked_at = clock.now()
    if signed:
        _signed(subscription, signed, answer.buyer_id)
    elif answer.state is AgreementState.STOP:
        ended_elsewhere(subscription, "found ended at Alipay")
    elif is_known_unsigned(subscription, clock.now()):
        # There is nothing to end, and nobody asks again.
        subscription.unsign_at = None


def _signed(subscription: Subscription, agreement_no: str, buyer_id: str | None) -> None:
    if subscription.agreement_no is not None or subscription.unsigned_at is not None:
        return
    now = clock.now()
    subscription.agreement_no, subscription.buyer_id = agreement_no, buyer_id
    subscription.signed_at = now
    if subscription.state == SubscriptionState.SIGNING and subscription.trial_days:
        begin_trial(subscription)
    elif subscription.state == SubscriptionState.SIGNING:
        subscription.deduct_at, subscription.planned_on = now, first_day(day_in_china(now))
    else:
        # Signed from a page that was left long ago: nothing is deducted by it.
        subscription.unsign_at = now
    _book(LedgerKind.AGREED, subscription, "signed")
    plan_was_signed(subscription)
    db.session.flush()


def ended_elsewhere(subscription: Subscription, because: str) -> None:
    """Note that an agreement is over at Alipay; what is paid may be watched to its end. Never commits."""
    if subscription.unsigned_at is not None:
        return
    subscription.unsigned_at = clock.now()
    happen(subscription, SubscriptionEvent.ENDED, because)
    _book(LedgerKind.AGREEMENT_ENDED, subscription, because)


def book_unsigned(subscription: Subscription, because: str) -> None:
    """Write in the ledger that we may deduct no more."""
    _book(LedgerKind.AGREEMENT_ENDED, subscription, because)


def _book(kind: LedgerKind, subscription: Subscription, because: str) -> None:
    record(
        kind,
        key=f"{kind}:{subscription.number}",
        household_id=subscription.household_id,
        reason=because,
        actor=Actor.ALIPAY,
    )
