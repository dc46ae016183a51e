"""When a shopper may take an order back: seven days, to the instant, and only what nobody has used."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tbo.rules.money import Money
from tbo.rules.order_states import OrderState
from tbo.rules.refund_window import (
    REFUND_WITHIN,
    PaidFacts,
    RefundAnswer,
    UseFacts,
    by_money,
    by_use,
    opened_by,
)

from .made import NOW, episode, right

INSTANT = timedelta(microseconds=1)
PAID = PaidFacts(state=OrderState.FULFILLED, paid_at=NOW, left=Money(300))
SOURCE = ("order", "A")


@pytest.mark.parametrize(
    ("after", "answer"),
    [
        (timedelta(0), RefundAnswer.POSSIBLE),
        (REFUND_WITHIN - INSTANT, RefundAnswer.POSSIBLE),
        (REFUND_WITHIN, RefundAnswer.TOO_LATE),
        (10 * REFUND_WITHIN, RefundAnswer.TOO_LATE),
    ],
)
def test_seven_days_are_seven_days_and_their_end_is_exclusive(after, answer):
    assert timedelta(days=7) == REFUND_WITHIN
    assert by_money(PAID, NOW + after) is answer


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"state": OrderState.PARTLY_REFUNDED, "left": Money(1)}, RefundAnswer.POSSIBLE),
        ({"state": OrderState.REFUNDED, "left": Money(0)}, RefundAnswer.DONE),
        ({"left": Money(0), "going_back": Money(300)}, RefundAnswer.ON_ITS_WAY),
        ({"left": Money(200), "going_back": Money(100)}, RefundAnswer.POSSIBLE),
        ({"left": Money(0)}, RefundAnswer.NOTHING_PAID),
        ({"paid_at": None}, RefundAnswer.NOTHING_PAID),
        ({"is_finished": True}, RefundAnswer.FINISHED),
    ],
)
def test_the_money_itself_may_say_no(changed, answer):
    assert by_money(replace(PAID, **changed), NOW) is answer


@pytest.mark.parametrize(
    ("use", "answer"),
    [
        (UseFacts(), RefundAnswer.POSSIBLE),
        (UseFacts(is_played=True), RefundAnswer.PLAYED),
        (UseFacts(is_opened=True), RefundAnswer.OPENED),
        (UseFacts(is_counted=True), RefundAnswer.COUNTED),
        (UseFacts(is_played=True, is_counted=True), RefundAnswer.PLAYED),
    ],
)
def test_what_was_used_stays_paid(use, answer):
    assert by_use(use) is answer


def is_opened(seen, *rights) -> bool:
    return opened_by(SOURCE, seen, rights, NOW, "CN")


def test_a_play_counts_only_where_this_order_alone_opened_it():
    mine = right("episode", episode_id=7, source="A")
    assert is_opened(episode(id=7), mine)
    assert not is_opened(episode(id=8), mine)
    assert not is_opened(episode(id=7))


def test_a_play_of_what_was_free_or_owned_all_the_same_does_not_count():
    mine = right("episode", episode_id=7, source="A")
    assert not is_opened(episode(id=7, is_free=True), mine)
    assert not is_opened(episode(id=7), mine, right("season", season_id=episode(id=7).season_id, source="B"))


def test_of_two_that_opened_a_play_one_has_to_stay():
    mine, other = (right("episode", episode_id=7, source=source) for source in "AB")
    assert not is_opened(episode(id=7), mine, other)
    assert is_opened(episode(id=7), mine, replace(other, is_going_back=True))


def test_a_plan_period_is_used_by_what_it_opens_while_it_runs():
    plan = right("plan", plan_key="monthly", source="A", ends_at=NOW + timedelta(days=30))
    in_plan = episode(id=7, in_plan_at=NOW - timedelta(days=1))
    assert is_opened(in_plan, plan)
    assert not is_opened(episode(id=7, in_plan_at=None), plan)
    assert not is_opened(in_plan, plan, replace(plan, source="B"))
    assert not is_opened(in_plan, replace(plan, starts_at=NOW + INSTANT))
