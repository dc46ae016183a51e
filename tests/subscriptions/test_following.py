"""Which of two agreements is paid: what waits, what follows, what was tried; and what a late household gets."""

from datetime import timedelta

import pytest

from tbo import clock
from tbo.db import writing
from tbo.orders.agreements.ending import cancel
from tbo.rules.renewal_schedule import end_of, notice_due_at, planned_day
from tbo.rules.subscription_states import SubscriptionEvent
from tbo.subscriptions.following import (
    followed_by,
    is_planned,
    is_planned_for,
    is_tried,
    is_trying,
    is_waited_for,
    planned_for,
    waiting_for,
    was_followed,
)
from tbo.subscriptions.given_months import let_gift_end, let_gift_run
from tbo.subscriptions.lifecycle import NotNow, happen
from tbo.subscriptions.reading import is_notice_due, is_over

from ..orders.changers import SOON, changes, chooses, sell_others, subscribed_to
from ..orders.subscribers import (
    CHARGE,
    DAY,
    HOUR,
    MORNING,
    hears,
    live,
    placed,
    sign_url,
    subscribed,
    subscription,
    watches_until,
    with_address,
)
from ..support.selling import household

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def plans(side) -> None:
    """A month, three months, and a month with more."""
    sell_others()


def test_what_was_signed_for_later_waits_and_is_neither_tried_nor_trying(side, plans):
    old = subscribed_to(side, "quarterly")
    assert not is_waited_for(subscription(old))
    new = changes(side, old, "monthly")
    running, planned = subscription(old), subscription(new)
    assert (planned_for(running).number, waiting_for(running).number) == (new, new)
    assert is_planned(planned)
    assert is_planned_for(running)
    assert is_waited_for(running)
    assert followed_by(planned).number == old
    assert followed_by(running) is None
    assert not is_tried(planned)
    assert not is_trying(planned)
    assert not was_followed(running.id)
    assert is_tried(running) is False


def test_what_is_chosen_and_not_signed_is_waited_for_and_not_planned(side, plans):
    old = subscribed_to(side, "quarterly")
    new = chooses(old, "monthly")
    assert waiting_for(subscription(old)).number == new
    assert not is_planned(subscription(new))
    assert not is_planned_for(subscription(old))


def test_a_change_that_has_paid_has_taken_the_others_place(side, plans):
    old = subscribed_to(side, "monthly")
    with clock.standing_at(SOON):
        changes(side, old, "family")
    assert was_followed(subscription(old).id)
    assert subscription(old).state == "lapsed"


def test_a_deduction_that_runs_is_tried_and_trying_until_it_ends(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.hangs = True
    live(CHARGE, CHARGE)
    assert is_tried(subscription(number))
    assert is_trying(subscription(number))
    with clock.standing_at(CHARGE + HOUR):
        hears(side.pays(next(reversed(side.trades)), 1900))
    assert not is_trying(subscription(number))
    assert not is_tried(subscription(number))  # of the period that is to be paid next


def test_what_cannot_happen_is_refused_with_state_and_event(side):
    number = subscribed(side)
    with pytest.raises(NotNow, match=rf"^subscription {number} is active: undo cannot happen$") as refused:
        happen(subscription(number), SubscriptionEvent.UNDO)
    assert "会员的状态刚刚变了" in refused.value.words()


def test_days_that_were_given_move_the_next_deduction_and_back_while_it_can_be_told(side):
    number = subscribed(side)
    home, day = subscription(number).household_id, subscription(number).planned_on
    with writing():
        let_gift_run(home, 2)
    assert subscription(number).planned_on == day.replace(year=2027, month=2)
    with writing():
        let_gift_end(home, 2)
    assert (subscription(number).planned_on, subscription(number).next_look_at) == (day, MORNING)
    with writing():
        let_gift_run(home, 1)
    told = notice_due_at(day)
    with clock.standing_at(told), writing():
        let_gift_end(home, 1)
    assert subscription(number).planned_on == day.replace(year=2027, month=1)
    with clock.standing_at(told - INSTANT), writing():
        let_gift_end(home, 1)
    assert subscription(number).planned_on == day


def test_days_that_were_given_move_nothing_of_who_renews_nothing(side):
    home = household()
    with writing():
        let_gift_run(home, 1)
        let_gift_end(home, 1)
    number = placed(home)
    side.signs(sign_url(number))
    assert subscription(number).planned_on is not None


def test_days_that_were_given_do_not_move_what_is_being_deducted(side):
    number = subscribed(side)
    live(CHARGE - HOUR)
    side.hangs = True
    live(CHARGE, CHARGE)
    home, day = subscription(number).household_id, subscription(number).planned_on
    with clock.standing_at(CHARGE), writing():
        let_gift_run(home, 1)
        let_gift_end(home, 1)
    assert subscription(number).planned_on == day


def test_of_who_cancelled_the_day_moves_for_a_change_of_mind_while_the_agreement_stands(side):
    number = subscribed(side)
    home, day = subscription(number).household_id, subscription(number).planned_on
    cancel(home)
    with writing():
        let_gift_run(home, 1)
    assert subscription(number).planned_on == planned_day(day, 1, 1)
    live(MORNING + 2 * DAY)
    assert subscription(number).unsigned_at is not None
    with writing():
        let_gift_run(home, 1)
    assert subscription(number).planned_on == planned_day(day, 1, 1)


def test_a_payer_is_told_from_the_day_on_until_the_end_of_the_planned_one(side):
    number = subscribed(side)
    row = subscription(number)
    first, last = notice_due_at(row.planned_on), end_of(row.planned_on)
    due = {moment: is_notice_due(row, moment) for moment in (first - INSTANT, first, last - INSTANT, last)}
    assert list(due.values()) == [False, True, True, False]


def test_each_state_is_over_at_its_own_instant(side):
    unsigned, number = placed(with_address("chen@example.com")), subscribed(side)
    row, created_at = subscription(unsigned), subscription(unsigned).created_at
    assert [is_over(row, (), created_at + DAY - gap) for gap in (INSTANT, 0 * DAY)] == [False, True]
    active = subscription(number)
    ends_at = end_of(active.planned_on)
    assert [is_over(active, (), ends_at - gap) for gap in (INSTANT, 0 * DAY)] == [False, True]
    cancel(active.household_id)
    left = subscription(number)
    assert [is_over(left, (), left.period_ends_at - gap) for gap in (INSTANT, 0 * DAY)] == [False, True]


def test_who_left_while_another_plan_was_being_paid_is_not_charged_again(side, plans):
    old = subscribed_to(side, "monthly")
    with clock.standing_at(SOON):
        side.hangs = True
        new = changes(side, old, "family")
        cancel(subscription(old).household_id)
        hears(side.pays(next(reversed(side.trades)), _waiting(side)))
    assert (subscription(old).state, subscription(new).state) == ("lapsed", "cancelled")
    assert watches_until(new) > MORNING + 30 * DAY


def _waiting(side) -> int:
    return next(reversed(side.trades.values())).fen
