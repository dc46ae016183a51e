"""Coupons to use, for tests of money: one maker with telling defaults, and how they stand."""

from datetime import timedelta

from sqlalchemy import func, select

from tbo import clock
from tbo.db import commits, db
from tbo.offers.coupon_models import Coupon
from tbo.orders.coupons.models import CouponUse


@commits
def offer_coupon(code: str = "HUANYING", **facts) -> int:
    """Offer a coupon of 50 % on everything, for everybody and for ever, unless `facts` say otherwise."""
    now = clock.now()
    takes = {"percent": 0} if "amount_fen" in facts else {"percent": 50}
    row = {"name": {"zh-Hans": "优惠"}, "starts_at": now - timedelta(days=1), "created_at": now} | takes | facts
    coupon = Coupon(code=code, **row)
    db.session.add(coupon)
    db.session.flush()
    return coupon.id


def used(code: str = "HUANYING") -> int:
    """How many places of a coupon are held or used."""
    db.session.rollback()
    return db.session.scalars(select(Coupon.used_count).where(Coupon.code == code)).one()


def uses(*where) -> int:
    """How many rows of uses there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CouponUse).where(*where))
