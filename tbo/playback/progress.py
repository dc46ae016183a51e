"""How far a profile got: noted by beats, read for resuming and for the shelf of what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, update

from .. import clock
from ..catalog.episodes import EpisodeView
from ..db import db, rows_changed
from .inserting import insert_unless_there
from .models import Progress

FINISHED_SHARE = 0.95
STARTED_S = 30
REWIND_S = 5


@dataclass(frozen=True, slots=True)
class Position:
    """Where a profile stands in an episode; `percent` is 0 to 100."""

    episode_id: int
    title_id: int
    position_s: int
    length_s: int
    updated_at: datetime
    is_finished: bool

    @property
    def percent(self) -> int:
        """Return the share that was watched."""
        return 100 if self.is_finished else min(100, round(100 * self.position_s / max(1, self.length_s)))

    @property
    def resume_at_s(self) -> int:
        """Return where to go on: a little earlier, from the start when hardly begun or all but done."""
        is_over = self.is_finished or self.position_s > FINISHED_SHARE * self.length_s
        return 0 if is_over or self.position_s < STARTED_S else self.position_s - REWIND_S


def note(profile_id: int, episode: EpisodeView, position_s: int, length_s: int) -> None:
    """Keep a position; the caller commits."""
    length_s = max(1, min(length_s, 24 * 3600))
    position_s = max(0, min(position_s, length_s))
    now = clock.now()
    said = {"position_s": position_s, "length_s": length_s, "updated_at": now, "hidden_at": None}
    # A look at the beginning of what was finished does not undo that; going on does.
    if position_s >= FINISHED_SHARE * length_s:
        said["finished_at"] = now
    elif position_s >= STARTED_S:
        said["finished_at"] = None
    row = Progress.profile_id == profile_id, Progress.episode_id == episode.id
    if rows_changed(update(Progress).where(*row).values(said)) == 0:
        keys = {"profile_id": profile_id, "episode_id": episode.id, "title_id": episode.facts.title.id}
        insert_unless_there(Progress, **keys, **said)


def was_touched_after(profile_id: int, title_id: int, moment: datetime) -> bool:
    """Whether a profile got on in a title, or took it off its shelf, after a moment."""
    after = or_(Progress.updated_at > moment, Progress.hidden_at > moment)
    of_title = Progress.profile_id == profile_id, Progress.title_id == title_id
    return db.session.scalar(select(exists().where(*of_title, after))) is True


def positions(profile_id: int | None, episode_ids: Sequence[int]) -> dict[int, Position]:
    """Return the positions of a profile in some episodes, by episode."""
    if profile_id is None or not episode_ids:
        return {}
    query = _columns().where(Progress.profile_id == profile_id, Progress.episode_id.in_(episode_ids))
    return {row.episode_id: _position(row) for row in db.session.execute(query)}


def newest(profile_id: Any, limit: int) -> Select:
    """Select the newest positions of a profile (or of a bound parameter) by title; `positions_of` reads the rows."""
    shown = Progress.profile_id == profile_id, Progress.hidden_at.is_(None)
    at = func.max(Progress.updated_at)
    grouped = select(Progress.title_id, at.label("at")).where(*shown).group_by(Progress.title_id)
    titles = grouped.order_by(at.desc(), Progress.title_id).limit(limit).subquery()
    of_title = and_(Progress.title_id == titles.c.title_id, Progress.updated_at == titles.c.at)
    order = Progress.updated_at.desc(), Progress.title_id, Progress.episode_id.desc()
    return _columns().join(titles, of_title).where(*shown).order_by(*order)


def positions_of(rows: Sequence) -> list[Position]:
    """Make positions of rows of `newest`, one for each title: two episodes may have been told of at one instant."""
    return list({row[1]: _position(row) for row in reversed(rows)}.values())[::-1]


def hide_title(profile_id: int, title_id: int) -> None:
    """Take a title off the shelf of what goes on; the caller commits. The next beat brings it back."""
    db.session.execute(
        update(Progress)
        .where(Progress.profile_id == profile_id, Progress.title_id == title_id)
        .values(hidden_at=clock.now())
    )


def _columns():
    return select(
        Progress.episode_id,
        Progress.title_id,
        Progress.position_s,
        Progress.length_s,
        Progress.updated_at,
        Progress.finished_at,
    )


def _position(row: Sequence) -> Position:
    episode_id, title_id, position_s, length_s, updated_at, finished_at = row
    return Position(episode_id, title_id, position_s, length_s, updated_at, finished_at is not None)
