"""When a reminder to rest is due, at every boundary."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.age_presets import BREAK, REMIND_EVERY
from tbo.rules.rests import Sitting, at_a_stretch_s, reminder_number

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MINUTE, INSTANT = timedelta(minutes=1), timedelta(microseconds=1)


def sitting(began_ago: timedelta, ended_ago: timedelta, played_s: int = 600) -> Sitting:
    return Sitting(NOW - began_ago, NOW - ended_ago, played_s)


@pytest.mark.parametrize(
    ("gap", "stretch_s"), [(timedelta(0), 1200), (BREAK - INSTANT, 1200), (BREAK, 600), (10 * BREAK, 600)]
)
def test_a_break_ends_a_stretch(gap, stretch_s):
    later = sitting(10 * MINUTE, timedelta(0))
    earlier = sitting(20 * MINUTE + gap, 10 * MINUTE + gap)
    assert at_a_stretch_s([earlier, later], NOW) == stretch_s


def test_a_break_that_lasts_has_ended_it_too():
    assert at_a_stretch_s([sitting(2 * BREAK, BREAK)], NOW) == 0
    assert at_a_stretch_s([sitting(2 * BREAK, BREAK - INSTANT)], NOW) == 600
    assert at_a_stretch_s([], NOW) == 0


def test_a_short_viewing_inside_a_long_one_does_not_cut_it():
    long, inside = sitting(60 * MINUTE, timedelta(0), 3000), sitting(50 * MINUTE, 45 * MINUTE, 300)
    before = sitting(75 * MINUTE, 65 * MINUTE)
    assert at_a_stretch_s([before, inside, long], NOW) == 3900


@pytest.mark.parametrize(("seconds", "number"), [(0, 0), (1799, 0), (1800, 1), (3599, 1), (3600, 2)])
def test_a_reminder_comes_with_each_whole_half_hour(seconds, number):
    assert timedelta(minutes=30) == REMIND_EVERY
    assert reminder_number(seconds) == number


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 9000)), max_size=12), st.randoms())
def test_a_stretch_is_part_of_all_that_played_however_it_is_told(told, random):
    sittings = [sitting(max(pair) * MINUTE, min(pair) * MINUTE, played) for *pair, played in told]
    stretch_s = at_a_stretch_s(sittings, NOW)
    assert 0 <= stretch_s <= sum(each.played_s for each in sittings)
    random.shuffle(sittings)
    assert at_a_stretch_s(sittings, NOW) == stretch_s
