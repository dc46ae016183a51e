"""asset.json: what the shop reads about a packaged film without opening its playlists."""

import json
from collections.abc import Sequence
from pathlib import Path

from tbo.media.encryption import KEYS
from tbo.media.ffmpeg import Film
from tbo.media.ladder import frame_rate_for
from tbo.media.playlists import Rendition, Variant, codecs, total_rate
from tbo.media.thumbnails import EVERY_S, TILE

FORMAT = 1
LOUDNESS = "loudness.json"


def manifest_of(
    folder: Path,
    film: Film,
    variants: Sequence[Variant],
    sounds: Sequence[Rendition],
    texts: Sequence[Rendition],
) -> dict:
    """Describe the asset that stands finished in `folder`; all paths are relative to it."""
    return {
        "format": FORMAT,
        "duration_s": round(film.duration_s, 3),
        "source": {"width": film.width, "height": film.height},
        "frame_rate": frame_rate_for(film.frame_rate),
        "master": "master.m3u8",
        "rungs": [_rung(variant, sounds) for variant in variants],
        "audio": [_track(sound) | _loudness(folder, sound) for sound in sounds],
        "subtitles": [_track(text) for text in texts],
        "thumbnails": {
            "index": "thumbnails/index.vtt",
            "every_s": EVERY_S,
            "width": TILE[0],
            "height": TILE[1],
        },
        "poster": "poster.jpg",
        "stills": _names(folder, "stills/still-*.jpg"),
        "keys": _names(folder, f"{KEYS}/*.key"),
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
    }


def _rung(variant: Variant, sounds: Sequence[Rendition]) -> dict:
    peak, average = total_rate(variant, sounds)
    return {
        "height": variant.height,
        "width": variant.width,
        "bandwidth": peak,
        "average_bandwidth": average,
        "codecs": codecs(variant, sounds),
        "playlist": variant.path,
    }


def _track(rendition: Rendition) -> dict:
    return {
        "language": rendition.language,
        "name": rendition.name,
        "default": rendition.is_default,
        "playlist": rendition.path,
    }


def _loudness(folder: Path, sound: Rendition) -> dict:
    """Return how loud the track was and what it got, in LUFS and dB."""
    file = (folder / sound.path).with_name(LOUDNESS)
    return {"loudness": json.loads(file.read_text(encoding="utf-8"))} if file.is_file() else {}


def _names(folder: Path, pattern: str) -> list[str]:
    return [str(path.relative_to(folder)) for path in sorted(folder.glob(pattern))]
