"""Running ffmpeg: however much it complains, it comes to an end and its last words are told."""

import os
import shutil
import subprocess
import threading
from contextlib import suppress
from time import monotonic

import pytest

from tbo.media import ffmpeg
from tbo.media.encoding import encode_pictures, encode_sound
from tbo.media.ffmpeg import Film
from tbo.media.ladder import Rung
from tbo.media.loudness import measure_loudness
from tbo.media.parts import Part
from tbo.media.refusals import FfmpegMissing, NotAVideo, PackagingFailed
from tbo.media.thumbnails import write_thumbnails

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{secret}\n#EXT-X-ENDLIST\n"
# Texts that name another file of this machine, as ffmpeg itself would read them.
LISTS = {
    "hls": HLS,
    "hls by an address": HLS.replace("{secret}", "file://{secret}"),
    "hls with a beginning": HLS.replace("#EXTINF", '#EXT-X-MAP:URI="{secret}"\n#EXTINF', 1),
    "concat": "ffconcat version 1.0\nfile secret.ts\n",
}


@pytest.fixture
def pretended(tmp_path, monkeypatch):
    """Put a shell script in ffmpeg's place."""

    def pretend(script: str, name: str = "ffmpeg") -> None:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return pretend


def test_more_complaints_than_a_pipe_holds_are_no_standstill(pretended):
    pretended("yes 'error while decoding' | head -n 15000 >&2; echo 'the last word' >&2; exit 1")
    with pytest.raises(PackagingFailed, match="ffmpeg stopped: the last word"):
        ffmpeg.run_ffmpeg(["-i", "x"])


def test_a_failure_without_a_word_is_told_too(pretended):
    pretended("exit 3")
    with pytest.raises(PackagingFailed, match="it gave no reason"):
        ffmpeg.run_ffmpeg([])


def test_progress_is_heard_in_seconds_and_within_the_film(pretended):
    pretended("echo out_time_us=N/A; echo out_time_us=-5; echo out_time_us=1500000; echo out_time_us=99000000")
    heard = []
    ffmpeg.run_ffmpeg([], heard.append, 9.0)
    assert heard == [0, 1.5, 9.0]


def test_without_the_programs_a_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FfmpegMissing, match="ffmpeg"):
        ffmpeg.require_ffmpeg()


@pytest.fixture
def secret(tmp_path):
    """A pipe under a film's name that remembers who opened it: only then can it be opened for writing too."""
    path, opened, is_over = tmp_path / "secret.ts", [], threading.Event()
    os.mkfifo(path)

    def watch() -> None:
        while not is_over.wait(0.005):
            with suppress(OSError):
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                opened.append(path)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield opened
    is_over.set()
    watcher.join()


@needs_ffmpeg
@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("name", ["film.mp4", "film"])
def test_a_list_of_other_files_is_refused_and_opens_none_of_them(tmp_path, secret, kind, name):
    film = tmp_path / name
    film.write_text(LISTS[kind].format(secret=tmp_path / "secret.ts"))
    for look in (ffmpeg.probe_film, ffmpeg.probe_sound_s):
        with pytest.raises(NotAVideo, match=f"^{name} cannot be read as a film: it is none of mov, "):
            look(film)
    with pytest.raises(PackagingFailed):
        measure_loudness(film)
    with pytest.raises(PackagingFailed):
        encode_sound(film, tmp_path / "sound", 2.0)
    with pytest.raises(PackagingFailed):
        write_thumbnails(Film(film, 2.0, 160, 120, 24.0, True), tmp_path / "previews")
    with pytest.raises(PackagingFailed):
        encode_pictures(
            Film(film, 2.0, 160, 120, 24.0, True), [Rung(120, 60_000)], Part(0, 0, None), tmp_path / "rungs"
        )
    assert secret == []


@needs_ffmpeg
@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm", "mxf", "ts", "mpg", "avi", "wmv", "flv", "ogv"])
def test_what_studios_send_is_read(tmp_path, ending):
    film = tmp_path / f"film.{ending}"
    drawn = ["-f", "lavfi", "-t", "1", "-i", "testsrc2=s=160x120:r=25", "-f", "lavfi", "-t", "1", "-i", "sine=r=48000"]
    subprocess.run(["ffmpeg", "-v", "error", *drawn, str(film)], check=True)
    assert ffmpeg.probe_film(film).duration_s == pytest.approx(1, abs=0.3)
    ffmpeg.run_ffmpeg([*ffmpeg.reading(film), "-f", "null", "-"])


@needs_ffmpeg
@pytest.mark.parametrize(
    "ending", ["wav", "w64", "aiff", "caf", "flac", "mp3", "m4a", "aac", "ogg", "ac3", "eac3", "mka"]
)
def test_sound_that_studios_send_is_read(tmp_path, ending):
    sound = tmp_path / f"sound.{ending}"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-t", "2", "-i", "sine=r=48000", str(sound)], check=True)
    assert ffmpeg.probe_sound_s(sound) == pytest.approx(2, abs=0.4)
    ffmpeg.run_ffmpeg([*ffmpeg.reading(sound), "-f", "null", "-"])


def test_who_takes_too_long_to_look_is_stopped_with_a_sentence(pretended, tmp_path, monkeypatch):
    pretended("exec sleep 30", name="ffprobe")
    monkeypatch.setattr(ffmpeg, "PROBED_WITHIN_S", 0.5)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"x")
    begun = monotonic()
    with pytest.raises(NotAVideo, match=r"^film\.mp4 cannot be read as a film within 0\.5 seconds$"):
        ffmpeg.probe_film(film)
    assert monotonic() - begun < 10
