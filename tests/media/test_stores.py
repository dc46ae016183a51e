"""Whatever keeps the films, a folder or a bucket asked over HTTP: the same promises."""

from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tbo.media.bucket import Bucket
from tbo.media.refusals import WrongArgument
from tbo.media.stores import LocalFolder, SpanNotThere, StoreAway, store_of
from tbo.settings import SettingsWrong, read_settings

from ..support.buckets import bucket
from ..support.serving import listening
from ..support.shops import settings_of


@pytest.fixture(scope="module")
def of_bucket():
    """Settings that name a running store."""
    with bucket() as named:
        yield named


@pytest.fixture(params=["folder", "bucket"])
def films(request, tmp_path):
    """Each kind of store, empty but for what other tests of the module left below other names."""
    settings = settings_of(tmp_path, "sqlite://")
    if request.param == "bucket":
        settings = replace(settings, **request.getfixturevalue("of_bucket"))
    return store_of(settings)


def package(films, asset: str) -> None:
    """Finish an asset in the workplace."""
    for file, body in {"asset.json": b"{}", "master.m3u8": b"#EXTM3U", "video/s0.m4s": b"0123456789"}.items():
        path = films.workplace / asset / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def body(opened) -> bytes:
    return b"".join(opened.body)


def test_the_settings_choose(tmp_path, of_bucket):
    settings = settings_of(tmp_path, "sqlite://")
    assert isinstance(store_of(settings), LocalFolder)
    assert isinstance(store_of(replace(settings, **of_bucket)), Bucket)


def test_a_published_asset_can_be_read_whole(films):
    package(films, "night-train")
    films.publish("night-train")
    assert films.has("night-train/asset.json")
    assert films.get_or_none("night-train/master.m3u8") == b"#EXTM3U"
    opened = films.open_or_none("night-train/video/s0.m4s")
    assert (opened.length, opened.span, body(opened)) == (10, None, b"0123456789")


def test_what_is_not_there_is_none(films):
    assert not films.has("nothing/asset.json")
    assert films.get_or_none("nothing/asset.json") is None
    assert films.open_or_none("nothing/asset.json") is None
    assert films.path_or_none("nothing/asset.json") is None
    films.remove("nothing")


def test_an_asset_is_removed_with_all_it_has_and_nothing_else(films):
    for asset in ("e001", "e0012"):
        package(films, asset)
        films.publish(asset)
    films.remove("e001")
    assert not films.has("e001/video/s0.m4s")
    assert films.has("e0012/video/s0.m4s")


def test_a_small_file_is_kept_replaced_and_removed(films):
    films.put(".incoming/7/0", b"one")
    films.put(".incoming/7/0", b"two")
    assert films.get_or_none(".incoming/7/0") == b"two"
    films.remove(".incoming/7")
    assert films.get_or_none(".incoming/7/0") is None


def test_only_names_of_assets_are_published(films):
    with pytest.raises(WrongArgument):
        films.publish("../keys")


def test_a_bucket_lets_nobody_in_with_another_key(tmp_path, of_bucket):
    name, _, _secret = of_bucket["s3_access_key"].partition(":")
    films = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket | {"s3_access_key": f"{name}:guessed"}))
    with pytest.raises(StoreAway):
        films.put("e1/s0.m4s", b"0123456789")


def test_a_bucket_gives_parts_and_refuses_parts_that_are_not_there(tmp_path, of_bucket):
    films = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket))
    films.put("e1/s0.m4s", b"0123456789")
    opened = films.open_or_none("e1/s0.m4s", "bytes=2-4")
    assert (opened.length, opened.span, body(opened)) == (3, "bytes 2-4/10", b"234")
    assert body(films.open_or_none("e1/s0.m4s", "bytes=-2")) == b"89"
    assert body(films.open_or_none("e1/s0.m4s", "bytes=1-2,4-5")) == b"0123456789"
    with pytest.raises(SpanNotThere):
        films.open_or_none("e1/s0.m4s", "bytes=99-")


def test_what_was_sent_to_a_bucket_leaves_no_copy_here(tmp_path, of_bucket):
    films = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket))
    package(films, "once")
    films.publish("once")
    assert list(films.workplace.iterdir()) == []


def test_a_bucket_that_does_not_answer_is_said_so(tmp_path, of_bucket):
    films = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket | {"media_store": "s3://another-one"}))
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        films.put("x", b"y")
    package(films, "kept")
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        films.publish("kept")
    assert (films.workplace / "kept" / "asset.json").is_file(), "what was not sent is not lost"
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        films.remove("x")
    gone = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket | {"s3_endpoint": "http://127.0.0.1:9"}))
    with pytest.raises(StoreAway):
        gone.has("x")


def test_an_asset_of_which_a_part_was_sent_and_dropped_is_sent_to_its_end(tmp_path, of_bucket):
    films = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket))
    package(films, "half")
    films.put("half/master.m3u8", b"#EXTM3U")
    (films.workplace / "half" / "master.m3u8").unlink()
    films.publish("half")
    assert films.get_or_none("half/master.m3u8") == b"#EXTM3U"
    assert films.has("half/asset.json")
    (films.workplace / "half" / "video").mkdir(parents=True)
    films.publish("half")
    assert list(films.workplace.iterdir()) == [], "a worker died before it dropped the empty folder"


class _Breaks(BaseHTTPRequestHandler):
    """Promises ten bytes and ends after four."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(b"0123")

    def log_message(self, *words):
        """Keep quiet."""


def test_an_answer_that_breaks_off_is_said_so(tmp_path, of_bucket):
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), _Breaks)) as server:
        address = {"s3_endpoint": f"http://127.0.0.1:{server.server_port}"}
        films = store_of(replace(settings_of(tmp_path, "sqlite://"), **of_bucket | address))
        with pytest.raises(StoreAway):
            films.get_or_none("e1/s0.m4s")


def test_wrong_settings_stop_the_start_with_a_sentence():
    for name, value in {"TBO_MEDIA_STORE": "https://bucket", "TBO_S3_ACCESS_KEY": "no-colon"}.items():
        with pytest.raises(SettingsWrong) as refused:
            read_settings({name: value})
        assert name in str(refused.value)
    with pytest.raises(SettingsWrong) as refused:
        read_settings({"TBO_S3_ACCESS_KEY": "no-colon-secret"})
    assert "no-colon-secret" not in str(refused.value)
