"""Changing the plan with the next period: told of, undone, failed, ended in the wallet; one of the two is charged."""

from datetime import UTC, datetime

import pytest

from tbo import clock
from tbo.db import writing
from tbo.orders.agreements.ending import cancel, pause, try_again, undo
from tbo.orders.books.check import differences
from tbo.orders.plan_changes.changing import keep_plan
from tbo.orders.plan_changes.refusals import CannotChange
from tbo.orders.refunds.requests import end_renewal
from tbo.orders.renewals.sweep import look_after
from tbo.rules.plan_changes import Unchangeable
from tbo.subscriptions.given_months import let_gift_run
from tbo.subscriptions.lifecycle import NotNow

from .changers import EMPTY, changes, charged, chooses, sell_others, subscribed_to
from .shopper import orders
from .subscribers import (
    DAY,
    HOUR,
    MORNING,
    hears,
    letters,
    live,
    subscription,
    watches_until,
)


@pytest.fixture
def plans(side) -> None:
    """A month, three months, and a month with more."""
    sell_others()


def test_less_begins_with_the_next_period_and_is_told_of(side, plans):
    with clock.standing_at(MORNING):
        old = subscribed_to(side, "quarterly")
        new = changes(side, old, "monthly")
    assert (subscription(new).state, subscription(new).planned_on) == ("signing", subscription(old).planned_on)
    live(datetime(2027, 2, 16, tzinfo=UTC))
    assert charged(side) == [5200, 1900]
    assert (subscription(old).state, subscription(new).state) == ("lapsed", "active")
    assert (side.agreements[old].state, letters()) == ("STOP", ["renewal"])
    assert watches_until(new) == datetime(2027, 3, 18, 16, tzinfo=UTC)
    assert list(differences()) == []


def test_a_planned_change_is_undone_and_the_plan_goes_on(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    keep_plan(subscription(old).household_id)
    keep_plan(subscription(old).household_id)
    live(datetime(2027, 2, 16, tzinfo=UTC))
    assert (subscription(new).state, side.agreements[new].state) == ("lapsed", "STOP")
    assert (subscription(old).state, charged(side)) == ("active", [5200, 5200])


def test_who_changes_after_the_letter_gets_another_one_five_days_before(side, plans):
    old = subscribed_to(side, "quarterly")
    told = datetime(2027, 2, 10, tzinfo=UTC)
    live(told)
    with clock.standing_at(told):
        new = changes(side, old, "monthly")
    live(told + HOUR, told)
    assert letters() == ["renewal", "renewal"]
    with clock.standing_at(told + 2 * HOUR):
        keep_plan(subscription(old).household_id)
    live(datetime(2027, 2, 19, tzinfo=UTC), told + 2 * HOUR)
    assert letters() == ["renewal"] * 3
    assert (subscription(new).state, charged(side)) == ("lapsed", [5200, 5200])


def test_a_planned_plan_that_cannot_be_deducted_is_grace_then_the_end(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    charge = datetime(2027, 2, 15, 2, tzinfo=UTC)
    live(charge - HOUR)
    side.refuses = EMPTY
    live(charge + DAY, charge)
    assert (subscription(old).state, subscription(new).state) == ("grace", "signing")
    live(charge + 5 * DAY, charge + DAY)
    assert (subscription(old).state, subscription(new).state) == ("lapsed", "lapsed")
    assert letters() == ["renewal", "renewal-failed", "renewal-lapsed"]
    assert charged(side) == [5200]
    live(charge + 6 * DAY, charge + 5 * DAY)
    assert {agreement.state for agreement in side.agreements.values()} == {"STOP"}


def test_the_new_agreement_ended_in_the_wallet_leaves_the_old_plan(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    hears(side.leaves(new))
    live(datetime(2027, 2, 16, tzinfo=UTC))
    assert (subscription(old).state, charged(side)) == ("active", [5200, 5200])


def test_the_old_agreement_ended_in_the_wallet_lets_the_planned_plan_come(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    hears(side.leaves(old))
    live(datetime(2027, 2, 16, tzinfo=UTC))
    assert (subscription(new).state, charged(side)) == ("active", [5200, 1900])


def test_days_that_were_given_move_the_planned_plan_too(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    with writing():
        let_gift_run(subscription(old).household_id, 1)
    assert subscription(new).planned_on == subscription(old).planned_on == datetime(2027, 3, 18).date()
    live(datetime(2027, 3, 16, tzinfo=UTC))
    assert charged(side) == [5200, 1900]


def test_who_cancels_is_charged_by_neither(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    cancel(subscription(old).household_id)
    undo(subscription(old).household_id)
    live(datetime(2027, 2, 16, tzinfo=UTC))
    assert (subscription(new).state, side.agreements[new].state) == ("lapsed", "STOP")
    assert charged(side) == [5200, 5200]


def test_whose_order_goes_back_is_charged_by_neither(side, plans):
    """Also while Alipay has not given anything back, and the period still runs."""
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    with clock.standing_at(MORNING + DAY), writing():
        end_renewal(orders()[0], "it goes back")
    live(datetime(2027, 2, 20, tzinfo=UTC), MORNING + DAY)
    assert charged(side) == [5200]
    assert (subscription(old).state, subscription(new).state) == ("lapsed", "lapsed")


def test_a_planned_plan_is_not_deducted_before_its_day_however_it_is_asked(side, plans):
    new = changes(side, subscribed_to(side, "quarterly"), "monthly")
    with clock.standing_at(MORNING + DAY):
        with pytest.raises(NotNow):
            try_again(new, subscription(new).household_id)
        look_after(new)
    assert charged(side) == [5200]


def test_a_planned_change_keeps_the_plan_from_being_paused_and_changed_again(side, plans):
    old = subscribed_to(side, "quarterly")
    changes(side, old, "monthly")
    with pytest.raises(CannotChange):
        pause(subscription(old).household_id, 1)
    with pytest.raises(CannotChange) as refused:
        chooses(old, "family")
    assert refused.value.why is Unchangeable.WAITING
