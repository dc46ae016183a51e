"""Many hands at the same instant: two workers, two tabs, two clicks; money counts once all the same."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.merging import merge
from tbo.accounts.models import Household
from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.orders.checkout import Placed, place_for_visitor, place_order
from tbo.orders.models import Order, PaymentEvent, Refund
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import NothingToRefund, TooMuchToRefund, refund_order
from tbo.orders.settlement import Settled
from tbo.orders.sweeping import sweep
from tbo.rules.access import VISITOR
from tbo.rules.money import Money

from ..support.at_once import at_once
from ..support.selling import attempt, buying, household, order_of, payment_of, place, sell_plan, sell_series
from .telling import tell

HANDS = 8
KEY = "one-form-one-key-0001"


@pytest.fixture
def series(committed_app):
    """A series in a database of its own."""
    with committed_app.app_context():
        yield sell_series()


def count(model, *where) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_one_notice_in_many_workers_has_one_effect(committed_app, series, alipay):
    number = buying(series.episode())
    body = alipay.pays(number, 300)
    answers = at_once(committed_app, *[lambda: tell(body)] * HANDS)
    assert Counter(answers) == {Settled.DONE: 1, Settled.AGAIN: HANDS - 1}
    assert (order_of(number).state, payment_of(number).state) == ("fulfilled", "paid")
    assert (count(Entitlement), count(PaymentEvent), count(Refund)) == (1, 1, 0)


def test_many_different_notices_of_one_payment_have_one_effect(committed_app, series, alipay):
    number = buying(series.episode())
    bodies = [alipay.pays(number, 300) for _ in range(HANDS)]
    answers = at_once(committed_app, *[lambda body=body: tell(body) for body in bodies])
    assert answers == [Settled.DONE] * HANDS
    assert (count(Entitlement), count(Refund)) == (1, 0)


def test_two_payments_of_one_order_at_once_give_one_right_and_one_refund(committed_app, series, alipay):
    order = place(household(), series.episode())
    numbers = [attempt(order, product) for product in (Product.PAGE, Product.WAP)]
    bodies = [alipay.pays(number, 300) for number in numbers]
    assert at_once(committed_app, *[lambda body=body: tell(body) for body in bodies * 3]).count(Settled.DONE) == 2
    assert count(Entitlement) == 1
    assert [refund.amount_fen for refund in db.session.scalars(select(Refund))] == [300]
    assert order_of(numbers[0]).paid_by in numbers


def test_two_orders_for_one_thing_at_once_give_it_once(committed_app, series, alipay):
    lin = household()
    numbers = [buying(series.episode(), lin) for _ in range(4)]
    bodies = [alipay.pays(number, 300) for number in numbers]
    at_once(committed_app, *[lambda body=body: tell(body) for body in bodies])
    assert (count(Entitlement), count(Refund)) == (1, 3)


def test_episodes_and_their_season_paid_at_once_never_cost_more_than_the_season(committed_app, series, alipay):
    lin = household()
    prices = {buying(series.season, lin): 900}
    prices |= {buying(series.episode(n), lin): 300 for n in (1, 2, 3, 4)}
    bodies = [alipay.pays(number, fen) for number, fen in prices.items()]
    at_once(committed_app, *[lambda body=body: tell(body) for body in bodies])
    going_back = sum(refund.amount_fen for refund in db.session.scalars(select(Refund)))
    assert sum(prices.values()) - going_back == 900


def test_periods_of_a_plan_paid_at_once_do_not_overlap(committed_app, alipay):
    with committed_app.app_context():
        lin, monthly = household(), sell_plan()
        bodies = [alipay.pays(buying(monthly, lin), 1900) for _ in range(4)]
        at_once(committed_app, *[lambda body=body: tell(body) for body in bodies])
        rights = db.session.scalars(select(Entitlement).order_by(Entitlement.starts_at)).all()
        assert [right.starts_at for right in rights[1:]] == [right.ends_at for right in rights[:-1]]


def test_a_double_click_is_one_order(committed_app, series):
    lin, wish = household(), series.episode()
    answers = at_once(committed_app, *[lambda: place_order(lin, VISITOR, wish, Money(300), KEY)] * HANDS)
    assert len({answer.number for answer in answers}) == 1
    assert count(Order) == 1


def test_a_newcomers_three_clicks_are_one_household_and_one_order(committed_app, series):
    def click() -> Placed:
        with committed_app.test_request_context(environ_overrides={"REMOTE_ADDR": "203.0.113.7"}):
            return place_for_visitor(series.episode(), Money(300), KEY, None)

    answers = at_once(committed_app, *[click] * 3)
    assert len({answer.number for answer in answers}) == 1, answers
    assert (count(Household), count(Order)) == (1, 1)


def test_refunds_asked_for_at_once_stay_within_the_payment(committed_app, series, alipay):
    number = buying(series.episode())
    tell(alipay.pays(number, 300))
    order = order_of(number).number
    answers = at_once(committed_app, *[lambda: refund_order(order, "a wish", Money(100))] * HANDS)
    refused = [answer for answer in answers if isinstance(answer, NothingToRefund | TooMuchToRefund)]
    assert (len(refused), payment_of(number).refunding_fen) == (HANDS - 3, 300)
    assert len({answer for answer in answers if isinstance(answer, str)}) == 3


def test_two_sweepers_ask_about_each_payment_once(committed_app, series, alipay):
    numbers = [buying(series.episode()) for _ in range(6)]
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        at_once(committed_app, sweep, sweep, sweep)
    asked = Counter(content["out_trade_no"] for method, content in alipay.asked if method == "alipay.trade.query")
    assert asked == dict.fromkeys(numbers, 1)


@pytest.mark.parametrize("turn", range(4))
def test_money_finds_its_household_while_two_become_one(committed_app, series, alipay, turn):
    guest, lin = household(), household()
    numbers = [buying(series.episode(n), guest) for n in (1, 2)] + [buying(series.episode(3), lin)]
    bodies = [alipay.pays(number, 300) for number in numbers]
    join = commits(lambda: merge(guest, lin))
    tasks = [lambda body=body: tell(body) for body in bodies]
    answers = at_once(committed_app, *tasks[:turn], join, *tasks[turn:])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    db.session.rollback()
    assert set(db.session.scalars(select(Entitlement.household_id))) == {lin}
    assert count(Entitlement) == 3


@pytest.mark.parametrize("is_together", [True, False])
def test_an_order_placed_when_its_household_went_into_another_is_placed_there(committed_app, series, is_together):
    guest, lin = household(), household()
    tasks = commits(lambda: merge(guest, lin)), lambda: place_order(guest, VISITOR, series.episode(), Money(300), KEY)
    if is_together:
        at_once(committed_app, *tasks)
    else:
        for task in tasks:
            task()
    db.session.rollback()
    assert db.session.scalars(select(Order.household_id)).all() == [lin]
