"""What staff name by address: a plan's key, or the slug of a title with the numbers of season and episode behind it."""

from sqlalchemy import select

from ..catalog.models import Episode, Season, Title
from ..db import db
from ..offers.models import Plan
from ..rules.coupons import Scope


def ref_or_none(scope: Scope, name: str) -> str | None:
    """Return what a coupon keeps of a plan's key, or of slug, slug/season or slug/season/episode."""
    if scope is Scope.PLAN:
        return db.session.scalar(select(Plan.key).where(Plan.key == name))
    slug, *numbers = name.split("/")
    wanted = {Scope.TITLE: 0, Scope.SEASON: 1, Scope.EPISODE: 2}[scope]
    if len(numbers) != wanted or not all(one.isascii() and one.isdigit() and len(one) < 5 for one in numbers):
        return None
    column = {Scope.TITLE: Title.id, Scope.SEASON: Season.id, Scope.EPISODE: Episode.id}[scope]
    found = select(column).select_from(Title).where(Title.slug == slug)
    if wanted:
        found = found.join(Season, Season.title_id == Title.id).where(Season.number == int(numbers[0]))
    if wanted == 2:
        found = found.join(Episode, Episode.season_id == Season.id).where(Episode.number == int(numbers[1]))
    ref = db.session.scalar(found)
    return None if ref is None else str(ref)
