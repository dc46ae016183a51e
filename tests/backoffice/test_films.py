"""Films from staff: sent in pieces or whole, refused in sentences, cancelled, given up."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.backoffice.films import uploads as film_uploads
from tbo.backoffice.films.models import FilmUpload
from tbo.backoffice.films.sounds import cut_apart, sizes_of
from tbo.db import db, writing
from tbo.jobs import Job, run_due_jobs
from tbo.media.stores import store
from tbo.rules.film_uploads import PIECE
from tbo.rules.staff_rights import Role

from .desk import deeds
from .sending import FILMS, PLACE, VTT, begin, needs_ffmpeg, piece, send, upload

# A language that no file could be called by.
LONG = "en" + "-abcdefgh" * 30


@needs_ffmpeg
def test_without_script_a_film_comes_whole(cataloguer, film):
    form = {"csrf_token": cataloguer.token(), "place": PLACE, "film": (io.BytesIO(film), "film.mp4")}
    answer = cataloguer.open(FILMS, method="POST", data=form)
    assert (answer.status_code, answer.location) == (303, FILMS)
    (found,) = db.session.scalars(select(FilmUpload))
    assert (found.state, found.pieces) == ("waiting", 2)
    assert store().get_or_none(f".incoming/{found.key}/000001") == film[PIECE:]


def test_without_script_sound_tracks_follow_the_film(cataloguer):
    film, sounds = b"f" * (PIECE - 2), {"film.zh.m4a": b"z" * 5, "film.en.m4a": b"e" * PIECE}
    form = {"csrf_token": cataloguer.token(), "place": PLACE, "film": (io.BytesIO(film), "film.mp4")}
    form["sounds"] = [(io.BytesIO(body), name) for name, body in sounds.items()]
    assert cataloguer.open(FILMS, method="POST", data=form).status_code == 303
    (found,) = db.session.scalars(select(FilmUpload))
    assert (found.state, found.size) == ("waiting", 2 * PIECE + 3)
    pieces = (store().get_or_none(f".incoming/{found.key}/{number:06d}") for number in range(found.pieces))
    files = io.BytesIO(), io.BytesIO(), io.BytesIO()
    cut_apart(pieces, sizes_of(found.size, found.sounds), files)
    assert [file.getvalue() for file in files] == [film, *sounds.values()]


def test_the_same_film_with_other_sound_is_another(cataloguer):
    told = {"sound_name": "film.en.m4a", "sound_size": "5"}
    key = begin(cataloguer, 10, **told).json["key"]
    assert begin(cataloguer, 10, **told).json["key"] == key
    assert begin(cataloguer, 10, **told | {"sound_size": "6"}).status_code == 422
    assert begin(cataloguer, 10).status_code == 422


def test_a_whole_film_may_be_larger_than_other_forms_and_needs_its_token_all_the_same(cataloguer, shop):
    form = {"place": PLACE, "film": (io.BytesIO(b"a" * 3 * PIECE), "film.mp4")}
    assert cataloguer.open(FILMS, method="POST", data=dict(form)).status_code == 400
    form |= {"film": (io.BytesIO(b"a" * 3 * PIECE), "film.mp4"), "csrf_token": cataloguer.token()}
    assert cataloguer.open(FILMS, method="POST", data=dict(form)).status_code == 303
    (found,) = db.session.scalars(select(FilmUpload))
    assert (found.pieces, found.state) == (3, "waiting")


def test_the_same_film_goes_on_where_it_broke_off(cataloguer):
    first = begin(cataloguer, 3 * PIECE).json
    assert piece(cataloguer, first, 0, b"a" * PIECE).json["pieces"] == 1
    again = begin(cataloguer, 3 * PIECE).json
    assert (again["key"], again["pieces"]) == (first["key"], 1)
    assert piece(cataloguer, again, 0, b"b" * PIECE).json["pieces"] == 1, "what is there is not taken again"
    assert store().get_or_none(f".incoming/{first['key']}/000000") == b"a" * PIECE


def test_a_piece_out_of_turn_or_of_another_length_is_refused(cataloguer):
    begun = begin(cataloguer, PIECE + 5).json
    early = piece(cataloguer, begun, 1, b"a" * 5)
    assert (early.status_code, early.json["pieces"]) == (409, 0)
    assert piece(cataloguer, begun, 0, b"a" * 5).status_code == 422
    assert piece(cataloguer, begun, 0, b"a" * PIECE).status_code == 201
    assert piece(cataloguer, begun, 1, b"a" * 6).status_code == 422
    assert upload(begun["key"]).pieces == 1


def test_another_film_for_the_same_episode_waits_its_turn(cataloguer):
    begin(cataloguer, 10)
    refused = begin(cataloguer, 10, name="other.mp4")
    assert refused.status_code == 422
    assert "取消" in refused.json["words"]
    assert begin(cataloguer, 10, place="west-of-orion/1/3").status_code == 201


def test_the_database_lets_one_upload_of_an_episode_be_under_way(cataloguer):
    found = upload(begin(cataloguer, 10).json["key"])
    same = {name: getattr(found, name) for name in ("episode_id", "staff_id", "place", "name", "size", "texts")}
    with pytest.raises(IntegrityError), writing():
        db.session.add(FilmUpload(key="another", created_at=clock.now(), touched_at=clock.now(), **same))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"place": "nothing/1/1"}, "没有这一集"),
        ({"place": "west-of-orion/1"}, "没有这一集"),
        ({"size": "0"}, "请选一个影片"),
        ({"size": "1e3"}, "请选一个影片"),
        ({"size": str(10**12)}, "请选一个影片"),
        ({"name": ""}, "请选一个影片"),
        ({"texts": (io.BytesIO(VTT), "film.vtt")}, "名字要带语言"),
        ({"texts": (io.BytesIO(b"hello"), "film.en.vtt")}, "film.en.vtt"),
        ({"texts": (io.BytesIO(VTT), f"film.{LONG}.vtt")}, "名字要带语言"),
        ({"sound_name": "sound.m4a", "sound_size": "5"}, "sound.m4a"),
        ({"sound_name": f"film.{LONG}.m4a", "sound_size": "5"}, "名字要带语言"),
        ({"sound_name": "film.en.m4a"}, "film.en.m4a"),
        ({"sound_name": ["a.en.m4a", "b.en.m4a"], "sound_size": ["5", "6"]}, "每种语言一条"),
        ({"sound_name": "film.en.m4a", "sound_size": str(64 * 1024**3)}, "请选一个影片"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_is_lost(cataloguer, changed, words):
    form = {"csrf_token": cataloguer.token(), "place": PLACE, "name": "film.mp4", "size": "10"} | changed
    answer = cataloguer.open(FILMS, method="POST", data=form)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert words in text
    assert f'value="{form["place"]}"' in text
    assert db.session.scalars(select(FilmUpload)).all() == []


def test_the_box_of_a_film_that_is_chosen_again_counts(cataloguer):
    key = begin(cataloguer, 3 * PIECE).json["key"]
    assert not upload(key).is_encrypted
    assert begin(cataloguer, 3 * PIECE, encrypted="1").json["key"] == key
    assert upload(key).is_encrypted


def test_a_whole_film_that_is_cancelled_meanwhile_is_answered_as_refused(cataloguer, monkeypatch):
    take = film_uploads.take_piece

    def cancelled_meanwhile(key: str, number: int, body: bytes) -> FilmUpload:
        with writing():
            upload(key).state = "cancelled"
        return take(key, number, body)

    monkeypatch.setattr(film_uploads, "take_piece", cancelled_meanwhile)
    form = {"csrf_token": cataloguer.token(), "place": PLACE, "film": (io.BytesIO(b"a"), "film.mp4")}
    answer = cataloguer.open(FILMS, method="POST", data=form)
    assert answer.status_code == 410
    assert "已经结束" in answer.get_data(as_text=True)


def test_an_upload_can_be_cancelled_on_the_page(cataloguer):
    begun = begin(cataloguer, 2 * PIECE).json
    piece(cataloguer, begun, 0, b"a" * PIECE)
    form = cataloguer.page(FILMS).select_one('#uploads form[action$="/cancellation"]')
    assert cataloguer.bare_post(form["action"], csrf_token=cataloguer.token()).status_code == 303
    run_due_jobs()
    assert upload(begun["key"]).state == "cancelled"
    assert not store().has(f".incoming/{begun['key']}/000000")
    assert piece(cataloguer, begun, 1, b"a" * PIECE).status_code == 410
    assert len(deeds("film-upload-cancelled")) == 1


def test_an_upload_of_which_nothing_comes_is_given_up_after_a_day(cataloguer):
    begun = begin(cataloguer, 2 * PIECE).json
    piece(cataloguer, begun, 0, b"a" * PIECE)
    with writing():
        upload(begun["key"]).touched_at += timedelta(hours=23)
    with clock.standing_at(clock.now() + timedelta(hours=24)):
        run_due_jobs()
        assert upload(begun["key"]).state == "coming"
    with clock.standing_at(clock.now() + timedelta(hours=48)):
        run_due_jobs()
        assert upload(begun["key"]).state == "cancelled"
    assert not store().has(f".incoming/{begun['key']}/000000")


def test_the_list_asks_again_only_while_something_happens(cataloguer):
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert "hx-trigger" not in cataloguer.get(FILMS, headers=part).get_data(as_text=True)
    begin(cataloguer, 10)
    text = cataloguer.get(FILMS, headers=part).get_data(as_text=True)
    assert "hx-trigger" in text
    assert "<html" not in text


def test_a_piece_without_a_token_or_from_elsewhere_is_refused(cataloguer, desk):
    begun = begin(cataloguer, 10).json
    bare = cataloguer.open(begun["to"] + "0", method="POST", data=b"a" * 10, headers={"Content-Type": "text/plain"})
    assert bare.status_code == 400
    form = {"place": PLACE, "name": "x", "size": "10"}
    assert cataloguer.open(FILMS, method="POST", data=form).status_code == 400
    token = {"csrf_token": cataloguer.token()}
    foreign = cataloguer.open(FILMS, method="POST", data=form | token, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert desk(Role.SUPPORT).get(FILMS).status_code == 403


def test_jobs_of_films_wait_for_nothing_else(cataloguer):
    key = send(cataloguer, b"this is no film")
    names = db.session.scalars(select(Job.key).where(Job.name.endswith("package_upload"))).all()
    assert names == [f"film {key}"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", key)


@pytest.mark.parametrize("field", ["name", "place"])
def test_what_no_database_keeps_as_text_is_refused_behind_the_door_too(cataloguer, field):
    told = {"place": PLACE, "name": "film.mp4"} | {field: "west-of-orion/1/2\x00"}
    assert begin(cataloguer, 10, **told).status_code == 400
