"""Beats: what a player says of itself while it plays, written down within bounds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from .. import clock
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import commits, db
from ..entitlements import grants
from ..entitlements.grants import entitlements_of
from ..rules.access import Access, Because
from . import progress
from .models import PlaybackSession
from .sessions import Standing, end, open_session, standing_of

BEAT_SECONDS = 20
# A beat counts at most the time since the last one, and never more than a lost beat or two.
LONGEST_BEAT = timedelta(seconds=3 * BEAT_SECONDS)
# More often than this a player has nothing to say; what it says then is not written.
SHORTEST_BEAT = timedelta(seconds=0.5)


@dataclass(frozen=True, slots=True)
class Beat:
    """Where the player stands, how long the file is, and what it played since its last beat, in seconds."""

    session: str
    position_s: float
    length_s: float
    played_s: float


@commits
def note(viewer: Viewer, episode: EpisodeView, beat: Beat, arrival_id: int | None) -> Access:
    """Write down a beat; return the decision on whether watching goes on."""
    access = grants.access_for(episode.facts, viewer)
    if not access.allowed:
        end(beat.session, episode.id)
        return access
    standing = standing_of(beat.session, viewer, episode)
    if standing is Standing.NEW:
        open_session(beat.session, viewer, episode, arrival_id)
    elif standing is Standing.RUNNING and not _count(beat):
        return access
    if viewer.profile_id is not None:
        progress.note(viewer.profile_id, episode, round(beat.position_s), round(beat.length_s))
    if access.because is Because.RENTED and not access.rental_started:
        grants.start_rental(viewer.household_id, access, _played_since_rented(viewer, episode, access))
    return access


def _count(beat: Beat) -> bool:
    """Add what was played to a running session; False when it has just been told."""
    session = select(PlaybackSession.last_beat_at).where(PlaybackSession.id == beat.session)
    now, last = clock.now(), db.session.scalar(session)
    if now - last < SHORTEST_BEAT:
        return False
    played_s = min(timedelta(seconds=beat.played_s), now - last, LONGEST_BEAT).total_seconds()
    db.session.execute(
        update(PlaybackSession)
        # Two beats at once count once: the second finds another last one.
        .where(PlaybackSession.id == beat.session, PlaybackSession.last_beat_at == last)
        .values(last_beat_at=now, played_s=PlaybackSession.played_s + round(played_s))
    )
    return True


def _played_since_rented(viewer: Viewer, episode: EpisodeView, access: Access) -> int:
    """Return the seconds this household played of an episode since it rented it, on all its devices."""
    row = PlaybackSession
    return db.session.scalar(
        select(func.coalesce(func.sum(row.played_s), 0)).where(
            *(row.household_id == viewer.household_id, row.episode_id == episode.id),
            row.started_at >= _rented_at(viewer, access),
        )
    )


def _rented_at(viewer: Viewer, access: Access) -> datetime:
    rights = entitlements_of(viewer.household_id)
    source = access.source_kind, access.source
    return next(right.starts_at for right in rights if (right.source_kind, right.source) == source)
