"""Coupons at an order: what a code takes off a quote, the place an order holds, and giving it back."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from ... import clock
from ...accounts.attempts import network, note, subject_of, wait_for
from ...db import commits, db
from ...offers.coupon_models import Coupon
from ...offers.coupon_refusals import CouponNotUsable, TooManyCoupons
from ...offers.coupons import FoundCoupon, find_coupon, give_place_back, take_place
from ...offers.quote import Quote
from ...rules.access import OfferKind
from ...rules.coupons import Audience, CouponCase, NotUsable, coupon_line
from ...rules.limits import Limit
from ...rules.rights import EntitlementFacts
from ...subscriptions.coupon_places import holds_welcome, places_of
from ..models import Order
from .models import CouponUse

TEN_MINUTES = timedelta(minutes=10)
PER_HOUSEHOLD = (Limit(10, TEN_MINUTES),)
# Whole towns come through one address of a mobile network; guessing sixteen letters needs far more.
PER_NETWORK = (Limit(100, TEN_MINUTES),)


@commits
def count_try(typed: str, household_id: int | None) -> None:
    """Count a code that nobody has. Raises TooManyCoupons when there were too many, also for a right one."""
    limits = {subject_of("coupons-from", network()): PER_NETWORK}
    if household_id is not None:
        limits[subject_of("coupons-by", str(household_id))] = PER_HOUSEHOLD
    if wait_for(limits):
        raise TooManyCoupons(f"coupons from {network()} are limited")
    if find_coupon(typed) is None:
        note(*limits)


def with_coupon(
    quote: Quote, typed: str, household_id: int | None, rights: tuple[EntitlementFacts, ...], now: datetime
) -> Quote:
    """Return the quote with the line of a coupon. Raises CouponNotUsable."""
    found = find_coupon(typed)
    if found is None:
        raise CouponNotUsable(NotUsable.UNKNOWN)
    line = coupon_line(found.facts, case_of(quote, found, household_id, rights), quote.lines, now)
    if isinstance(line, NotUsable):
        raise CouponNotUsable(line, found.facts)
    return replace(quote, lines=(*quote.lines, line), coupon=found)


def without_coupon(gift: Quote, typed: str) -> Quote:
    """Return a gift's quote. Raises CouponNotUsable when a code was typed: one could buy for oneself with it."""
    if typed:
        raise CouponNotUsable(NotUsable.NOT_FOR_GIFTS)
    return gift


def hold_place(order: Order, coupon: FoundCoupon) -> None:
    """Let an order hold a coupon's place until it is paid or closes. Never commits; the household's lock is held.

    Raises CouponNotUsable when others were faster.
    """
    if not take_place(coupon.id, coupon.unique_id):
        raise CouponNotUsable(NotUsable.USED_UP, coupon.facts)
    db.session.add(
        CouponUse(coupon_id=coupon.id, coupon_code_id=coupon.unique_id, order_id=order.id, held_at=clock.now())
    )
    db.session.flush()


def give_back(order: Order) -> None:
    """Let somebody else have the place of an order that closed unpaid. Never commits; the order's lock is held."""
    use = _use_of(order)
    if use is not None and use.given_back_at is None:
        use.given_back_at = clock.now()
        give_place_back(use.coupon_id, use.coupon_code_id)


def take_again(order: Order) -> None:
    """Money came for a closed order: its place is taken again, or noted as beyond the limit. Never commits."""
    use = _use_of(order)
    if use is None or use.given_back_at is None:
        return
    if take_place(use.coupon_id, use.coupon_code_id):
        use.given_back_at = None
    else:
        use.is_beyond = True


def case_of(
    quote: Quote, found: FoundCoupon, household_id: int | None, rights: tuple[EntitlementFacts, ...]
) -> CouponCase:
    """Describe what is bought and by whom, for the rules."""
    goods, plan = quote.goods, quote.plan
    is_welcomed = found.facts.audience is Audience.NEW and _holds_welcome(household_id)
    return CouponCase(
        kind=quote.offer_kind,
        plan_key=plan.key if plan else None,
        title_id=goods.title_id if goods else None,
        season_id=goods.season_id if goods else None,
        episode_id=quote.episode_id,
        has_paid=is_welcomed or _has_paid(household_id),
        had_plan=any(right.kind == "plan" for right in rights) or _has_paid(household_id, OfferKind.PLAN),
        uses=_uses(found.id, household_id),
        rights=rights,
    )


def _use_of(order: Order) -> CouponUse | None:
    return db.session.scalar(select(CouponUse).where(CouponUse.order_id == order.id))


def _has_paid(household_id: int | None, kind: OfferKind | None = None) -> bool:
    """Whether money, or a coupon that left nothing to pay, ever opened anything for the household."""
    if household_id is None:
        return False
    paid = select(Order.id).where(Order.household_id == household_id, Order.paid_at.is_not(None))
    if kind is not None:
        paid = paid.where(Order.offer_kind == kind, Order.is_gift.is_(False))
    return db.session.scalar(paid.limit(1)) is not None


def _holds_welcome(household_id: int | None) -> bool:
    """Whether something that is not paid yet holds a place of a coupon for who is new: one is enough."""
    if household_id is None:
        return False
    is_new = Coupon.audience == Audience.NEW
    held = (
        select(CouponUse.id).join(Order, Order.id == CouponUse.order_id).join(Coupon, Coupon.id == CouponUse.coupon_id)
    )
    mine = Order.household_id == household_id, CouponUse.given_back_at.is_(None)
    return db.session.scalar(held.where(*mine, is_new).limit(1)) is not None or holds_welcome(household_id)


def _uses(coupon_id: int, household_id: int | None) -> int:
    if household_id is None:
        return 0
    counts = or_(CouponUse.given_back_at.is_(None), CouponUse.is_beyond)
    mine = (
        select(func.count())
        .select_from(CouponUse)
        .join(Order, Order.id == CouponUse.order_id)
        .where(CouponUse.coupon_id == coupon_id, Order.household_id == household_id, counts)
    )
    return (db.session.scalar(mine) or 0) + places_of(coupon_id, household_id)
