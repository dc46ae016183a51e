"""What orders bought, named in the page's language; many of them at one query, and none in the shop's own."""

from collections.abc import Iterable, Mapping

from flask_babel import get_locale
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from ..catalog.models import Episode, Season, Title
from ..db import db
from ..offers.models import Plan
from ..offers.wording import gift_words, piece_words, plan_words
from ..rules.access import OfferKind
from ..web.locale import DEFAULT
from .models import Order


def names_of(subjects: Mapping[int, str]) -> dict[int, str]:
    """Name what orders bought, by id. Their `subjects`, as they were sold, stay in Chinese and for what is gone."""
    names = dict(subjects)
    if not names or str(get_locale()) == DEFAULT:
        return names
    return names | {row.id: words for row in db.session.execute(_named(names)) if (words := _words(row))}


def _named(ids: Iterable[int]) -> Select:
    every = aliased(Season)
    seasons = select(func.count(every.id)).where(every.title_id == Title.id).scalar_subquery()
    columns = (
        *(Order.id, Order.offer_kind, Order.is_gift, Plan.name.label("plan"), Title.name.label("title"), Title.kind),
        *(Season.number.label("season"), Episode.number.label("episode"), seasons.label("seasons")),
    )
    return (
        select(*columns)
        .outerjoin(Episode, Episode.id == Order.episode_id)
        .outerjoin(Season, Season.id == func.coalesce(Order.season_id, Episode.season_id))
        .outerjoin(Title, Title.id == Season.title_id)
        .outerjoin(Plan, Plan.key == Order.plan_key)
        .where(Order.id.in_(list(ids)))
    )


def _words(row: Row) -> str:
    """Return no words for what is neither a plan nor in the catalogue any more."""
    if row.plan is not None:
        words = plan_words(row.plan)
    elif row.title is None:
        return ""
    elif row.offer_kind == OfferKind.SEASON:
        words = piece_words(row.title, row.kind == "film", row.season, None)
    else:
        words = piece_words(row.title, row.kind == "film", row.season if row.seasons > 1 else None, row.episode)
    return gift_words(words) if row.is_gift else words
