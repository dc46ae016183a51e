"""What the next period of a subscription costs: the rule of renewal_prices, fed with what the database knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from ..messages.models import Message
from ..offers.models import Plan, PlanVersion
from ..rules.coupons import RenewalCoupon
from ..rules.money import Money
from ..rules.plan_changes import Begins, Credit, credit_lines
from ..rules.prices import PlanPrice
from ..rules.renewal_prices import NextCharge, NextPrice, Payer, PlanRise, charge_of, price_of_next_period
from ..rules.renewal_schedule import end_of
from ..rules.renewal_schedule import tries_of as planned_tries
from ..rules.subscription_states import PAYING
from ..statements import run
from .models import PriceLetter, Subscription, SubscriptionCoupon


def price_at(subscription: Subscription, now: datetime) -> NextPrice:
    """Return the price of the period that is to be paid next, as far as it is known now."""
    rows = versions_of(subscription.plan_key)
    versions = [PlanPrice(row.version, Money(row.price_fen), row.sold_from, row.sold_until) for row in rows]
    charged_at = max(now, planned_tries(subscription.planned_on)[0])
    if _is_paid_at_once(subscription):
        charged_at = now
    return price_of_next_period(
        payer_of(subscription), versions, _rises(subscription, rows), begins_at(subscription, now), charged_at
    )


def next_charge(subscription: Subscription, now: datetime) -> NextCharge:
    """Return what the next deduction comes to; the letter, the deduction and the account page say the same."""
    charge = charge_of(price_at(subscription, now), subscription.months, coupon_of(subscription), subscription.period)
    return replace(charge, lines=(*charge.lines, *credit_lines(credits_of(subscription))))


def credits_of(subscription: Subscription) -> tuple[Credit, ...]:
    """Return what the period that is paid next is credited for: only the first one of a plan that follows another."""
    kept = (subscription.credits or ()) if subscription.period == 0 else ()
    return tuple(Credit(one["order"], Money(one["fen"]), one["days"], one["of"]) for one in kept)


def payer_of(subscription: Subscription) -> Payer:
    """Describe what a payer has."""
    return Payer(
        version=subscription.plan_version,
        price=Money(subscription.price_fen),
        since=subscription.priced_at or subscription.created_at,
        cap=cap_of(subscription),
    )


def cap_of(subscription: Subscription) -> Money:
    """Return the most that the agreement lets one deduction take."""
    return Money(subscription.price_fen if subscription.cap_fen is None else subscription.cap_fen)


def begins_at(subscription: Subscription, now: datetime) -> datetime:
    """Return the first instant of the period that is to be paid next."""
    return now if _is_paid_at_once(subscription) else end_of(subscription.planned_on)


def coupon_of(subscription: Subscription) -> RenewalCoupon | None:
    """Return what a coupon was frozen to take off; None without one."""
    held = run(_COUPON, id=subscription.id).first()
    if held is None:
        return None
    return RenewalCoupon(percent=held.percent, amount=Money(held.amount_fen), periods=held.periods)


def rises_to_tell(subscription: Subscription) -> Sequence[Any]:
    """Read the announced versions that are to reach a payer who was not written to yet, and whose agreement lets us."""
    if subscription.state not in PAYING:
        return ()
    cap, own = cap_of(subscription).fen, subscription.price_fen
    if cap <= own:
        return ()
    return run(_TO_TELL, key=subscription.plan_key, id=subscription.id, own=own, cap=cap).all()


def versions_of(plan_key: str) -> Sequence[Any]:
    """Read every version of a plan's price."""
    return run(_VERSIONS, key=plan_key).all()


def _is_paid_at_once(subscription: Subscription) -> bool:
    """Whether the period begins with its payment: the first one, and the one that ends a pause."""
    if subscription.period == 0 and subscription.trial_ends_at is None:
        return subscription.begins != Begins.NEXT
    ends_at = subscription.period_ends_at
    return subscription.deduct_at is not None and (ends_at is None or ends_at <= subscription.deduct_at)


def _rises(subscription: Subscription, rows: Sequence[Any]) -> list[PlanRise]:
    announced = [row for row in rows if row.reaches_payers_at is not None]
    if not announced:
        return []
    told = {row.plan_version_id: row.sent_at for row in run(_TOLD, subscription_id=subscription.id)}
    return [PlanRise(row.version, Money(row.price_fen), row.reaches_payers_at, told.get(row.id)) for row in announced]


_COUPON = select(SubscriptionCoupon.percent, SubscriptionCoupon.amount_fen, SubscriptionCoupon.periods).where(
    SubscriptionCoupon.subscription_id == bindparam("id")
)
_VERSIONS = (
    select(
        *(PlanVersion.id, PlanVersion.version, PlanVersion.price_fen, PlanVersion.sold_from, PlanVersion.sold_until),
        *(PlanVersion.announced_at, PlanVersion.reaches_payers_at),
    )
    .join(Plan, Plan.id == PlanVersion.plan_id)
    .where(Plan.key == bindparam("key"))
    .order_by(PlanVersion.version)
)
_TO_TELL = _VERSIONS.where(
    PlanVersion.reaches_payers_at.is_not(None),
    PlanVersion.price_fen > bindparam("own"),
    PlanVersion.price_fen <= bindparam("cap"),
    ~select(PriceLetter.id)
    .where(PriceLetter.plan_version_id == PlanVersion.id, PriceLetter.subscription_id == bindparam("id"))
    .exists(),
)
_TOLD = (
    select(PriceLetter.plan_version_id, Message.sent_at)
    .join(Message, Message.id == PriceLetter.message_id)
    .where(PriceLetter.subscription_id == bindparam("subscription_id"))
)
