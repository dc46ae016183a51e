"""How watching went, from what players measured: starts, stalls and faults of some days, as a whole and by title."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from ...catalog.models import Episode, Season, Title
from ...db import db
from ...playback.models import PlaybackMeasure, PlaybackSession
from ...rules.measures import seconds_per_hour, share

MOST_TITLES = 60
USUAL, SLOW = 50, 95


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of some sessions. Starts in milliseconds, None where none was measured."""

    sessions: int
    startup_usual: int | None
    startup_slow: int | None
    stalled_share: float | None
    stalled_s_per_hour: float | None
    failed: int


def figures_since(begins: datetime) -> Figures | None:
    """Return the figures of every session since then, None where nothing was measured."""
    row = db.session.execute(_summed(begins, literal(0))).mappings().first()
    return _figures(row) if row else None


def figures_by_title(begins: datetime) -> list[tuple[Mapping[str, str], Figures]]:
    """Return the figures of each title, those with most sessions first, and no more than a page holds."""
    summed = _summed(begins, Season.title_id).subquery()
    found = select(Title.name, summed).join(Title, Title.id == summed.c.of)
    rows = db.session.execute(found.order_by(summed.c.sessions.desc(), Title.id).limit(MOST_TITLES)).mappings()
    return [(row["name"], _figures(row)) for row in rows]


def _summed(begins: datetime, of: Any) -> Select:
    """Sum up by `of`. Percentiles are the nearest rank, by counting: SQLite has no function for them."""
    each = _each(begins, of).subquery()
    began = each.c.startup_ms.is_not(None)
    return select(
        each.c.of,
        func.count().label("sessions"),
        *(_percentile(each, percent).label(f"p{percent}") for percent in (USUAL, SLOW)),
        func.sum(case((each.c.stalls > 0, 1), else_=0)).label("stalled"),
        func.sum(case((began | (each.c.played_s > 0), 1), else_=0)).label("moved"),
        func.sum(each.c.stalled_ms).label("stalled_ms"),
        func.sum(each.c.played_s).label("played_s"),
        func.sum(case((each.c.failures > 0, 1), else_=0)).label("failed"),
    ).group_by(each.c.of)


def _each(begins: datetime, of: Any) -> Select:
    """Number the sessions of each group by how quick they began; those without a start come last."""
    row = PlaybackMeasure
    without_start = case((row.startup_ms.is_(None), 1), else_=0)
    group: dict[str, Any] = {"partition_by": of}
    return (
        select(
            of.label("of"),
            *(row.startup_ms, row.stalls, row.stalled_ms, row.failures),
            func.coalesce(PlaybackSession.played_s, 0).label("played_s"),
            func.row_number().over(**group, order_by=(without_start, row.startup_ms, row.session_id)).label("nth"),
            func.count(row.startup_ms).over(**group).label("starts"),
        )
        .join(Episode, Episode.id == row.episode_id)
        .join(Season, Season.id == Episode.season_id)
        .outerjoin(PlaybackSession, PlaybackSession.id == row.session_id)
        .where(row.at >= begins)
    )


def _percentile(each, percent: int) -> ColumnElement:
    """Return the least start that so many percent of a group's starts do not exceed."""
    is_it = each.c.nth * 100 >= percent * each.c.starts
    return func.min(case((is_it & each.c.startup_ms.is_not(None), each.c.startup_ms)))


def _figures(row) -> Figures:
    return Figures(
        sessions=row["sessions"],
        startup_usual=row[f"p{USUAL}"],
        startup_slow=row[f"p{SLOW}"],
        stalled_share=share(int(row["stalled"]), int(row["moved"])),
        stalled_s_per_hour=seconds_per_hour(int(row["stalled_ms"]), int(row["played_s"])),
        failed=int(row["failed"]),
    )
