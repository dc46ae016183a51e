"""What players measure is kept once a session, within bounds, and forgotten in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts import attempts
from tbo.db import db
from tbo.playback.measures import KEPT, forget_old_measures
from tbo.playback.models import PlaybackMeasure

from ..conftest import ANCHOR
from .screens import FREE, PAID, SESSION, Screen, episode, session_row, sessions_written

GOOD = {"startup_ms": 700, "stalls": 0, "stalled_ms": 0, "failures": 0}
BROKEN = {"startup_ms": None, "stalls": 0, "stalled_ms": 0, "failures": 1}


def at(seconds: float):
    """Live so many seconds after the beginning."""
    return clock.standing_at(ANCHOR + timedelta(seconds=seconds))


def kept(session: str = SESSION) -> tuple | None:
    """What is kept of a session."""
    db.session.expire_all()
    row = db.session.get(PlaybackMeasure, session)
    return row and (row.startup_ms, row.stalls, row.stalled_ms, row.failures)


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(PlaybackMeasure).where(PlaybackMeasure.at >= ANCHOR))


def test_a_beat_brings_what_was_measured(owner):
    owner.beat(PAID)
    assert kept() is None
    with at(20):
        owner.beat(PAID, position_s=20, played_s=20, measured=GOOD)
    row = db.session.get(PlaybackMeasure, SESSION)
    assert kept() == (700, 0, 0, 0)
    assert (row.episode_id, row.at) == (episode(PAID).id, ANCHOR + timedelta(seconds=20))
    assert session_row(SESSION).played_s == 20


def test_sums_rise_and_are_not_added_up_twice(passer_by):
    passer_by.beat(FREE)
    told = [GOOD, GOOD | {"stalls": 1, "stalled_ms": 900}, GOOD | {"stalls": 2, "stalled_ms": 1400}]
    for second, measured in zip((20, 40, 40.1, 60), (*told, told[2]), strict=True):
        with at(second):
            passer_by.beat(FREE, measured=measured)
    assert kept() == (700, 2, 1400, 0)
    with at(80):
        passer_by.beat(FREE, measured=told[1])
    assert kept() == (700, 2, 1400, 0), "what comes late takes nothing back"


def test_nobody_waits_longer_than_the_clock_goes(passer_by):
    passer_by.beat(FREE)
    with at(20):
        passer_by.beat(FREE, measured=GOOD | {"stalls": 1, "stalled_ms": 3_600_000})
    assert kept() == (700, 1, 20_000, 0)


def test_a_start_that_is_told_later_is_kept(passer_by):
    passer_by.beat(FREE, measured=GOOD | {"startup_ms": None})
    with at(20):
        passer_by.beat(FREE, measured=GOOD)
    assert kept() == (700, 0, 0, 0)


@pytest.mark.parametrize("wrong", [[], "x", 1, {}, GOOD | {"stalls": -1}, GOOD | {"startup_ms": 600_001}])
def test_rubbish_is_refused_and_nothing_is_written(passer_by, wrong):
    assert passer_by.beat(FREE, measured=wrong).status_code == 400
    assert (kept(), session_row(SESSION)) == (None, None)


def test_a_film_that_fails_is_told_of_and_was_not_begun(owner):
    """Nothing of it was played: the place stays, no screen is taken, and the order can still be taken back."""
    with at(0):
        owner.beat(PAID, session="o" * 22, position_s=40)
    before = sessions_written()
    with at(1):
        answer = owner.beat(PAID, state="failed", measured=BROKEN)
    assert (answer.status_code, answer.json) == (200, {"then": "continue"})
    assert kept() == (None, 0, 0, 1)
    assert sessions_written() == before
    with at(2):
        owner.beat(PAID, state="failed", measured=BROKEN | {"failures": 2})
    assert kept() == (None, 0, 0, 2)


def test_a_network_cannot_fill_the_table(passer_by):
    for count in range(33):
        passer_by.beat(FREE, session=f"{count:022d}", state="failed", measured=BROKEN)
        passer_by.beat(FREE, session=f"{100 + count:022d}", measured=GOOD)
    assert how_many() == 60


def test_a_failure_that_is_told_again_counts_once_for_the_network(passer_by):
    for failures in range(1, 5):
        passer_by.beat(FREE, state="failed", measured=BROKEN | {"failures": failures})
    subject = attempts.subject_of("playback", passer_by.network)
    assert db.session.scalar(select(func.count()).where(attempts.Attempt.subject == subject)) == 1


def test_another_household_tells_nothing_of_this_session(owner, shop):
    owner.beat(PAID, measured=GOOD)
    thief = Screen(shop)
    with at(20):
        thief.beat(FREE, measured=GOOD | {"failures": 9})
    assert kept() == (700, 0, 0, 0)


@pytest.mark.parametrize(("age", "stays"), [(KEPT, True), (KEPT + timedelta(seconds=1), False)])
def test_old_measures_are_forgotten(shop, age, stays):
    same = {"episode_id": episode(FREE).id, "stalls": 0, "stalled_ms": 0, "failures": 0}
    db.session.add(PlaybackMeasure(session_id=SESSION, at=ANCHOR - age, **same))
    db.session.commit()
    forget_old_measures()
    assert (kept() is not None) == stays
    assert forget_old_measures() == 0
