"""A film is encoded part by part: joined they are one film, and what was finished is not done again."""

import json
import shutil
import subprocess
from itertools import pairwise

import pytest

from tbo.media import parts
from tbo.media.ladder import SEGMENT_S, Rung
from tbo.media.packaging import Job, package
from tbo.media.parts import PART_S, Part, parts_of
from tbo.media.refusals import MediaRefused

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Nine seconds with sound."""
    path = tmp_path_factory.mktemp("source") / "film.mp4"
    inputs = [word for text in ("testsrc2=s=160x120:r=25", "sine") for word in ("-f", "lavfi", "-t", "9", "-i", text)]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, "-preset", "ultrafast", str(path)], check=True)
    return path


@pytest.fixture
def short_parts(monkeypatch):
    """Parts of four seconds instead of two minutes."""
    monkeypatch.setattr(parts, "PART_S", SEGMENT_S)


def job(film, **other) -> Job:
    return Job(**{"source": film, "asset": "film", "rungs": (Rung(120, 60_000),), "preset": "ultrafast"} | other)


def break_off(seconds: float):
    """What the progress says to a viewer who loses patience."""

    def heard(done: float) -> None:
        if done > seconds:
            raise KeyboardInterrupt

    return heard


def test_parts_follow_each_other_and_are_whole_segments():
    assert PART_S % SEGMENT_S == 0
    for seconds in (1, 60, 179.9, 180, 300, 5400.04):
        found = parts_of(seconds)
        assert found[0].start_s == 0
        assert all(before.start_s + before.length_s == after.start_s for before, after in pairwise(found))
        assert found[-1].length_s is None
        assert len(found) == 1 or PART_S / 2 <= seconds - found[-1].start_s <= PART_S * 1.5


def test_a_short_film_is_one_part():
    assert parts_of(60) == [Part(0, 0, None)]


@needs_ffmpeg
def test_parts_join_to_one_film_without_a_gap(film, tmp_path, short_parts):
    asset = package(job(film), tmp_path)
    playlist = asset / "video/120p/list.m3u8"
    assert playlist.read_text().count("#EXTINF") == 3
    assert "#EXT-X-MEDIA-SEQUENCE:0\n" in playlist.read_text()
    told = ["ffprobe", "-v", "error", "-show_entries", "packet=pts", "-of", "csv=p=0", str(playlist)]
    times = sorted(int(line) for line in subprocess.run(told, capture_output=True, text=True).stdout.split())
    assert len(times) == 225
    assert len({after - before for before, after in pairwise(times)}) == 1, "every frame follows at once"


@needs_ffmpeg
def test_what_was_encoded_before_an_interruption_is_not_encoded_again(film, tmp_path, short_parts):
    with pytest.raises(KeyboardInterrupt):
        package(job(film), tmp_path, break_off(5))
    (finished,) = tmp_path.rglob("video-0000/120p/s0000.m4s")
    before = finished.stat().st_ino
    assert not (tmp_path / "film").exists()
    asset = package(job(film), tmp_path)
    assert (asset / "video/120p/s0000.m4s").stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["film"]


@needs_ffmpeg
def test_another_wish_begins_anew_and_drops_what_was_begun(film, tmp_path, short_parts):
    with pytest.raises(KeyboardInterrupt):
        package(job(film), tmp_path, break_off(5))
    (begun,) = tmp_path.iterdir()
    with pytest.raises(KeyboardInterrupt):
        package(job(film, rungs=(Rung(60, 30_000),)), tmp_path, break_off(5))
    assert begun not in list(tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 1


@needs_ffmpeg
def test_a_refusal_in_the_middle_leaves_nothing(film, tmp_path):
    def refuse(_done: float) -> None:
        raise MediaRefused("not wanted any more")

    with pytest.raises(MediaRefused, match="not wanted"):
        package(job(film), tmp_path, refuse)
    assert list(tmp_path.iterdir()) == []


@needs_ffmpeg
def test_the_manifest_says_how_loud_each_track_was_and_what_it_got(film, tmp_path):
    asset = package(job(film), tmp_path)
    (track,) = json.loads((asset / "asset.json").read_text())["audio"]
    assert track["loudness"].keys() == {"integrated", "peak", "gain"}
    assert track["loudness"]["gain"] == pytest.approx(-23 - track["loudness"]["integrated"], abs=0.1)
