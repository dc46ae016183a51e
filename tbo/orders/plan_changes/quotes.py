"""Quotes of other plans for a household that renews: when each would begin, its lines, and what is charged next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from ... import clock
from ...db import db
from ...entitlements.grants import fresh_entitlements_of
from ...offers.models import Plan
from ...offers.plans import PlanOnSale, plan_on_sale, plans_on_sale
from ...offers.refusals import NoSuchOffer
from ...rules.money import Money
from ...rules.plan_changes import Begins, Change, Credit, PaidDays, Terms, Unchangeable, change_to, lies_behind, why_not
from ...rules.renewal_schedule import charge_day, day_in_china, first_day, planned_day
from ...rules.subscription_states import SubscriptionState
from ...subscriptions.following import is_planned, is_trying, waiting_for
from ...subscriptions.models import Subscription
from ...subscriptions.pricing import credits_of
from ..agreements.placing import can_renew
from ..refunds.goods import SOURCE


@dataclass(frozen=True, kw_only=True)
class PlanChange:
    """A plan that a subscription can change to. `charge_on`: the day of the next deduction, at the plan's price.

    `behind`: when its time begins, where it lies behind more that is paid for already; `refused`: why it cannot be
    changed to now.
    """

    plan: PlanOnSale
    change: Change
    charge_on: date
    refused: Unchangeable | None
    behind: datetime | None = None

    @property
    def is_now(self) -> bool:
        """Whether it begins as soon as it is paid."""
        return self.change.begins is Begins.NOW


def changes_of(subscription: Subscription, now: datetime) -> Iterator[PlanChange]:
    """List what a subscription can change to, in the shop's order."""
    standing = _standing(subscription, now)
    for plan in plans_on_sale(now):
        if can_renew(plan) and plan.key != subscription.plan_key:
            yield _change(standing, plan, now)


def change_of(subscription: Subscription, key: str, now: datetime) -> PlanChange:
    """Return what changing to a plan means now. Raises NoSuchOffer."""
    plan = plan_on_sale(key, now)
    if plan is None or not can_renew(plan) or plan.key == subscription.plan_key:
        raise NoSuchOffer(f"a subscription cannot change to {key!r:.40}")
    return _change(_standing(subscription, now), plan, now)


def kept_credits(credits: Sequence[Credit]) -> list[dict]:
    """Return credits as a subscription keeps them."""
    return [{"order": one.order, "fen": one.amount.fen, "days": one.days, "of": one.of} for one in credits]


def still_holds(waiting: Subscription, followed: Subscription) -> bool:
    """Whether what was credited is still there, and nothing was paid or given beside it."""
    held = _held(waiting.household_id, waiting.created_at)
    again = change_to(_terms_of(waiting), _terms_of(followed), held, waiting.created_at, clock.shop_zone())
    return again.begins is Begins.NOW and again.credits == credits_of(waiting)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a subscription is and holds now: read once, however many plans are quoted."""

    subscription: Subscription
    terms: Terms
    held: Sequence[PaidDays]
    is_trying: bool
    is_planned: bool
    behind: datetime | None


def _standing(subscription: Subscription, now: datetime) -> _Standing:
    waiting, held = waiting_for(subscription), _held(subscription.household_id, now)
    paid_until = max((days.ends_at for days in held), default=None)
    return _Standing(
        subscription=subscription,
        terms=_terms_of(subscription),
        held=held,
        is_trying=is_trying(subscription) or (waiting is not None and is_trying(waiting)),
        is_planned=waiting is not None and is_planned(waiting),
        behind=lies_behind(paid_until, subscription.planned_on),
    )


def _change(standing: _Standing, plan: PlanOnSale, now: datetime) -> PlanChange:
    subscription = standing.subscription
    change = change_to(_terms(plan), standing.terms, standing.held, now, clock.shop_zone())
    refused = why_not(
        SubscriptionState(subscription.state),
        change.begins,
        subscription.planned_on,
        now,
        is_trying=standing.is_trying,
        is_waiting=standing.is_planned,
    )
    is_now = change.begins is Begins.NOW
    planned = planned_day(first_day(day_in_china(now)), plan.months, 1) if is_now else subscription.planned_on
    behind = None if is_now else standing.behind
    return PlanChange(plan=plan, change=change, charge_on=charge_day(planned), refused=refused, behind=behind)


def _held(household_id: int, now: datetime) -> list[PaidDays]:
    """List the times of plans that a household holds and that have not ended."""
    return [
        PaidDays(
            starts_at=right.own_from or right.starts_at,
            ends_at=right.ends_at,
            paid=right.paid,
            order=right.source if right.source_kind == SOURCE else None,
        )
        for right in fresh_entitlements_of(household_id)
        if right.kind == "plan" and right.ends_at is not None and right.ends_at > now
    ]


def _terms(plan: PlanOnSale) -> Terms:
    return Terms(
        months=plan.months,
        price=plan.price,
        streams=plan.streams,
        max_height=plan.max_height,
        member_percent=plan.member_discount_percent,
    )


def _terms_of(subscription: Subscription) -> Terms:
    """Return what a subscription's own plan gives, at the price that was agreed."""
    plan = db.session.scalar(select(Plan).where(Plan.key == subscription.plan_key))
    agreed = Terms(months=subscription.months, price=Money(subscription.price_fen))
    if plan is None:
        return agreed
    return replace(
        agreed, streams=plan.streams, max_height=plan.max_height, member_percent=plan.member_discount_percent
    )
