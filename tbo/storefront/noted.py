"""What a profile has to do with one title: where it stands in the episodes, and whether the title is on its list."""

from dataclasses import dataclass, field

from sqlalchemy import and_, exists, select

from ..accounts.models import ListedTitle, Profile
from ..db import db
from ..playback.models import Progress
from ..playback.progress import Position


@dataclass(frozen=True, slots=True)
class Noted:
    """Positions by episode."""

    places: dict[int, Position] = field(default_factory=dict)
    is_listed: bool = False


def noted(profile_id: int | None, title_id: int) -> Noted:
    """Return what is noted of a title for a profile: one query, none for a visitor."""
    if profile_id is None:
        return Noted()
    on_list = exists().where(ListedTitle.profile_id == profile_id, ListedTitle.title_id == title_id)
    columns = Progress.episode_id, Progress.position_s, Progress.length_s, Progress.updated_at, Progress.finished_at
    rows = db.session.execute(
        select(on_list.label("is_listed"), *columns)
        .select_from(Profile)
        .outerjoin(Progress, and_(Progress.profile_id == Profile.id, Progress.title_id == title_id))
        .where(Profile.id == profile_id)
    ).all()
    return Noted({row.episode_id: _position(row, title_id) for row in rows if row.episode_id}, any(r[0] for r in rows))


def _position(row, title_id: int) -> Position:
    is_finished = row.finished_at is not None
    return Position(row.episode_id, title_id, row.position_s, row.length_s, row.updated_at, is_finished)
