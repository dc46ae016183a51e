"""Playback sessions: opened and renewed by asking for access, kept alive by beats, ended by us."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from .. import clock
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import commits, db
from ..entitlements import grants
from ..rules.access import Access
from . import progress
from .models import PlaybackSession
from .signers import SignedAddress, signer

BEAT_SECONDS = 20
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{22}")
# A beat counts at most the time since the last one, and never more than a lost beat or two.
LONGEST_BEAT = timedelta(seconds=3 * BEAT_SECONDS)


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to play: a session and its signed address."""

    session: str
    address: SignedAddress
    now: datetime


@dataclass(frozen=True, slots=True)
class Beat:
    """What the player says of itself: where it stands and how long the file is, in seconds."""

    session: str
    position_s: int
    length_s: int
    is_playing: bool


def begin(episode: EpisodeView) -> Grant:
    """Return the first grant of a page whose access was just decided; nothing is written until it plays."""
    now = clock.now()
    session = secrets.token_urlsafe(16)
    return Grant(session, signer().address(episode.asset, session, now), now)


@commits
def renew(viewer: Viewer, episode: EpisodeView, session_id: str, arrival_id: int | None) -> Grant | Access:
    """Return a fresh grant when access is given now, otherwise the refusing Access. An ended session stays ended."""
    access = grants.access_for(episode.facts, viewer)
    if not access.allowed:
        return access
    now = clock.now()
    session = _running(session_id, viewer, episode) or _opened(session_id, viewer, episode, arrival_id)
    session.last_beat_at = now
    return Grant(session.id, signer().address(episode.asset, session.id, now), now)


@commits
def note(viewer: Viewer, episode: EpisodeView, beat: Beat, arrival_id: int | None) -> Access:
    """Write down a beat; return the decision on whether watching goes on."""
    access = grants.access_for(episode.facts, viewer)
    if not access.allowed:
        return access
    now = clock.now()
    session = _running(beat.session, viewer, episode) or _opened(beat.session, viewer, episode, arrival_id)
    if beat.is_playing:
        session.played_s += int(min(now - session.last_beat_at, LONGEST_BEAT).total_seconds())
    session.last_beat_at = now
    if viewer.profile_id is not None:
        progress.note(viewer.profile_id, episode, beat.position_s, beat.length_s)
    if viewer.household_id is not None:
        grants.start_rental(viewer.household_id, access, session.played_s)
    return access


def end_sessions_of(household_id: int, episode_ids: list[int] | None = None) -> None:
    """End the running sessions of a household, all or those of some episodes; the caller commits."""
    chosen = [PlaybackSession.household_id == household_id, PlaybackSession.ended_at.is_(None)]
    if episode_ids is not None:
        chosen.append(PlaybackSession.episode_id.in_(episode_ids))
    db.session.execute(update(PlaybackSession).where(*chosen).values(ended_at=clock.now()))


def _running(session_id: str, viewer: Viewer, episode: EpisodeView) -> PlaybackSession | None:
    return db.session.scalar(
        select(PlaybackSession).where(
            PlaybackSession.id == session_id,
            PlaybackSession.episode_id == episode.id,
            PlaybackSession.household_id.is_not_distinct_from(viewer.household_id),
            PlaybackSession.ended_at.is_(None),
        )
    )


def _opened(session_id: str, viewer: Viewer, episode: EpisodeView, arrival_id: int | None) -> PlaybackSession:
    """Write the session that the page began; a number that is taken or malformed is replaced by a new one."""
    is_free = WELL_FORMED.fullmatch(session_id) and db.session.get(PlaybackSession, session_id) is None
    now = clock.now()
    session = PlaybackSession(
        id=session_id if is_free else secrets.token_urlsafe(16),
        household_id=viewer.household_id,
        profile_id=viewer.profile_id,
        device_id=viewer.device_id,
        episode_id=episode.id,
        arrival_id=arrival_id,
        started_at=now,
        last_beat_at=now,
        played_s=0,
    )
    db.session.add(session)
    return session
