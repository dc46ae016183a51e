"""Sessions: written when something plays, bounded, and forgotten in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts import attempts
from tbo.accounts.models import Attempt
from tbo.db import db
from tbo.playback.models import PlaybackSession
from tbo.playback.sessions import KEPT, KEPT_OF_VISITORS, KEPT_UNPLAYED, forget_old_sessions

from ..conftest import ANCHOR
from .screens import FREE, PAID, SESSION, Screen, address, episode, session_row, sessions_written


def number(count: int) -> str:
    """A session's number as a page would make it."""
    return f"{count:022d}"


def test_looking_at_the_page_writes_nothing(passer_by, owner):
    for screen, place in ((passer_by, FREE), (owner, PAID)):
        assert screen.open(address(place)).status_code == 200
    assert sessions_written() == 0


def test_playing_writes_who_watches_what_on_which_device(owner):
    owner.beat(PAID)
    row = session_row(SESSION)
    assert row.household_id == owner.household.id
    assert row.profile_id == owner.profile.id
    assert row.device_id == owner.device.id
    assert (row.episode_id, row.started_at, row.ended_at) == (episode(PAID).id, ANCHOR, None)


def test_a_visitors_session_knows_no_household(passer_by):
    passer_by.beat(FREE)
    row = session_row(SESSION)
    assert (row.household_id, row.profile_id, row.device_id) == (None, None, None)


def test_a_session_remembers_the_link_that_brought_the_visitor(passer_by):
    passer_by.open("/t/900000000105?id=900000000105&spm=a2100c.1.14.1000.0000abcd")
    passer_by.beat(FREE)
    assert session_row(SESSION).arrival_id is not None


def test_one_session_is_one_row_however_often_it_speaks(passer_by):
    for second in range(5):
        with clock.standing_at(ANCHOR + timedelta(seconds=second)):
            passer_by.renew(FREE)
            passer_by.beat(FREE, played_s=1)
    assert sessions_written() == 1


def test_a_network_cannot_fill_the_table_and_still_watches(passer_by):
    for count in range(33):
        assert passer_by.beat(FREE, session=number(count)).status_code == 200
        assert passer_by.renew(FREE, session=number(100 + count)).status_code == 200
    assert sessions_written() == 60
    assert Screen(passer_by.app, network="198.51.100.1").beat(FREE, session=number(900)).status_code == 200
    assert session_row(number(900)) is not None
    with clock.standing_at(ANCHOR + timedelta(minutes=10)):
        passer_by.beat(FREE, session=number(901))
    assert session_row(number(901)) is not None


def test_a_household_is_counted_by_itself_wherever_it_is(owner):
    attempts.note(*[attempts.subject_of("playback", f"household {owner.household.id}")] * 58)
    db.session.commit()
    for count in range(4):
        owner.network = f"198.51.100.{count}"
        owner.beat(PAID, session=number(count))
    assert sessions_written() == 2


def test_without_a_written_session_there_is_no_long_address(passer_by):
    subject = attempts.subject_of("playback", passer_by.network)
    attempts.note(*[subject] * 60)
    db.session.commit()
    grant = passer_by.renew(FREE, session=number(99), native=True).json
    assert grant["expires_at"] == ANCHOR.timestamp() + 300


def test_what_is_counted_names_no_network(passer_by):
    passer_by.beat(FREE)
    subjects = db.session.scalars(select(Attempt.subject).where(Attempt.subject.like("playback:%"))).all()
    assert len(subjects) == 1
    assert passer_by.network not in subjects[0]


@pytest.mark.parametrize(
    ("is_household", "played_s", "age", "stays"),
    [
        (True, 100, KEPT, True),
        (True, 100, KEPT + timedelta(seconds=1), False),
        (False, 100, KEPT_OF_VISITORS, True),
        (False, 100, KEPT_OF_VISITORS + timedelta(seconds=1), False),
        (True, 0, KEPT_UNPLAYED, True),
        (True, 0, KEPT_UNPLAYED + timedelta(seconds=1), False),
    ],
)
def test_old_sessions_are_forgotten(owner, is_household, played_s, age, stays):
    beaten_at = ANCHOR - age
    db.session.add(
        PlaybackSession(
            id=SESSION,
            household_id=owner.household.id if is_household else None,
            episode_id=episode(PAID).id,
            started_at=beaten_at,
            last_beat_at=beaten_at,
            played_s=played_s,
        )
    )
    db.session.commit()
    forget_old_sessions()
    assert (session_row(SESSION) is not None) == stays


def test_forgetting_twice_is_harmless_and_spares_what_the_demo_shop_tells(shop):
    before = db.session.scalar(select(func.count()).select_from(PlaybackSession))
    forget_old_sessions()
    assert forget_old_sessions() == 0
    assert db.session.scalar(select(func.count()).select_from(PlaybackSession)) == before
