"""Tracks come out equally loud, none is cut off, and silence stays silent."""

import shutil
import subprocess

import pytest

from tbo.media.encoding import encode_sound
from tbo.media.loudness import gain_for, measure_loudness

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.mark.parametrize(
    ("integrated", "peak", "gain"),
    [(-33, -20, 10), (-13, -1, -10), (-23, -6, 0), (-33, -4, 3), (-70, -70, 0), (-40, 0.5, -1.5)],
)
def test_the_gain_reaches_the_target_unless_peaks_forbid_it(integrated, peak, gain):
    assert gain_for(integrated, peak) == gain


@needs_ffmpeg
@pytest.mark.parametrize("volume", ["-24dB", "12dB"])
def test_quiet_and_loud_tracks_end_at_the_same_loudness(tmp_path, volume):
    source = tmp_path / "sound.wav"
    tone = ["-f", "lavfi", "-t", "6", "-i", f"sine=1000,volume={volume}"]
    subprocess.run(["ffmpeg", "-v", "error", *tone, str(source)], check=True)
    before = measure_loudness(source)
    encode_sound(source, tmp_path / "audio", 6.0, before.gain)
    assert abs(before.integrated - -23) > 5
    pieces = [tmp_path / "audio" / "init.mp4", *sorted((tmp_path / "audio").glob("*.m4s"))]
    after = tmp_path / "after.mp4"
    after.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    assert measure_loudness(after).integrated == pytest.approx(-23, abs=0.7)


@needs_ffmpeg
def test_silence_gets_no_gain(tmp_path):
    source = tmp_path / "sound.wav"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-t", "2", "-i", "anullsrc", str(source)], check=True)
    assert measure_loudness(source).gain == 0
