"""What our own origin gives counts as played, whatever its player says of itself."""

from datetime import datetime

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..accounts.viewer import Viewer, viewer_of_device
from ..catalog.episodes import EpisodeView
from ..catalog.episodes import episode as episode_or_none
from ..db import commits, db, rows_changed
from ..rules.access import Access
from ..rules.stream_token import Opened
from ..rules.streams import LEASE
from . import allowance, leases, renting
from .models import PlaybackSession
from .sessions import Standing, end, leave_trace, standing_of

log = structlog.get_logger()
# So many sessions a process remembers to have looked at in the last minute; what it forgets it looks at again.
REMEMBERED = 10_000


def note(session: str, opened: Opened | None, last_beat_at: datetime | None) -> bool:
    """Note that film is about to be given to a session; False when it may not be.

    `last_beat_at` is None for one that is not written. Who says something of itself is not looked at, nor is a
    visitor's page or a trailer, which say nothing of who opened them. While nothing can be written, people watch.
    """
    now, looked = clock.now(), _looked()
    tells = opened is None if last_beat_at is None else now - last_beat_at < LEASE
    if tells:
        return True
    before = looked.get(session)
    if before is not None and now - before < LEASE:
        return True
    try:
        may_go_on = _look(session, opened, before)
    except SQLAlchemyError as error:
        log.warning("origin.not_noted", error=type(error).__name__)
        may_go_on = True
    if may_go_on:
        _remember(looked, session, now)
    return may_go_on


@commits
def _look(session: str, opened: Opened | None, looked_at: datetime | None) -> bool:
    """Do for a silent session what its first beat, or its next, would do; False when that would end it.

    `looked_at`: when this process looked before.
    """
    row = PlaybackSession
    found = db.session.execute(select(row.device_id, row.episode_id, row.arrival_id).where(row.id == session)).first()
    device_id, episode_id, arrival_id = found or _page_of(opened)
    if device_id is None:
        return True
    viewer, episode = viewer_of_device(device_id), episode_or_none(episode_id)
    if viewer is None or episode is None:
        return False
    leases.wait_turn(viewer)
    standing = standing_of(session, viewer, episode)
    access = allowance.access_while(viewer, episode, session if standing is Standing.RUNNING else None)
    if not access.allowed or standing is Standing.OVER or not leases.take(viewer, episode, access, session):
        end(session, episode.id, viewer.household_id)
        return False
    if standing is Standing.NEW:
        leave_trace(session, viewer, episode, arrival_id)
    else:
        _count(viewer, episode, access, session, looked_at)
    renting.start_by_time(viewer, episode, access)
    return True


def _page_of(opened: Opened | None) -> tuple[int | None, int, int | None]:
    return (opened.device_id, opened.episode_id, opened.arrival_id or None) if opened else (None, 0, None)


def _count(viewer: Viewer, episode: EpisodeView, access: Access, session: str, looked_at: datetime | None) -> None:
    """Count a minute in which film was fetched and nothing said; a pause, which said so before it, is none."""
    now, row = clock.now(), PlaybackSession
    if looked_at is None or now - looked_at > 2 * LEASE:
        return
    of_session = row.id == session, row.last_beat_at <= looked_at
    seconds = round(min(now - looked_at, LEASE).total_seconds())
    said = {"last_beat_at": now, "played_s": row.played_s + seconds}
    if rows_changed(update(row).where(*of_session).values(said)):
        allowance.count(viewer, seconds, now)
        renting.start_by_play(viewer, episode, access)


def _looked() -> dict[str, datetime]:
    return current_app.extensions.setdefault("tbo.playback.looked", {})


def _remember(looked: dict[str, datetime], session: str, now: datetime) -> None:
    if len(looked) >= REMEMBERED:
        looked.clear()
    looked[session] = now
