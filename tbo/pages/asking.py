"""What is asked back where a title is known by its name, and which of its seasons or episodes is meant is not."""

from flask_babel import gettext as _
from sqlalchemy import select

from ..catalog.models import Episode, Season, Title
from ..db import db

NUMBERS = {"title": 0, "season": 1, "episode": 2, "rental": 2}
MOST_NAMED = 12


def completed(kind: str, place: str) -> str:
    """Return a title's place with the numbers that were left out, where there is only one that they can be."""
    if place.count("/") >= NUMBERS.get(kind, 0):
        return place
    found = _places(kind, place, most=2)
    return found[0] if len(found) == 1 else place


def question_or_none(kind: str, ref: str) -> str | None:
    """Return what to ask whoever typed a place that does not fit its kind; None where no such title is known."""
    slug, _slash, numbers = ref.partition("/")
    if kind == "title":
        is_known = numbers and db.session.scalar(select(Title.id).where(Title.slug == slug)) is not None
        return _("要整部片子，就写 %(code)s。", code=slug) if is_known else None
    within = f"{slug}/{numbers.partition('/')[0]}" if numbers else slug
    found = (_places(kind, within) or _places(kind, slug)) if kind in NUMBERS else []
    if not found or ref in found:
        return None
    if kind == "season":
        return _("到底是哪一季？可以写 %(codes)s。", codes=_("、").join(found))
    return _("到底是哪一集？写上季和集，比如 %(code)s。", code=found[0])


def not_found(kind: str, ref: str) -> str:
    """Say that nothing is named so, or ask which of a known title's seasons or episodes is meant; for one, if empty."""
    if not ref:
        return _("这里还空着：打名字，从出来的里面选一个。")
    return question_or_none(kind, ref) or _("没有找到：%(names)s。", names=ref)


def _places(kind: str, within: str, most: int = MOST_NAMED) -> list[str]:
    """Return the first places of a kind within a title, or within one of its seasons."""
    slug, _slash, season = within.partition("/")
    query = select(Season.number).join(Title, Season.title_id == Title.id).where(Title.slug == slug)
    if season:
        is_number = season.isascii() and season.isdigit() and len(season) < 5
        query = query.where(Season.number == (int(season) if is_number else 0))
    query = query.order_by(Season.number).limit(most)
    if NUMBERS[kind] == 2:
        query = query.join(Episode, Episode.season_id == Season.id).add_columns(Episode.number).order_by(Episode.number)
    return ["/".join([slug, *(str(number) for number in row)]) for row in db.session.execute(query)]
