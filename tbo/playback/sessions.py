"""Playback sessions: opened and renewed by asking for access, kept alive by beats, ended by us."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from .. import clock
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import commits, db
from ..entitlements import grants
from ..rules.access import RENTAL_STARTS_AFTER_S, Access
from . import progress
from .models import PlaybackSession
from .signers import SignedAddress, signer

BEAT_SECONDS = 20
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


@commits
def renew(viewer: Viewer, episode: EpisodeView, session_id: str | None, arrival_id: int | None) -> Grant | Access:
    """Return a grant when access is given now, otherwise the refusing Access. Opens a session where none runs."""
    access = grants.access_for(episode.facts, viewer)
    now = clock.now()
    if not access.allowed:
        return access
    session = _running(session_id, viewer, episode) or _opened(viewer, episode, arrival_id)
    session.last_beat_at = now
    return Grant(session.id, signer().address(episode.asset, session.id, now), now)


@commits
def note(viewer: Viewer, episode: EpisodeView, beat: Beat) -> bool:
    """Write down a beat; return whether the session still runs. A stranger's session is not there."""
    session = _running(beat.session, viewer, episode)
    if session is None:
        return False
    now = clock.now()
    if beat.is_playing:
        session.played_s += int(min(now - session.last_beat_at, LONGEST_BEAT).total_seconds())
    session.last_beat_at = now
    if viewer.profile_id is not None:
        progress.note(viewer.profile_id, episode, beat.position_s, beat.length_s)
    if viewer.household_id is not None and session.played_s >= RENTAL_STARTS_AFTER_S:
        grants.start_rental(viewer.household_id, episode.id, now)
    return True


def end_sessions_of(household_id: int, episode_ids: list[int] | None = None) -> None:
    """End the running sessions of a household, all or those of some episodes; the caller commits."""
    chosen = [PlaybackSession.household_id == household_id, PlaybackSession.ended_at.is_(None)]
    if episode_ids is not None:
        chosen.append(PlaybackSession.episode_id.in_(episode_ids))
    db.session.execute(update(PlaybackSession).where(*chosen).values(ended_at=clock.now()))


def _running(session_id: str | None, viewer: Viewer, episode: EpisodeView) -> PlaybackSession | None:
    if not session_id:
        return None
    return db.session.scalar(
        select(PlaybackSession).where(
            PlaybackSession.id == session_id,
            PlaybackSession.episode_id == episode.id,
            PlaybackSession.household_id == viewer.household_id
            if viewer.household_id is not None
            else PlaybackSession.household_id.is_(None),
            PlaybackSession.ended_at.is_(None),
        )
    )


def _opened(viewer: Viewer, episode: EpisodeView, arrival_id: int | None) -> PlaybackSession:
    now = clock.now()
    session = PlaybackSession(
        id=secrets.token_urlsafe(16),
        household_id=viewer.household_id,
        profile_id=viewer.profile_id,
        device_id=viewer.device_id,
        episode_id=episode.id,
        arrival_id=arrival_id,
        started_at=now,
        last_beat_at=now,
    )
    db.session.add(session)
    return session
