"""The draft as somebody would see it at some moment; the only page that the editor may show within itself."""

from datetime import datetime

from flask import Response, make_response, request
from flask_babel import force_locale
from sqlalchemy import select

from .. import clock
from ..db import db
from ..pages.making import draft_of
from ..pages.models import Page, PageVersion
from ..pages.personas import PERSONAS
from ..pages.previewing import previewed
from ..rules.staff_rights import Right
from ..rules.wall_times import NoSuchTime, instant
from ..web.locale import TAGS, chosen_locale
from .blueprint import pages
from .guard import needs
from .page_editor import page_or_404

LOCALES = {tag: locale for locale, tag in TAGS.items()}


@pages.get("/staff/pages/<slug>/preview")
@needs(Right.PAGES)
def page_preview(slug: str) -> Response:
    """Draw the draft, or a version, for a persona as of a moment."""
    page = page_or_404(slug)
    persona = request.args.get("persona", PERSONAS[0])
    moment = moment_of(request.args.get("moment", ""))
    document = _document(page, request.args.get("version", ""))
    locale = LOCALES.get(request.args.get("lang", ""), chosen_locale())
    with force_locale(locale):
        return make_response(previewed(page, document, persona if persona in PERSONAS else PERSONAS[0], moment))


def moment_of(text: str) -> datetime:
    """Return the moment that was typed on the shop's clock; without one that makes sense, now."""
    try:
        return instant(text, clock.shop_zone()) if text else clock.now()
    except NoSuchTime:
        return clock.now()


def _document(page: Page, number: str) -> dict:
    if number.isascii() and number.isdigit() and len(number) < 9:
        wanted = select(PageVersion.document).where(PageVersion.page_id == page.id, PageVersion.number == int(number))
        found = db.session.scalar(wanted)
        if found is not None:
            return found
    return draft_of(page).document
