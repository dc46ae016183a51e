"""Plans of two households: what is left of each runs alone, however often and in whatever order they come together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.plan_times import PlanTime, one_after_the_other

NOW, DAY, NOTHING = datetime(2026, 12, 1, 4, tzinfo=UTC), timedelta(days=1), timedelta(0)
TIMES = st.lists(
    st.tuples(st.integers(-40, 40), st.integers(1, 60)).map(lambda at: (NOW + at[0] * DAY, NOW + sum(at) * DAY)),
    min_size=1,
    max_size=6,
).map(lambda spans: [PlanTime(n, *span) for n, span in enumerate(spans) if span[1] > NOW])


def month(n: int, begun: int = 0) -> PlanTime:
    return PlanTime(n, NOW - begun * DAY, NOW + (30 - begun) * DAY)


def ends(times) -> list[int]:
    """In days from now, by number."""
    return [(each.ends_at - NOW).days for each in sorted(times, key=lambda each: each.id)]


def test_two_months_are_two_months_and_a_third_makes_three():
    two = one_after_the_other([month(1), month(2)], NOW)
    assert ends(two) == [30, 60]
    assert sorted(ends(one_after_the_other([*two, month(3)], NOW))) == [30, 60, 90]


def test_the_first_of_two_that_is_taken_back_takes_its_own_days_alone():
    _first, second = one_after_the_other([month(1), month(2)], NOW)
    later = NOW + 10 * DAY
    (alone,) = one_after_the_other([second], later)
    assert (alone.ends_at, alone.own_from) == (later + 30 * DAY, None)


def test_the_second_that_is_taken_back_changes_nothing_of_the_first():
    first, _second = one_after_the_other([month(1), month(2)], NOW)
    assert one_after_the_other([first], NOW) == [first]


def test_what_was_watched_of_it_is_gone_and_what_begins_later_begins_then():
    assert ends(one_after_the_other([month(1, 10), month(2, 5)], NOW)) == [20, 45]
    later = PlanTime(3, NOW + 60 * DAY, NOW + 90 * DAY)
    assert one_after_the_other([month(1), later], NOW)[1] == later


@given(TIMES)
def test_every_day_that_is_left_is_kept_and_none_is_given_twice(times):
    laid = one_after_the_other(times, NOW)
    assert sum((each.left(NOW) for each in laid), NOTHING) == sum((each.left(NOW) for each in times), NOTHING)
    own = [(each.own_from or max(each.starts_at, NOW), each.ends_at) for each in laid]
    assert all(one[1] <= other[0] for one, other in pairwise(own))
    assert [each.starts_at for each in laid] == [each.starts_at for each in sorted(laid, key=lambda e: e.starts_at)]


@given(TIMES, st.integers(0, 100))
def test_the_same_again_changes_nothing_at_any_later_time(times, days):
    laid, then = one_after_the_other(times, NOW), NOW + days * DAY
    running = [each for each in laid if each.ends_at > then]
    again = one_after_the_other(running, then)
    assert [each.ends_at for each in again] == [each.ends_at for each in running]


@given(TIMES, st.data())
def test_one_taken_away_and_brought_back_leaves_all_as_it_was(times, data):
    if not times:
        return
    laid = one_after_the_other(times, NOW)
    gone = data.draw(st.sampled_from(laid))
    without = one_after_the_other([each for each in laid if each is not gone], NOW)
    assert one_after_the_other([*without, gone], NOW) == laid


@given(TIMES, TIMES)
def test_two_households_have_together_what_each_had(ours, theirs):
    theirs = [replace(each, id=each.id + 10) for each in theirs]
    both = one_after_the_other([*one_after_the_other(ours, NOW), *one_after_the_other(theirs, NOW)], NOW)
    assert sum((each.left(NOW) for each in both), NOTHING) == sum((e.left(NOW) for e in [*ours, *theirs]), NOTHING)
