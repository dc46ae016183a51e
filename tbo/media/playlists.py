"""Reads the media playlists that ffmpeg wrote and writes the master playlist over them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

_EXTINF = re.compile(r"#EXTINF:([0-9.]+),")
_SOUND, _TEXT = "sound", "text"


@dataclass(frozen=True)
class Measured:
    """What one media playlist weighs: bits per second at its worst segment and on average."""

    peak: int
    average: int
    duration_s: float


@dataclass(frozen=True)
class Variant:
    """One quality in the master; `path` is relative to it."""

    path: str
    width: int
    height: int
    codec: str
    measured: Measured


@dataclass(frozen=True)
class Rendition:
    """One sound track or subtitle language in the master, named in the viewer's words."""

    path: str
    language: str
    name: str
    is_default: bool
    codec: str = ""
    measured: Measured | None = None


def measure(playlist: Path) -> Measured:
    """Weigh the segments of a media playlist against the seconds written beside them."""
    lines = playlist.read_text(encoding="utf-8").splitlines()
    segments = [
        (float(match[1]), (playlist.parent / lines[at + 1]).stat().st_size * 8)
        for at, line in enumerate(lines)
        if (match := _EXTINF.match(line))
    ]
    seconds = sum(length for length, _ in segments)
    return Measured(
        peak=ceil(max(bits / length for length, bits in segments)),
        average=ceil(sum(bits for _, bits in segments) / seconds),
        duration_s=seconds,
    )


def write_master(
    path: Path,
    variants: Sequence[Variant],
    sounds: Sequence[Rendition],
    texts: Sequence[Rendition],
    frame_rate: int,
) -> None:
    """Write the master playlist; the order of `variants` is kept."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", ""]
    lines += [_media(sound, "AUDIO", _SOUND) for sound in sounds]
    lines += [_media(text, "SUBTITLES", _TEXT) for text in texts]
    for variant in variants:
        lines += ["", _stream(variant, sounds, texts, frame_rate), variant.path]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def total_rate(variant: Variant, sounds: Sequence[Rendition]) -> tuple[int, int]:
    """Return peak and average bits per second of a quality with its heaviest sound."""
    weighed = [sound.measured for sound in sounds if sound.measured]
    peak = max((measured.peak for measured in weighed), default=0)
    average = max((measured.average for measured in weighed), default=0)
    return variant.measured.peak + peak, variant.measured.average + average


def codecs(variant: Variant, sounds: Sequence[Rendition]) -> str:
    """Return the CODECS value of a quality: its picture, then every kind of sound."""
    return ",".join(dict.fromkeys([variant.codec, *(sound.codec for sound in sounds)]))


def _media(rendition: Rendition, kind: str, group: str) -> str:
    chosen = "YES" if rendition.is_default else "NO"
    forced = ",FORCED=NO" if kind == "SUBTITLES" else ""
    return (
        f'#EXT-X-MEDIA:TYPE={kind},GROUP-ID="{group}",LANGUAGE="{rendition.language}",'
        f'NAME="{rendition.name}",DEFAULT={chosen},AUTOSELECT=YES{forced},'
        f'URI="{rendition.path}"'
    )


def _stream(
    variant: Variant,
    sounds: Sequence[Rendition],
    texts: Sequence[Rendition],
    frame_rate: int,
) -> str:
    peak, average = total_rate(variant, sounds)
    groups = f',AUDIO="{_SOUND}"' if sounds else ""
    groups += f',SUBTITLES="{_TEXT}"' if texts else ""
    return (
        f"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},"
        f"RESOLUTION={variant.width}x{variant.height},FRAME-RATE={frame_rate:.3f},"
        f'CODECS="{codecs(variant, sounds)}"{groups},CLOSED-CAPTIONS=NONE'
    )
