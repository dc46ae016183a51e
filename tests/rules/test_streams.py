"""How many screens play at once, at every boundary."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.streams import LEASE, Lease, may_play, place_now, running

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def lease(device: int, is_owned: bool = False, ago: timedelta = timedelta(0)) -> Lease:
    return Lease(device, is_owned, NOW - ago)


def test_a_lease_counts_until_it_is_exactly_as_old_as_a_lease():
    just, over = lease(1, ago=LEASE - timedelta(microseconds=1)), lease(2, ago=LEASE)
    assert running([just, over], NOW) == [just]


@pytest.mark.parametrize(
    ("device", "is_owned", "leases", "may"),
    [
        (3, False, [], True),
        (3, False, [lease(1)], True),
        (3, False, [lease(1), lease(2)], False),
        (2, False, [lease(1), lease(2)], True),
        (3, True, [lease(1), lease(2)], True),
        (3, True, [lease(1), lease(2, True)], True),
        (3, True, [lease(1), lease(2), lease(3, True)], True),
        # What is owned takes no place, also where it began first.
        (4, False, [lease(1), lease(3, True)], True),
        (4, False, [lease(1, True), lease(3, True)], True),
        (4, False, [lease(1), lease(2, True), lease(3, True)], False),
        (4, True, [lease(1, True), lease(3)], True),
        (4, True, [lease(1, True), lease(2, True), lease(3, True)], False),
        (4, False, [lease(1), lease(3, True, ago=LEASE)], True),
        (4, False, [lease(1), lease(2), lease(3, True, ago=LEASE)], False),
        (3, False, [lease(1), lease(2, ago=LEASE)], True),
        # Whoever plays already goes on beside what somebody owns, but does not become one more of the plan's.
        (2, False, [lease(1), lease(2), lease(3, True)], True),
        (3, False, [lease(1), lease(2), lease(3, True)], False),
    ],
)
def test_two_screens_and_one_more_for_what_is_owned(device, is_owned, leases, may):
    assert may_play(device, is_owned, leases, 2, NOW) is may


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=60), st.integers(1, 6))
def test_however_they_come_no_more_play_than_the_limit_and_one_owned(starts, limit):
    playing: dict[int, Lease] = {}
    for device, is_owned in starts:
        if may_play(device, is_owned, playing.values(), limit, NOW):
            playing[device] = lease(device, is_owned)
    assert len(playing) <= limit + 1
    assert sum(not each.is_owned for each in playing.values()) <= limit


@given(st.lists(st.booleans(), max_size=9), st.integers(1, 6), st.randoms())
def test_whether_all_of_them_fit_does_not_hang_on_who_began_first(screens, limit, random):
    def all_play(order: list[tuple[int, bool]]) -> bool:
        playing = []
        for device, is_owned in order:
            if not may_play(device, is_owned, playing, limit, NOW):
                return False
            playing.append(lease(device, is_owned))
        return True

    order = list(enumerate(screens))
    random.shuffle(order)
    assert all_play(order) is (len(screens) - any(screens) <= limit)


@pytest.mark.parametrize(
    ("is_playing", "seconds", "place"),
    [(True, 0, 100), (True, 18, 118), (False, 18, 100), (True, 3600, 160), (True, -5, 100)],
)
def test_a_place_goes_on_with_the_clock_while_it_plays(is_playing, seconds, place):
    assert place_now(100, is_playing, NOW - timedelta(seconds=seconds), NOW) == place
