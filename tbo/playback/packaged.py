"""What the shop knows of a packaged asset: its length, its thumbnails, and where marks fall in it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app

from ..catalog.episodes import EpisodeView


@dataclass(frozen=True, slots=True)
class Packaged:
    """Facts of one asset; lengths in seconds, paths relative to the asset's folder."""

    duration_s: float
    thumbnails: str | None


def packaged_or_none(asset: str | None) -> Packaged | None:
    """Return the facts of an asset, or None where nothing has been packaged."""
    if not asset:
        return None
    file = current_app.extensions["tbo.settings"].media_folder / asset / "asset.json"
    try:
        return _read(file, file.stat().st_mtime_ns)
    except OSError:
        return None


def marks(episode: EpisodeView, packaged: Packaged) -> dict:
    """Return intro and credits in seconds of the file; the catalogue counts in seconds of the episode."""
    scale = packaged.duration_s / episode.duration_s
    start, end, credits_s = episode.marks.intro_start_s, episode.marks.intro_end_s, episode.marks.credits_s
    return {
        "intro": None if start is None or end is None else [round(start * scale, 1), round(end * scale, 1)],
        "credits_s": None if credits_s is None else round(credits_s * scale, 1),
    }


@lru_cache(maxsize=2048)
def _read(file: Path, _written_at: int) -> Packaged | None:
    """Read each version of a file once; raises OSError when it has gone meanwhile."""
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    thumbnails = facts.get("thumbnails") or {}
    return Packaged(facts["duration_s"], thumbnails.get("index"))
