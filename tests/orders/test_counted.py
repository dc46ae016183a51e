"""What of an order's money counts in later ones: said before it goes back, and no reason once those went back."""

from datetime import timedelta

from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.counted import Counted, counted_of
from tbo.orders.models import Order
from tbo.orders.refunds.requests import own_refund
from tbo.orders.refunds.sending import refund_order
from tbo.rules.money import Money
from tbo.rules.refund_window import RefundAnswer

from ..support.far_side import FarSide
from ..support.selling import DAY, buying, household, order_of, payment_of, sell_plan
from .changers import LATER, changes, sell_others
from .shopper import orders
from .subscribers import subscribed
from .telling import tell

MINUTE = timedelta(minutes=1)


def bought(wish, alipay: FarSide, buyer: int) -> Order:
    number = buying(wish, buyer)
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return order_of(number)


def test_an_episode_counts_in_its_season_until_that_went_back(series, alipay):
    lin = household()
    episode, other = bought(series.episode(1), alipay, lin), bought(series.episode(2), alipay, household())
    season = bought(series.season, alipay, lin)
    assert counted_of(episode) == [Counted(Money(300), season.number)]
    assert (counted_of(other), counted_of(season)) == ([], [])
    refund_order(season.number, "a wish")
    run_due_jobs()
    assert counted_of(order_of(episode.paid_by)) == []


def test_a_part_that_went_back_counts_no_more(series, alipay):
    lin = household()
    episode = bought(series.episode(1), alipay, lin)
    season = bought(series.season, alipay, lin)
    refund_order(episode.number, "a wish", Money(100))
    run_due_jobs()
    assert counted_of(order_of(episode.paid_by)) == [Counted(Money(200), season.number)]


def test_a_rental_counts_in_the_episode_and_the_episode_in_the_season(series, alipay):
    lin = household()
    rental, episode = bought(series.rental(2), alipay, lin), bought(series.episode(2), alipay, lin)
    season = bought(series.season, alipay, lin)
    assert [one.order_number for one in counted_of(rental)] == [episode.number, season.number]
    assert counted_of(episode) == [Counted(Money(300), season.number)]


def test_it_counts_too_in_an_order_that_waited_and_got_the_surplus_back(series, alipay):
    lin = household()
    season = buying(series.season, lin)
    with clock.standing_at(clock.now() + MINUTE):
        episode = bought(series.episode(3), alipay, lin)
    with clock.standing_at(clock.now() + 2 * MINUTE):
        tell(alipay.pays(season, 900))
        run_due_jobs()
        assert counted_of(episode) == [Counted(Money(300), order_of(season).number)]
        assert own_refund(episode).answer is RefundAnswer.COUNTED


def test_the_unused_days_of_a_plan_count_in_the_one_that_took_its_place(side):
    sell_others()
    old = subscribed(side)
    assert counted_of(orders()[0]) == []
    with clock.standing_at(LATER):
        changes(side, old, "quarterly")
        first, second = orders()
        assert counted_of(first) == [Counted(Money(1288), second.number)]
        assert counted_of(second) == []
        refund_order(second.number, "a wish")
        run_due_jobs()
        assert counted_of(orders()[0]) == []


def test_a_period_counts_in_what_was_cheaper_for_a_member_while_it_ran(series, alipay):
    lin, plan = household(), sell_plan("members", 2500, discount=50)
    before = bought(series.rental(4), alipay, lin)
    period = bought(plan, alipay, lin)
    later, last = clock.now() + DAY, entitled_until(period) - MINUTE
    with clock.standing_at(later):
        episode = bought(series.episode(1), alipay, lin)
        bought(series.episode(2), alipay, household())
    with clock.standing_at(last):
        rental = bought(series.rental(3), alipay, lin)
    with clock.standing_at(last + MINUTE):
        bought(series.rental(2), alipay, lin)
    assert [order.total_fen for order in (before, episode, rental)] == [120, 150, 60]
    period = order_of(period.paid_by)
    assert counted_of(period) == [Counted(Money(150), episode.number), Counted(Money(60), rental.number)]
    with clock.standing_at(later + MINUTE):
        assert own_refund(period).answer is RefundAnswer.COUNTED
        for order in (episode, rental):
            refund_order(order.number, "a wish")
        run_due_jobs()
        period = order_of(period.paid_by)
        assert (counted_of(period), own_refund(period).answer) == ([], RefundAnswer.POSSIBLE)


def test_a_period_whose_member_price_nobody_used_counts_nowhere(series, alipay):
    lin = household()
    period = bought(sell_plan("members", 2500, discount=50), alipay, lin)
    with clock.standing_at(clock.now() + DAY):
        wish = buying(series.episode(1), lin)
        assert counted_of(period) == [Counted(Money(150), order_of(wish).number)]
        order_of(wish).state = "closed"
        assert counted_of(period) == []


def entitled_until(order: Order):
    """When the right that an order gave ends."""
    return db.session.scalars(select(Entitlement.ends_at).where(Entitlement.source == order.number)).one()
