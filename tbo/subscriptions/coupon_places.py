"""The place that a subscription holds of a coupon: given back when nothing was ever paid, taken again by late money."""

from sqlalchemy import bindparam, func, or_, select

from .. import clock
from ..db import db
from ..offers.coupon_models import Coupon
from ..offers.coupons import give_place_back, take_place
from ..rules.coupons import Audience
from ..statements import run_beside
from .models import Subscription, SubscriptionCoupon

_HELD = select(SubscriptionCoupon).where(SubscriptionCoupon.subscription_id == bindparam("id"))

_GIVEN_BACK = select(SubscriptionCoupon.id).where(
    SubscriptionCoupon.subscription_id == bindparam("id"), SubscriptionCoupon.given_back_at.is_not(None)
)


def release_place(subscription: Subscription) -> None:
    """Let somebody else have the place of a subscription that ended before anything was paid. Never commits."""
    held = db.session.scalar(_HELD, {"id": subscription.id}) if subscription.period == 0 else None
    if held is not None and held.given_back_at is None:
        held.given_back_at = clock.now()
        give_place_back(held.coupon_id, held.coupon_code_id)


def take_place_again(subscription: Subscription) -> None:
    """Money came all the same: the place is taken again, or noted as beyond the limit. Never commits."""
    is_given_back = run_beside(_GIVEN_BACK, id=subscription.id).first() is not None
    held = db.session.scalar(_HELD, {"id": subscription.id}) if is_given_back else None
    if held is None or held.given_back_at is None or held.is_beyond:
        return
    if take_place(held.coupon_id, held.coupon_code_id):
        held.given_back_at = None
    else:
        held.is_beyond = True


def places_of(coupon_id: int, household_id: int) -> int:
    """Count the places that a household's subscriptions hold or used."""
    counts = or_(SubscriptionCoupon.given_back_at.is_(None), SubscriptionCoupon.is_beyond)
    mine = (
        select(func.count())
        .select_from(SubscriptionCoupon)
        .join(Subscription, Subscription.id == SubscriptionCoupon.subscription_id)
    )
    theirs = SubscriptionCoupon.coupon_id == coupon_id, Subscription.household_id == household_id
    return db.session.scalar(mine.where(*theirs, counts)) or 0


def holds_welcome(household_id: int) -> bool:
    """Whether a subscription of a household holds a place of a coupon for who is new."""
    held = (
        select(SubscriptionCoupon.id)
        .join(Subscription, Subscription.id == SubscriptionCoupon.subscription_id)
        .join(Coupon, Coupon.id == SubscriptionCoupon.coupon_id)
    )
    mine = Subscription.household_id == household_id, SubscriptionCoupon.given_back_at.is_(None)
    return db.session.scalar(held.where(*mine, Coupon.audience == Audience.NEW).limit(1)) is not None
