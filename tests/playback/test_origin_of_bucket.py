"""The origin before a bucket: the same answers, streamed."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tbo.demo.files import MEDIA, keep_media
from tbo.media.stores import StoreAway, store_of
from tbo.playback import packaged
from tbo.playback.packaged import packaged_or_none

from ..support.buckets import bucket
from .screens import signed

LIST, SEGMENT = "video/480p/list.m3u8", "video/480p/s0000.m4s"


@pytest.fixture(scope="module")
def of_bucket(settings, tmp_path_factory):
    """A store over HTTP that holds one of the demo's clips."""
    with bucket() as named:
        there = replace(settings, instance=str(tmp_path_factory.mktemp("packaging")), **named)
        source = tmp_path_factory.mktemp("clips")
        (source / "night-train").symlink_to(MEDIA / "night-train")
        films = store_of(there)
        assert keep_media(films, source) == 1
        assert keep_media(films, source) == 0
        yield films


@pytest.fixture
def asset(shop, of_bucket, monkeypatch) -> str:
    """The clip, in a shop whose films are in the bucket."""
    monkeypatch.setitem(shop.extensions, "tbo.store", of_bucket)
    return "night-train"


@pytest.mark.parametrize("file", ["master.m3u8", LIST, SEGMENT, "subtitles/en/text.vtt", "thumbnails/sheet-000.jpg"])
def test_a_file_is_streamed_with_the_headers_of_every_file(visitor, asset, file):
    answer = visitor.get(signed(asset, file))
    assert answer.status_code == 200
    assert answer.data == (MEDIA / asset / file).read_bytes()
    assert answer.content_length == len(answer.data)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == ("no-store" if file.endswith(".m3u8") else "private, max-age=300")


def test_a_part_is_a_part(visitor, asset):
    answer = visitor.get(signed(asset, SEGMENT), headers={"Range": "bytes=10-19"})
    whole = (MEDIA / asset / SEGMENT).read_bytes()
    assert (answer.status_code, answer.data) == (206, whole[10:20])
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    beyond = visitor.get(signed(asset, SEGMENT), headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.data) == (416, b"")


def test_a_head_has_the_length_and_no_body(visitor, asset):
    answer = visitor.head(signed(asset, SEGMENT))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == (MEDIA / asset / SEGMENT).stat().st_size


def test_what_is_not_there_or_not_signed_is_refused(visitor, asset):
    assert visitor.get(signed(asset, "video/480p/s9999.m4s")).status_code == 404
    assert visitor.get(signed(asset, SEGMENT, signed_for="another")).status_code == 403


def test_a_store_that_is_away_is_no_broken_page(shop, visitor, asset, of_bucket, monkeypatch):
    settings = of_bucket._settings
    away = store_of(replace(settings, s3_endpoint="http://127.0.0.1:9"))
    monkeypatch.setitem(shop.extensions, "tbo.store", away)
    for file in (SEGMENT, LIST):
        answer = visitor.get(signed(asset, file))
        assert (answer.status_code, answer.data) == (503, b"")
        assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("2", "no-store")
    assert packaged_or_none(asset) is None


class Counting:
    """A store that counts how often it was asked for a manifest, and answers what a test wants."""

    def __init__(self, answers):
        self.answers, self.asked = answers, 0

    def path_or_none(self, _key):
        return None

    def get_or_none(self, _key):
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_store_is_asked_for_a_manifest_until_it_gave_it_and_once_a_minute(shop, monkeypatch):
    counting, minute = Counting([StoreAway("away"), None, b'{"duration_s": 60}']), [0]
    monkeypatch.setitem(shop.extensions, "tbo.store", counting)
    clock_of_minutes = SimpleNamespace(monotonic=lambda: minute[0] * packaged.ASKED_EVERY_S)
    monkeypatch.setattr(packaged, "time", clock_of_minutes)
    for known in (False, False, True, True):
        told = [packaged.packaged_or_none("night-train") for _ in range(3)]
        assert [facts is not None for facts in told] == [known] * 3
        minute[0] += 1
    assert counting.asked == 3


def test_the_shop_knows_the_film_by_its_manifest(asset):
    assert packaged_or_none(asset).duration_s == 60
    assert packaged_or_none("nothing") is None
