"""What many orders' money counts in: told at once the same as of each, at no more queries than for a few."""

import pytest

from tbo.db import db
from tbo.orders.counted import counted_of, counted_of_many
from tbo.orders.models import Order

from ..support.queries import recorded_queries
from ..support.selling import buying, household, order_of, payment_of, sell_plan, sell_series
from .telling import tell


@pytest.fixture
def sold(series, alipay) -> list[int]:
    """Six households with an episode that counts in its season, and a period that counts in a member's price."""
    plan, second, third, numbers = sell_plan("members", 2500, discount=50), sell_series(), sell_series(), []
    for nth in range(6):
        lin, goods = household(), series if nth % 2 else second
        for wish in (goods.episode(1), goods.season, plan, third.episode(1)):
            numbers.append(buying(wish, lin))
            tell(alipay.pays(numbers[-1], payment_of(numbers[-1]).amount_fen))
    return [order_of(number).id for number in numbers]


def orders(ids: list[int]) -> list[Order]:
    db.session.rollback()
    return [db.session.get_one(Order, one) for one in ids]


def test_many_at_once_are_told_what_each_is_told(sold):
    told = counted_of_many(orders(sold))
    assert told == {order.id: counted_of(order) for order in orders(sold)}
    assert sum(bool(counted) for counted in told.values()) == 12
    assert {one.order_number for counted in told.values() for one in counted} <= {o.number for o in orders(sold)}


def test_many_ask_no_more_often_than_few(sold):
    asked = []
    for some in (sold[:4], sold):
        found = orders(some)
        with recorded_queries() as statements:
            counted_of_many(found)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 9
