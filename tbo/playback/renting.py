"""When a rental's second clock starts: after three minutes of play, told by beats or shown by what was fetched."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from .. import clock
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import db
from ..entitlements import grants
from ..rules.access import Access, Because
from ..rules.rights import RENTAL_STARTS_AFTER_S
from .models import PlaybackSession

# Whoever still asks for addresses or films after this plays, whatever its heartbeats say.
RENEWED_LONG = timedelta(seconds=3 * RENTAL_STARTS_AFTER_S)


def start_by_play(viewer: Viewer, episode: EpisodeView, access: Access) -> None:
    """Start a rental once three minutes were played since it was given, on all devices together. Never commits."""
    if _waits(access) and viewer.household_id is not None:
        played_s = _played_since(viewer.household_id, episode, _rented_at(viewer, access))
        grants.start_rental(viewer.household_id, access, played_s)


def start_by_time(viewer: Viewer, episode: EpisodeView, access: Access) -> None:
    """Start a rental that has been asked for long: silence must not stretch 48 hours to thirty days. Never commits."""
    if _waits(access) and _has_renewed_long(viewer, episode, access):
        grants.start_rental(viewer.household_id or 0, access, RENTAL_STARTS_AFTER_S)


def _waits(access: Access) -> bool:
    return access.because is Because.RENTED and not access.rental_started


def _has_renewed_long(viewer: Viewer, episode: EpisodeView, access: Access) -> bool:
    """Whether this household was given this episode well before now: within a day, or to a player that said nothing.

    A player that somebody watches says something within a moment: a session that said nothing was fetched, not left.
    """
    now, row = clock.now(), PlaybackSession
    theirs = row.household_id == viewer.household_id, row.episode_id == episode.id
    of_today = row.started_at > now - timedelta(days=1)
    silent = (row.last_beat_at == row.started_at) & (row.started_at >= _rented_at(viewer, access))
    earlier = row.started_at <= now - RENEWED_LONG, or_(of_today, silent)
    return db.session.scalar(select(row.id).where(*theirs, *earlier).limit(1)) is not None


def _rented_at(viewer: Viewer, access: Access) -> datetime:
    source = access.source_kind, access.source
    rights = grants.entitlements_of(viewer.household_id)
    return next(right.starts_at for right in rights if (right.source_kind, right.source) == source)


def _played_since(household_id: int, episode: EpisodeView, rented_at: datetime) -> int:
    """Return the seconds this household played of an episode since then, on all its devices."""
    row = PlaybackSession
    played = select(func.coalesce(func.sum(row.played_s), 0)).where(
        row.household_id == household_id, row.episode_id == episode.id, row.started_at >= rented_at
    )
    return db.session.scalars(played).one()
