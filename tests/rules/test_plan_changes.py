"""Changing plans: whole days, whole fen, never more credit than was paid, no sequence of changes that costs more."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.money import Money
from tbo.rules.order_states import CHINA
from tbo.rules.plan_changes import (
    Begins,
    PaidDays,
    Terms,
    Unchangeable,
    can_be_told,
    change_to,
    credit_for,
    is_more,
    lies_behind,
    unused_days,
    why_not,
)
from tbo.rules.prices import LineWords
from tbo.rules.subscription_states import SubscriptionState as State

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTH = Terms(months=1, price=Money(1900))
QUARTER = Terms(months=3, price=Money(5200))
FAMILY = Terms(months=1, price=Money(3000), streams=4)
NOON = datetime(2026, 11, 18, 12, tzinfo=CHINA)
ENDS = datetime(2026, 12, 19, tzinfo=CHINA)
SECOND = timedelta(seconds=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(tzinfo=CHINA))
lengths = st.timedeltas(timedelta(seconds=1), timedelta(days=400))
sums = st.integers(0, 10_000).map(Money)


def paid(fen: int = 1900, order: str | None = "A", starts_at=NOON, ends_at=ENDS) -> PaidDays:
    return PaidDays(starts_at=starts_at, ends_at=ends_at, paid=Money(fen), order=order)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (NOON - timedelta(days=9), 31),
        (NOON, 31),
        (datetime(2026, 11, 19, tzinfo=CHINA) - SECOND, 31),
        (datetime(2026, 11, 19, tzinfo=CHINA), 30),
        (ENDS - timedelta(days=1), 1),
        (ENDS - SECOND, 1),
        (ENDS, 0),
        (ENDS + timedelta(days=40), 0),
    ],
)
def test_days_turn_at_the_shops_midnight_and_today_is_unused(now, left):
    assert unused_days(NOON, ENDS, now, SHANGHAI) == (left, 31)


def test_the_zone_decides_where_a_day_turns():
    late = datetime(2026, 11, 18, 17, 30, tzinfo=ZoneInfo("UTC"))
    assert unused_days(NOON, ENDS, late, SHANGHAI)[0] == 30
    assert unused_days(NOON, ENDS, late, ZoneInfo("UTC"))[0] == 31


def test_a_part_of_a_fen_is_the_shoppers():
    credit = credit_for(paid(1000), datetime(2026, 12, 8, tzinfo=CHINA), SHANGHAI)
    assert (credit.days, credit.of, credit.amount) == (11, 31, Money(355))


@given(fen=sums, starts_at=moments, length=lengths, now=moments)
def test_credit_is_never_below_nothing_and_never_above_what_was_paid(fen, starts_at, length, now):
    held = PaidDays(starts_at=starts_at, ends_at=starts_at + length, paid=fen, order="A")
    credit = credit_for(held, now, SHANGHAI)
    assert Money(0) <= credit.amount <= fen
    assert 0 <= credit.days <= credit.of
    assert (credit.days == 0) is (now >= held.ends_at)


@given(first=moments, later=st.timedeltas(timedelta(0), timedelta(days=90)), fen=sums)
def test_waiting_never_makes_the_credit_larger(first, later, fen):
    held = PaidDays(starts_at=first, ends_at=first + timedelta(days=31), paid=fen, order="A")
    assert credit_for(held, first + later, SHANGHAI).amount <= credit_for(held, first, SHANGHAI).amount


def test_more_begins_now_and_what_is_unused_is_credited_line_by_line():
    future = paid(order="B", starts_at=ENDS, ends_at=ENDS + timedelta(days=31))
    change = change_to(QUARTER, MONTH, [paid(), future], datetime(2026, 12, 16, tzinfo=CHINA), SHANGHAI)
    assert change.begins is Begins.NOW
    assert [(line.words, line.amount.fen, line.numbers) for line in change.lines] == [
        (LineWords.PLAN, 5200, (3,)),
        (LineWords.UNUSED_DAYS, -184, (3, 31)),
        (LineWords.UNUSED_DAYS, -1900, (31, 31)),
    ]
    assert change.total == Money(5200 - 184 - 1900)


@pytest.mark.parametrize(
    ("new", "old", "more"),
    [(QUARTER, MONTH, True), (MONTH, QUARTER, False), (FAMILY, QUARTER, True), (QUARTER, FAMILY, False)],
)
def test_a_higher_level_is_more_than_a_longer_time(new, old, more):
    assert is_more(new, old) is more


@pytest.mark.parametrize(
    "held",
    [[paid(3100)], [paid(), paid(order=None)]],
    ids=["a credit above the price", "days that were given"],
)
def test_what_would_lose_something_begins_with_the_next_period(held):
    assert change_to(FAMILY, MONTH, held, NOON, SHANGHAI).begins is Begins.NEXT


def test_a_credit_of_exactly_the_price_leaves_nothing_to_pay():
    change = change_to(FAMILY, MONTH, [paid(3000)], NOON, SHANGHAI)
    assert (change.begins, change.total) == (Begins.NOW, Money(0))


def test_less_begins_with_the_next_period_and_costs_nothing_now():
    change = change_to(MONTH, QUARTER, [paid(5200)], NOON, SHANGHAI)
    assert (change.begins, change.total, change.credits) == (Begins.NEXT, Money(0), ())


plans = st.builds(
    Terms,
    months=st.integers(1, 3),
    price=st.integers(1, 10_000).map(Money),
    streams=st.integers(1, 4),
)


@given(ladder=st.lists(plans, min_size=2, max_size=6), days=st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_no_sequence_of_changes_charges_more_than_the_days_used_and_the_last_plan(ladder, days):
    """Each plan costs at most its days that went by, the last one its price; never more than buying each of them."""
    at, old = NOON, ladder[0]
    held = PaidDays(starts_at=at, ends_at=at + timedelta(days=31 * old.months), paid=old.price, order="0")
    charged, used, bought = old.price, Money(0), old.price
    for nth, new in enumerate(ladder[1:], 1):
        at += timedelta(days=days[nth - 1])
        change = change_to(new, old, [held] if held.ends_at > at else [], at, SHANGHAI)
        assert change.total >= Money(0)
        if change.begins is Begins.NEXT:
            continue
        used += held.paid - Money.sum_of(credit.amount for credit in change.credits)
        charged, bought = charged + change.total, bought + new.price
        held = PaidDays(starts_at=at, ends_at=at + timedelta(days=31 * new.months), paid=new.price, order=str(nth))
        old = new
    assert charged == used + old.price
    assert charged <= bought


PLANNED = date(2026, 12, 18)


@pytest.mark.parametrize(
    ("now", "told"),
    [(datetime(2026, 12, 13, 18, tzinfo=CHINA), True), (datetime(2026, 12, 13, 19, 0, 1, tzinfo=CHINA), False)],
)
def test_what_begins_later_leaves_five_days_for_the_letter(now, told):
    assert can_be_told(PLANNED, now) is told
    why = why_not(State.ACTIVE, Begins.NEXT, PLANNED, now, is_trying=False, is_waiting=False)
    assert why is (None if told else Unchangeable.TOO_LATE)
    assert why_not(State.ACTIVE, Begins.NOW, PLANNED, now, is_trying=False, is_waiting=False) is None


@pytest.mark.parametrize("state", [State.GRACE, State.CANCELLED, State.PAUSED])
def test_what_does_not_renew_as_usual_is_not_changed(state):
    why = why_not(state, Begins.NOW, PLANNED, NOON, is_trying=False, is_waiting=False)
    assert why is Unchangeable(state.value)


def test_nothing_is_changed_while_money_moves_or_another_change_waits():
    facts = (State.ACTIVE, Begins.NOW, PLANNED, NOON)
    assert why_not(*facts, is_trying=True, is_waiting=True) is Unchangeable.BEING_DEDUCTED
    assert why_not(*facts, is_trying=False, is_waiting=True) is Unchangeable.WAITING


@pytest.mark.parametrize(("until", "begins"), [(None, None), (ENDS, None), (ENDS + SECOND, ENDS + SECOND)])
def test_a_period_lies_behind_what_is_paid_beyond_its_deduction(until, begins):
    assert lies_behind(until, date(2026, 12, 18)) == begins


def test_an_end_within_a_day_leaves_that_day_and_one_at_midnight_does_not():
    midnight, instant = datetime(2026, 12, 19, tzinfo=CHINA), timedelta(microseconds=1)
    assert unused_days(NOON, midnight + instant, NOON, SHANGHAI) == (32, 32)
    assert unused_days(NOON, midnight, NOON, SHANGHAI) == (31, 31)


def test_a_credit_names_its_order():
    credit = credit_for(paid(order="TBO20261118-7F3K9QRD"), NOON, SHANGHAI)
    assert (credit.order, credit.amount, credit.days, credit.of) == ("TBO20261118-7F3K9QRD", Money(1900), 31, 31)
    assert credit_for(paid(order=None), NOON, SHANGHAI).order == ""


@pytest.mark.parametrize("terms", [MONTH, QUARTER, FAMILY])
def test_a_plan_is_not_more_than_itself(terms):
    assert not is_more(terms, terms)


@pytest.mark.parametrize("state", [State.TRIAL, State.SIGNING, State.LAPSED])
def test_what_was_not_paid_yet_is_refused_as_a_trial(state):
    answer = why_not(state, Begins.NOW, date(2026, 12, 18), NOON, is_trying=True, is_waiting=True)
    assert answer is Unchangeable.TRIAL
