"""Uploads of films as rows: taken by one worker at a time, begun, cancelled and ended at once, given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.backoffice import film_packaging
from tbo.backoffice.film_models import FilmUpload
from tbo.backoffice.models import Staff
from tbo.catalog.models import Episode
from tbo.db import db, writing

from ..support.at_once import at_once


@pytest.fixture
def live(committed_shop):
    """The demo shop where commits are real."""
    with committed_shop.app_context():
        yield committed_shop


def uploads(count: int, state: str) -> list[int]:
    """Write an upload for each of some episodes; return their ids."""
    now = clock.now()
    with writing():
        staff_id = db.session.scalars(select(Staff.id).order_by(Staff.id)).first()
        episodes = db.session.scalars(select(Episode.id).order_by(Episode.id).limit(count)).all()
        rows = [
            FilmUpload(
                **{
                    "key": f"film-{at}",
                    "episode_id": at,
                    "staff_id": staff_id,
                    "place": "west-of-orion/1/2",
                    "size": 1,
                },
                **{"name": "film.mp4", "texts": [], "state": state, "created_at": now, "touched_at": now},
            )
            for at in episodes
        ]
        db.session.add_all(rows)
        db.session.flush()
        return [row.id for row in rows]


def row(upload_id: int) -> FilmUpload:
    db.session.rollback()
    return db.session.get_one(FilmUpload, upload_id)


def test_of_many_workers_at_once_one_packages(live):
    waiting = uploads(6, "waiting")
    states = at_once(live, *[lambda it=it: film_packaging._claim(it) for it in waiting])
    assert sorted(state or "" for state in states) == [""] * 5 + ["packaging"]
    assert sorted(row(it).state for it in waiting) == ["packaging"] + ["waiting"] * 5


def test_a_beat_keeps_others_waiting_however_long_sound_takes(live):
    first, second = uploads(2, "waiting")
    assert film_packaging._claim(first) == "packaging"
    with clock.standing_at(clock.now() + timedelta(minutes=20)):
        film_packaging._touch(first)
        assert film_packaging._claim(second) is None
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert film_packaging._claim(second) == "packaging", "nobody was heard of"
