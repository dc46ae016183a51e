"""Fills in what the demo shop's households watched: every view as a session, and how far each profile got."""

import json
from datetime import datetime, timedelta
from functools import cache

from ..catalog.models import Title
from ..playback.models import PlaybackMeasure, PlaybackSession, Progress
from ..playback.progress import FINISHED_SHARE
from ..rules.touches import LINK_LIFE
from .arrivals import arrival_ids
from .content import Anchor, content
from .devices import device_ids
from .episodes import episode_ids
from .files import MEDIA
from .households import household_ids
from .profiles import profile_ids
from .rows import ids_by, insert_all, one_of_each
from .stable import chooser, token


def add_views(at: Anchor) -> None:
    """Insert sessions and positions; episodes, devices and arrivals must be there."""
    rows = _views(at)
    insert_all(PlaybackSession, [_session(view) for view in rows])
    insert_all(PlaybackMeasure, [_measure(view) for view in rows])
    insert_all(Progress, one_of_each([_progress(view) for view in rows], "profile_id", "episode_id"))


def _views(at: Anchor) -> list[dict]:
    """Return every view with the ids of what it names, the oldest first."""
    households, profiles, devices, episodes = household_ids(), profile_ids(), device_ids(), episode_ids()
    titles, arrivals = ids_by(Title, "slug"), arrival_ids()
    found = [
        {
            "id": token("view", household["slug"], str(number)),
            "household_id": households[household["slug"]],
            "profile_id": profiles[household["slug"], view["profile"]],
            "device_id": devices[household["slug"], view["device"]],
            "episode_id": episodes[view["episode"]],
            "title_id": titles[view["episode"].split("/")[0]],
            "arrival_id": _arrival(household, at.moment(view["at"]), at, arrivals),
            "length_s": _length_s(view["episode"].split("/")[0]),
            "share": view["progress"],
            "at": at.moment(view["at"]),
        }
        for household in content("households")
        for number, view in enumerate(household["history"])
    ]
    return sorted(found, key=lambda view: view["at"])


def _session(view: dict) -> dict:
    names = ("id", "household_id", "profile_id", "device_id", "episode_id", "arrival_id")
    played = timedelta(seconds=_position_s(view))
    return {name: view[name] for name in names} | {
        "started_at": view["at"],
        "last_beat_at": view["at"] + played,
        "ended_at": view["at"] + played,
        "played_s": _position_s(view),
    }


def _measure(view: dict) -> dict:
    """Invent how it went: most begin within a second or two, one in a dozen waits, hardly one fails."""
    luck = chooser("measure", view["id"])
    stalls = int(luck(["0"] * 11 + ["1", "2"]))
    return {
        "session_id": view["id"],
        "episode_id": view["episode_id"],
        "at": view["at"],
        "startup_ms": int(luck([str(700 + 37 * nth * nth) for nth in range(8)])) + stalls * 600,
        "stalls": stalls,
        "stalled_ms": stalls * int(luck(["400", "900", "1600"])),
        "failures": int(luck(["0"] * 40 + ["1"])),
    }


def _progress(view: dict) -> dict:
    return {
        "profile_id": view["profile_id"],
        "episode_id": view["episode_id"],
        "title_id": view["title_id"],
        "position_s": _position_s(view),
        "length_s": view["length_s"],
        "updated_at": view["at"],
        "finished_at": view["at"] if view["share"] >= FINISHED_SHARE else None,
    }


def _position_s(view: dict) -> int:
    return round(view["share"] * view["length_s"])


def _arrival(household: dict, moment: datetime, at: Anchor, arrivals: dict) -> int | None:
    """Return the link that a view still belongs to."""
    is_known = household["arrivals"] and moment - at.moment(household["created_at"]) < LINK_LIFE
    return arrivals[household["slug"], household["arrivals"][0]] if is_known else None


@cache
def _length_s(slug: str) -> int:
    """Return how long the packaged clip is that plays for every episode of a title."""
    clip = next(title["demo_clip"] for title in content("titles") if title["slug"] == slug)
    return round(json.loads((MEDIA / clip / "asset.json").read_text(encoding="utf-8"))["duration_s"])
