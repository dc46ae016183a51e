"""Orders of two households that become one: all move, and a form that both sent is known once."""

from sqlalchemy import select

from tbo.accounts.merging import merge
from tbo.db import db, writing
from tbo.orders.checkout import place_order
from tbo.orders.models import Order
from tbo.rules.access import VISITOR

from ..support.selling import Sold, household, price_of
from .shopper import elsewhere

KEY = "a-form-has-one-key-{:04}"


def ordered(series: Sold, home: int, nth: int) -> str:
    wish = series.episode(nth)
    return place_order(home, VISITOR, wish, price_of(wish, home), KEY.format(nth)).number


def stands() -> dict[str, tuple[int, str]]:
    db.session.expire_all()
    return {order.number: (order.household_id, order.idempotency_key) for order in db.session.scalars(select(Order))}


def test_orders_move_and_only_a_key_that_both_used_is_given_up(series):
    stays, goes, stranger = household(), household(), household()
    ours, twice = ordered(series, stays, 1), ordered(series, goes, 1)
    own, theirs = ordered(series, goes, 2), ordered(series, stranger, 2)
    with elsewhere(), writing():
        merge(goes, stays)
    assert stands() == {
        ours: (stays, KEY.format(1)),
        twice: (stays, f"merged {twice}"),
        own: (stays, KEY.format(2)),
        theirs: (stranger, KEY.format(2)),
    }
