"""Minutes of what was taken over: its last word counts once, up to the instant at which it was taken."""

from datetime import datetime, timedelta

import pytest

from tbo import clock
from tbo.accounts.models import Profile
from tbo.db import db
from tbo.playback.sessions import end

from .screens import NEXT, PAID, SESSION, Screen, another, episode, session_row, signed_in, take_over

OTHERS = "o" * 22


@pytest.fixture
def screen(shop) -> Screen:
    """A teen of a household whose plan lets two screens play, with minutes to count."""
    screen = signed_in(shop, kind="teen", rating_cap=16, weekday_minutes=60, weekend_minutes=60)
    month = {"kind": "plan", "plan_key": "monthly", "episode_id": None}
    screen.own(PAID, **month, ends_at=clock.now() + timedelta(days=30))
    db.session.commit()
    return screen


@pytest.fixture
def start(screen) -> datetime:
    """When the first beat came."""
    assert screen.beat(PAID, position_s=100).json["then"] == "continue"
    return clock.now()


def taken_after(screen: Screen, start: datetime, seconds: float) -> None:
    """Let another device of the household take it over; with a third one the house is full."""
    other, third = another(screen), another(screen)
    with clock.standing_at(start + timedelta(seconds=seconds)):
        assert third.beat(PAID, OTHERS).status_code == 200
        take_over(other, screen.device)


def says(screen: Screen, start: datetime, seconds: float, played_s: float, **more):
    """Let the player that was taken say something so long after its first beat."""
    with clock.standing_at(start + timedelta(seconds=seconds)):
        return screen.beat(PAID, position_s=100 + seconds, played_s=played_s, **more)


def counted(screen: Screen) -> tuple[int, int]:
    """The seconds of the profile's day, and of the session."""
    row = session_row(SESSION)
    return db.session.get_one(Profile, screen.profile.id).watched_s, row.played_s


def test_the_last_word_counts_up_to_the_take_over_and_once(screen, start):
    taken_after(screen, start, 18)
    assert counted(screen) == (0, 0)
    for state in ("playing", "playing", "closed"):
        assert says(screen, start, 20, 20, state=state).json["reason"] == "full-house"
        assert counted(screen) == (18, 18)
    assert session_row(SESSION).last_beat_at == start + timedelta(seconds=18)


@pytest.mark.parametrize(
    ("taken_s", "said_s", "played_s", "counts"),
    [
        (18, 20, 11, 11),  # it stood still for a while
        (18, 20, 0, 0),  # it was paused
        (0.4, 20, 20, 0),  # it had just been told
        (0.5, 20, 20, 0),
        (1.5, 20, 20, 2),
        (18, 3600, 3600, 18),  # it slept, and played on without the shop
        (59, 60, 60, 59),
        (61, 80, 80, 60),  # never more than lost beats are worth
    ],
)
def test_no_more_counts_than_was_said_and_than_passed_until_then(screen, start, taken_s, said_s, played_s, counts):
    taken_after(screen, start, taken_s)
    says(screen, start, said_s, played_s)
    assert counted(screen) == (counts, counts)


def test_where_there_is_room_it_counts_too_and_goes_on_in_a_session_of_its_own(screen, start):
    other = another(screen)
    with clock.standing_at(start + timedelta(seconds=18)):
        take_over(other, screen.device)
    fresh = says(screen, start, 20, 20).json["grant"]["session"]
    assert counted(screen) == (18, 18)
    for seconds in (20, 40):
        with clock.standing_at(start + timedelta(seconds=seconds)):
            screen.beat(PAID, fresh, position_s=100 + seconds, played_s=20)
    assert counted(screen) == (38, 18)


def test_what_others_say_of_it_counts_nothing(screen, start, shop):
    taken_after(screen, start, 18)
    stranger = signed_in(shop, weekday_minutes=60, weekend_minutes=60)
    for place in (PAID, NEXT):
        stranger.own(place)
    screen.own(NEXT)
    db.session.commit()
    with clock.standing_at(start + timedelta(seconds=20)):
        stranger.beat(PAID, played_s=20)
        screen.beat(NEXT, played_s=20)
    assert counted(screen) == (0, 0)
    assert stranger.profile.watched_s == 0


@pytest.fixture
def midnight(start) -> datetime:
    """The end of that day."""
    return start.replace(hour=16, minute=0, second=0, microsecond=0)


@pytest.fixture
def other(screen, midnight) -> Screen:
    """Another device, which takes the screen's film over twenty seconds before the day ends."""
    with clock.standing_at(midnight - timedelta(seconds=30)):
        screen.beat(PAID, position_s=130, played_s=0)
    device = another(screen)
    with clock.standing_at(midnight - timedelta(seconds=20)):
        take_over(device, screen.device)
    return device


def test_on_the_day_on_which_it_was_taken(screen, start, midnight, other):
    with clock.standing_at(midnight + timedelta(seconds=5)):
        screen.beat(PAID, position_s=140, played_s=20)
    assert screen.profile.watched_on == start.date()
    assert screen.profile.watched_s == 10


def test_a_word_about_yesterday_takes_no_minute_off_today(screen, midnight, other):
    with clock.standing_at(midnight + timedelta(seconds=10)):
        other.beat(PAID, OTHERS, position_s=140, played_s=0)
    with clock.standing_at(midnight + timedelta(seconds=60)):
        other.beat(PAID, OTHERS, position_s=190, played_s=50)
    with clock.standing_at(midnight + timedelta(seconds=65)):
        screen.beat(PAID, position_s=140, played_s=20)
    assert (screen.profile.watched_on, screen.profile.watched_s) == (midnight.date() + timedelta(days=1), 50)


def test_up_to_the_take_over_also_where_nothing_may_be_watched_any_more(screen, start):
    taken_after(screen, start, 18)
    db.session.get_one(Profile, screen.profile.id).blocked_titles = [PAID[0]]
    db.session.commit()
    says(screen, start, 50, 50)
    assert counted(screen) == (18, 18)


def test_a_session_that_was_ended_otherwise_counts_up_to_that_too(screen, start):
    with clock.standing_at(start + timedelta(seconds=12)):
        end(SESSION, episode(PAID).id, screen.household.id)
        db.session.commit()
    says(screen, start, 20, 20)
    assert counted(screen) == (12, 12)
