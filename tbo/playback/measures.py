"""What players measured, kept by session and without naming anybody; read by the back office."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select, update

from .. import clock
from ..db import db
from ..rules.measures import Measured
from ..statements import AT_ONCE, drop_bit_by_bit
from .inserting import insert_unless_there
from .models import PlaybackMeasure, PlaybackSession

KEPT = timedelta(days=90)


def keep(session_id: str, episode_id: int, said: Measured, is_bounded: bool = False) -> None:
    """Keep the sums of a session; they only rise, so that beats may come twice or late. Never commits.

    Of a session that is not written nothing is kept either, unless the caller says that it has counted this one:
    sessions are bounded, and so is this.
    """
    row, began = PlaybackMeasure, PlaybackSession.started_at
    began_at = db.session.scalar(select(began).where(PlaybackSession.id == session_id))
    if began_at is None and not is_bounded:
        return
    stalled_ms = said.stalled_ms
    if began_at is not None:
        # Nobody waited longer than the clock on the wall went; a session begins with its first beat.
        stalled_ms = min(stalled_ms, round((clock.now() - began_at).total_seconds() * 1000))
    sums = {"stalls": said.stalls, "stalled_ms": stalled_ms, "failures": said.failures}
    if insert_unless_there(
        row, session_id=session_id, episode_id=episode_id, at=clock.now(), startup_ms=said.startup_ms, **sums
    ):
        return
    of_session = row.session_id == session_id, row.episode_id == episode_id
    risen = row.stalls <= said.stalls, row.stalled_ms <= stalled_ms, row.failures <= said.failures
    startup = func.coalesce(row.startup_ms, said.startup_ms)
    db.session.execute(update(row).where(*of_session, *risen).values(startup_ms=startup, **sums))


def is_kept(session_id: str) -> bool:
    """Whether something is kept of a session."""
    return db.session.get(PlaybackMeasure, session_id) is not None


def forget_old_measures() -> int:
    """Drop what is older than any page looks at, a few rows at a time; return how many. Run it daily."""
    return drop_bit_by_bit(_DROP_OLD, until=clock.now() - KEPT)


_OLD = select(PlaybackMeasure.session_id).where(PlaybackMeasure.at < bindparam("until")).limit(AT_ONCE)
_DROP_OLD = delete(PlaybackMeasure).where(PlaybackMeasure.session_id.in_(_OLD))
