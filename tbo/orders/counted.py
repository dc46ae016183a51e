"""What of an order's money counts in later orders: they were cheaper for it, so giving it back gives it twice.

A period of a plan counts as what its days were worth in another plan, and as the member price of what was bought then.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from ..catalog.models import Episode
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

AT_ONCE = 500
_STAYS = (OrderState.CLOSED, OrderState.REFUNDED)
_Places = dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """At most how much of an order's money counts in another one; None: in a plan that is being paid."""

    amount: Money
    order_number: str | None


def counted_of(order: Order) -> list[Counted]:
    """List where an order's money counts already; what was given away or taken back counts nowhere."""
    return counted_of_many([order])[order.id]


def counted_of_many(orders: Sequence[Order]) -> dict[int, list[Counted]]:
    """List the same for each of many orders, by its id, at as many queries as for one of each kind."""
    found: dict[int, list[Counted]] = {order.id: [] for order in orders}
    for start in range(0, len(orders), AT_ONCE):
        some = orders[start : start + AT_ONCE]
        rights = _rights(some)
        paid = [order for order in some if order.number in rights and order.paid_at is not None]
        plans = [order for order in paid if order.season_id is None and order.episode_id is None]
        pieces = [order for order in paid if order.season_id is not None or order.episode_id is not None]
        for order, counted in (*_in_plans(plans, rights), *_in_seasons(pieces, rights)):
            found[order.id].append(counted)
    return found


def refunded_since(order: Order, goods: SeasonGoods) -> bool:
    """Whether anything that was paid for the same goods by other orders went back, or was sent, since this one."""
    theirs = (
        *(Order.household_id == order.household_id, Order.id != order.id, Order.paid_by == Payment.number),
        (Order.season_id == goods.season_id) | Order.episode_id.in_([episode.id for episode in goods.episodes]),
        *(Refund.takes_back, Refund.state != RefundState.REFUSED, Refund.requested_at >= order.placed_at),
    )
    found = select(Refund.id).join(Payment, Payment.id == Refund.payment_id).join(Order, Order.id == Payment.order_id)
    return db.session.scalar(found.where(*theirs).limit(1)) is not None


def _rights(orders: Sequence[Order]) -> dict[str, Entitlement]:
    numbers = [order.number for order in orders]
    given = Entitlement.source_kind == SOURCE, Entitlement.source.in_(numbers), Entitlement.revoked_at.is_(None)
    return {right.source: right for right in db.session.scalars(select(Entitlement).where(*given))}


def _in_plans(orders: Sequence[Order], rights: dict[str, Entitlement]) -> Iterator[tuple[Order, Counted]]:
    if not orders:
        return
    credits, waiting = _credits(rights[order.number].given_up_for for order in orders), waiting_credits(orders)
    others = _by_household(orders, Order.state.not_in(_STAYS))
    for order in orders:
        right = rights[order.number]
        if right.given_up_for is not None:
            fen = sum(one["fen"] for one in credits.get(right.given_up_for, ()) if one["order"] == order.number)
            yield order, Counted(Money(fen), right.given_up_for)
        for amount in waiting[order.number]:
            yield order, Counted(amount, None)
        for counted in _in_member_prices(right, others[order.household_id]):
            yield order, counted


def _credits(numbers: Iterable[str | None]) -> dict[str, list[dict]]:
    """Return what the plans credited whose first periods these orders paid."""
    tried = RenewalAttempt.order_number.in_({number for number in numbers if number is not None})
    found = select(RenewalAttempt.order_number, Subscription.credits).join(Subscription).where(tried)
    return {row.order_number: row.credits or [] for row in db.session.execute(found)}


def _in_member_prices(right: Entitlement, others: Iterable[Order]) -> Iterator[Counted]:
    """List what was cheaper because this period ran: whoever gives it back was no member by then."""
    over_at = right.given_up_at or right.ends_at
    for other in others:
        if right.starts_at <= other.placed_at and over_at is not None and other.placed_at < over_at:
            saved = -Money.sum_of(line.amount for line in lines_of(other) if line.kind is LineKind.MEMBER)
            if saved:
                yield Counted(saved, other.number)


def _in_seasons(orders: Sequence[Order], rights: dict[str, Entitlement]) -> Iterator[tuple[Order, Counted]]:
    if not orders:
        return
    places = _places(orders)
    seasons = {_season_of(order, places) for order in orders}
    of_seasons = Order.season_id.in_(seasons) | Order.episode_id.in_(
        select(Episode.id).where(Episode.season_id.in_(seasons))
    )
    others = _by_household(orders, Order.state.not_in(_STAYS), of_seasons, refunds=True)
    for order in orders:
        paid = Money(rights[order.number].paid_fen)
        same = [one for one in others[order.household_id] if _season_of(one, places) == _season_of(order, places)]
        for other in same:
            if other.id != order.id and order.paid_at is not None:
                amount = _counted_in(order, paid, order.paid_at, other, places)
                if amount:
                    yield order, Counted(amount, other.number)


def _counted_in(order: Order, paid: Money, paid_at: datetime, other: Order, places: _Places) -> Money:
    is_later = other.placed_at >= paid_at
    if not is_later and (other.paid_at is None or other.paid_at < paid_at):
        return Money.zero()
    lines = lines_of(other) if is_later else ()
    return counted_in(_number_of(order, places), paid, lines, _number_of(other, places), _sent_back(other))


def _places(orders: Iterable[Order]) -> _Places:
    """Return season and number of every episode of the seasons that orders are about, by its id."""
    episodes = {order.episode_id for order in orders if order.episode_id is not None}
    seasons = {order.season_id for order in orders if order.season_id is not None}
    theirs = Episode.season_id.in_(seasons) | Episode.season_id.in_(
        select(Episode.season_id).where(Episode.id.in_(episodes))
    )
    rows = db.session.execute(select(Episode.id, Episode.season_id, Episode.number).where(theirs))
    return {row.id: (row.season_id, row.number) for row in rows}


def _season_of(order: Order, places: _Places) -> int | None:
    return order.season_id if order.episode_id is None else places.get(order.episode_id, (None, 0))[0]


def _number_of(order: Order, places: _Places) -> int | None:
    return None if order.episode_id is None else places[order.episode_id][1]


def _by_household(
    orders: Iterable[Order], *conditions: ColumnElement[bool], refunds: bool = False
) -> defaultdict[int, list[Order]]:
    """Return the orders of the same households that fulfil conditions, the oldest first."""
    households = {order.household_id for order in orders}
    loads = [selectinload(Order.payments).selectinload(Payment.refunds)] if refunds else []
    wanted = select(Order).where(Order.household_id.in_(households), *conditions).order_by(Order.id).options(*loads)
    found = defaultdict(list)
    for order in db.session.scalars(wanted):
        found[order.household_id].append(order)
    return found


def _sent_back(order: Order) -> Money:
    """Return what was sent back of a price because another order had paid it by then."""
    refunds = (refund for payment in order.payments for refund in payment.refunds)
    kept = (refund for refund in refunds if not refund.takes_back and refund.state != RefundState.REFUSED)
    return Money(sum(refund.amount_fen for refund in kept))
