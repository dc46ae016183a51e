"""Minutes and nights, over midnight, over weekends and in other time zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.age_presets import PRESETS
from tbo.rules.screen_time import CHINA, Rest, Resting, ScreenTime, day_of, lanterns, left_s, next_change, resting

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = {"rest_from": 22 * 60, "rest_until": 6 * 60}


def at(hour: int, minute: int = 0, day: int = 18, zone=CHINA) -> datetime:
    """An instant of November 2026; the 18th is a Wednesday, the 21st a Saturday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def is_night(told: ScreenTime, now: datetime) -> bool:
    """Whether the night is what keeps a profile from beginning."""
    answer = resting(told, now)
    return answer is not None and answer.why is Rest.NIGHT


@pytest.mark.parametrize(
    ("now", "night"),
    [(at(21, 59), False), (at(22), True), (at(23, 59), True), (at(0), True), (at(5, 59), True), (at(6), False)],
)
def test_a_night_goes_over_midnight_and_its_end_is_exclusive(now, night):
    assert is_night(ScreenTime(**NIGHT), now) is night
    assert is_night(ScreenTime(**NIGHT), now.astimezone(UTC)) is night


@pytest.mark.parametrize(("now", "night"), [(at(12, 59), False), (at(13), True), (at(14), False), (at(23), False)])
def test_a_rest_within_a_day(now, night):
    assert is_night(ScreenTime(rest_from=13 * 60, rest_until=14 * 60), now) is night


def test_a_rest_of_no_length_is_none():
    assert not any(is_night(ScreenTime(rest_from=0, rest_until=0), at(hour)) for hour in range(24))


def test_minutes_are_up_when_exactly_all_were_watched():
    told = {"weekday_minutes": 40, "watched_on": date(2026, 11, 18)}
    assert resting(ScreenTime(watched_s=2399, **told), at(12)) is None
    answer = resting(ScreenTime(watched_s=2400, **told), at(12))
    assert (answer.why, answer.until) == (Rest.TIME_UP, at(0, day=19))


def test_the_lamps_come_back_after_the_night_that_follows():
    told = ScreenTime(weekday_minutes=0, weekend_minutes=0, **NIGHT)
    assert resting(told, at(12)).until == at(6, day=19)
    assert (resting(told, at(23)).why, resting(told, at(23)).until) == (Rest.NIGHT, at(6, day=19))
    assert resting(told, at(1)).until == at(6)


@pytest.mark.parametrize(("day", "hour"), [(18, 12), (19, 23), (20, 12), (22, 12)])
def test_where_only_weekends_have_minutes_the_lamps_come_back_on_saturday(day, hour):
    told = ScreenTime(weekday_minutes=0, weekend_minutes=90, watched_on=date(2026, 11, 22), watched_s=5400)
    saturday = at(0, day=21 if day < 21 else 28)
    assert resting(told, at(hour, day=day)).until == saturday
    nights = replace(told, **NIGHT)
    assert resting(nights, at(hour, day=day)).until == saturday + timedelta(hours=6)
    assert resting(nights, at(23, day=20)) == Resting(Rest.NIGHT, at(6, day=21))


def test_a_day_without_a_budget_is_one_with_minutes():
    told = ScreenTime(weekday_minutes=0)
    assert resting(told, at(12, day=20)).until == at(0, day=21)
    assert resting(told, at(12, day=22)) is None


def test_weekends_have_minutes_of_their_own_and_yesterdays_do_not_count():
    told = ScreenTime(weekday_minutes=40, weekend_minutes=60, watched_on=date(2026, 11, 20), watched_s=2400)
    assert left_s(told, at(12, day=20)) == 0
    assert left_s(told, at(0, day=21)) == 3600
    assert left_s(told, at(0, day=23)) == 2400


def test_a_day_is_the_familys_own():
    late = at(23, 30, zone=BERLIN)
    assert day_of(late, BERLIN) == date(2026, 11, 18)
    assert day_of(late, CHINA) == date(2026, 11, 19)
    told = ScreenTime(weekday_minutes=40, watched_on=date(2026, 11, 18), watched_s=2400, zone=BERLIN)
    assert left_s(told, late) == 0
    assert left_s(told, late + timedelta(minutes=30)) == 2400


def test_what_a_parent_allowed_lifts_minutes_and_night_until_it_ends():
    told = ScreenTime(weekday_minutes=0, free_until=at(23), **NIGHT)
    assert resting(told, at(22, 59)) is None
    assert resting(told, at(23)).why is Rest.NIGHT
    assert resting(None, at(23)) is None
    assert resting(ScreenTime(), at(23)) is None


@pytest.mark.parametrize(
    ("rest", "now", "end"),
    [
        # On 29 March clocks leap from 2:00 to 3:00: what would end between ends with the leap.
        ((0, 141), datetime(2026, 3, 29, 0, 39, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ((0, 141), datetime(2026, 3, 29, 1, tzinfo=UTC), None),
        ((130, 170), datetime(2026, 3, 29, 1, tzinfo=UTC), None),
        ((130, 240), datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC)),
        # On 25 October they show 2:00 to 3:00 twice: the first time counts.
        ((0, 150), datetime(2026, 10, 25, 0, 29, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ((0, 150), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), None),
        ((0, 150), datetime(2026, 10, 25, 1, 10, tzinfo=UTC), None),
        ((150, 180), datetime(2026, 10, 25, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_night_in_which_the_clocks_are_changed_has_one_end(rest, now, end):
    answer = resting(ScreenTime(rest_from=rest[0], rest_until=rest[1], zone=BERLIN), now)
    assert (answer and answer.until.astimezone(UTC)) == end


TIMES = st.builds(
    ScreenTime,
    weekday_minutes=st.none() | st.integers(0, 1440),
    weekend_minutes=st.none() | st.integers(0, 1440),
    rest_from=st.integers(0, 1439),
    rest_until=st.integers(0, 1439),
    watched_on=st.dates(date(2026, 3, 27), date(2026, 3, 31)) | st.dates(date(2026, 10, 23), date(2026, 10, 27)),
    watched_s=st.integers(0, 90_000),
    zone=st.sampled_from([CHINA, BERLIN, UTC]),
)
# Summer time begins and ends in Berlin within these days.
INSTANTS = st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 30), timezones=st.just(UTC)) | st.datetimes(
    datetime(2026, 10, 24), datetime(2026, 10, 26), timezones=st.just(UTC)
)


@given(TIMES, INSTANTS)
def test_a_rest_ends_later_than_now_and_nothing_changes_before_the_next_change(told, now):
    answer, change = resting(told, now), next_change(told, now)
    assert change > now
    assert answer is None or answer.until > now
    between = now + (change - now) / 2
    later = resting(told, between)
    assert (later and later.why) == (answer and answer.why)


@pytest.mark.parametrize(
    ("watched", "burning", "minutes"), [(0, 4, 40), (1, 4, 39), (600, 3, 30), (1800, 1, 10), (2399, 1, 0), (2400, 0, 0)]
)
def test_lanterns_go_out_with_the_minutes_and_the_last_at_the_end(watched, burning, minutes):
    told = ScreenTime(weekday_minutes=40, watched_on=date(2026, 11, 18), watched_s=watched)
    assert lanterns(told, at(12)) == (burning, minutes)


def test_who_has_no_minutes_has_no_lanterns_and_none_at_all_burns_none():
    assert lanterns(None, at(12)) is None
    assert lanterns(ScreenTime(**NIGHT), at(12)) is None
    assert lanterns(ScreenTime(weekday_minutes=0), at(12)) == (0, 0)


def test_presets_grow_with_age():
    minutes = [preset.minutes for preset in PRESETS.values()]
    assert minutes == sorted(minutes) == [40, 60, 120]


@pytest.mark.parametrize(
    ("told", "now", "change"),
    [
        (None, at(12), None),
        (ScreenTime(), at(12), at(0, day=19)),
        (ScreenTime(**NIGHT), at(12), at(22)),
        (ScreenTime(**NIGHT), at(22), at(0, day=19)),
        (ScreenTime(**NIGHT), at(0), at(6)),
        (ScreenTime(**NIGHT, free_until=at(23, 30)), at(23), at(23, 30)),
        (ScreenTime(**NIGHT, free_until=at(12)), at(12), at(22)),
    ],
)
def test_the_answer_changes_with_the_night_the_day_and_what_a_parent_allowed(told, now, change):
    assert next_change(told, now) == change
