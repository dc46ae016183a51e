"""Money that is on its way back: it opens what it paid for until it is there, and pays for nothing else."""

import importlib.util
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tbo import clock
from tbo.db import MIGRATIONS, db
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.models import Order
from tbo.orders.plan_changes.quotes import change_of
from tbo.orders.refunds.sending import refund_order
from tbo.orders.sweeping import sweep
from tbo.rules.money import Money

from ..support.selling import buying, household, order_of, payment_of, price_of, sell_series
from .changers import LATER, sell_others
from .shopper import change, orders
from .subscribers import subscribed, subscription
from .telling import tell

MINUTE = timedelta(minutes=1)
A_WISH = "a wish"


@pytest.fixture
def lin(app) -> int:
    return household()


def bought(wish, alipay, buyer: int) -> str:
    """Buy something and return its order's number."""
    payment = buying(wish, buyer)
    tell(alipay.pays(payment, payment_of(payment).amount_fen))
    return order_of(payment).number


def kinds(household_id: int) -> list[str]:
    """What a household may watch because of its orders."""
    held = Entitlement.household_id == household_id, Entitlement.revoked_at.is_(None)
    return list(db.session.scalars(sa.select(Entitlement.kind).where(*held).order_by(Entitlement.id)))


def state_of(payment: str) -> tuple[str, int]:
    """The state of a payment's order, and what of it is on its way back or there."""
    row = payment_of(payment)
    return row.order.state, row.refunding_fen + row.refunded_fen


def test_it_is_no_credit_for_a_season(series, alipay, lin):
    first, _second = (bought(series.episode(nth), alipay, lin) for nth in (1, 2))
    assert price_of(series.season, lin) == Money(300)
    refund_order(first, A_WISH)
    assert (price_of(series.season, lin), kinds(lin)) == (Money(600), ["episode", "episode"])
    run_due_jobs()
    assert (price_of(series.season, lin), kinds(lin)) == (Money(600), ["episode"])


def test_of_a_part_the_rest_counts_before_and_after(series, alipay, lin):
    order = bought(series.episode(), alipay, lin)
    refund_order(order, A_WISH, Money(100))
    assert price_of(series.season, lin) == Money(700)
    run_due_jobs()
    assert price_of(series.season, lin) == Money(700)
    refund_order(order, A_WISH, Money(50))
    assert price_of(series.season, lin) == Money(750)


def test_it_counts_again_when_alipay_refuses_it(series, alipay, lin):
    payment = buying(series.episode(), lin)
    tell(alipay.pays(payment, 300))
    refund_order(order_of(payment).number, A_WISH)
    alipay.finishes(payment)
    run_due_jobs()
    assert price_of(series.season, lin) == Money(600)


def test_a_season_is_not_given_for_episodes_whose_money_waits_for_the_seller(series, alipay, lin):
    numbers = [bought(series.episode(nth), alipay, lin) for nth in (1, 2, 3)]
    assert price_of(series.season, lin) == Money.zero()
    alipay.seller_has_money = False
    for number in numbers:
        refund_order(number, A_WISH)
    run_due_jobs()
    season = buying(series.season, lin)
    assert payment_of(season).amount_fen == 900
    tell(alipay.pays(season, 900))
    alipay.seller_has_money = True
    with clock.standing_at(clock.now() + 61 * MINUTE):
        sweep()
        run_due_jobs()
    assert (state_of(season), kinds(lin)) == (("fulfilled", 0), ["season"])


def test_a_surplus_that_goes_back_never_was_credit(series, alipay, lin):
    season = buying(series.season, lin)
    bought(series.episode(), alipay, lin)
    tell(alipay.pays(season, 900))
    assert state_of(season) == ("fulfilled", 300)
    right = db.session.scalars(sa.select(Entitlement).where(Entitlement.kind == "season")).one()
    assert (right.paid_fen, right.refunding_fen) == (600, 0)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_month_on_its_way_back_is_not_credited_to_another_plan(side, is_there):
    sell_others()
    number = subscribed(side)
    with clock.standing_at(LATER):
        assert [one.amount for one in change_of(subscription(number), "quarterly", LATER).change.credits] == [
            Money(1288)
        ]
        refund_order(orders()[0].number, A_WISH)
        if is_there:
            run_due_jobs()
        assert not Money.sum_of(
            one.amount for one in change_of(subscription(number), "quarterly", LATER).change.credits
        )


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("is_closed", [False, True])
def test_an_order_that_counted_on_it_is_not_given_but_paid_back(series, alipay, lin, is_closed, is_there):
    episode = bought(series.episode(), alipay, lin)
    season = buying(series.season, lin)
    assert payment_of(season).amount_fen == 600
    if is_closed:
        change(Order, state=sa.case((Order.number == episode, Order.state), else_="closed"), closed_at=clock.now())
    refund_order(episode, A_WISH)
    if is_there:
        run_due_jobs()
    tell(alipay.pays(season, 600))
    run_due_jobs()
    assert (state_of(season), kinds(lin)) == (("closed", 600), [])


def test_an_episode_that_was_cheaper_because_the_season_was_nearly_full_is_paid_back_too(alipay, lin):
    series = sell_series(season=500)
    first = bought(series.episode(1), alipay, lin)
    second = buying(series.episode(2), lin)
    assert payment_of(second).amount_fen == 200
    refund_order(first, A_WISH)
    tell(alipay.pays(second, 200))
    run_due_jobs()
    assert (state_of(second), kinds(lin)) == (("closed", 200), [])


def test_what_did_not_count_is_given_whatever_goes_back(series, alipay, lin):
    elsewhere = bought(sell_series().episode(), alipay, lin)
    rented = bought(series.rental(1), alipay, lin)
    episode = buying(series.episode(2), lin)
    refund_order(elsewhere, A_WISH)
    refund_order(rented, A_WISH)
    tell(alipay.pays(episode, 300))
    run_due_jobs()
    assert (state_of(episode), kinds(lin)) == (("fulfilled", 0), ["episode"])


def test_a_season_that_became_dearer_takes_nothing_from_who_ordered_before(alipay, lin):
    series = sell_series(season=500)
    bought(series.episode(1), alipay, lin)
    second = buying(series.episode(2), lin)
    db.session.execute(sa.text("UPDATE season SET price_fen = 900"))
    tell(alipay.pays(second, 200))
    assert (state_of(second), kinds(lin)) == (("fulfilled", 0), ["episode", "episode"])


@pytest.mark.parametrize("fen", [-1, -300])
def test_the_database_itself_sets_aside_nothing_below_zero(series, alipay, lin, fen):
    bought(series.episode(), alipay, lin)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Entitlement).values(refunding_fen=fen))


def test_the_migration_finds_what_is_under_way(series, alipay, lin):
    first, second, third = (bought(series.episode(nth), alipay, lin) for nth in (1, 2, 3))
    refund_order(first, A_WISH, Money(100))
    refund_order(first, A_WISH, Money(50))
    refund_order(second, A_WISH)
    run_due_jobs()
    refund_order(third, A_WISH, Money(20))
    assert asked_aside() == [0, 0, 20]
    db.session.execute(sa.update(Entitlement).values(refunding_fen=0))
    db.session.execute(sa.text(migration("20261130_money_on_its_way_back").UNDER_WAY))
    assert asked_aside() == [0, 0, 20]


def asked_aside() -> list[int]:
    """What of each right is on its way back."""
    return list(db.session.scalars(sa.select(Entitlement.refunding_fen).order_by(Entitlement.id)))


def migration(name: str):
    """Load a migration, which is no module of a package."""
    spec = importlib.util.spec_from_file_location(name, MIGRATIONS / "versions" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
