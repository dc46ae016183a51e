"""The embedded origin: what is signed is served, everything else is refused without a word."""

import logging
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from tbo import clock
from tbo.db import db
from tbo.playback.models import PlaybackSession
from tbo.playback.sessions import end
from tbo.playback.signers import signer
from tbo.rules.stream_token import StreamKey

from ..conftest import ANCHOR
from ..support.serving import served
from .screens import FREE, PAID, SESSION, episode, signed

FILES = (
    ("master.m3u8", "application/vnd.apple.mpegurl"),
    ("video/480p/list.m3u8", "application/vnd.apple.mpegurl"),
    ("video/480p/init.mp4", "video/mp4"),
    ("video/480p/s0000.m4s", "video/iso.segment"),
    ("audio/zh/s0000.m4s", "video/iso.segment"),
    ("subtitles/en/list.m3u8", "application/vnd.apple.mpegurl"),
    ("subtitles/en/text.vtt", "text/vtt; charset=utf-8"),
    ("thumbnails/index.vtt", "text/vtt; charset=utf-8"),
    ("thumbnails/sheet-000.jpg", "image/jpeg"),
)


def files_of(media, asset: str) -> list[str]:
    """Every file of an asset that a player may ask for."""
    folder = media / asset
    return [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and file.suffix != ".json"]


@pytest.mark.parametrize(("file", "kind"), FILES)
def test_a_signed_file_is_served_with_its_type(media, visitor, asset, file, kind):
    answer = visitor.get(signed(asset, file))
    assert answer.status_code == 200
    assert answer.data == (media / asset / file).read_bytes()
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    expected = "no-store" if file.endswith(".m3u8") else "private, max-age=300"
    assert answer.headers["Cache-Control"] == expected
    assert "Set-Cookie" not in answer.headers


def test_no_file_of_an_asset_opens_without_its_token(media, visitor, asset):
    for file in files_of(media, asset):
        assert visitor.head(signed(asset, file)).status_code == 200, file
        for address in (f"/hls/{asset}/{file}", signed(asset, file, signed_for="another")):
            assert visitor.get(address).status_code == 403, address


@pytest.mark.parametrize(("file", "_kind"), FILES)
def test_no_wrong_token_opens_a_file(visitor, asset, file, _kind):
    stranger, unknown = StreamKey(signer().keys[0].id, b"x" * 32), StreamKey("k9", b"x" * 32)
    for address in (
        *(f"/hls/-/{asset}/{file}", f"/{asset}/{file}", f"/media/{asset}/{file}", f"/static/../media/{asset}/{file}"),
        *(signed(asset, file, key=stranger), signed(asset, file, key=unknown)),
        signed(asset, file, expires=int(ANCHOR.timestamp())),
    ):
        assert visitor.get(address).status_code in (403, 404), address


def test_keys_change_without_a_refusal(visitor, passer_by, asset, monkeypatch):
    """A second key signs, the first goes on opening until it is dropped."""
    first, second = signer().keys[0], StreamKey("k2", b"n" * 32)
    before = signed(asset)
    monkeypatch.setattr(signer(), "keys", (second, first))
    given = passer_by.renew(FREE).json["url"]
    assert ".k2." in given
    assert [visitor.get(address).status_code for address in (before, given)] == [200, 200]
    monkeypatch.setattr(signer(), "keys", (second,))
    assert [visitor.get(address).status_code for address in (before, given)] == [403, 200]


def test_a_refusal_has_no_body_and_is_kept_nowhere(visitor, asset):
    answer = visitor.get(signed(asset, signed_for="another"))
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (403, b"", "no-store")


def test_an_unknown_file_of_an_opened_asset_is_not_there(visitor, asset):
    for file in (
        "nothing.m3u8",
        "video/480p/s9999.m4s",
        "asset.json",
        "video",
        "video/",
        "poster.png",
        "x" * 300 + ".m4s",
    ):
        assert visitor.get(signed(asset, file)).status_code == 404, file


def test_a_token_ends_at_its_second(visitor, asset):
    address = signed(asset)
    with clock.standing_at(ANCHOR + timedelta(seconds=299)):
        answer = visitor.get(address.replace("master.m3u8", "poster.jpg"))
        assert answer.headers["Cache-Control"] == "private, max-age=1"
    with clock.standing_at(ANCHOR + timedelta(seconds=300)):
        assert visitor.get(address).status_code == 403


def test_a_part_of_a_file_is_served_as_a_part(media, visitor, asset):
    whole = (media / asset / "video/480p/s0000.m4s").read_bytes()
    answer = visitor.get(signed(asset, "video/480p/s0000.m4s"), headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, whole[10:20])
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    tail = visitor.get(signed(asset, "video/480p/s0000.m4s"), headers={"Range": "bytes=-5"})
    assert (tail.status_code, tail.data) == (206, whole[-5:])
    beyond = visitor.get(signed(asset, "video/480p/s0000.m4s"), headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_a_head_says_the_length_without_the_body(media, visitor, asset):
    answer = visitor.head(signed(asset, "poster.jpg"))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == (media / asset / "poster.jpg").stat().st_size


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written_here(visitor, asset, method):
    assert visitor.open(signed(asset), method=method).status_code in (400, 403, 405)


def test_an_ended_session_is_refused_at_once(shop, visitor, asset):
    written()
    assert visitor.get(signed(asset, "poster.jpg")).status_code == 200
    end(SESSION, episode(PAID).id, None)
    assert visitor.get(signed(asset, "poster.jpg")).status_code == 403
    assert visitor.get(signed(asset)).status_code == 403


def test_a_session_of_a_device_that_was_signed_out_is_refused(owner, visitor, asset):
    written(household_id=owner.household.id, device_id=owner.device.id)
    assert visitor.get(signed(asset)).status_code == 200
    owner.device.revoked_at = clock.now()
    db.session.flush()
    assert visitor.get(signed(asset)).status_code == 403


def test_a_long_address_works_only_while_its_session_beats(shop, visitor, asset):
    address = signed(asset, expires=int(ANCHOR.timestamp()) + 6 * 3600)
    assert visitor.get(address).status_code == 403
    written()
    assert visitor.get(address).status_code == 200
    with clock.standing_at(ANCHOR + timedelta(seconds=301)):
        assert visitor.get(address).status_code == 403


def test_people_go_on_watching_while_the_database_is_away(shop, visitor, asset, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("away"))

    address = signed(asset)
    monkeypatch.setattr(db.session, "execute", away)
    assert visitor.get(address).status_code == 200


def test_no_log_line_has_a_token(visitor, asset, caplog):
    caplog.set_level("INFO")
    token = signed(asset).split("/")[2]
    for prefix in ("/hls", "/en/hls", "//hls", "/x/hls"):
        visitor.get(f"{prefix}/{token}/{asset}/master.m3u8")
    handlers = logging.getLogger().handlers
    written = next(one.formatter for one in handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter))
    lines = [written.format(record) for record in caplog.records]
    assert len(lines) >= 4
    assert not [line for line in lines if token.split(".")[-1] in line]


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_reads_all_of_a_signed_film(listening):
    seen = probe(listening + signed(episode(PAID).asset))
    assert seen.returncode == 0, seen.stderr
    assert {"h264,video", "aac,audio"} <= set(seen.stdout.split())


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_reads_nothing_without_a_right_token(listening):
    asset = episode(PAID).asset
    assert probe(listening + signed(asset, signed_for="another")).returncode != 0
    assert probe(f"{listening}/hls/{asset}/master.m3u8").returncode != 0


def probe(address: str) -> subprocess.CompletedProcess:
    """Let a foreign player look at every stream."""
    show = ("-v", "error", "-show_entries", "stream=codec_type,codec_name", "-of", "csv=p=0")
    return subprocess.run(["ffprobe", *show, address], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def listening(committed_shop) -> Iterator[str]:
    """The address of the demo shop behind a real socket."""
    with served(committed_shop) as url, committed_shop.app_context():
        yield url


def written(**values) -> None:
    """Write a running session of the paid episode."""
    now = clock.now()
    row = {"id": SESSION, "episode_id": episode(PAID).id, "started_at": now, "last_beat_at": now, "played_s": 0}
    db.session.add(PlaybackSession(**row, **values))
    db.session.flush()
