"""Orders of two households that become one: all move, and a form that both sent is known once."""

from sqlalchemy import select

from tbo import clock
from tbo.accounts.merging import merge
from tbo.db import db, writing
from tbo.orders.checkout import place_order
from tbo.orders.models import Order
from tbo.orders.plan_changes.quotes import _held
from tbo.rules.access import VISITOR
from tbo.rules.plan_changes import credit_for

from ..support.selling import MONTHLY, Sold, attempt, household, place, price_of
from .shopper import elsewhere
from .subscribers import DAY, MORNING, subscribed, subscription
from .telling import tell

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


def test_of_months_that_stand_behind_others_each_day_of_their_own_is_credited(side):
    home, other = subscription(subscribed(side)).household_id, household()
    tell(side.pays(attempt(place(other, MONTHLY)), 1900))
    with writing():
        merge(other, home)
    now = MORNING + 15 * DAY
    first, second = sorted(_held(home, now), key=lambda days: days.starts_at)
    assert second.starts_at == first.ends_at
    assert 0 < credit_for(first, now, clock.shop_zone()).amount.fen < 1000
    assert credit_for(second, now, clock.shop_zone()).amount.fen == 1900
