"""Running ffmpeg: however much it complains, it comes to an end and its last words are told."""

import pytest

from tbo.media import ffmpeg
from tbo.media.refusals import FfmpegMissing, PackagingFailed


@pytest.fixture
def pretended(tmp_path, monkeypatch):
    """Put a shell script in ffmpeg's place."""

    def pretend(script: str) -> None:
        program = tmp_path / "ffmpeg"
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
