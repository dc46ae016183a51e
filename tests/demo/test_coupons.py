"""The coupons of the demo shop: each kind can be tried, with one that is over and one that is used up."""

import pytest

from tbo import clock
from tbo.catalog.models import Season, Title
from tbo.db import db
from tbo.offers.coupon_refusals import CouponNotUsable
from tbo.orders.wishes import Wish, quote_wish
from tbo.rules.access import VISITOR, OfferKind
from tbo.rules.coupons import NotUsable


def plan(key: str, code: str) -> Wish:
    return Wish(kind=OfferKind.PLAN, plan_key=key, coupon=code)


def total(wish: Wish) -> int:
    return quote_wish(wish, None, VISITOR, clock.now()).total.fen


def test_new_households_have_a_first_month_for_less(shop):
    assert total(plan("monthly", "huanying")) == total(plan("monthly", "")) * 7 // 10


def test_a_season_costs_eight_yuan_less(shop):
    title = db.session.query(Title).filter_by(slug="return-the-lantern").one()
    season = db.session.query(Season).filter_by(title_id=title.id, number=1).one()
    wish = Wish(kind=OfferKind.SEASON, season_id=season.id)
    coupon = Wish(kind=OfferKind.SEASON, season_id=season.id, coupon="JIEDENG8")
    assert total(coupon) == total(wish) - 800


@pytest.mark.parametrize(
    ("key", "code", "why"),
    [
        ("monthly", "SHUJIA20", NotUsable.OVER),
        ("quarterly", "ZAONIAO", NotUsable.USED_UP),
        ("monthly", "QUANJIA1111", NotUsable.NOT_FOR_THIS),
        ("monthly", "HUILAI3", NotUsable.LAPSED_ONLY),
        ("monthly", "YIJI", NotUsable.UNKNOWN),
    ],
)
def test_each_refusal_can_be_seen(shop, key, code, why):
    with pytest.raises(CouponNotUsable) as refused:
        total(plan(key, code))
    assert refused.value.why is why
