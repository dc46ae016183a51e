"""Screens that play at once: each holds a lease that its beats keep; a full house is offered to take one over."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..accounts.attempts import one_at_a_time, subject_of
from ..accounts.models import Device, Profile
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView
from ..db import commits, db
from ..entitlements.grants import entitlements_of
from ..offers.models import Plan
from ..rules.access import OWNED, Access, Because
from ..rules.rights import runs
from ..rules.streams import LEASE, USUAL_STREAMS, Lease, may_play, place_now
from . import packaged, progress
from .inserting import insert_unless_there
from .models import PlaybackSession, StreamLease

log = structlog.get_logger()
# Where a player stands, in seconds of the film, and whether it plays.
Place = tuple[int, bool]
COUNTED = OWNED | {Because.IN_PLAN, Because.RENTED}
# What a lease names that was handed over, until its device has begun a session.
NO_SESSION = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """A device that plays, as the page names it."""

    device: str
    label: str
    kind: str
    profile: str | None
    avatar: str | None
    beat_at: datetime


def has_room(viewer: Viewer, access: Access) -> bool:
    """Whether this device could play now; only looks."""
    if not counts(viewer, access):
        return True
    try:
        with db.session.begin_nested():
            return _fits(viewer, access, _leases(viewer.household_id), clock.now())
    except SQLAlchemyError as error:
        log.warning("streams.not_counted", error=type(error).__name__)
        return True


def wait_turn(viewer: Viewer) -> None:
    """Let what the household's screens do follow each other, so that what is known of a session stays true.

    Call it before a session is read: whoever held one's row and then waited here would stand in the other's way.
    Where nobody can be made to wait, everybody watches.
    """
    if viewer.household_id is None:
        return
    try:
        with db.session.begin_nested():
            one_at_a_time(subject_of("streams", str(viewer.household_id)))
    except SQLAlchemyError as error:
        log.warning("streams.not_counted", error=type(error).__name__)


def take(viewer: Viewer, episode: EpisodeView, access: Access, session_id: str, place: Place | None = None) -> bool:
    """Take this device's lease, or keep it; False in a full house. Never commits.

    Whoever calls has waited its turn (`wait_turn`): twenty at once are counted one after the other. Without a place it
    stands where it stood before. While the counter is broken, people watch.
    """
    if not counts(viewer, access):
        return True
    try:
        with db.session.begin_nested():
            return _take(viewer, episode, access, session_id, place)
    except SQLAlchemyError as error:
        log.warning("streams.not_counted", error=type(error).__name__)
        return True


def let_go(viewer: Viewer, session_id: str) -> None:
    """Give this device's lease back: the page was closed, or the film is over. Never commits."""
    mine = StreamLease.household_id == viewer.household_id, StreamLease.session_id == session_id
    db.session.execute(delete(StreamLease).where(*mine).execution_options(synchronize_session=False))


def screens_of(household_id: int | None) -> list[Screen]:
    """List the devices that play, the last heard of first."""
    row, now = StreamLease, clock.now()
    columns = Device.public_id, Device.label, Device.kind, Profile.name, Profile.avatar, row.beat_at
    joined = select(*columns).join(Device, Device.id == row.device_id).outerjoin(Profile, Profile.id == row.profile_id)
    theirs = row.household_id == household_id, row.beat_at > now - LEASE
    return [Screen(*found) for found in db.session.execute(joined.where(*theirs).order_by(row.beat_at.desc()))]


@commits
def take_over(viewer: Viewer, episode: EpisodeView, access: Access, device: str) -> None:
    """End what another device of the household plays and hand its lease to this one; its place is kept to the second.

    The device is not signed out: it may take it back the same way.
    """
    wait_turn(viewer)
    row = StreamLease
    theirs = row.household_id == viewer.household_id, Device.public_id == device
    found = db.session.scalar(select(row).join(Device, Device.id == row.device_id).where(*theirs))
    if found is None:
        return
    now = clock.now()
    ended = update(PlaybackSession).where(PlaybackSession.id == found.session_id, PlaybackSession.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=now))
    db.session.delete(found)
    db.session.flush()
    if found.episode_id == episode.id and found.profile_id == viewer.profile_id and viewer.profile_id is not None:
        position_s = place_now(found.position_s, found.is_playing, found.beat_at, now)
        facts = packaged.packaged_or_none(episode.asset)
        progress.note(viewer.profile_id, episode, position_s, round(facts.duration_s if facts else episode.duration_s))
    take(viewer, episode, access, NO_SESSION)


def counts(viewer: Viewer, access: Access) -> bool:
    """Whether what plays here is had by plan or bought, so that it takes a screen."""
    return viewer.household_id is not None and viewer.device_id is not None and access.because in COUNTED


def is_at_stake(viewer: Viewer, access: Access) -> bool:
    """Whether it matters that this was played: it takes a screen, or counts in a profile's minutes."""
    return counts(viewer, access) or viewer.profile.time is not None


def _take(viewer: Viewer, episode: EpisodeView, access: Access, session_id: str, place: Place | None) -> bool:
    now = clock.now()
    if not _fits(viewer, access, _leases(viewer.household_id), now):
        return False
    key = {"household_id": viewer.household_id, "device_id": viewer.device_id}
    said: dict[str, object] = {"profile_id": viewer.profile_id, "session_id": session_id, "episode_id": episode.id}
    said["is_owned"] = access.because is not Because.IN_PLAN
    said["position_s"], said["is_playing"] = place or _place_kept(viewer, episode, now)
    if not insert_unless_there(StreamLease, **key, **said, beat_at=now):
        mine = StreamLease.household_id == viewer.household_id, StreamLease.device_id == viewer.device_id
        db.session.execute(
            update(StreamLease)
            .where(*mine)
            .values(said | {"beat_at": now})
            .execution_options(synchronize_session=False)
        )
    return True


def _place_kept(viewer: Viewer, episode: EpisodeView, now: datetime) -> Place:
    """Return where this device stands by its own lease, otherwise where the profile got to before."""
    row = StreamLease
    mine = row.household_id == viewer.household_id, row.device_id == viewer.device_id, row.beat_at > now - LEASE
    same = row.profile_id == viewer.profile_id, row.episode_id == episode.id
    found = db.session.execute(select(row.position_s, row.is_playing, row.beat_at).where(*mine, *same)).first()
    if found is not None:
        return place_now(*found, now), found.is_playing
    known = progress.positions(viewer.profile_id, [episode.id]).get(episode.id)
    return known.position_s if known else 0, False


def _leases(household_id: int | None) -> list[Lease]:
    columns = StreamLease.device_id, StreamLease.is_owned, StreamLease.beat_at
    rows = db.session.execute(select(*columns).where(StreamLease.household_id == household_id))
    return [Lease(*row) for row in rows]


def _fits(viewer: Viewer, access: Access, leases: list[Lease], now: datetime) -> bool:
    """The plan is looked up only where it matters."""
    is_owned, device_id = access.because is not Because.IN_PLAN, viewer.device_id or 0
    if may_play(device_id, is_owned, leases, 1, now):
        return True
    return may_play(device_id, is_owned, leases, _limit(viewer, now), now)


def _limit(viewer: Viewer, now: datetime) -> int:
    keys = {
        right.plan_key for right in entitlements_of(viewer.household_id) if right.kind == "plan" and runs(right, now)
    }
    if not keys:
        return USUAL_STREAMS
    return db.session.scalar(select(func.max(Plan.streams)).where(Plan.key.in_(keys))) or USUAL_STREAMS
