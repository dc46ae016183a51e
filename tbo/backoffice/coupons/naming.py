"""The things that coupons name: plans, titles, seasons and episodes, for many coupons at a query for each kind."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ...catalog.models import Episode, Season, Title
from ...db import db
from ...offers.models import Plan
from ...offers.wording import piece_words
from ...rules.coupons import CouponFacts, Scope
from ...web.filters import in_language

MOST_NAMED = 4
Names = Mapping[tuple[Scope, str], str]


def names_of(coupons: Iterable[CouponFacts]) -> Names:
    """Name what coupons are for, as far as a sentence says it; what is gone has no name."""
    wanted: dict[Scope, set[str]] = {}
    for facts in coupons:
        wanted.setdefault(facts.scope, set()).update(said_refs(facts))
    found: dict[tuple[Scope, str], str] = {}
    for scope, refs in wanted.items():
        if refs and scope in _FINDERS:
            found |= {(scope, ref): words for ref, words in _FINDERS[scope](refs)}
    return found


def said_refs(facts: CouponFacts) -> list[str]:
    """Return the first of what a coupon is for; a sentence says no more of them."""
    return sorted(facts.refs)[:MOST_NAMED]


def _plans(refs: set[str]):
    rows = db.session.execute(select(Plan.key, Plan.name).where(Plan.key.in_(refs)))
    return [(row.key, pgettext("coupon", "%(plan)s", plan=in_language(row.name))) for row in rows]


def _titles(refs: set[str]):
    rows = db.session.execute(select(Title.id, Title.name).where(Title.id.in_(_ids(refs))))
    return [(str(row.id), _("《%(name)s》", name=in_language(row.name))) for row in rows]


def _seasons(refs: set[str]):
    found = select(Season.id, Season.number, Title.name, Title.kind).join(Title, Title.id == Season.title_id)
    rows = db.session.execute(found.where(Season.id.in_(_ids(refs))))
    return [(str(row.id), piece_words(row.name, row.kind == "film", row.number, None)) for row in rows]


def _episodes(refs: set[str]):
    every = aliased(Season)
    count = select(func.count(every.id)).where(every.title_id == Title.id).scalar_subquery().label("seasons")
    columns = Episode.id, Episode.number, Season.number.label("season"), Title.name, Title.kind, count
    found = select(*columns).join(Season, Season.id == Episode.season_id).join(Title, Title.id == Season.title_id)
    for row in db.session.execute(found.where(Episode.id.in_(_ids(refs)))):
        season = row.season if row.seasons > 1 else None
        yield str(row.id), piece_words(row.name, row.kind == "film", season, row.number)


def _ids(refs: set[str]) -> list[int]:
    return [int(ref) for ref in refs if ref.isdigit()]


_FINDERS = {Scope.PLAN: _plans, Scope.TITLE: _titles, Scope.SEASON: _seasons, Scope.EPISODE: _episodes}
