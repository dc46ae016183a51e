"""The draft as somebody would see it at some moment; the only page that the editor may show within itself."""

from datetime import datetime
from typing import Any

from flask import Response, make_response, request
from flask_babel import force_locale

from ... import clock
from ...pages.making import draft_of
from ...pages.models import Page
from ...pages.personas import PERSONAS
from ...pages.previewing import previewed
from ...pages.typing_in_place import Typing
from ...rules.page_steps import Document
from ...rules.staff_rights import Right
from ...rules.wall_times import NoSuchTime, instant
from ...web.locale import TAGS, chosen_locale
from ..blueprint import pages
from ..staff.guard import needs
from .differing import document_or_none, marks
from .editor import page_or_404

LOCALES = {tag: locale for locale, tag in TAGS.items()}


@pages.get("/staff/pages/<slug>/preview")
@needs(Right.PAGES)
def page_preview(slug: str) -> Response:
    """Draw the draft, or a version, for a persona as of a moment; with a frame around what differs from another.

    With `words` in the address the draft's words know their fields, for the editor around it.
    """
    page = page_or_404(slug)
    persona = request.args.get("persona", PERSONAS[0])
    moment = moment_of(request.args.get("moment", ""))
    version = request.args.get("version", "")
    draft = draft_of(page)
    document = document_or_none(page, version) or draft.document
    locale = LOCALES.get(request.args.get("lang", ""), chosen_locale())
    with force_locale(locale):
        more = _marks(page, document)
        if "words" in request.args and document is draft.document:
            more |= {"typing": Typing(), "revision": draft.revision}
        return make_response(previewed(page, document, persona if persona in PERSONAS else PERSONAS[0], moment, **more))


def moment_of(text: str) -> datetime:
    """Return the moment that was typed on the shop's clock; without one that makes sense, now."""
    try:
        return instant(text, clock.shop_zone()) if text else clock.now()
    except NoSuchTime:
        return clock.now()


def _marks(page: Page, document: Document) -> dict[str, Any]:
    other = document_or_none(page, request.args.get("against", ""))
    if other is None:
        return {}
    both = (document, other) if "is_left" in request.args else (other, document)
    return {"marks": marks(*both)}
