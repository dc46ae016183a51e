"""What of an order's money counts in later orders: they were cheaper for it, so giving it back gives it twice.

A period of a plan counts as what its days were worth in another plan, and as the member price of what was bought then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from ..db import db
from ..entitlements.models import Entitlement
from ..offers.goods import SeasonGoods
from ..rules.counted import counted_in
from ..rules.money import Money
from ..rules.order_states import OrderState, RefundState
from ..rules.prices import LineKind
from ..subscriptions.models import RenewalAttempt, Subscription
from .lines import lines_of
from .models import Order, Payment, Refund
from .plan_changes.steps import waiting_credits
from .refunds.goods import SOURCE
from .sold import goods_of

_STAYS = (OrderState.CLOSED, OrderState.REFUNDED)


@dataclass(frozen=True, slots=True)
class Counted:
    """At most how much of an order's money counts in another one; None: in a plan that is being paid."""

    amount: Money
    order_number: str | None


def counted_of(order: Order) -> list[Counted]:
    """List where an order's money counts already; what was given away or taken back counts nowhere."""
    given = Entitlement.source_kind == SOURCE, Entitlement.source == order.number, Entitlement.revoked_at.is_(None)
    right = db.session.scalar(select(Entitlement).where(*given))
    if right is None or order.paid_at is None:
        return []
    goods = goods_of(order)
    if goods is None:
        return list(_in_plans(order, right))
    return list(_in_season(order, goods, Money(right.paid_fen), order.paid_at))


def refunded_since(order: Order, goods: SeasonGoods) -> bool:
    """Whether anything that was paid for the same goods by other orders went back, or was sent, since this one."""
    theirs = (
        *(Order.household_id == order.household_id, Order.id != order.id, Order.paid_by == Payment.number),
        _is_about(goods),
        *(Refund.takes_back, Refund.state != RefundState.REFUSED, Refund.requested_at >= order.placed_at),
    )
    found = select(Refund.id).join(Payment, Payment.id == Refund.payment_id).join(Order, Order.id == Payment.order_id)
    return db.session.scalar(found.where(*theirs).limit(1)) is not None


def _is_about(goods: SeasonGoods) -> ColumnElement[bool]:
    return (Order.season_id == goods.season_id) | Order.episode_id.in_([episode.id for episode in goods.episodes])


def _in_plans(order: Order, right: Entitlement) -> Iterator[Counted]:
    if right.given_up_for is not None:
        tried = RenewalAttempt.order_number == right.given_up_for
        credits = db.session.scalar(select(Subscription.credits).join(RenewalAttempt).where(tried).limit(1))
        fen = sum(one["fen"] for one in credits or () if one["order"] == order.number)
        yield Counted(Money(fen), right.given_up_for)
    for amount in waiting_credits(order):
        yield Counted(amount, None)
    yield from _in_member_prices(order, right)


def _in_member_prices(order: Order, right: Entitlement) -> Iterator[Counted]:
    """List what was cheaper because this period ran: whoever gives it back was no member by then."""
    over_at = right.given_up_at or right.ends_at
    since = Order.household_id == order.household_id, Order.state.not_in(_STAYS), Order.placed_at >= right.starts_at
    during = select(Order).where(*since, Order.placed_at < over_at).order_by(Order.id)
    for other in db.session.scalars(during):
        saved = -Money.sum_of(line.amount for line in lines_of(other) if line.kind is LineKind.MEMBER)
        if saved:
            yield Counted(saved, other.number)


def _in_season(order: Order, goods: SeasonGoods, paid: Money, paid_at: datetime) -> Iterator[Counted]:
    numbers: dict[int | None, int] = {episode.id: episode.number for episode in goods.episodes}
    later = (
        *(Order.household_id == order.household_id, Order.id != order.id, Order.state.not_in(_STAYS)),
        _is_about(goods),
        (Order.placed_at >= paid_at) | (Order.paid_at >= paid_at),
    )
    mine = numbers.get(order.episode_id)
    loads = selectinload(Order.payments).selectinload(Payment.refunds)
    for other in db.session.scalars(select(Order).where(*later).order_by(Order.id).options(loads)):
        lines = lines_of(other) if other.placed_at >= paid_at else ()
        amount = counted_in(mine, paid, lines, numbers.get(other.episode_id), _sent_back(other))
        if amount:
            yield Counted(amount, other.number)


def _sent_back(order: Order) -> Money:
    """Return what was sent back of a price because another order had paid it by then."""
    refunds = (refund for payment in order.payments for refund in payment.refunds)
    kept = (refund for refund in refunds if not refund.takes_back and refund.state != RefundState.REFUSED)
    return Money(sum(refund.amount_fen for refund in kept))
