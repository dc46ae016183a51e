"""Limits make people wait; they never lock anybody out for good."""

from datetime import UTC, datetime, timedelta

import pytest

from tbo.rules.limits import Limit, wait

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
THREE_IN_TEN = Limit(3, timedelta(minutes=10))


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=count) for count in minutes]


@pytest.mark.parametrize(
    ("tries", "minutes"),
    [
        ([], 0),
        (ago(1, 2), 0),
        (ago(1, 2, 3), 7),
        (ago(3, 1, 2), 7),
        (ago(0, 0, 0), 10),
        (ago(1, 2, 3, 4, 5), 7),
        (ago(1, 2, 10), 0),
        (ago(1, 2, 9.5), 0.5),
    ],
)
def test_the_fourth_try_waits_until_the_oldest_of_three_has_left_the_window(tries, minutes):
    assert wait(tries, [THREE_IN_TEN], NOW) == timedelta(minutes=minutes)


def test_the_longest_wait_of_several_limits_counts():
    assert wait(ago(1), [THREE_IN_TEN, Limit(1, timedelta(hours=1))], NOW) == timedelta(minutes=59)


def test_a_full_day_still_lets_one_through_each_hour():
    day = Limit(3, timedelta(days=1), then_every=timedelta(hours=1))
    assert wait(ago(61, 90, 120), [day], NOW) == timedelta(0)
    assert wait(ago(20, 90, 120), [day], NOW) == timedelta(minutes=40)


def test_a_try_in_the_future_of_a_jumping_clock_waits_no_longer_than_its_window():
    assert wait([NOW + timedelta(minutes=1)] * 3, [THREE_IN_TEN], NOW) == timedelta(minutes=11)


def test_without_limits_nobody_waits():
    assert wait(ago(0), [], NOW) == timedelta(0)
