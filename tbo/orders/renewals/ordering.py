"""The order of a subscription's period: placed once, at the price that its payer was told."""

from sqlalchemy import ColumnElement, bindparam, insert, select

from ... import clock
from ...db import db
from ...offers.plans import plan_name
from ...offers.wording import subject_of
from ...rules.access import OfferKind
from ...rules.money import Money
from ...rules.order_states import OrderState
from ...rules.renewal_prices import NextCharge, NextPrice, charge_of
from ...rules.renewal_schedule import SIGNING_LIFE, end_of, renewal_order_number
from ...statements import run, run_beside
from ...subscriptions.following import is_planned
from ...subscriptions.models import Subscription
from ...subscriptions.pricing import coupon_of, next_charge
from ...subscriptions.reading import notice_of
from ..books.booking import book_order
from ..lines import kept
from ..models import Order

RENEWAL = "renewal "


def is_renewal(order: Order) -> bool:
    """Whether an order is of a subscription's period."""
    return order.idempotency_key.startswith(RENEWAL)


def is_later_period() -> ColumnElement[bool]:
    """Whether a row's order is of a period of a plan after its first."""
    return Order.idempotency_key.like(f"{RENEWAL}%") & Order.idempotency_key.not_like("% 0")


def order_of(subscription: Subscription) -> Order:
    """Return the order of the period that is to be paid; placed once, however often it is tried.

    A new one that is to be paid is written past the session, which does not know it: it is only read from here.
    """
    key = f"{RENEWAL}{subscription.number} {subscription.period}"
    its = {"household_id": subscription.household_id, "key": key}
    placed = _place(subscription, key) if run(_PLACED, **its).first() is None else None
    return placed if placed is not None and placed.total_fen else db.session.scalars(_ORDER, its).one()


def _place(subscription: Subscription, key: str) -> Order:
    now, is_first = clock.now(), subscription.period == 0
    charge = _charge(subscription)
    is_at_once = is_first and not is_planned(subscription) and subscription.trial_ends_at is None
    facts = {
        "number": renewal_order_number(subscription.number, subscription.planned_on, subscription.period),
        "household_id": subscription.household_id,
        "state": OrderState.PENDING,
        "offer_kind": OfferKind.PLAN,
        "plan_key": subscription.plan_key,
        "plan_version": subscription.plan_version,
        "months": subscription.months,
        "wanted_episode_id": subscription.wanted_episode_id if is_first else None,
        "subject": subject_of(OfferKind.PLAN, None, None, plan_name(subscription.plan_key)),
        "lines": kept(charge.lines),
        "total_fen": charge.total.fen,
        "arrival_id": subscription.arrival_id,
        "idempotency_key": key,
        "placed_at": now,
        "expires_at": now + SIGNING_LIFE if is_at_once else end_of(subscription.planned_on),
    }
    (new_id,) = run_beside(_INSERT, **facts).inserted_primary_key or (None,)
    order = Order(id=new_id, payments=[], **facts)
    book_order(order)
    return order


def _charge(subscription: Subscription) -> NextCharge:
    """Fix the price of the period that is to be paid, never dearer than what the payer was told before."""
    now = clock.now()
    charge, notice = next_charge(subscription, now), notice_of(subscription)
    if notice is not None and charge.total.fen > notice.amount_fen:
        own = NextPrice(subscription.plan_version, Money(subscription.price_fen))
        return charge_of(own, subscription.months, coupon_of(subscription), subscription.period)
    subscription.plan_version, subscription.price_fen = charge.price.version, charge.price.price.fen
    subscription.priced_at = now
    return charge


# By the household too: that is the index.
_IS_IT = Order.household_id == bindparam("household_id"), Order.idempotency_key == bindparam("key")
_INSERT = insert(Order)
_ORDER, _PLACED = select(Order).where(*_IS_IT), select(Order.id).where(*_IS_IT)
