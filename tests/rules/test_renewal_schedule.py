"""The calendar of renewals: month ends, leap days, China's days, and no try outside Alipay's window."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules import renewal_schedule as schedule
from tbo.rules.order_states import CHINA, order_number_or_none, payment_number

DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))
periods = st.integers(0, 60)
months = st.sampled_from([1, 3, 6, 12])
AT = datetime(2026, 11, 1, tzinfo=UTC)


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        *[(date(2026, 11, 18), date(2026, 11, 18)), (date(2026, 11, 28), date(2026, 11, 28))],
        *[(date(2027, 1, day), date(2027, 2, 1)) for day in (29, 30, 31)],
        *[(date(2028, 2, 29), date(2028, 3, 1)), (date(2026, 12, 31), date(2027, 1, 1))],
    ],
)
def test_no_agreement_has_a_day_after_the_28th(today, first):
    assert schedule.first_day(today) == first


@given(days)
def test_the_first_deduction_can_be_made_at_once(today):
    first = schedule.first_day(today)
    assert first.day <= 28
    assert schedule.is_inside_window(first, china(today.year, today.month, today.day, 23, 59))


@pytest.mark.parametrize(
    ("first", "length", "period", "day"),
    [
        *[(date(2026, 11, 18), 1, 1, date(2026, 12, 18)), (date(2026, 11, 18), 1, 2, date(2027, 1, 18))],
        *[(date(2027, 1, 28), 1, 1, date(2027, 2, 28)), (date(2028, 1, 28), 1, 1, date(2028, 2, 28))],
        *[(date(2026, 11, 18), 3, 1, date(2027, 2, 18)), (date(2026, 11, 18), 12, 2, date(2028, 11, 18))],
        (date(2026, 11, 18), 1, 0, date(2026, 11, 18)),
    ],
)
def test_planned_days(first, length, period, day):
    assert schedule.planned_day(first, length, period) == day


def test_the_window_is_of_chinas_days():
    planned = date(2026, 12, 18)
    assert not schedule.is_inside_window(planned, china(2026, 12, 12, 23, 59))
    assert schedule.is_inside_window(planned, china(2026, 12, 13, 0, 0))
    assert schedule.is_inside_window(planned, china(2026, 12, 18, 23, 59))
    assert not schedule.is_inside_window(planned, china(2026, 12, 19, 0, 0))


@given(days, months, periods)
def test_every_try_is_inside_the_window_and_inside_the_paid_period(today, length, period):
    planned = schedule.planned_day(schedule.first_day(today), length, period)
    tries = schedule.tries_of(planned)
    assert tries == sorted(set(tries))
    assert len(tries) == 8
    assert all(schedule.is_inside_window(planned, at) and at < schedule.end_of(planned) for at in tries)
    assert schedule.day_in_china(tries[0]) == schedule.charge_day(planned) == planned - 3 * DAY


@given(days, months, periods)
def test_notice_is_given_five_days_before_the_first_try(today, length, period):
    planned = schedule.planned_day(schedule.first_day(today), length, period)
    assert schedule.tries_of(planned)[0] - schedule.notice_due_at(planned) == 7 * DAY


@given(days, st.integers(-20 * 24, 10 * 24), st.integers(-20 * 24, 10 * 24), st.integers(-20 * 24, 10 * 24))
def test_nothing_is_tried_untold_too_early_twice_or_outside(day, now_h, told_h, tried_h):
    planned = schedule.first_day(day)
    now, told, tried = (schedule.end_of(planned) + timedelta(hours=hours) for hours in (now_h, told_h, tried_h))
    assert not schedule.may_try(planned, None, None, now)
    if schedule.may_try(planned, tried, told, now):
        assert schedule.is_inside_window(planned, now)
        assert now - told >= 5 * DAY
        assert any(tried < at <= now for at in schedule.tries_of(planned))


def test_a_late_notice_puts_the_deduction_off():
    planned = date(2026, 12, 18)
    told = china(2026, 12, 11, 9, 0)
    assert schedule.next_try_at(planned, None, told) == china(2026, 12, 16, 10, 0)
    assert schedule.next_try_at(planned, None, china(2026, 12, 14, 9, 0)) is None


def test_after_a_try_the_next_hour_is_waited_for():
    planned, told = date(2026, 12, 18), china(2026, 12, 8, 10, 0)
    first = schedule.next_try_at(planned, None, told)
    assert first == china(2026, 12, 15, 10, 0)
    assert not schedule.may_try(planned, first, told, first)
    assert schedule.next_try_at(planned, first, told) == china(2026, 12, 15, 20, 0)
    assert schedule.next_try_at(planned, china(2026, 12, 18, 20, 0), told) is None


@given(st.text("ABCDEF0123456789", min_size=1, max_size=32), days, periods)
def test_an_order_of_a_period_has_one_number_that_is_an_orders(agreement, planned, period):
    number = schedule.renewal_order_number(agreement, planned, period)
    assert re.fullmatch(r"TBO[0-9]{8}-[0-9A-Z]{8}", number)
    assert order_number_or_none(payment_number(number, 3)) == number
    assert number == schedule.renewal_order_number(agreement, planned, period)
    assert number != schedule.renewal_order_number(agreement, planned, period + 1)


@given(days, st.integers(7, 31))
def test_free_days_are_whole_and_their_deduction_is_on_a_day_that_alipay_plans(today, count):
    planned = schedule.trial_planned(today, count)
    assert planned.day <= schedule.LAST_DAY_OF_MONTH
    ends_at, first_try = schedule.trial_ends_at(planned), schedule.tries_of(planned)[0]
    assert ends_at == schedule.end_of(schedule.charge_day(planned) - DAY) <= first_try
    free = schedule.day_in_china(first_try) - today
    assert timedelta(days=count + 1) <= free <= timedelta(days=count + 1 + 3)
    assert schedule.is_inside_window(planned, first_try)


@given(days, st.integers(7, 31))
def test_the_notice_of_what_follows_free_days_can_leave_five_days_before(today, count):
    planned = schedule.trial_planned(today, count)
    first_try, due = schedule.tries_of(planned)[0], schedule.notice_due_at(planned)
    assert schedule.day_in_china(due) >= today
    assert first_try - due >= schedule.NOTICE


def test_a_try_needs_proof_of_its_letter_and_its_hour():
    planned = date(2026, 12, 18)
    first, second, *_ = schedule.tries_of(planned)
    told = first - schedule.NOTICE
    assert schedule.may_try(planned, None, told, first)
    assert not schedule.may_try(planned, None, told, first - timedelta(microseconds=1))
    assert not schedule.may_try(planned, None, None, first)
    assert not schedule.may_try(planned, first, told, second - timedelta(microseconds=1))
    assert schedule.may_try(planned, first, told, second)
