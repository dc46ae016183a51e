"""Lists that grow, a page at a time: the row to go on behind stands in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import abort, request
from sqlalchemy import Select, inspect, literal, select, tuple_
from sqlalchemy.orm import aliased

from ..db import Model
from ..web.ids import read_id

Row = TypeVar("Row")
ON_PAGE = 20


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of a list; `more` is the id of its last row where others follow."""

    rows: Sequence[Row]
    more: int | None


def last_seen() -> int | None:
    """Return the id that a list goes on behind; 400 for what is no id."""
    text = request.args.get("before", "")
    if not text:
        return None
    return read_id(text) or abort(400)


def newest_first(found: Select, model: type[Model], moment: str, last: int | None) -> Select:
    """Sort by time, the newest first and of one instant the last row first, behind the row with the id `last`.

    One row more than fits is asked for, so that `listed` knows whether there are others.
    """
    own, seen = inspect(model).columns, aliased(model)
    found = found.order_by(own[moment].desc(), own["id"].desc()).limit(ON_PAGE + 1)
    if last is None:
        return found
    when = select(getattr(seen, moment)).where(seen.id == last).scalar_subquery()  # type: ignore[attr-defined]
    return found.where(tuple_(own[moment], own["id"]) < tuple_(when, literal(last)))


def listed(rows: Sequence[Row], id_of=lambda row: row.id) -> Listed[Row]:
    """Cut what was asked for, one row more than fits, to a page."""
    more = id_of(rows[ON_PAGE - 1]) if len(rows) > ON_PAGE else None
    return Listed(rows[:ON_PAGE], more)
