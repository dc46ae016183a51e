"""Shelves and titles as the editor calls them: a field to choose a shelf, and names that are asked for once."""

from flask_babel import gettext as _
from sqlalchemy import select

from ..catalog.kept import kept
from ..catalog.models import Shelf, Title
from ..db import db
from ..web.locale import in_language
from .fields import Choice

HOUSES = "houses"


def shelf_field() -> Choice:
    """A shelf of the catalogue, or one of those that the shop fills itself."""
    return Choice(name="shelf", label=lambda: _("片单"), options=_shelves, required=True)


def shelf_name(slug: str) -> str:
    """Say a shelf by name, one that is gone as it is written; asked for once until the catalogue changes."""
    names = kept("pages.shelf_names", 1).get_or_make(0, _names_of_shelves)
    return _("来自中国的制作公司") if slug == HOUSES else in_language(names.get(slug)) or slug


def title_name(slug: str) -> str:
    """Say a title by name, one that is gone as it is written; asked for once until the catalogue changes."""
    names = kept("pages.title_names", 1).get_or_make(0, _names_of_titles)
    return in_language(names.get(slug)) or slug


def _names_of_titles() -> dict[str, dict]:
    return {row.slug: row.name for row in db.session.execute(select(Title.slug, Title.name))}


def _names_of_shelves() -> dict[str, dict]:
    return {row.slug: row.name for row in db.session.execute(select(Shelf.slug, Shelf.name))}


def _shelves() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Shelf.slug, Shelf.name).order_by(Shelf.position, Shelf.id)).all()
    return [(row.slug, in_language(row.name)) for row in rows if row.slug != "continue"] + [
        (HOUSES, _("来自中国的制作公司"))
    ]
