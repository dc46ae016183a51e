"""Rules of shelves as queries: the keys of `where` and the orders that a definition may name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from .. import clock
from .models import Episode, Title, TitleFacet
from .narrowing import holds

USUAL_LIMIT = 18
SHOWS_WHAT_IS_TO_COME = "opens_within_days"


class UnknownRule(ValueError):
    """A shelf's definition names a key or an order that no rule knows."""


def rule_query(definition: dict, now: datetime) -> Select:
    """Select the ids of the titles that fit, in order, at most as many as the shelf holds. Raises UnknownRule."""
    where = definition.get("where", {})
    order = definition.get("order", "popular")
    strange = [key for key in where if key not in _RULES and key not in _JOINED]
    if strange or order not in _ORDERS:
        raise UnknownRule(f"a shelf asks for {strange or order!r}; known are {sorted(_RULES)} and {sorted(_ORDERS)}")
    query = select(Title.id).where(*(_RULES[key](value, now, where) for key, value in where.items() if key in _RULES))
    if SHOWS_WHAT_IS_TO_COME not in where:
        query = query.where(Title.opens_at <= now)
    return query.order_by(*_ORDERS[order](now, where), Title.id.desc()).limit(definition.get("limit", USUAL_LIMIT))


def days(pair: list[int], now: datetime) -> tuple[datetime, datetime]:
    """Return when the first of two days of the shop begins and when the last one ends, counted from today."""
    zone = clock.shop_zone()
    today = now.astimezone(zone).date()
    dates = today + timedelta(days=pair[0]), today + timedelta(days=pair[1] + 1)
    first, last = (datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) for day in dates)
    return first, last


def _facet(facet: str, values: list[str], now: datetime) -> ColumnElement[bool]:
    return exists().where(
        TitleFacet.facet == facet,
        TitleFacet.value.in_(values),
        TitleFacet.popularity == Title.popularity,
        TitleFacet.title_id == Title.id,
        *holds(TitleFacet, now),
    )


def _is(column) -> Callable:
    return lambda value, now, where: column.is_(bool(value))


def _has_free_episode(value: bool, now: datetime, _where: dict) -> ColumnElement[bool]:
    found = _facet("access", ["free"], now)
    return found if value else ~found


def _short(minutes: int, _now: datetime, _where: dict) -> ColumnElement[bool]:
    return ~exists().where(Episode.title_id == Title.id, Episode.duration_s > minutes * 60)


def _opens(pair: list[int], now: datetime, where: dict) -> ColumnElement[bool]:
    since, until = days(pair, now)
    opening = (Title.opens_at > now) & (Title.opens_at >= since) & (Title.opens_at < until)
    also = where.get("or_episode_available_within_days")
    return or_(opening, _has_episode(also, now)) if also else opening


def _closes(pair: list[int], now: datetime, _where: dict) -> ColumnElement[bool]:
    since, until = days(pair, now)
    return (Title.closes_at >= since) & (Title.closes_at < until)


def _has_episode(pair: list[int], now: datetime) -> ColumnElement[bool]:
    return exists().where(Episode.title_id == Title.id, *_available(pair, now))


def _available(pair: list[int], now: datetime) -> tuple[ColumnElement[bool], ...]:
    since, until = days(pair, now)
    # A span that ends today means what can be watched by now; one that begins later means what is still to come.
    end = Episode.available_at <= now if pair[1] <= 0 else Episode.available_at < until
    return Episode.available_at >= since, end


def _news(now: datetime, where: dict, choose) -> ColumnElement:
    """Return the first or last time within the rule's days at which an episode of the title comes."""
    pair = where.get("episode_available_within_days") or where.get("or_episode_available_within_days") or [-7, 0]
    coming = select(choose(Episode.available_at)).where(Episode.title_id == Title.id, *_available(pair, now))
    return func.coalesce(coming.correlate(Title).scalar_subquery(), Title.opens_at)


def _freed(now: datetime, _where: dict) -> tuple:
    since = select(func.max(TitleFacet.opens_at)).where(
        TitleFacet.facet == "access",
        TitleFacet.value == "free",
        TitleFacet.popularity == Title.popularity,
        TitleFacet.title_id == Title.id,
        *holds(TitleFacet, now),
    )
    return (since.correlate(Title).scalar_subquery().desc(),)


_RULES: dict[str, Callable] = {
    "has_free_episode": _has_free_episode,
    "original": _is(Title.is_original),
    "children": _is(Title.is_for_children),
    "kind_any": lambda kinds, now, where: Title.kind.in_(kinds),
    "genres_any": lambda genres, now, where: _facet("genre", genres, now),
    "countries_none": lambda countries, now, where: ~_facet("country", countries, now),
    "max_episode_minutes": _short,
    "opens_within_days": _opens,
    "episode_available_within_days": lambda pair, now, where: _has_episode(pair, now),
    "closes_within_days": _closes,
}
# Read by the rule beside it.
_JOINED = frozenset({"or_episode_available_within_days"})
_ORDERS: dict[str, Callable] = {
    "popular": lambda now, where: (Title.popularity.desc(),),
    "newest": lambda now, where: (Title.opens_at.desc(),),
    "newest_free": _freed,
    "available_day": lambda now, where: (_news(now, where, func.min).asc(),),
    "available_day_desc": lambda now, where: (_news(now, where, func.max).desc(),),
    "closes_day": lambda now, where: (Title.closes_at.asc(),),
}
