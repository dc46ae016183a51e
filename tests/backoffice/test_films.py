"""Films from staff: sent in pieces or whole, packaged by the worker, on air; refused in sentences, cancelled."""

import io
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.backoffice import film_packaging
from tbo.backoffice.film_models import FilmUpload
from tbo.catalog import version
from tbo.catalog.episodes import episode_at
from tbo.db import db, writing
from tbo.jobs import Job, run_due_jobs
from tbo.media.stores import store
from tbo.rules.film_uploads import PIECE
from tbo.rules.staff_rights import Role

from .desk import deeds

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
FILMS, PLACE = "/staff/films", "west-of-orion/1/2"
JSON = {"Accept": "application/json"}
VTT = b"WEBVTT\n\n00:00.100 --> 00:01.000\nhello\n"


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> bytes:
    """Two seconds in a file of more than one piece: players skip what follows the film."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    inputs = [word for text in ("testsrc2=s=160x120:r=24", "sine") for word in ("-f", "lavfi", "-t", "2", "-i", text)]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, "-preset", "ultrafast", str(path)], check=True)
    body = path.read_bytes()
    padding = PIECE + 1000
    return body + (padding + 8).to_bytes(4, "big") + b"free" + b"\0" * padding


@pytest.fixture
def browser(desk):
    """Somebody of the catalogue; what they put on air is undone after the test."""
    yield desk(Role.CATALOGUE)
    version.forget()
    for left in store().workplace.glob("*-u*"):
        shutil.rmtree(left)


def begin(browser, size: int, place: str = PLACE, name: str = "film.mp4", **more):
    """Say what is coming, as the script does."""
    form = {"csrf_token": browser.token(), "place": place, "name": name, "size": str(size), **more}
    return browser.open(FILMS, method="POST", data=form, headers=JSON)


def piece(browser, begun, number: int, body: bytes):
    headers = JSON | {"X-CSRFToken": browser.token(), "Content-Type": "application/octet-stream"}
    return browser.open(begun["to"] + str(number), method="POST", data=body, headers=headers)


def send(browser, film: bytes, **more) -> str:
    """Send a whole film piece by piece; return the key of its upload."""
    begun = begin(browser, len(film), **more).json
    for number in range(-(-len(film) // PIECE)):
        assert piece(browser, begun, number, film[number * PIECE : (number + 1) * PIECE]).status_code == 201
    return begun["key"]


def upload(key: str) -> FilmUpload:
    db.session.expire_all()
    return db.session.scalars(select(FilmUpload).where(FilmUpload.key == key)).one()


@needs_ffmpeg
def test_a_film_sent_in_pieces_is_packaged_and_plays(browser, film):
    texts = (io.BytesIO(VTT), "film.zh-Hans.vtt")
    key = send(browser, film, texts=texts)
    assert upload(key).state == "waiting"
    assert run_due_jobs() >= 1
    found = upload(key)
    assert (found.state, found.percent) == ("on-air", 100), found.detail
    asset = episode_at("west-of-orion", 1, 2).asset
    assert asset == f"west-of-orion-u{found.id}"
    assert store().has(f"{asset}/subtitles/zh-Hans/text.vtt")
    assert not store().has(f".incoming/{key}/000000")
    assert [path.name for path in store().workplace.glob(".*") if path.name != ".incoming"] == []
    assert [deed.subject for deed in deeds("film-on-air")] == [PLACE]
    row = browser.page(FILMS).select_one("#uploads li")
    assert "已上线" in row.get_text()
    assert row.select_one("a.button")["href"] == "/watch/west-of-orion/1/2"


@needs_ffmpeg
def test_without_script_a_film_comes_whole(browser, film):
    form = {"csrf_token": browser.token(), "place": PLACE, "film": (io.BytesIO(film), "film.mp4")}
    answer = browser.open(FILMS, method="POST", data=form)
    assert (answer.status_code, answer.location) == (303, FILMS)
    (found,) = db.session.scalars(select(FilmUpload))
    assert (found.state, found.pieces) == ("waiting", 2)
    assert store().get_or_none(f".incoming/{found.key}/000001") == film[PIECE:]


def test_a_whole_film_may_be_larger_than_other_forms_and_needs_its_token_all_the_same(browser, shop):
    form = {"place": PLACE, "film": (io.BytesIO(b"a" * 3 * PIECE), "film.mp4")}
    assert browser.open(FILMS, method="POST", data=dict(form)).status_code == 400
    form |= {"film": (io.BytesIO(b"a" * 3 * PIECE), "film.mp4"), "csrf_token": browser.token()}
    assert browser.open(FILMS, method="POST", data=dict(form)).status_code == 303
    (found,) = db.session.scalars(select(FilmUpload))
    assert (found.pieces, found.state) == (3, "waiting")


def test_the_same_film_goes_on_where_it_broke_off(browser):
    first = begin(browser, 3 * PIECE).json
    assert piece(browser, first, 0, b"a" * PIECE).json["pieces"] == 1
    again = begin(browser, 3 * PIECE).json
    assert (again["key"], again["pieces"]) == (first["key"], 1)
    assert piece(browser, again, 0, b"b" * PIECE).json["pieces"] == 1, "what is there is not taken again"
    assert store().get_or_none(f".incoming/{first['key']}/000000") == b"a" * PIECE


def test_a_piece_out_of_turn_or_of_another_length_is_refused(browser):
    begun = begin(browser, PIECE + 5).json
    early = piece(browser, begun, 1, b"a" * 5)
    assert (early.status_code, early.json["pieces"]) == (409, 0)
    assert piece(browser, begun, 0, b"a" * 5).status_code == 422
    assert piece(browser, begun, 0, b"a" * PIECE).status_code == 201
    assert piece(browser, begun, 1, b"a" * 6).status_code == 422
    assert upload(begun["key"]).pieces == 1


def test_another_film_for_the_same_episode_waits_its_turn(browser):
    begin(browser, 10)
    refused = begin(browser, 10, name="other.mp4")
    assert refused.status_code == 422
    assert "取消" in refused.json["words"]
    assert begin(browser, 10, place="west-of-orion/1/3").status_code == 201


def test_the_database_lets_one_upload_of_an_episode_be_under_way(browser):
    found = upload(begin(browser, 10).json["key"])
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
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_is_lost(browser, changed, words):
    form = {"csrf_token": browser.token(), "place": PLACE, "name": "film.mp4", "size": "10"} | changed
    answer = browser.open(FILMS, method="POST", data=form)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert words in text
    assert f'value="{form["place"]}"' in text
    assert db.session.scalars(select(FilmUpload)).all() == []


def test_a_file_that_is_no_film_fails_with_a_sentence(browser):
    key = send(browser, b"this is no film")
    run_due_jobs()
    assert (upload(key).state, upload(key).failure) == ("failed", "NotAVideo")
    row = browser.page(FILMS).select_one("#uploads li").get_text()
    assert "不是能读的影片" in row
    assert begin(browser, 10).status_code == 201, "the episode is free for the next one"


def test_a_film_of_which_a_piece_was_lost_is_not_put_on_air(browser):
    key = send(browser, b"a" * 2 * PIECE)
    store().remove(f".incoming/{key}/000000")
    run_due_jobs()
    assert (upload(key).state, upload(key).failure) == ("failed", "FileMissing")


@needs_ffmpeg
def test_cancelling_ends_the_packaging_and_drops_what_came(browser, film, monkeypatch):
    before = episode_at("west-of-orion", 1, 2).asset
    key = send(browser, film)
    told = film_packaging._note

    def cancelled_meanwhile(upload_id: int, percent: int) -> bool:
        with writing():
            db.session.get(FilmUpload, upload_id).state = "cancelled"
        return told(upload_id, percent)

    monkeypatch.setattr(film_packaging, "_note", cancelled_meanwhile)
    run_due_jobs()
    assert upload(key).state == "cancelled"
    assert episode_at("west-of-orion", 1, 2).asset == before
    assert not store().has(f".incoming/{key}/000000")
    assert list(store().workplace.glob("*-u*")) == []


def test_an_upload_can_be_cancelled_on_the_page(browser):
    begun = begin(browser, 2 * PIECE).json
    piece(browser, begun, 0, b"a" * PIECE)
    form = browser.page(FILMS).select_one('#uploads form[action$="/cancellation"]')
    assert browser.bare_post(form["action"], csrf_token=browser.token()).status_code == 303
    run_due_jobs()
    assert upload(begun["key"]).state == "cancelled"
    assert not store().has(f".incoming/{begun['key']}/000000")
    assert piece(browser, begun, 1, b"a" * PIECE).status_code == 410
    assert len(deeds("film-upload-cancelled")) == 1


def test_one_film_is_packaged_at_a_time(browser):
    key = send(browser, b"this is no film")
    with writing():
        other = FilmUpload(
            **{"key": "other", "episode_id": episode_at("west-of-orion", 1, 3).id, "staff_id": upload(key).staff_id},
            **{"place": "west-of-orion/1/3", "name": "x", "size": 1, "texts": [], "state": "packaging"},
            **{"created_at": clock.now(), "touched_at": clock.now()},
        )
        db.session.add(other)
    run_due_jobs()
    assert upload(key).state == "waiting"
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        run_due_jobs()
        assert upload(key).state == "failed", "a worker that was not heard of holds nobody up"


def test_an_upload_of_which_nothing_comes_is_given_up_after_a_day(browser):
    begun = begin(browser, 2 * PIECE).json
    piece(browser, begun, 0, b"a" * PIECE)
    with writing():
        upload(begun["key"]).touched_at += timedelta(hours=23)
    with clock.standing_at(clock.now() + timedelta(hours=24)):
        run_due_jobs()
        assert upload(begun["key"]).state == "coming"
    with clock.standing_at(clock.now() + timedelta(hours=48)):
        run_due_jobs()
        assert upload(begun["key"]).state == "cancelled"
    assert not store().has(f".incoming/{begun['key']}/000000")


def test_the_list_asks_again_only_while_something_happens(browser):
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert "hx-trigger" not in browser.get(FILMS, headers=part).get_data(as_text=True)
    begin(browser, 10)
    text = browser.get(FILMS, headers=part).get_data(as_text=True)
    assert "hx-trigger" in text
    assert "<html" not in text


def test_a_piece_without_a_token_or_from_elsewhere_is_refused(browser, desk):
    begun = begin(browser, 10).json
    bare = browser.open(begun["to"] + "0", method="POST", data=b"a" * 10, headers={"Content-Type": "text/plain"})
    assert bare.status_code == 400
    form = {"place": PLACE, "name": "x", "size": "10"}
    assert browser.open(FILMS, method="POST", data=form).status_code == 400
    token = {"csrf_token": browser.token()}
    foreign = browser.open(FILMS, method="POST", data=form | token, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert desk(Role.SUPPORT).get(FILMS).status_code == 403


def test_jobs_of_films_wait_for_nothing_else(browser):
    key = send(browser, b"this is no film")
    names = db.session.scalars(select(Job.key).where(Job.name.endswith("package_upload"))).all()
    assert names == [f"film {key}"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", key)
