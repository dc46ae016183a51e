"""Owns the finished tracks: music alone, and music with the sounds of the scene, equally loud, as AAC."""

import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from scipy import signal
from scipy.io import wavfile

from .mixing import DURATION_S, RATE, TIME, reverb

TARGET_LUFS = -18
KNEE, HEADROOM = 0.6, 0.22
INTEGRATED = re.compile(r"I:\s+(-?[\d.]+) LUFS")


def write_tracks(music, scene, folder: Path, name: str) -> list[Path]:
    """Write NAME-music.m4a and NAME-full.m4a from what an orchestra and a scene sound like."""
    music, scene = reverb(music, 3.6, 0.42), reverb(scene, 1.6, 0.18, 2)
    gain = 0.16 / np.sqrt((music**2).mean())
    music, scene = music * gain, scene * gain * 0.9
    files = [folder / f"{name}-music.m4a", folder / f"{name}-full.m4a"]
    _write(music, files[0])
    _write(music * 0.9 + scene, files[1])
    return files


def _write(x, file: Path) -> None:
    """Fade, bring to the target, soften the rare peak, encode."""
    x = signal.sosfilt(signal.butter(2, 28, "high", fs=RATE, output="sos"), x, axis=0)
    x = x / np.abs(x).max() * 0.7
    x *= np.clip(TIME / 1.2, 0, 1)[:, None] * np.clip((DURATION_S - TIME) / 2.4, 0, 1)[:, None] ** 1.4
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "track.wav"
        for _ in range(2):  # softening the peaks changes the loudness a little
            wavfile.write(wav, RATE, x.astype(np.float32))
            x = x * 10 ** ((TARGET_LUFS - _loudness(wav)) / 20)
            x = np.where(np.abs(x) > KNEE, _softened(x), x)
        wavfile.write(wav, RATE, x.astype(np.float32))
        encode = ["ffmpeg", "-v", "error", "-y", "-i", str(wav), "-c:a", "aac", "-b:a", "128k"]
        subprocess.run([*encode, "-movflags", "+faststart", str(file)], check=True)


def _softened(x):
    return np.sign(x) * (KNEE + HEADROOM * np.tanh((np.abs(x) - KNEE) / HEADROOM))


def _loudness(wav: Path) -> float:
    measure = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(wav), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(measure, capture_output=True, text=True, check=True).stderr
    return float(INTEGRATED.findall(said)[-1])
