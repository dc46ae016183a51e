"""Playback sessions: begun by the watch page, written when they play, ended when access ends."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import and_, bindparam, delete, or_, select, update

from .. import clock
from ..accounts import attempts
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..catalog.films import asset_then_or_none
from ..db import commits, db
from ..rules.access import Access, Because
from ..rules.limits import Limit
from ..rules.stream_token import Opened, with_opened
from ..statements import AT_ONCE, drop_bit_by_bit
from . import allowance, leases, renting
from .inserting import insert_unless_there
from .models import PlaybackSession
from .retiring import GIVEN
from .signers import Mode, SignedAddress, long_life, signer

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{22}")
# Above this a household or a network still watches, but no more sessions of it are written.
MOST_SESSIONS = (Limit(60, timedelta(minutes=10)), Limit(600, timedelta(days=1)))
KEPT = timedelta(days=400)
KEPT_OF_VISITORS = timedelta(days=90)
# Whoever takes an order back within seven days must not have begun anything of it.
KEPT_UNPLAYED = timedelta(days=8)


class Standing(Enum):
    """What a session's number means to whoever names it."""

    NEW = "nothing is written of it"
    RUNNING = "theirs, and running"
    OVER = "ended, or another's"


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to play: a session and its signed address."""

    session: str
    address: SignedAddress
    now: datetime


def begin(viewer: Viewer, episode: EpisodeView, access: Access, arrival_id: int | None) -> Grant:
    """Return the first grant of a page whose access was just decided; nothing is written until it plays.

    Where something is at stake the address says who opened the page, so that our own origin writes the session with
    the first piece of film. A network tells us of no film: there its player asks for the address when somebody plays.
    """
    now, session_id = clock.now(), _new_id()
    expires_at = _end(access, now + _life(episode))
    if not leases.is_at_stake(viewer, access):
        return _grant(session_id, episode, now, expires_at)
    if not signer().keys:
        return Grant(session_id, SignedAddress("", now, signer().mode), now)
    opened = Opened(viewer.device_id or 0, episode.id, arrival_id or 0)
    named = with_opened(signer().keys[0], session_id, opened)
    return replace(_grant(named, episode, now, expires_at), session=session_id)


def go_on(viewer: Viewer, episode: EpisodeView, access: Access, arrival_id: int | None) -> Grant:
    """Return a grant to a player that plays already; where none is given before it is asked for, it is written now."""
    grant = begin(viewer, episode, access, arrival_id)
    if grant.address.url:
        return grant
    leave_trace(grant.session, viewer, episode, arrival_id)
    return _grant(grant.session, episode, grant.now, _end(access, grant.now + _life(episode)))


def of_trailer(asset: str, duration_s: float) -> Grant:
    """Return a grant of what everybody may see: its session is never written, there is nothing to end or to count."""
    now, session_id = clock.now(), _new_id()
    life = long_life(duration_s) if signer().mode is Mode.REWRITE else signer().life
    return Grant(session_id, signer().address(asset, session_id, now, now + life), now)


@commits
def renew(
    viewer: Viewer, episode: EpisodeView, session_id: str, arrival_id: int | None, is_native: bool = False
) -> Grant | Access:
    """Return a fresh grant when access is given now; otherwise end the session and return the refusing Access.

    An ended session stays ended: who may watch goes on with a new one.
    """
    leases.wait_turn(viewer)
    standing = standing_of(session_id, viewer, episode)
    access = allowance.access_while(viewer, episode, session_id if standing is Standing.RUNNING else None)
    if not access.allowed:
        end(session_id, episode.id, viewer.household_id)
        return access
    if standing is Standing.OVER:
        session_id, standing = _new_id(), Standing.NEW
    is_written = standing is Standing.RUNNING or leave_trace(session_id, viewer, episode, arrival_id)
    if not leases.take(viewer, episode, access, session_id):
        end(session_id, episode.id, viewer.household_id)
        return Access(False, Because.FULL_HOUSE)
    renting.start_by_time(viewer, episode, access)
    now = clock.now()
    life = _life(episode, is_native and is_written)
    return _grant(session_id, _as_begun(session_id, episode), now, _end(access, now + life))


def _as_begun(session_id: str, episode: EpisodeView) -> EpisodeView:
    """Return the episode with the film that its session began with, while its files outlive every address."""
    began_at = db.session.scalar(select(PlaybackSession.started_at).where(PlaybackSession.id == session_id))
    asset = asset_then_or_none(episode.id, began_at, GIVEN) if began_at else None
    return replace(episode, asset=asset) if asset else episode


def standing_of(session_id: str, viewer: Viewer, episode: EpisodeView) -> Standing:
    """Say what a number is to this viewer and episode."""
    row = db.session.execute(
        select(PlaybackSession.household_id, PlaybackSession.episode_id, PlaybackSession.ended_at).where(
            PlaybackSession.id == session_id
        )
    ).first()
    if row is None:
        return Standing.NEW
    return Standing.RUNNING if tuple(row) == (viewer.household_id, episode.id, None) else Standing.OVER


def is_of(session_id: str, viewer: Viewer, episode: EpisodeView) -> bool:
    """Whether a session, over or not, is of this household and this episode."""
    of_it = select(PlaybackSession.household_id, PlaybackSession.episode_id).where(PlaybackSession.id == session_id)
    return db.session.execute(of_it).first() == (viewer.household_id, episode.id)


def ended_at_or_none(session_id: str, viewer: Viewer, episode: EpisodeView) -> datetime | None:
    """Return when a session of this household and this episode ended; None for one that runs, or is another's."""
    row = PlaybackSession
    of_it = row.id == session_id, row.household_id == viewer.household_id, row.episode_id == episode.id
    return db.session.scalar(select(row.ended_at).where(*of_it))


def open_session(session_id: str, viewer: Viewer, episode: EpisodeView, arrival_id: int | None) -> bool:
    """Write the session that a page began; False when this household or network has begun too many. Never commits."""
    return count_one(viewer) and _write(session_id, viewer, episode, arrival_id)


def leave_trace(session_id: str, viewer: Viewer, episode: EpisodeView, arrival_id: int | None) -> bool:
    """Write a session, or say on an earlier one that one too many plays; False for that. Never commits."""
    if open_session(session_id, viewer, episode, arrival_id):
        return True
    standing_for = stands_for(session_id, viewer, episode, arrival_id)
    if standing_for is not None:
        said = update(PlaybackSession).where(PlaybackSession.id == standing_for)
        db.session.execute(said.values(last_beat_at=clock.now()))
    return standing_for == session_id


def stands_for(session_id: str, viewer: Viewer, episode: EpisodeView, arrival_id: int | None) -> str | None:
    """Return the session that counts what plays in one too many: the profile's last one of this episode.

    Where it has none, this one is written all the same: a profile cannot have more of them than there are episodes.
    None for whoever has no profile. Never commits.
    """
    if viewer.profile_id is None:
        return None
    row = PlaybackSession
    theirs = row.household_id == viewer.household_id, row.profile_id == viewer.profile_id, row.episode_id == episode.id
    last = db.session.scalar(select(row.id).where(*theirs).order_by(row.last_beat_at.desc()).limit(1))
    if last is None and _write(session_id, viewer, episode, arrival_id):
        return session_id
    return last


def _write(session_id: str, viewer: Viewer, episode: EpisodeView, arrival_id: int | None) -> bool:
    now = clock.now()
    return insert_unless_there(
        PlaybackSession,
        id=session_id,
        household_id=viewer.household_id,
        profile_id=viewer.profile_id,
        device_id=viewer.device_id,
        episode_id=episode.id,
        arrival_id=arrival_id,
        started_at=now,
        last_beat_at=now,
        played_s=0,
    )


def count_one(viewer: Viewer) -> bool:
    """Count a session of this household or network; False when it has begun too many. Never commits."""
    whom = attempts.network() if viewer.household_id is None else f"household {viewer.household_id}"
    subject = attempts.subject_of("playback", whom)
    if attempts.wait_for({subject: MOST_SESSIONS}):
        return False
    attempts.note(subject)
    return True


def end(session_id: str, episode_id: int, household_id: int | None) -> None:
    """End a session of this household, so that its address stops working before its time. Never commits.

    Its number alone ends nothing: it stands in every address that is played, also in one that was passed on.
    """
    row = PlaybackSession
    theirs = row.household_id == household_id, row.episode_id == episode_id
    running = row.id == session_id, *theirs, row.ended_at.is_(None)
    db.session.execute(update(row).where(*running).values(ended_at=clock.now()))


def forget_old_sessions() -> int:
    """Drop sessions that nothing looks at any more, a few at a time; return how many. Run it daily."""
    now = clock.now()
    untils = {"until": now - KEPT, "of_visitors": now - KEPT_OF_VISITORS, "unplayed": now - KEPT_UNPLAYED}
    return drop_bit_by_bit(_DROP_OLD, **untils)


_OLD = or_(
    PlaybackSession.last_beat_at < bindparam("until"),
    and_(PlaybackSession.household_id.is_(None), PlaybackSession.last_beat_at < bindparam("of_visitors")),
    and_(PlaybackSession.played_s == 0, PlaybackSession.last_beat_at < bindparam("unplayed")),
)
_DROP_OLD = delete(PlaybackSession).where(PlaybackSession.id.in_(select(PlaybackSession.id).where(_OLD).limit(AT_ONCE)))


def _grant(session_id: str, episode: EpisodeView, now: datetime, expires_at: datetime) -> Grant:
    return Grant(session_id, signer().address(episode.asset or "", session_id, now, expires_at), now)


def _life(episode: EpisodeView, is_kept: bool = False) -> timedelta:
    """An address that its player keeps lives as long as the film: a browser's own player, or files signed in a list."""
    usual = signer().life
    return max(usual, long_life(episode.duration_s)) if is_kept or signer().mode is Mode.REWRITE else usual


def _end(access: Access, wanted: datetime) -> datetime:
    """No address outlives the access it was given for."""
    return wanted if access.until is None else min(wanted, access.until)


def _new_id() -> str:
    return secrets.token_urlsafe(16)
