"""Months that somebody gave to a payer: nothing is deducted while they run, and taking them back undoes the wait."""

from datetime import date

import pytest

from tbo import clock
from tbo.db import commits, db
from tbo.entitlements.grants import paid_until
from tbo.orders.agreements.ending import cancel, pause, resume
from tbo.orders.gifts.giving import _open, take_back_gift
from tbo.orders.gifts.models import Gift
from tbo.orders.renewals.sweep import look_after
from tbo.rules.renewal_schedule import charge_day, end_of

from ..support.agreeing_side import AgreeingSide
from ..support.selling import MONTHLY
from .subscribers import CHARGE, DAY, HOUR, PLANNED_ENDS, live, subscribed, subscription, tries
from .test_gifts import buy

PLANNED, A_MONTH_LATER = date(2026, 12, 18), date(2027, 1, 18)


@pytest.fixture
def number(side) -> str:
    """A subscription that is paid to 18 December and would be deducted on the 15th."""
    return subscribed(side)


@commits
def opens(gift: Gift, number: str) -> None:
    _open(db.session.get_one(Gift, gift.id), subscription(number).household_id)


@commits
def taken_back(gift: Gift) -> None:
    take_back_gift(db.session.get_one(Gift, gift.id).order, "given back")


def test_nothing_is_deducted_while_a_gift_runs_and_everything_after_it(side: AgreeingSide, number):
    opens(buy(MONTHLY, side), number)
    assert (subscription(number).planned_on, subscription(number).state) == (A_MONTH_LATER, "active")
    live(PLANNED_ENDS + 2 * DAY)
    assert tries(number) == [(0, 1, "paid")], "the day of the old deduction has gone by"
    with clock.standing_at(end_of(A_MONTH_LATER) - HOUR):
        assert paid_until(subscription(number).household_id) > clock.now()
    live(end_of(A_MONTH_LATER), since=PLANNED_ENDS + 2 * DAY)
    assert tries(number) == [(0, 1, "paid"), (1, 1, "paid")]
    assert subscription(number).period_ends_at == end_of(date(2027, 2, 18))


def test_a_payer_is_told_of_the_later_day_before_it(side, number):
    live(CHARGE - 6 * DAY)
    with clock.standing_at(CHARGE - 5 * DAY):
        opens(buy(MONTHLY, side), number)
    live(end_of(charge_day(A_MONTH_LATER)), since=CHARGE - 5 * DAY)
    assert [row[:2] for row in tries(number)] == [(0, 1), (1, 1)]
    assert subscription(number).period == 2


def test_months_that_are_taken_back_are_deducted_for_as_before(side, number):
    gift = buy(MONTHLY, side)
    opens(gift, number)
    taken_back(gift)
    taken_back(gift)
    assert subscription(number).planned_on == PLANNED


def test_a_payer_who_cannot_be_told_in_time_is_not_charged_early(side, number):
    gift = buy(MONTHLY, side)
    opens(gift, number)
    with clock.standing_at(CHARGE - 2 * DAY):
        taken_back(gift)
    assert subscription(number).planned_on == A_MONTH_LATER


def test_a_deduction_under_way_is_not_moved(side, number):
    gift = buy(MONTHLY, side)
    live(CHARGE - HOUR)
    side.hangs = True
    with clock.standing_at(CHARGE):
        look_after(number)
        opens(gift, number)
    assert (tries(number)[-1], subscription(number).planned_on) == ((1, 1, "open"), PLANNED)


def test_a_pause_and_a_gift_follow_each_other(side, number):
    pause(subscription(number).household_id, 2)
    opens(buy(MONTHLY, side), number)
    assert subscription(number).planned_on == date(2027, 3, 18)
    resume(subscription(number).household_id)
    assert subscription(number).planned_on == A_MONTH_LATER


def test_who_has_left_is_not_made_to_renew_by_a_gift(side, number):
    cancel(subscription(number).household_id)
    opens(buy(MONTHLY, side), number)
    live(PLANNED_ENDS + DAY)
    assert (subscription(number).state, tries(number)) == ("lapsed", [(0, 1, "paid")])
