"""Uploads of films as rows: taken by one worker at a time, begun, cancelled and ended at once, given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.backoffice.films import packaging as film_packaging
from tbo.backoffice.films import uploads as film_uploads
from tbo.backoffice.films.models import FilmUpload
from tbo.backoffice.films.refusals import FilmRefused
from tbo.backoffice.models import Staff
from tbo.backoffice.staff.sessions import Clerk
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


def test_of_two_who_begin_at_once_one_is_refused_in_words(live):
    with live.test_request_context():
        clerk = somebody()

    def begin(name: str) -> FilmUpload:
        with live.test_request_context():
            return film_uploads.begin(clerk, "west-of-orion/1/2", film_uploads.Coming(name=name, size=10), [])

    answers = at_once(live, *[lambda at=at: begin(f"{at}.mp4") for at in range(4)])
    refused = [one for one in answers if isinstance(one, FilmRefused)]
    assert len(refused) == 3, answers
    assert {one.words() for one in refused} == {"这一集已经有一部影片在上传或打包。先取消它，或者等它结束。"}


def test_what_is_cancelled_and_put_on_air_at_once_is_one_of_them(live):
    packaged, clerk = uploads(5, "packaging"), somebody()
    before = {it: asset_of(it) for it in packaged}
    ends = [lambda it=it: film_packaging._finish(it, f"asset-u{it}") for it in packaged]
    cancels = [lambda key=row(it).key: film_uploads.cancel(clerk, key) for it in packaged]
    assert at_once(live, *ends, *cancels) == [None] * 10
    for it in packaged:
        on_air = {"on-air": f"asset-u{it}", "cancelled": before[it]}
        assert asset_of(it) == on_air[row(it).state]


def test_an_upload_of_which_no_worker_was_heard_for_a_day_fails_with_a_sentence(live):
    first, second = uploads(2, "packaging")
    with clock.standing_at(clock.now() + timedelta(hours=23)):
        film_packaging._touch(second)
        film_uploads.give_up_upload(first)
    assert row(first).state == "packaging"
    with clock.standing_at(clock.now() + timedelta(hours=24)):
        film_uploads.give_up_upload(first)
        film_uploads.give_up_upload(second)
        assert (row(first).state, row(first).failure) == ("failed", "GivenUp")
        assert row(second).state == "packaging"


def somebody() -> Clerk:
    staff = db.session.scalars(select(Staff).order_by(Staff.id)).first()
    kinds = {"roles": frozenset(), "has_factor": True, "has_passed": True, "is_confirmed": True}
    return Clerk(staff_id=staff.id, session_id=1, name=staff.name, email=staff.email, **kinds)


def asset_of(upload_id: int) -> str | None:
    return db.session.get_one(Episode, row(upload_id).episode_id).asset
