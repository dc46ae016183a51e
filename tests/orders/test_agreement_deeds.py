"""What a household does with its subscription: each deed once, at its time, and refused with a name when it is late."""

from datetime import date, timedelta

import pytest

from tbo import clock
from tbo.alipay.agreements import AgreementState, UnsignOutcome
from tbo.db import db, writing
from tbo.orders.agreements.ending import (
    AgreementIsOver,
    can_undo,
    can_unsign,
    cancel,
    pause,
    resume,
    try_again,
    undo,
    unsign_now,
)
from tbo.orders.agreements.locks import required
from tbo.orders.agreements.news import ask_for_agreement
from tbo.orders.renewals import sweep
from tbo.orders.renewals.sweep import look_after, sweep_subscriptions
from tbo.rules.renewal_schedule import UNDO_WITHIN
from tbo.subscriptions.lifecycle import NotNow
from tbo.subscriptions.models import Subscription

from ..support.selling import household
from .subscribers import (
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
    tries,
    with_address,
)

INSTANT = timedelta(microseconds=1)
OWN_DAY = date(2026, 12, 18)


@pytest.fixture
def number(side) -> str:
    """A subscription in its first month."""
    return subscribed(side)


@pytest.fixture
def home(number) -> int:
    """Its household."""
    return subscription(number).household_id


def changed(number: str, **values) -> None:
    with writing():
        db.session.execute(db.update(Subscription).where(Subscription.number == number).values(**values))


def test_who_has_no_subscription_has_nothing_to_end(side):
    stranger = household()
    for deed in (cancel, undo, resume, lambda home: pause(home, 1)):
        with pytest.raises(NotNow, match=rf"^household {stranger} has no subscription$"):
            deed(stranger)


def test_a_number_of_nothing_is_no_subscription(side):
    with pytest.raises(LookupError, match=r"^there is no subscription ABO1$"):
        required("ABO1")


def test_cancelling_twice_is_cancelling_once(number, home):
    with clock.standing_at(MORNING + DAY):
        cancel(home)
    first = subscription(number)
    kept = first.unsign_at, first.cancelled_at, first.next_look_at
    with clock.standing_at(MORNING + 2 * DAY - HOUR):
        cancel(home)
    again = subscription(number)
    assert (again.state, again.unsign_at, again.cancelled_at, again.next_look_at) == ("cancelled", *kept)


def test_whoever_renews_and_thinks_better_of_nothing_renews_on(number, home):
    before = subscription(number).next_look_at
    undo(home)
    assert (subscription(number).state, subscription(number).next_look_at) == ("active", before)


def test_a_cancellation_is_undone_until_the_agreement_is_to_be_ended(number, home):
    cancel(home)
    ends_at = subscription(number).unsign_at
    assert ends_at == MORNING + UNDO_WITHIN
    with clock.standing_at(ends_at):
        assert not can_undo(subscription(number))
        with pytest.raises(AgreementIsOver, match=f"^{number} was ended at Alipay$") as refused:
            undo(home)
        assert "重新签一次" in refused.value.words()
    with clock.standing_at(ends_at - INSTANT):
        assert can_undo(subscription(number))
        undo(home)
    assert (subscription(number).state, subscription(number).unsign_at) == ("active", None)


@pytest.mark.parametrize("outcome", [UnsignOutcome.REFUSED, UnsignOutcome.NOT_SENT, UnsignOutcome.UNKNOWN])
def test_an_agreement_is_over_only_when_alipay_says_so(number, home, monkeypatch, outcome):
    gateway = type("Gateway", (), {"unsign": lambda _self, _agreement: outcome})
    monkeypatch.setattr(sweep, "agreement_gateway", gateway)
    cancel(home)
    with clock.standing_at(MORNING + UNDO_WITHIN):
        sweep.unsign(number)
        found = subscription(number)
        assert (found.unsigned_at, found.unsign_at) == (None, clock.now() + sweep.UNSIGN_AGAIN), "it is asked for again"


def test_what_was_ended_in_the_wallet_is_signed_anew_and_not_undone(side, number, home):
    hears(side.leaves(number))
    assert not can_undo(subscription(number))
    with pytest.raises(AgreementIsOver):
        undo(home)


def test_nothing_is_undone_after_the_day_of_its_deduction(number, home):
    cancel(home)
    changed(number, unsign_at=None)
    end = MORNING.replace(month=12, hour=16)  # midnight in China, of the planned day
    with clock.standing_at(end - INSTANT):
        assert can_undo(subscription(number))
    with clock.standing_at(end):
        assert not can_undo(subscription(number))


@pytest.mark.parametrize("months", [-1, 0, 4])
def test_a_pause_lasts_one_to_three_months(number, home, months):
    with pytest.raises(ValueError, match=rf"^a pause of {months} months is outside 1 to 3$"):
        pause(home, months)
    assert subscription(number).state == "active"


@pytest.mark.parametrize(("months", "day"), [(1, date(2027, 1, 18)), (3, date(2027, 3, 18))])
def test_a_pause_moves_the_next_deduction_and_coming_back_in_time_moves_it_back(number, home, months, day):
    pause(home, months)
    paused = subscription(number)
    assert (paused.state, paused.paused_months, paused.planned_on) == ("paused", months, day)
    resume(home)
    assert (subscription(number).state, subscription(number).planned_on) == ("active", OWN_DAY)
    assert subscription(number).deduct_at is None


def test_coming_back_when_the_paid_month_is_over_deducts_now(side, number, home):
    pause(home, 2)
    ends_at = subscription(number).period_ends_at
    live(ends_at - HOUR)
    with clock.standing_at(ends_at):
        resume(home)
        back = subscription(number)
        assert (back.deduct_at, back.planned_on, back.next_look_at) == (ends_at, date(2026, 12, 19), ends_at)


def test_nobody_pauses_while_a_deduction_runs(side, number, home):
    live(CHARGE - HOUR)
    side.hangs = True
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
        with pytest.raises(NotNow, match=f"^{number} is being deducted just now$"):
            pause(home, 1)
    assert subscription(number).state == "active"


def test_only_who_waits_for_a_deduction_asks_for_another(number, home):
    with pytest.raises(NotNow, match=f"^{number} is active$"):
        try_again(number, home)
    assert subscription(number).deduct_at is None


def test_a_deduction_that_runs_is_not_asked_for_again(side):
    side.hangs = True
    number = placed()
    side.signs(sign_url(number))
    look_after(number)
    assert tries(number) == [(0, 1, "open")]
    before = subscription(number).deduct_at
    with clock.standing_at(MORNING + HOUR):
        try_again(number, subscription(number).household_id)
    assert subscription(number).deduct_at == before


def test_a_first_deduction_that_failed_is_tried_when_the_household_wants(side):
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    number = placed()
    side.signs(sign_url(number))
    look_after(number)
    side.refuses = None
    with clock.standing_at(MORNING + HOUR):
        try_again(number, subscription(number).household_id)
        assert subscription(number).deduct_at == subscription(number).next_look_at == MORNING + HOUR
        sweep_subscriptions()
    assert (subscription(number).state, tries(number)[-1][2]) == ("active", "paid")


def test_an_agreement_that_renews_is_not_ended(number):
    assert not can_unsign(subscription(number))
    with pytest.raises(NotNow, match=f"^{number} is active and keeps its agreement$"):
        unsign_now(number)


def test_an_agreement_that_renews_no_more_is_ended_at_once_and_once(side, number, home):
    cancel(home)
    assert can_unsign(subscription(number))
    with clock.standing_at(MORNING + HOUR):
        unsign_now(number)
        assert subscription(number).unsign_at == subscription(number).next_look_at == MORNING + HOUR
        sweep_subscriptions()
        assert side.agreements[number].state == "STOP"
        assert subscription(number).unsigned_at == MORNING + HOUR
        assert not can_unsign(subscription(number))
        with pytest.raises(NotNow):
            unsign_now(number)


def test_news_of_nobodys_agreement_change_nothing(side, number):
    side.signs(sign_url(number).replace(number, "ABO0NOBODY"))
    assert ask_for_agreement("ABO0NOBODY").state is AgreementState.NORMAL
    hears(side.leaves("ABO0NOBODY"))
    assert subscription(number).state == "active"


def test_an_end_that_is_told_again_is_the_same_end(side, number):
    hears(side.leaves(number))
    ended_at = subscription(number).unsigned_at
    with clock.standing_at(MORNING + HOUR):
        hears(side.leaves(number))
        ask_for_agreement(number)
    assert (subscription(number).state, subscription(number).unsigned_at) == ("cancelled", ended_at)


def test_an_agreement_that_is_over_is_not_signed_by_an_old_answer(side):
    number = placed(with_address())
    side.signs(sign_url(number))
    hears(side.leaves(number))
    side.agreements[number].state = "NORMAL"
    ask_for_agreement(number)
    assert (subscription(number).state, subscription(number).agreement_no) == ("lapsed", None)
