"""What the shop knows of a packaged asset: its length, its thumbnails, and where marks fall in it."""

import json
import time
from dataclasses import dataclass
from functools import lru_cache

from ..catalog.episodes import EpisodeView
from ..media.stores import Store, StoreAway, store

SHORTEST_MARK_S = 8
ASKED_EVERY_S = 60


@dataclass(frozen=True, slots=True)
class Packaged:
    """Facts of one asset; lengths in seconds, paths relative to the asset's folder."""

    duration_s: float
    thumbnails: str | None


class NotPackaged(Exception):
    """There is no manifest of this asset."""


def packaged_or_none(asset: str | None) -> Packaged | None:
    """Return the facts of an asset, or None where nothing has been packaged."""
    if not asset:
        return None
    key = f"{asset}/asset.json"
    path = store().path_or_none(key)
    if path is None:
        return _asked(store(), key, int(time.monotonic() / ASKED_EVERY_S))
    try:
        return _read(store(), key, path.stat().st_mtime_ns)
    except (OSError, NotPackaged):
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
def _asked(where: Store, key: str, _minute: int) -> Packaged | None:
    """Ask a store for what is not known, once in a minute whatever it answers: beats must not wait for it each time."""
    try:
        return _read(where, key)
    except (NotPackaged, StoreAway):
        return None


@lru_cache(maxsize=2048)
def _read(where: Store, key: str, _version: int = 0) -> Packaged:
    """Read each version of a file once; in a store a name never gets other contents. Raises NotPackaged, StoreAway."""
    body = where.get_or_none(key)
    try:
        facts = json.loads(body or b"")
    except ValueError:
        raise NotPackaged(f"{key} is not there, or is no manifest") from None
    thumbnails = facts.get("thumbnails") or {}
    return Packaged(facts["duration_s"], thumbnails.get("index"))
