"""Renewals at their edges: past midnight, late out of a pause, beside given months, refunded before anybody heard."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import commits, db
from tbo.entitlements.grants import fresh_entitlements_of
from tbo.jobs import run_due_jobs
from tbo.orders.agreements.ending import cancel, pause, resume, try_again, undo
from tbo.orders.agreements.news import ask_for_agreement
from tbo.orders.gifts.giving import _open
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order
from tbo.orders.refunds.requests import take_back
from tbo.orders.renewals.sweep import look_after, sweep_subscriptions
from tbo.orders.sweeping import sweep
from tbo.rules.rights import runs
from tbo.subscriptions.lifecycle import NotNow

from ..support.selling import MONTHLY, attempt, household, order_of, place
from .subscribers import (
    CHARGE,
    DAY,
    HOUR,
    MORNING,
    PLANNED_ENDS,
    live,
    placed,
    sign_url,
    subscribed,
    subscription,
    tries,
)
from .telling import tell
from .test_gifts import buy

EMPTY = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def number(side) -> str:
    """A subscription in its first month."""
    return subscribed(side)


@pytest.fixture
def home(number) -> int:
    """Its household."""
    return subscription(number).household_id


def opens_a_gift(side, household_id: int) -> None:
    gift_id = buy(MONTHLY, side).id
    commits(lambda: _open(db.session.get_one(Gift, gift_id), household_id))()


def watches(household_id: int) -> bool:
    return any(runs(right, clock.now()) for right in fresh_entitlements_of(household_id))


def test_a_first_deduction_is_tried_again_after_midnight(side):
    side.refuses, number, evening = EMPTY, placed(), MORNING + 8 * HOUR
    with clock.standing_at(evening):
        side.signs(sign_url(number))
        look_after(number)
    side.refuses = None
    with clock.standing_at(evening + 5 * HOUR):
        try_again(number, subscription(number).household_id)
        sweep_subscriptions()
    assert (subscription(number).state, tries(number)) == ("active", [(0, 1, "failed"), (0, 2, "paid")])


def test_what_is_signed_in_the_last_second_of_a_day_is_deducted_in_the_next(side):
    number, at = placed(), datetime(2026, 11, 18, 15, 59, 59, tzinfo=UTC)
    with clock.standing_at(at):
        side.signs(sign_url(number))
        ask_for_agreement(number)
    live(at + 25 * HOUR, since=at + 2 * SECOND)
    assert (subscription(number).state, subscription(number).planned_on) == ("active", date(2026, 12, 19))


def test_who_comes_back_in_the_last_second_of_a_day_is_deducted_from_in_the_next(side, number, home):
    pause(home, 2)
    at = PLANNED_ENDS + 2 * DAY - SECOND
    live(at)
    with clock.standing_at(at):
        resume(home)
    live(at + 2 * DAY, since=at + 2 * SECOND)
    assert (subscription(number).state, len(tries(number))) == ("active", 2)


def comes_back_without_money(side, household_id: int) -> datetime:
    """Pause, and come back after the paid month with an empty purse; return when."""
    pause(household_id, 2)
    at = PLANNED_ENDS + 4 * HOUR
    live(at)
    side.refuses = EMPTY
    with clock.standing_at(at):
        resume(household_id)
    return at


def test_who_comes_back_without_money_has_three_days_of_grace_and_not_more(side, number, home):
    at = comes_back_without_money(side, home)
    live(at + 2 * DAY, since=at)
    assert subscription(number).state == "grace"
    with clock.standing_at(at + 2 * DAY):
        try_again(number, home)
    live(at + 5 * DAY, since=at + 2 * DAY)
    assert (subscription(number).state, len(tries(number))) == ("lapsed", 3)


def test_who_comes_back_with_money_within_the_grace_goes_on(side, number, home):
    at = comes_back_without_money(side, home)
    live(at + DAY, since=at)
    side.refuses = None
    with clock.standing_at(at + DAY):
        try_again(number, home)
    live(at + 6 * DAY, since=at + DAY)
    assert (subscription(number).state, subscription(number).period) == ("active", 2)


def test_who_presses_in_the_last_second_of_the_grace_does_not_stay_in_it_for_ever(side, number, home):
    live(CHARGE - HOUR)
    side.refuses = EMPTY
    live(PLANNED_ENDS - SECOND, since=CHARGE - HOUR)
    with clock.standing_at(PLANNED_ENDS - SECOND):
        try_again(number, home)
    live(PLANNED_ENDS + 3 * DAY, since=PLANNED_ENDS + SECOND)
    assert (subscription(number).state, subscription(number).planned_on) == ("lapsed", date(2026, 12, 18))


@pytest.mark.parametrize(("before", "deducted"), [(6, 1), (5, 2), (4, 2), (2, 2)])
def test_who_comes_back_late_in_the_paid_month_is_deducted_from_at_once(side, number, home, before, deducted):
    with clock.standing_at(MORNING + DAY):
        pause(home, 1)
    at = PLANNED_ENDS - before * DAY
    live(at, since=MORNING + DAY)
    with clock.standing_at(at):
        resume(home)
    live(at + MINUTE, since=at)
    assert len(tries(number)) == deducted
    live(PLANNED_ENDS + 3 * DAY, since=at + MINUTE)
    assert (subscription(number).state, len(tries(number))) == ("active", 2)


def test_nothing_is_paused_whose_deduction_was_tried(side, number, home):
    live(CHARGE - HOUR)
    side.refuses = EMPTY
    live(CHARGE + HOUR, since=CHARGE - HOUR)
    with clock.standing_at(CHARGE + 2 * HOUR):
        cancel(home)
    with clock.standing_at(CHARGE + 3 * HOUR):
        undo(home)
        with pytest.raises(NotNow, match="is being deducted just now"):
            pause(home, 1)


def test_nothing_is_deducted_while_months_run_that_were_given_in_a_pause(side, number, home):
    pause(home, 1)
    opens_a_gift(side, home)
    live(PLANNED_ENDS + 2 * DAY)
    with clock.standing_at(PLANNED_ENDS + 2 * DAY):
        resume(home)
    live(PLANNED_ENDS + 20 * DAY, since=PLANNED_ENDS + 2 * DAY)
    assert (subscription(number).state, len(tries(number))) == ("active", 1)
    live(PLANNED_ENDS + 40 * DAY, since=PLANNED_ENDS + 20 * DAY)
    assert (subscription(number).state, len(tries(number))) == ("active", 2)


def test_nothing_is_deducted_while_months_run_that_were_given_before_a_change_of_mind(side, number, home):
    cancel(home)
    opens_a_gift(side, home)
    with clock.standing_at(MORNING + HOUR):
        undo(home)
    live(PLANNED_ENDS, since=MORNING + HOUR)
    assert (subscription(number).state, len(tries(number))) == ("active", 1)


def test_a_deduction_that_went_back_before_anybody_heard_is_over(side, number):
    live(CHARGE - HOUR)
    side.hangs = True
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
    trade, side.hangs = next(reversed(side.trades)), False
    with clock.standing_at(CHARGE + MINUTE):
        side.pays(trade, 1900)
        side.refunds(trade, 1900)
    live(PLANNED_ENDS + 5 * DAY, since=CHARGE + MINUTE)
    assert tries(number) == [(0, 1, "paid"), (1, 1, "failed"), (1, 2, "paid")]


@pytest.mark.parametrize("comes_back", [False, True])
def test_who_gave_a_month_back_and_buys_another_watches_at_once(side, comes_back):
    home = household()
    wrong = attempt(place(home, MONTHLY))
    tell(side.pays(wrong, 1900))
    side.seller_has_money = False
    take_back(order_of(wrong).number, home)
    run_due_jobs()
    right = attempt(place(home, MONTHLY))
    tell(side.pays(right, 1900))
    assert watches(home)
    side.seller_has_money = comes_back
    with clock.standing_at(clock.now() + 2 * HOUR):
        sweep()
        run_due_jobs()
        assert watches(home)


def test_who_gave_a_period_back_and_signs_anew_watches_at_once(side, number, home):
    first = db.session.scalars(select(Order)).one().number
    side.seller_has_money = False
    take_back(first, home)
    run_due_jobs()
    with clock.standing_at(MORNING + HOUR):
        assert subscription(subscribed(side, home)).state == "active"
        assert watches(home)
