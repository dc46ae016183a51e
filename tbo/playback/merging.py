"""What becomes of viewing when households or profiles become one: sessions move, the later place is kept."""

from sqlalchemy import delete, select, update

from ..accounts.merging import on_merge, on_profile_merge
from ..db import db
from .models import PlaybackSession, Progress, StreamLease


@on_merge
def move_sessions(source_id: int, target_id: int) -> None:
    """Move every session; one that runs goes on, and takes a lease again with its next beat. Never commits."""
    db.session.execute(delete(StreamLease).where(StreamLease.household_id == source_id))
    _move(PlaybackSession, PlaybackSession.household_id, source_id, target_id)


@on_profile_merge
def move_progress(source_id: int, target_id: int) -> None:
    """Move a profile's places and sessions; of two places in one episode the later noted is kept. Never commits."""
    _drop_the_earlier(source_id, target_id)
    _move(Progress, Progress.profile_id, source_id, target_id)
    _move(PlaybackSession, PlaybackSession.profile_id, source_id, target_id)


def _drop_the_earlier(source_id: int, target_id: int) -> None:
    rows = db.session.execute(
        select(Progress.profile_id, Progress.episode_id)
        .where(Progress.profile_id.in_((source_id, target_id)))
        .order_by(Progress.updated_at.desc(), Progress.profile_id == source_id)
    )
    kept: set[int] = set()
    for profile_id, episode_id in rows.all():
        if episode_id in kept:
            same = Progress.profile_id == profile_id, Progress.episode_id == episode_id
            db.session.execute(delete(Progress).where(*same).execution_options(synchronize_session=False))
        kept.add(episode_id)


def _move(model, column, source_id: int, target_id: int) -> None:
    moved = update(model).where(column == source_id).values({column.key: target_id})
    db.session.execute(moved.execution_options(synchronize_session=False))
