"""The library's wall: titles that fit all chosen facets, in one of three orders, a page at a time by keyset."""

from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, select, tuple_

from .. import clock
from ..db import db
from ..rules.access import VISITOR, ProfileFacts
from ..web.errors import Refusal
from ..web.ids import LARGEST_ID
from .counts import facet_counts, how_many
from .filters import Eyes, Filters
from .kept import kept
from .models import Title
from .narrowing import has_values, matching, seen_by, wanted_values
from .version import valid_until

KEPT_PAGES = 512
LARGEST_PAGE = 200
USUAL_PAGE = 24
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

__all__ = ["Filters", "NotAPlace", "browse", "facet_counts", "how_many"]


class NotAPlace(Refusal):
    """The place in the list that an address names was not made by us."""

    status = 400

    def words(self) -> str:
        """Say that the address is broken."""
        return _("这个链接不完整，请回到片库第一页。")


def browse(
    filters: Filters,
    after: str | None = None,
    limit: int = 24,
    *,
    profile: ProfileFacts = VISITOR,
    now: datetime | None = None,
) -> tuple[tuple[int, ...], str | None]:
    """Return the ids of a page and the place after it (None at the end). Raises NotAPlace for a broken `after`."""
    now, eyes, limit = now or clock.now(), Eyes.of(profile), max(1, min(limit, LARGEST_PAGE))
    place = _read_place(after, filters.sort)
    key = (filters, eyes, place, limit, valid_until(now))
    return kept("walls", KEPT_PAGES).get_or_make(key, lambda: _page(filters, eyes, now, place, limit))


def _page(filters: Filters, eyes: Eyes, now: datetime, place: tuple[int, ...] | None, limit: int):
    query = _popular(filters, eyes, now, place) if filters.sort == "popular" else _sorted(filters, eyes, now, place)
    rows = db.session.execute(query.limit(limit + 1)).all()
    page = rows[:limit]
    more = _write_place(page[-1], filters.sort) if len(rows) > limit else None
    return tuple(row.title_id for row in page), more


def _popular(filters: Filters, eyes: Eyes, now: datetime, place: tuple[int, ...] | None) -> Select:
    query = matching(filters, eyes, now, _rarest(filters, eyes))
    if place is None:
        return query
    title_id, popularity = query.selected_columns
    return query.where(tuple_(popularity, title_id) < place)


def _sorted(filters: Filters, eyes: Eyes, now: datetime, place: tuple[int, ...] | None) -> Select:
    """Walk titles in the wanted order and probe facets; or, where few titles fit, walk the facet and sort those."""
    columns = _order(filters.sort)
    query = select(Title.id.label("title_id"), *columns)
    if _is_rare(filters, eyes):
        few = matching(filters, eyes, now, _rarest(filters, eyes)).subquery()
        query = query.join(few, few.c.title_id == Title.id)
    else:
        query = query.where(*has_values(wanted_values(filters, eyes), now), *seen_by(eyes, Title.id))
    if place is not None:
        query = query.where(tuple_(*columns) < _bound(place, filters.sort))
    return query.order_by(*(column.desc() for column in columns))


def _order(sort: str) -> tuple:
    return (Title.opens_at, Title.id) if sort == "newest" else (Title.year, Title.popularity, Title.id)


def _rarest(filters: Filters, eyes: Eyes) -> tuple[str, str]:
    counts = facet_counts()
    return min(wanted_values(filters, eyes), key=lambda wanted: counts.get(wanted[0], {}).get(wanted[1], 0))


def _is_rare(filters: Filters, eyes: Eyes) -> bool:
    """Whether sorting all that fit costs less than walking until a page is full: count² < page × all titles."""
    counts = facet_counts()
    facet, value = _rarest(filters, eyes)
    return counts.get(facet, {}).get(value, 0) ** 2 < USUAL_PAGE * counts.get("shown", {}).get("all", 0)


def _write_place(row, sort: str) -> str:
    if sort == "newest":
        return f"{(row.opens_at - EPOCH) // MICROSECOND}.{row.title_id}"
    if sort == "year":
        return f"{row.year}.{row.popularity}.{row.title_id}"
    return f"{row.popularity}.{row.title_id}"


def _read_place(text: str | None, sort: str) -> tuple[int, ...] | None:
    if not text:
        return None
    parts = text.split(".")
    wanted = 3 if sort == "year" else 2
    if len(parts) != wanted or not all(part.isascii() and part.isdigit() and len(part) <= 16 for part in parts):
        raise NotAPlace(f"{text!r:.60} is not a place in a list ordered by {sort}")
    numbers = tuple(int(part) for part in parts)
    if any(number > LARGEST_ID for number in numbers[sort == "newest" :]):
        raise NotAPlace(f"{text!r:.60} names a number that is out of range")
    return numbers


def _bound(place: tuple[int, ...], sort: str) -> tuple:
    return (EPOCH + place[0] * MICROSECOND, place[1]) if sort == "newest" else place
