"""Lists of the back office name what was bought in the language of who works there."""

import re

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db, writing
from tbo.offers.coupon_models import Coupon
from tbo.orders.models import CouponUse, Gift, Order
from tbo.rules.staff_rights import Role

CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture
def sold(shop):
    """An order with a coupon, given away."""
    now, coupon = clock.now(), db.session.scalars(select(Coupon.id).where(Coupon.code == "HUANYING")).one()
    order = db.session.scalars(select(Order.id).where(Order.state == "fulfilled")).first()
    with writing():
        gift = {"seed": "-", "kind": "plan", "plan_key": "monthly", "months": 1, "made_at": now}
        db.session.add(Gift(order_id=order, code_hash="-", prefix="AAAA", **gift))
        db.session.add(CouponUse(coupon_id=coupon, order_id=order, held_at=now))


@pytest.mark.parametrize("page", ["/en/staff/orders", "/de/staff/gifts", "/en/staff/coupons/HUANYING"])
def test_what_was_bought_is_said_in_the_language_of_the_page(desk, sold, page):
    rows = desk(Role.OWNER).page(page).select("tbody tr:has(td.number)")
    bought = [row.select("td")[1].get_text(strip=True) for row in rows]
    assert bought
    assert [words for words in bought if CHINESE.search(words)] == []
