"""Where periods end: month ends, leap days, midnight in China."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.billing_periods import LONGEST_MONTHS, months_later, period_after

CHINA = ZoneInfo("Asia/Shanghai")


def china(*parts) -> datetime:
    return datetime(*parts, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 1, 31, 12), 1, (2026, 2, 28, 12)),
        ((2028, 1, 31, 12), 1, (2028, 2, 29, 12)),
        ((2028, 2, 29, 12), 12, (2029, 2, 28, 12)),
        ((2028, 2, 29, 12), 1, (2028, 3, 29, 12)),
        ((2026, 12, 31, 23, 59), 1, (2027, 1, 31, 23, 59)),
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 3, 31), 1, (2026, 4, 30)),
        ((2026, 11, 18, 20, 53, 7), 1, (2026, 12, 18, 20, 53, 7)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert months_later(china(*start), months, CHINA) == china(*end)


def test_the_day_is_counted_in_the_shops_zone_and_not_in_utc():
    # 1 March 00:30 in China is still 28 February in UTC; the month must end on 1 April in China.
    assert months_later(datetime(2026, 2, 28, 16, 30, tzinfo=UTC), 1, CHINA) == china(2026, 4, 1, 0, 30)


def test_the_end_is_given_in_utc():
    assert months_later(china(2026, 1, 1), 1, CHINA).tzinfo is UTC


@pytest.mark.parametrize("months", [0, -1, LONGEST_MONTHS + 1])
def test_a_period_of_no_or_endless_months_is_refused(months):
    with pytest.raises(ValueError, match="months is outside"):
        months_later(china(2026, 1, 1), months, CHINA)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        months_later(datetime(2026, 1, 1), 1, CHINA)


def test_a_period_begins_now_when_nothing_is_paid():
    now = china(2026, 5, 5)
    assert period_after(None, now, 1, CHINA).starts_at == now


def test_a_period_begins_where_the_paid_one_ends():
    now, paid_until = china(2026, 5, 5), china(2026, 5, 20)
    period = period_after(paid_until, now, 1, CHINA)
    assert (period.starts_at, period.ends_at) == (paid_until, china(2026, 6, 20))


def test_a_period_that_ended_long_ago_is_not_continued_in_the_past():
    now = china(2026, 5, 5)
    assert period_after(china(2026, 1, 1), now, 1, CHINA).starts_at == now


def test_a_period_that_ends_this_instant_is_followed_at_this_instant():
    now = china(2026, 5, 5)
    assert period_after(now, now, 1, CHINA).starts_at == now


@given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)), st.integers(1, 24))
def test_every_period_lasts_between_28_and_31_days_a_month(start, months):
    start = start.replace(tzinfo=CHINA)
    lasted = months_later(start, months, CHINA) - start
    assert timedelta(days=28 * months) <= lasted <= timedelta(days=31 * months)
