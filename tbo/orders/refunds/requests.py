"""A shopper's own refund: whether an order can be taken back with one tap, proved by the play log, and doing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...accounts.models import Profile
from ...db import commits, db
from ...entitlements.grants import fresh_entitlements_of, give_back
from ...offers.goods import goods_of_episode
from ...playback.models import PlaybackSession, Progress
from ...rules.access import OfferKind
from ...rules.ledger import household_actor
from ...rules.money import Money
from ...rules.order_states import OrderState, PaymentState
from ...rules.refund_window import REFUND_WITHIN, PaidFacts, RefundAnswer, UseFacts, by_money, by_use, opened_by
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState
from ...subscriptions.lifecycle import happen, running_of
from ...subscriptions.models import RenewalAttempt, Subscription
from ...web.errors import Refusal
from ..counted import counted_of
from ..gifts.giving import gift_of
from ..locks import locked_order
from ..models import Order, Payment
from ..plan_changes.changing import let_go
from .goods import SOURCE
from .sending import payment_of, refund_order

BECAUSE = "asked back by the shopper, not played"


class NotRefundable(Refusal):
    """The order cannot be taken back with one tap; nothing changed."""

    def words(self) -> str:
        """Say to look at the order, which tells why."""
        return _("这个订单现在不能自己退，什么都没有变。订单页上写了为什么。")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRefund:
    """What an order's page says about taking it back; `until` is exclusive.

    `stops_renewing`: the subscription whose period it is would renew no more.
    """

    answer: RefundAnswer
    amount: Money
    until: datetime | None
    stops_renewing: bool

    @property
    def is_possible(self) -> bool:
        """Whether one tap takes it back now."""
        return self.answer is RefundAnswer.POSSIBLE


def own_refund(order: Order) -> OwnRefund:
    """Tell whether an order can be taken back now by who bought it."""
    payment = payment_of(order)
    paid = _paid(order, payment)
    answer = by_money(paid, clock.now())
    if answer is RefundAnswer.POSSIBLE and paid.paid_at is not None:
        answer = by_use(_use(order, paid.paid_at))
    until = paid.paid_at + REFUND_WITHIN if paid.paid_at else None
    stops = answer is RefundAnswer.POSSIBLE and renewing_after(order) is not None
    return OwnRefund(answer=answer, amount=paid.left or paid.going_back, until=until, stops_renewing=stops)


@commits
def take_back(number: str, household_id: int) -> None:
    """Ask an order's money back for who bought it; a second tap changes nothing. Raises NotRefundable.

    What it gave opens nothing from now on, and is taken back when the money is; where Alipay refuses, it opens again. A
    subscription whose period it was renews no more; whoever gives a period back does not want the next.
    """
    order = locked_order(number)
    if order is None or order.household_id != household_id:
        raise NotRefundable(f"order {number} is not of household {household_id}")
    answer = own_refund(order).answer
    if answer in (RefundAnswer.ON_ITS_WAY, RefundAnswer.DONE):
        return
    if answer is not RefundAnswer.POSSIBLE:
        raise NotRefundable(f"order {number} cannot be taken back: {answer}")
    refund_order(number, BECAUSE, actor=household_actor(household_id))
    give_back(SOURCE, number)
    end_renewal(order, BECAUSE)


def end_renewal(order: Order, because: str) -> str | None:
    """Let the subscription whose period an order paid renew no more; return its number. Never commits."""
    renewing = renewing_after(order)
    if renewing is None:
        return None
    happen(renewing, SubscriptionEvent.CANCEL, because)
    let_go(renewing, because)
    return renewing.number


def renewing_after(order: Order) -> Subscription | None:
    """Return the subscription that would go on after the period which an order paid; None for any other order."""
    if order.offer_kind != OfferKind.PLAN:
        return None
    running = running_of(order.household_id)
    if running is None or running.state == SubscriptionState.CANCELLED:
        return None
    tried = RenewalAttempt.subscription_id == running.id, RenewalAttempt.order_number == order.number
    return running if db.session.scalar(select(RenewalAttempt.id).where(*tried).limit(1)) is not None else None


def _paid(order: Order, payment: Payment | None) -> PaidFacts:
    if payment is None:
        return PaidFacts(state=OrderState(order.state), paid_at=None)
    return PaidFacts(
        state=OrderState(order.state),
        paid_at=payment.paid_at,
        left=Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen),
        going_back=Money(payment.refunding_fen),
        is_finished=payment.state == PaymentState.FINISHED,
    )


def _use(order: Order, paid_at: datetime) -> UseFacts:
    if order.is_gift:
        gift = gift_of(order)
        return UseFacts(is_opened=gift is not None and gift.redeemed_at is not None)
    return UseFacts(is_played=_is_played(order, paid_at), is_counted=bool(counted_of(order)))


def _is_played(order: Order, paid_at: datetime) -> bool:
    """Whether something was played that only this order opened."""
    rights, region = fresh_entitlements_of(order.household_id), current_app.extensions["tbo.settings"].region
    source = SOURCE, order.number
    for episode_id, at in _plays(order.household_id, paid_at):
        goods = goods_of_episode(episode_id)
        episode = goods.episode(episode_id) if goods else None
        if episode is not None and opened_by(source, episode, rights, at, region):
            return True
    return False


def _plays(household_id: int, since: datetime) -> Iterator[tuple[int, datetime]]:
    """Return what a household played since then: by its sessions, and by the places its profiles got to."""
    session, place = PlaybackSession, Progress
    of_sessions = session.household_id == household_id, session.last_beat_at >= since
    yield from _pairs(select(session.episode_id, session.last_beat_at).where(*of_sessions))
    of_places = Profile.household_id == household_id, place.updated_at >= since, place.position_s > 0
    joined = select(place.episode_id, place.updated_at).join(Profile, Profile.id == place.profile_id)
    yield from _pairs(joined.where(*of_places))


def _pairs(question) -> list[tuple[int, datetime]]:
    return [(episode_id, at) for episode_id, at in db.session.execute(question)]
