"""Runs ffmpeg and ffprobe, and says in a sentence what stops them."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile

from tbo.media.refusals import (
    FfmpegMissing,
    FileMissing,
    NoAudioStream,
    NotAVideo,
    NoVideoStream,
    PackagingFailed,
)

Progress = Callable[[float], None]
# What films and sound tracks come in. Lists of other files (HLS, DASH, concat, IMF) are missing on purpose: such a text
# under a film's name would have ffmpeg open whatever it names, on this machine or in its network.
_PICTURES = ("mov", "matroska", "mpegts", "mpeg", "mxf", "avi", "asf", "flv", "ogg", "dv")
_SOUNDS = ("wav", "w64", "aiff", "caf", "flac", "mp3", "aac", "ac3", "eac3")
_ONLY_THIS_FILE = ("-protocol_whitelist", "file", "-format_whitelist", ",".join(_PICTURES + _SOUNDS))
# Beginning and end of a file are read, however long it is; what takes longer is made to take long.
PROBED_WITHIN_S = 60.0


@dataclass(frozen=True)
class Film:
    """A source file as ffprobe sees it; `width` is the width shown (square pixels)."""

    path: Path
    duration_s: float
    width: int
    height: int
    frame_rate: float
    has_sound: bool


def require_ffmpeg() -> None:
    """Raise FfmpegMissing unless both programs can be found."""
    for program in ("ffmpeg", "ffprobe"):
        if shutil.which(program) is None:
            raise FfmpegMissing(f"{program} is not installed; on Debian and Ubuntu: apt-get install ffmpeg")


def probe_film(path: Path) -> Film:
    """Look at a source file. Raises FileMissing, NotAVideo, NoVideoStream."""
    facts = _probe(path)
    picture = _stream(facts, "video")
    if picture is None:
        raise NoVideoStream(f"{path.name} has no picture in it; is it a sound file?")
    duration_s = _duration_s(facts, picture)
    if duration_s <= 0:
        raise NotAVideo(f"{path.name} is a still picture or has no length; a film is needed")
    return Film(
        path=path,
        duration_s=duration_s,
        width=round(picture["width"] * _pixel_aspect(picture)),
        height=picture["height"],
        frame_rate=float(_fraction(picture.get("avg_frame_rate"), default=24)),
        has_sound=_stream(facts, "audio") is not None,
    )


def probe_sound_s(path: Path) -> float:
    """Return a sound file's length in seconds. Raises FileMissing, NotAVideo, NoAudioStream."""
    facts = _probe(path)
    sound = _stream(facts, "audio")
    if sound is None:
        raise NoAudioStream(f"{path.name} has no sound in it")
    return _duration_s(facts, sound)


def reading(path: Path) -> list[str]:
    """Return the words by which ffmpeg reads a source file, and nothing else that the file names."""
    return [*_ONLY_THIS_FILE, "-i", str(path)]


def run_ffmpeg(arguments: Sequence[str], progress: Progress | None = None, seconds: float | None = None) -> None:
    """Run ffmpeg to its end; `progress` hears seconds done. Raises PackagingFailed.

    `seconds` is the length of the work; it bounds what `progress` is told.
    """
    command = [*_patiently(), "ffmpeg", "-v", "error", "-nostdin", "-y", "-progress", "pipe:1", *arguments]
    # Complaints go to a file: a damaged film causes more of them than a pipe holds while nobody reads it.
    with TemporaryFile("w+", errors="replace") as complaints:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, text=True, errors="replace"
        ) as running:
            try:
                for line in running.stdout or ():
                    key, _, value = line.strip().partition("=")
                    if progress and key == "out_time_us" and value.lstrip("-").isdecimal():
                        progress(min(max(int(value) / 1_000_000, 0), seconds or float("inf")))
            except BaseException:
                # Whoever does not want to hear more wants no more to be done.
                running.kill()
                raise
        complaints.seek(0)
        if running.returncode:
            raise PackagingFailed(f"ffmpeg stopped: {_last_words(complaints.read())}")


def _patiently() -> list[str]:
    """Encoding takes hours of every core: whoever visits the shop beside it comes first."""
    return ["nice", "-n", "10"] if shutil.which("nice") else []


def listen(arguments: Sequence[str]) -> str:
    """Run a film through ffmpeg's filters for what they say of it, and return that. Raises PackagingFailed."""
    command = [*_patiently(), "ffmpeg", "-hide_banner", "-nostats", "-nostdin", *arguments, "-f", "null", "-"]
    answer = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    if answer.returncode:
        raise PackagingFailed(f"ffmpeg stopped: {_last_words(answer.stderr)}")
    return answer.stderr


def _probe(path: Path) -> dict:
    if not path.is_file():
        raise FileMissing(f"there is no file {path}")
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", *reading(path)]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PROBED_WITHIN_S)
    except subprocess.TimeoutExpired:
        raise NotAVideo(f"{path.name} cannot be read as a film within {PROBED_WITHIN_S:g} seconds") from None
    if answer.returncode:
        raise NotAVideo(f"{path.name} cannot be read as a film: {_why(answer.stderr)}")
    return json.loads(answer.stdout)


def _why(complaint: str) -> str:
    if "not on whitelist" in complaint:
        return f"it is none of {', '.join(_PICTURES + _SOUNDS)}"
    return _last_words(complaint)


def _stream(facts: dict, kind: str) -> dict | None:
    """Return the first stream of a kind; a cover picture inside a sound file is no film."""
    for stream in facts.get("streams", []):
        is_cover = stream.get("disposition", {}).get("attached_pic")
        if stream.get("codec_type") == kind and not is_cover:
            return stream
    return None


def _duration_s(facts: dict, stream: dict) -> float:
    written = stream.get("duration") or facts.get("format", {}).get("duration") or 0
    return float(written)


def _pixel_aspect(picture: dict) -> Fraction:
    return _fraction(picture.get("sample_aspect_ratio", "1:1").replace(":", "/"), default=1)


def _fraction(text: str | None, default: int) -> Fraction:
    try:
        return Fraction(text or "") or Fraction(default)
    except (ValueError, ZeroDivisionError):
        return Fraction(default)


def _last_words(complaint: str) -> str:
    lines = [line for line in complaint.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
