"""Titles of which every film is encrypted when it is packaged: chosen by staff, written down."""

from flask_babel import gettext as _
from sqlalchemy import select

from ...catalog.models import Title
from ...db import commits, db
from ..audit import Deed, record
from ..models import Staff
from ..staff.sessions import Clerk
from .refusals import FilmRefused


@commits
def choose(clerk: Clerk, slug: str, wanted: bool) -> None:
    """Let every film of a title be encrypted from now on, or no more. Raises FilmRefused."""
    title = db.session.scalar(select(Title).where(Title.slug == slug).with_for_update())
    if title is None:
        raise FilmRefused(_("没有这部片子：%(slug)s。写它地址里的名字，像 west-of-orion。", slug=slug))
    if title.encrypts_films == wanted:
        return
    title.encrypts_films = wanted
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, Deed("film-encryption", "title", slug, {"encrypted": not wanted}, {"encrypted": wanted}))
