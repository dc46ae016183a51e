"""Fulfilling: an order gives what it sold, once; and whether it still can."""

from dataclasses import dataclass

from .. import clock
from ..entitlements.grants import Given, fresh_entitlements_of, grant, paid_until, rental_of
from ..offers.goods import SeasonGoods
from ..rules.access import OfferKind
from ..rules.billing_periods import period_after
from ..rules.credit import paid_for
from ..rules.money import Money
from ..rules.order_states import Goods, OrderState
from ..rules.prices import LineWords, due_of
from ..rules.rights import EntitlementFacts
from ..subscriptions.lifecycle import extended
from .books.booking import book_granted
from .counted import refunded_since
from .gifts.giving import make_gift
from .lines import lines_of
from .models import Order, Payment
from .owning import has_sold, sold_episode
from .plan_changes.steps import credited_by, follower_paid_by, give_up_unused, is_superseded, send_back_paid_beside
from .refunds.goods import SOURCE
from .refunds.sending import ask_back
from .sold import goods_of, is_givable


@dataclass(frozen=True)
class Sale:
    """An order beside its goods and what the household holds, read under the household's lock."""

    order: Order
    goods: SeasonGoods | None
    rights: tuple[EntitlementFacts, ...]


def sale_of(order: Order) -> Sale:
    """Read what deciding on an order and fulfilling it need. The household's lock is held."""
    return Sale(order, goods_of(order), fresh_entitlements_of(order.household_id))


def goods_now(sale: Sale) -> Goods:
    """Say whether what an order sold can be given now."""
    if not is_givable(sale.order.offer_kind, sale.goods):
        return Goods.GONE
    if sale.goods is None and is_superseded(sale.order):
        return Goods.OWNED
    if sale.goods is None or sale.order.is_gift:
        return Goods.GIVABLE
    if has_sold(sale.order, sale.goods, sale.rights):
        return Goods.OWNED
    return Goods.UNCOVERED if _lost_credit(sale, sale.goods) else Goods.GIVABLE


def fulfil(sale: Sale, payment: Payment | None) -> None:
    """Give what a paid order sold; what turned out to be paid twice goes back. Never commits, may be called again."""
    order = sale.order
    if order.is_gift:
        make_gift(order, payment)
    else:
        _give(sale, payment)
    order.state, order.fulfilled_at = OrderState.FULFILLED, clock.now()


def _give(sale: Sale, payment: Payment | None) -> None:
    order = sale.order
    if sale.goods is None:
        given = _plan(order, payment)
    else:
        given, too_much = _thing(order, sale.goods, sale.rights)
        if payment is not None:
            _send_back(payment, too_much)
    if grant(order.household_id, given, SOURCE, order.number):
        book_granted(order, payment, given.paid)


def _send_back(payment: Payment, too_much: Money) -> None:
    """Ask back what was paid too much, less what went back before this payment was even known."""
    left = too_much - Money(payment.refunded_fen)
    if left > Money.zero():
        ask_back(payment, left, "paid before by another order", takes_back=False)


def _lost_credit(sale: Sale, goods: SeasonGoods) -> bool:
    """Whether money that an order was cheaper for has gone back, or is on its way, since the order was placed.

    Rights are asked as of the placing: a rental that ran out since then was paid all the same.
    """
    order = sale.order
    if not credited_by(order):
        return False
    kind, at = OfferKind(order.offer_kind), order.placed_at
    due = due_of(kind, lines_of(order), goods.episodes, order.episode_id, sale.rights, at)
    return due > Money(order.total_fen) and refunded_since(order, goods)


def _plan(order: Order, payment: Payment | None) -> Given:
    """Describe the period of a plan: a subscription's next one, or one behind all that is paid already."""
    zone = clock.shop_zone()
    follower = follower_paid_by(order)
    if follower is not None:
        give_up_unused(order, follower)
    renewed = extended(order.number, payment.number if payment is not None else None)
    if follower is not None:
        send_back_paid_beside(order, follower)
    period = renewed or period_after(paid_until(order.household_id), clock.now(), order.months or 0, zone)
    return Given(
        kind="plan",
        plan_key=order.plan_key,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        # What was credited counts on in the plan that follows.
        paid=Money(order.total_fen) + credited_by(order),
    )


def _thing(order: Order, goods: SeasonGoods, rights: tuple[EntitlementFacts, ...]) -> tuple[Given, Money]:
    """Return what is given for an episode, rental or season, and how much of its payment was paid before."""
    now, kind, total = clock.now(), OfferKind(order.offer_kind), Money(order.total_fen)
    due = due_of(kind, lines_of(order), goods.episodes, order.episode_id, rights, now)
    too_much = max(Money.zero(), total - due)
    paid = total - too_much
    if kind is OfferKind.SEASON:
        return Given(kind="season", season_id=order.season_id, starts_at=now, paid=paid), too_much
    if kind is OfferKind.RENTAL:
        return rental_of(sold_episode(order, goods).id, now, paid), too_much
    # What a rental was paid counts on in the right that follows it, also when it ended between order and payment.
    paid += max(paid_for(sold_episode(order, goods), rights, now), _credit_for_rental(order))
    return Given(kind="episode", episode_id=order.episode_id, starts_at=now, paid=paid), too_much


def _credit_for_rental(order: Order) -> Money:
    return Money.sum_of(-line.amount for line in lines_of(order) if line.words is LineWords.PAID_RENTAL)
