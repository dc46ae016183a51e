"""How often pages of the back office ask the database: no more often for many rows than for one."""

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import db, writing
from tbo.offers.coupon_models import Coupon
from tbo.orders.fapiao.models import FapiaoRequest
from tbo.orders.models import CouponUse, Gift, Order
from tbo.rules.staff_rights import Role
from tbo.subscriptions.models import RenewalAttempt, Subscription

from ..support.queries import recorded_queries

MANY = 8
# The most that a page asks, who is at work and what waits beside the navigation included.
PAGES = {
    "/staff/pages": 13,
    "/staff/fapiao?show=all": 13,
    "/staff/fapiao/{request}": 16,
    "/staff/subscriptions": 12,
    "/staff/subscriptions/TBOQ0": 20,
    "/staff/coupons": 14,
    "/staff/coupons/HUANYING": 16,
    "/staff/gifts": 12,
    "/staff/watching?days=28": 10,
    "/staff/funnel?days=28": 17,
    "/staff/funnel?days=28&by=block": 17,
}


@pytest.fixture
def many(shop) -> dict:
    """Eight of everything that pages list."""
    now = clock.now()
    orders = db.session.scalars(select(Order.id).where(Order.state == "fulfilled").limit(MANY + 5)).all()[5:]
    households = db.session.scalars(select(Household.id).limit(MANY)).all()
    coupon = db.session.scalars(select(Coupon.id).where(Coupon.code == "HUANYING")).one()
    taken = set(db.session.scalars(select(FapiaoRequest.order_id)))
    with writing():
        for number, (order, household) in enumerate(zip(orders, households, strict=True)):
            who = {"kind": "personal", "title": "-", "email": "-", "amount_fen": 1, "state": "asked"}
            if order not in taken:
                db.session.add(FapiaoRequest(order_id=order, asked_at=now, changed_at=now, **who))
            plan = {"plan_key": "monthly", "plan_version": 1, "months": 1, "price_fen": 1900, "state": "active"}
            days = {"planned_on": now.date(), "period_ends_at": now, "created_at": now}
            key = f"TBOQ{number}"
            db.session.add(Subscription(number=key, household_id=household, form_key=key, **plan, **days))
            db.session.add(CouponUse(coupon_id=coupon, order_id=order, held_at=now))
            gift = {"seed": "-", "kind": "plan", "plan_key": "monthly", "months": 1, "made_at": now}
            db.session.add(Gift(order_id=order, code_hash=key, prefix="AAAA", **gift))
        db.session.flush()
        first = db.session.scalars(select(Subscription.id).where(Subscription.number == "TBOQ0")).one()
        for period in range(MANY):
            tried = {"order_number": f"O{period}", "payment_number": f"P{period}", "state": "paid", "tried_at": now}
            db.session.add(RenewalAttempt(subscription_id=first, period=period, nth=1, ended_at=now, **tried))
    return {"request": db.session.scalar(select(func.max(FapiaoRequest.id)))}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_many_asks_little(desk, many, page):
    browser = desk(Role.OWNER)
    address = page.format(**many)
    browser.page(address)
    with recorded_queries() as statements:
        browser.page(address)
    assert len(statements) <= PAGES[page], f"{len(statements)}\n" + "\n".join(statements)
