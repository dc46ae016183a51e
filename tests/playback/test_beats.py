"""Beats: the place is kept, what was played is counted once and never more than the clock on the wall."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.playback.models import PlaybackSession, Progress, StreamLease
from tbo.playback.progress import hide_title

from ..conftest import ANCHOR
from .screens import (
    FREE,
    NEXT,
    PAID,
    SAME_SITE,
    SESSION,
    Screen,
    address,
    another,
    episode,
    latest_per_title,
    session_row,
    signed_in,
)

ON_TELLY = "t" * 22


def at(seconds: float):
    """Live so many seconds after the beginning."""
    return clock.standing_at(ANCHOR + timedelta(seconds=seconds))


def beats(screen, place, *told):
    """Send beats as (second, position, played) and return what the session counted."""
    for second, position_s, played_s in told:
        with at(second):
            answer = screen.beat(place, position_s=position_s, played_s=played_s)
            assert (answer.status_code, answer.json) == (200, {"then": "continue"})
    return session_row(SESSION).played_s


def test_what_was_played_is_added_up(owner):
    assert beats(owner, PAID, (0, 0, 0), (20, 20, 20), (40, 40, 20)) == 40


def test_no_more_is_counted_than_the_wall_clock_went(owner):
    assert beats(owner, PAID, (0, 0, 0), (5, 3000, 3000)) == 5


def test_the_time_of_a_pause_is_not_played(owner):
    assert beats(owner, PAID, (0, 0, 0), (10, 10, 10), (610, 10, 0), (615, 15, 5)) == 15


def test_a_lost_beat_or_two_is_made_up_for_but_no_more(owner):
    assert beats(owner, PAID, (0, 0, 0), (60, 60, 60)) == 60
    assert beats(owner, PAID, (660, 660, 600)) == 120


def test_a_new_grant_between_two_beats_takes_nothing_away(owner):
    beats(owner, PAID, (0, 0, 0))
    for second in (5, 10, 15):
        with at(second):
            owner.renew(PAID)
    assert beats(owner, PAID, (20, 20, 20)) == 20


def test_beats_faster_than_a_player_speaks_change_nothing(owner):
    beats(owner, PAID, (0, 0, 0), (10, 10, 10))
    with at(10.2):
        assert owner.beat(PAID, position_s=50, played_s=10).status_code == 200
    assert session_row(SESSION).played_s == 10
    assert position(owner) == 10


@pytest.mark.parametrize("state", ["paused", "closed", "ended"])
def test_where_somebody_stops_is_kept_however_soon_it_is_told(owner, state):
    beats(owner, PAID, (0, 0, 0), (10, 10, 10))
    with at(10.2):
        assert owner.beat(PAID, position_s=50, played_s=10, state=state).status_code == 200
    assert session_row(SESSION).played_s == 10
    assert position(owner) == 50


def test_the_place_is_kept_in_seconds_of_the_file(owner):
    beats(owner, PAID, (0, 0, 0), (20, 41.6, 20))
    row = db.session.get(Progress, (owner.profile.id, episode(PAID).id))
    assert (row.position_s, row.length_s, row.updated_at) == (42, 60, ANCHOR + timedelta(seconds=20))


@pytest.fixture
def telly(owner) -> Screen:
    """Another screen of the household, after this one was left with its film paused."""
    with at(0):
        owner.beat(PAID)
    with at(20):
        owner.beat(PAID, position_s=20, played_s=20, state="paused")
    return another(owner)


def goes_on(telly: Screen, place, second: float, position_s: float, state: str) -> None:
    """Play for half a minute there."""
    with at(second):
        telly.beat(place, session=ON_TELLY, position_s=position_s - 30)
    with at(second + 30):
        telly.beat(place, session=ON_TELLY, position_s=position_s, played_s=30, state=state)


def closes_much_later(screen: Screen, position_s: float = 20) -> None:
    with at(5000):
        assert screen.beat(PAID, position_s=position_s, state="closed").status_code == 200


def test_a_tab_that_is_closed_later_does_not_take_the_place_back(owner, telly):
    goes_on(telly, PAID, 100, 50, "closed")
    closes_much_later(owner)
    assert position(owner) == 50


def test_nor_does_it_undo_that_the_film_was_seen_to_its_end(owner, telly):
    goes_on(telly, PAID, 100, 60, "ended")
    closes_much_later(owner, 35)
    assert db.session.get(Progress, (owner.profile.id, episode(PAID).id)).finished_at


def test_nor_leads_the_shelf_back_to_an_earlier_episode(owner, telly):
    owner.own(NEXT)
    db.session.commit()
    goes_on(telly, NEXT, 100, 40, "closed")
    closes_much_later(owner)
    assert latest_per_title(owner.profile.id, 5)[0].episode_id == episode(NEXT).id


def test_nor_brings_back_what_was_taken_off_the_shelf(owner, telly):
    with at(100):
        hide_title(owner.profile.id, episode(PAID).card.id)
        db.session.commit()
    closes_much_later(owner)
    assert latest_per_title(owner.profile.id, 5) == []


def test_where_nothing_came_between_a_jump_while_paused_is_kept(owner, telly):
    closes_much_later(owner, 44)
    assert position(owner) == 44


def test_a_closed_tab_gives_its_screen_back_whatever_was_watched_elsewhere(owner, telly):
    goes_on(telly, PAID, 100, 50, "closed")
    with at(110):
        assert owner.beat(PAID, position_s=20, state="closed").status_code == 200
    leases = select(func.count()).select_from(StreamLease).where(StreamLease.session_id == SESSION)
    assert db.session.scalar(leases) == 0


def test_a_visitor_leaves_no_place(passer_by):
    before = db.session.scalar(select(func.count()).select_from(Progress))
    passer_by.beat(FREE, position_s=40)
    assert db.session.scalar(select(func.count()).select_from(Progress)) == before


def test_a_beat_of_an_ended_session_neither_revives_nor_replaces_it(owner):
    beats(owner, PAID, (0, 0, 0))
    session_row(SESSION).ended_at = clock.now()
    db.session.commit()
    before = db.session.scalar(select(func.count()).select_from(PlaybackSession))
    with at(20):
        assert owner.beat(PAID, position_s=20, played_s=20).status_code == 200
    assert session_row(SESSION).played_s == 0
    assert db.session.scalar(select(func.count()).select_from(PlaybackSession)) == before


def test_another_household_cannot_count_in_this_session(owner, shop):
    beats(owner, PAID, (0, 0, 0))
    thief = signed_in(shop)
    thief.own(PAID)
    db.session.commit()
    with at(20):
        thief.beat(PAID, position_s=20, played_s=20)
    assert session_row(SESSION).played_s == 0


@pytest.mark.parametrize("wrong", [-1, 86401, "10", None, True, [1], {"a": 1}, 1e400])
def test_a_number_of_seconds_is_a_number_in_bounds(passer_by, wrong):
    for name in ("position_s", "played_s"):
        body = {"session": SESSION, "position_s": 0, "played_s": 0, name: wrong}
        assert passer_by.ask(FREE, "beats", body).status_code == 400


def test_not_a_number_is_not_a_number(passer_by):
    body = '{"session": "' + SESSION + '", "position_s": NaN, "played_s": 0}'
    answer = passer_by.open(
        f"{address(FREE)}/beats", "POST", data=body, content_type="application/json", headers=SAME_SITE
    )
    assert answer.status_code == 400


def test_a_position_beyond_the_end_is_the_end(owner):
    beats(owner, PAID, (0, 0, 0), (20, 5000, 20))
    assert position(owner) == 60


def rented(screen) -> Entitlement:
    """Let a household rent the paid episode."""
    screen.own(PAID, source="rental-1", kind="rental", start_by_at=ANCHOR + timedelta(days=30))
    db.session.commit()
    return db.session.scalar(select(Entitlement).where(Entitlement.source == "rental-1"))


def test_a_rentals_second_clock_starts_after_three_minutes_of_play(family):
    right = rented(family)
    beats(family, PAID, *((second, second, 20) for second in range(0, 180, 20)))
    assert right.started_at is None
    beats(family, PAID, (180, 180, 20))
    assert right.started_at == ANCHOR + timedelta(seconds=180)
    assert right.ends_at == right.started_at + timedelta(hours=48)


def test_three_minutes_on_two_devices_are_three_minutes(family):
    right = rented(family)
    beats(family, PAID, *((second, second, 20) for second in range(0, 101, 20)))
    for second in range(200, 301, 20):
        with at(second):
            family.beat(PAID, session="t" * 22, position_s=second, played_s=20)
    assert right.started_at == ANCHOR + timedelta(seconds=280)


def test_what_was_played_of_an_earlier_rental_does_not_start_this_one(family):
    db.session.add(
        PlaybackSession(
            id="e" * 22,
            household_id=family.household.id,
            episode_id=episode(PAID).id,
            started_at=ANCHOR - timedelta(days=9),
            last_beat_at=ANCHOR - timedelta(days=9),
            played_s=3000,
        )
    )
    right = rented(family)
    beats(family, PAID, (0, 0, 0), (20, 20, 20))
    assert right.started_at is None


def test_the_last_beat_of_a_page_that_goes_is_a_beat_like_others(owner):
    """A beacon says the same, with the browser's own headers."""
    beats(owner, PAID, (0, 0, 0))
    with at(30):
        body = {"session": SESSION, "position_s": 30, "played_s": 20, "state": "closed"}
        answer = owner.open(
            f"{address(PAID)}/beats", "POST", json=body, headers={**SAME_SITE, "Sec-Fetch-Mode": "cors"}
        )
    assert answer.status_code == 200
    assert position(owner) == 30


def test_twenty_first_beats_at_once_are_one_session(committed_shop):
    with committed_shop.app_context():
        owner = signed_in(committed_shop)
        owner.own(PAID)
        db.session.commit()
        secret = owner.client.get_cookie("tbo-device").value
    answers = []

    def beat():
        screen = Screen(committed_shop)
        screen.client.set_cookie("tbo-device", secret)
        with committed_shop.app_context():
            answers.append(screen.beat(PAID, position_s=40, played_s=1).status_code)

    threads = [threading.Thread(target=beat) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 20
    with committed_shop.app_context():
        assert session_row(SESSION).played_s == 0
        mine = (
            select(func.count()).select_from(Progress).where(Progress.updated_at == ANCHOR, Progress.position_s == 40)
        )
        assert db.session.scalar(mine) == 1


def position(screen) -> int:
    """Where the profile stands in the paid episode."""
    db.session.expire_all()
    return db.session.get(Progress, (screen.profile.id, episode(PAID).id)).position_s


def test_a_rental_whose_player_tells_nothing_starts_when_addresses_are_asked_for_long(family):
    right = rented(family)
    family.renew(PAID, session="a" * 22)
    with at(8 * 60):
        family.renew(PAID, session="b" * 22)
    assert right.started_at is None
    with at(10 * 60):
        family.renew(PAID, session="c" * 22)
    assert right.started_at == ANCHOR + timedelta(minutes=10)
