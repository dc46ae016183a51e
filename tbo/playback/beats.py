"""Beats: what a player says of itself while it plays, written down within bounds."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from .. import clock
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import commits, db, rows_changed
from ..rules.access import Access, Because
from ..rules.measures import Measured
from . import allowance, leases, measures, progress, renting
from .models import PlaybackSession
from .sessions import (
    Grant,
    Standing,
    count_one,
    end,
    ended_at_or_none,
    go_on,
    is_of,
    open_session,
    standing_of,
    stands_for,
)

BEAT_SECONDS = 20
# A beat counts at most the time since the last one, and never more than a lost beat or two.
LONGEST_BEAT = timedelta(seconds=3 * BEAT_SECONDS)
# More often than this a player has nothing to say; what it says then is not written.
SHORTEST_BEAT = timedelta(seconds=0.5)
# What a player says of itself when nobody watches any more.
OVER = frozenset({"closed", "ended"})
# Its last word for a while: the place is kept however soon after another beat it comes.
STOPPING = OVER | {"paused"}
# Nothing can be played, which is told for the sake of what was measured: no place is reached, no screen is taken.
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Beat:
    """Where the player stands, how long the file is, and what it played since its last beat, in seconds."""

    session: str
    position_s: float
    length_s: float
    played_s: float
    state: str = "playing"
    measured: Measured | None = None


@commits
def note(viewer: Viewer, episode: EpisodeView, beat: Beat, arrival_id: int | None) -> Access | Grant:
    """Write down a beat; return the decision on whether watching goes on.

    A session that is over takes no screen and moves no place: what was taken over is taken back by a person, not by
    the next beat, which tells once what was played until then. Where there is room what plays on gets the grant that a
    page opened now would get: a session of its own, which its beats count, or find the house full.
    """
    leases.wait_turn(viewer)
    standing = standing_of(beat.session, viewer, episode)
    access = allowance.access_while(viewer, episode, beat.session if standing is Standing.RUNNING else None)
    if not access.allowed:
        _close(viewer, episode, beat)
        return access
    if standing is Standing.OVER:
        _count_until_end(viewer, episode, beat)
        if not leases.has_room(viewer, access):
            return Access(False, Because.FULL_HOUSE)
        is_over = beat.state in OVER or beat.state == FAILED
        return access if is_over else go_on(viewer, episode, access, arrival_id)
    if beat.state in OVER:
        leases.let_go(viewer, beat.session)
    if standing is Standing.NEW and beat.state != FAILED:
        _open(viewer, episode, beat, arrival_id)
    _measure(viewer, episode, beat)
    if standing is Standing.RUNNING and _is_overtaken(viewer, episode, beat):
        return access
    is_news = standing is not Standing.RUNNING or _count(viewer, beat) or beat.state in STOPPING
    if beat.state == FAILED or not is_news:
        return access
    if not _keeps_lease(viewer, episode, access, beat):
        end(beat.session, episode.id, viewer.household_id)
        return Access(False, Because.FULL_HOUSE)
    if viewer.profile_id is not None:
        progress.note(viewer.profile_id, episode, round(beat.position_s), round(beat.length_s))
    renting.start_by_play(viewer, episode, access)
    return access


def _close(viewer: Viewer, episode: EpisodeView, beat: Beat) -> None:
    """End a session; what was played until then was played, also where a refused grant ended it just before."""
    if is_of(beat.session, viewer, episode):
        _count(viewer, beat, ended_at_or_none(beat.session, viewer, episode))
    end(beat.session, episode.id, viewer.household_id)


def _count_until_end(viewer: Viewer, episode: EpisodeView, beat: Beat) -> None:
    """Count what was played of a session before it ended; its player heard of that only now."""
    ended_at = ended_at_or_none(beat.session, viewer, episode)
    if ended_at is not None:
        _count(viewer, beat, ended_at)


def _open(viewer: Viewer, episode: EpisodeView, beat: Beat, arrival_id: int | None) -> None:
    """Write the session; what plays in one too many counts on an earlier one: no minute of a child's day is free."""
    if open_session(beat.session, viewer, episode, arrival_id):
        return
    session = stands_for(beat.session, viewer, episode, arrival_id)
    if session is not None:
        _count(viewer, replace(beat, session=session))


def _is_overtaken(viewer: Viewer, episode: EpisodeView, beat: Beat) -> bool:
    """Whether what stood still is only closed, and its profile has gone on with the title elsewhere since.

    A tab that was left paused may be closed days later; what it then says of its place was told when it paused.
    """
    if beat.state not in OVER or beat.played_s or viewer.profile_id is None:
        return False
    told_at = db.session.scalars(select(PlaybackSession.last_beat_at).where(PlaybackSession.id == beat.session)).one()
    return progress.was_touched_after(viewer.profile_id, episode.facts.title.id, told_at)


def _measure(viewer: Viewer, episode: EpisodeView, beat: Beat) -> None:
    """Keep what was measured. A film that failed was not begun: no session is written, but it counts as one."""
    if beat.measured is None:
        return
    is_counted = beat.state == FAILED and (measures.is_kept(beat.session) or count_one(viewer))
    measures.keep(beat.session, episode.id, beat.measured, is_counted)


def _keeps_lease(viewer: Viewer, episode: EpisodeView, access: Access, beat: Beat) -> bool:
    if beat.state in OVER:
        return True
    return leases.take(viewer, episode, access, beat.session, (round(beat.position_s), beat.state != "paused"))


def _count(viewer: Viewer, beat: Beat, until: datetime | None = None) -> bool:
    """Add what was played until now, or an earlier end, to a session; False when it has just been told."""
    of_session = PlaybackSession.id == beat.session
    now, last = until or clock.now(), db.session.scalars(select(PlaybackSession.last_beat_at).where(of_session)).one()
    if now - last < SHORTEST_BEAT:
        return False
    played_s = min(timedelta(seconds=beat.played_s), now - last, LONGEST_BEAT).total_seconds()
    counted = rows_changed(
        update(PlaybackSession)
        # Two beats at once count once: the second finds another last one.
        .where(of_session, PlaybackSession.last_beat_at == last)
        .values(last_beat_at=now, played_s=PlaybackSession.played_s + round(played_s))
    )
    if counted:
        allowance.count(viewer, round(played_s), now)
    return True
