"""Films that were sent: packaged by the worker, on air; broken off, cancelled, failed, and nothing of them left."""

import io
import re
import subprocess
from datetime import timedelta

from tbo import clock
from tbo.backoffice.films import packaging as film_packaging
from tbo.backoffice.films.models import FilmUpload
from tbo.catalog.episodes import episode_at
from tbo.db import db, writing
from tbo.jobs import run_due_jobs
from tbo.media.stores import StoreAway, store
from tbo.rules.film_uploads import PIECE

from .desk import deeds
from .sending import FILMS, PLACE, VTT, begin, needs_ffmpeg, send, upload

LANGUAGE = re.compile('LANGUAGE="([^"]+)"')


@needs_ffmpeg
def test_a_film_sent_in_pieces_is_packaged_and_plays(cataloguer, film):
    texts = (io.BytesIO(VTT), "film.zh-Hans.vtt")
    key = send(cataloguer, film, texts=texts)
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
    row = cataloguer.page(FILMS).select_one("#uploads li")
    assert "已上线" in row.get_text()
    assert row.select_one("a.button")["href"] == "/watch/west-of-orion/1/2"


@needs_ffmpeg
def test_sound_tracks_that_follow_the_film_are_chosen_from(cataloguer, film, tmp_path):
    sounds = {f"film.{language}.m4a": sound(tmp_path, tone) for language, tone in (("zh", 440), ("en", 880))}
    found = upload(send(cataloguer, film, sounds))
    assert [track["language"] for track in found.sounds] == ["zh", "en"]
    run_due_jobs()
    found = upload(found.key)
    assert found.state == "on-air", found.detail
    asset = f"west-of-orion-u{found.id}"
    tracks = [line for line in store().get_or_none(f"{asset}/master.m3u8").decode().splitlines() if "AUDIO," in line]
    assert ["DEFAULT=YES" in line for line in tracks] == [True, False]
    assert [LANGUAGE.search(line)[1] for line in tracks] == ["zh", "en"]
    assert "音轨 zh, en" in cataloguer.page(FILMS).select_one("#uploads li").get_text()


def sound(folder, tone: int) -> bytes:
    """Two seconds of a tone."""
    path = folder / f"{tone}.m4a"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-t", "2", "-i", f"sine=f={tone}", str(path)]
    subprocess.run(made, check=True)
    return path.read_bytes()


@needs_ffmpeg
def test_a_sound_track_of_another_length_fails_with_a_sentence(cataloguer, film):
    key = send(cataloguer, film, {"film.en.m4a": b"this is no sound"})
    run_due_jobs()
    assert (upload(key).state, upload(key).failure) == ("failed", "NotAVideo")


def test_no_transaction_is_open_while_pieces_are_fetched(cataloguer, monkeypatch):
    send(cataloguer, b"this is no film")
    get, seen = store().get_or_none, []
    monkeypatch.setattr(
        type(store()), "get_or_none", lambda _, key: seen.append(db.session().in_transaction()) or get(key)
    )
    run_due_jobs()
    assert seen == [False]


def test_a_file_that_is_no_film_fails_with_a_sentence(cataloguer):
    key = send(cataloguer, b"this is no film")
    run_due_jobs()
    assert (upload(key).state, upload(key).failure) == ("failed", "NotAVideo")
    row = cataloguer.page(FILMS).select_one("#uploads li").get_text()
    assert "不是能读的影片" in row
    assert begin(cataloguer, 10).status_code == 201, "the episode is free for the next one"


def test_a_film_of_which_a_piece_was_lost_is_not_put_on_air(cataloguer):
    key = send(cataloguer, b"a" * 2 * PIECE)
    store().remove(f".incoming/{key}/000000")
    run_due_jobs()
    assert (upload(key).state, upload(key).failure) == ("failed", "FileMissing")


@needs_ffmpeg
def test_cancelling_ends_the_packaging_and_drops_what_came(cataloguer, film, monkeypatch):
    before = episode_at("west-of-orion", 1, 2).asset
    key = send(cataloguer, film)
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


@needs_ffmpeg
def test_what_is_encoded_is_not_encoded_again_when_the_store_was_away(cataloguer, film, monkeypatch):
    key = send(cataloguer, film)
    with monkeypatch.context() as away:
        away.setattr(type(store()), "publish", refuse)
        run_due_jobs()
    assert upload(key).state == "packaging"
    with monkeypatch.context() as again:
        again.setattr(film_packaging, "package", refuse)
        with clock.standing_at(clock.now() + timedelta(minutes=1)):
            run_due_jobs()
    assert upload(key).state == "on-air"
    assert episode_at("west-of-orion", 1, 2).asset == f"west-of-orion-u{upload(key).id}"


def refuse(*_arguments, **_more):
    raise StoreAway("it is away")


def test_what_could_not_be_dropped_is_dropped_later(cataloguer, monkeypatch):
    key = send(cataloguer, b"this is no film")
    home, asset = store().workplace, f"west-of-orion-u{upload(key).id}"
    for left in (f".{asset}.0123.work", f".{asset}.abcd", asset, f".{asset}1.0123.work"):
        (home / left).mkdir(parents=True)
    with monkeypatch.context() as away:
        away.setattr(type(store()), "remove", refuse)
        run_due_jobs()
    assert upload(key).state == "failed"
    assert store().has(f".incoming/{key}/000000")
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        run_due_jobs()
    assert not store().has(f".incoming/{key}/000000")
    assert [path.name for path in home.glob(f"*{asset}*")] == [f".{asset}1.0123.work"], "another upload's work stays"
    (home / f".{asset}1.0123.work").rmdir()


def test_one_film_is_packaged_at_a_time(cataloguer):
    key = send(cataloguer, b"this is no film")
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
