"""A draft drawn as it would be for somebody at some moment; nothing of whoever really looks is in it."""

from datetime import datetime

from .. import clock
from ..rules.page_steps import Document
from .live import is_without_words
from .models import Page, path_of
from .personas import visit_of
from .scene import Scene
from .typing_in_place import Typing
from .views import whole_page


def previewed(
    page: Page, document: Document, persona: str, moment: datetime, typing: Typing | None = None, **more
) -> str:
    """Draw a page for a persona as of a moment; with `typing` its words know their fields."""
    visit = visit_of(persona, moment)
    path = path_of(page.kind, page.slug)
    with clock.looking_at(moment):
        without_words = is_without_words(page.kind, visit.viewer.profile)
        scene = Scene(visit=visit, path=path, typing=typing, only_catalogue=without_words, beforehand=True)
        if typing is not None:
            more["typing"] = typing
        return whole_page(document, scene, noindex=True, current_viewer=lambda: visit.viewer, **more)
