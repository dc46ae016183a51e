"""Quotes of other plans: as many as the shop sells, and no more questions to the database for it."""

from tbo import clock
from tbo.db import db
from tbo.orders.plan_changes.quotes import changes_of

from ..support.queries import recorded_queries
from ..support.selling import sell_plan
from .changers import LATER, chooses, sell_others
from .subscribers import subscribed, subscription


def asked(number: str) -> tuple[int, int]:
    """How many plans are quoted, and with how many queries."""
    row = subscription(number)
    with recorded_queries() as queries:
        found = list(changes_of(row, clock.now()))
    return len(found), len(queries)


def test_ten_plans_are_quoted_with_as_many_queries_as_two(side):
    sell_others()
    number = subscribed(side)
    with clock.standing_at(LATER):
        chooses(number, "quarterly")
        plans, few = asked(number)
        for n in range(8):
            sell_plan(f"more-{n}", 2000 + n, 1)
        db.session.expire_all()
        assert (plans, asked(number)) == (2, (10, few))
    assert few <= 6
