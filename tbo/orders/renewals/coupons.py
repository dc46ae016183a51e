"""Coupons of plans that renew: what a code promises each of the first periods, and the place a subscription holds."""

from dataclasses import dataclass

from ... import clock
from ...db import db
from ...entitlements.grants import fresh_entitlements_of
from ...offers.coupon_refusals import CouponNotUsable
from ...offers.coupons import FoundCoupon, find_coupon, take_place
from ...offers.plans import PlanOnSale
from ...offers.quote import Quote
from ...rules.access import OfferKind
from ...rules.coupons import NotUsable, RenewalCoupon, renewal_coupon
from ...rules.renewal_prices import NextCharge, NextPrice, charge_of
from ...subscriptions.models import Subscription, SubscriptionCoupon
from ..coupons.places import case_of


@dataclass(frozen=True, slots=True)
class Promised:
    """A coupon that counts for a plan that renews, and what it takes off."""

    found: FoundCoupon
    terms: RenewalCoupon


def promised_by(typed: str, plan: PlanOnSale, household_id: int | None) -> Promised:
    """Return what a code promises a household that renews a plan. Raises CouponNotUsable."""
    found = find_coupon(typed)
    if found is None:
        raise CouponNotUsable(NotUsable.UNKNOWN)
    rights = fresh_entitlements_of(household_id) if household_id is not None else ()
    case = case_of(Quote(offer_kind=OfferKind.PLAN, lines=(), plan=plan), found, household_id, rights)
    terms = renewal_coupon(found.facts, case, plan.price, clock.now())
    if isinstance(terms, NotUsable):
        raise CouponNotUsable(terms, found.facts)
    return Promised(found, terms)


def first_charge(plan: PlanOnSale, promised: Promised | None, period: int = 0) -> NextCharge:
    """Return what a period comes to for whoever agrees now, the first one by default."""
    price = NextPrice(plan.version.version, plan.price)
    return charge_of(price, plan.months, promised.terms if promised is not None else None, period)


def hold_for(subscription: Subscription, promised: Promised) -> None:
    """Let a subscription hold a coupon's place, with what was promised frozen. Never commits; the household is locked.

    Raises CouponNotUsable when others were faster.
    """
    found, terms = promised.found, promised.terms
    if not take_place(found.id, found.unique_id):
        raise CouponNotUsable(NotUsable.USED_UP, found.facts)
    db.session.add(
        SubscriptionCoupon(
            subscription_id=subscription.id,
            coupon_id=found.id,
            coupon_code_id=found.unique_id,
            percent=terms.percent,
            amount_fen=terms.amount.fen,
            periods=terms.periods,
            held_at=clock.now(),
        )
    )
    db.session.flush()
