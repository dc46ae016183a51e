"""What the shop knows of a packaged asset: its length, its thumbnails, and where marks fall in it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app

from ..catalog.episodes import EpisodeView

SHORTEST_MARK_S = 8


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
    """Return intro and credits in seconds of the file; the catalogue counts in seconds of the episode.

    Where a short clip stands for a long episode, both are stretched until a person can see and use them.
    """
    scale = packaged.duration_s / episode.duration_s
    start, end, credits_s = episode.marks.intro_start_s, episode.marks.intro_end_s, episode.marks.credits_s
    found: dict = {"intro": None, "credits_s": None}
    if start is not None and end is not None:
        found["intro"] = [
            round(start * scale, 1),
            round(max(end * scale, min(end, start * scale + SHORTEST_MARK_S)), 1),
        ]
    if credits_s is not None:
        length_s = min(episode.duration_s - credits_s, SHORTEST_MARK_S)
        found["credits_s"] = round(min(credits_s * scale, packaged.duration_s - length_s), 1)
    return found


@lru_cache(maxsize=2048)
def _read(file: Path, _written_at: int) -> Packaged | None:
    """Read each version of a file once; raises OSError when it has gone meanwhile."""
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None
    thumbnails = facts.get("thumbnails") or {}
    return Packaged(facts["duration_s"], thumbnails.get("index"))
