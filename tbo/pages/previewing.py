"""A draft drawn as it would be for somebody at some moment; nothing of whoever really looks is in it."""

from datetime import datetime

from .. import clock
from ..rules.page_steps import Document
from .models import ONE_OF, Page
from .personas import visit_of
from .scene import Scene
from .views import whole_page


def previewed(page: Page, document: Document, persona: str, moment: datetime, **more) -> str:
    """Draw a page for a persona as of a moment."""
    visit = visit_of(persona, moment)
    path = "/" if page.kind in ONE_OF else f"/l/{page.slug}"
    with clock.looking_at(moment):
        scene = Scene(visit=visit, path=path)
        return whole_page(document, scene, noindex=True, current_viewer=lambda: visit.viewer, **more)
