"""What tests of landing pages share: scenes of the demo shop, and documents with one block."""

import pytest
from flask_babel import force_locale

from tbo.pages import rendering
from tbo.pages.default_pages import made
from tbo.pages.personas import visit_of
from tbo.pages.scene import Scene
from tbo.rules.page_steps import SCHEMA

from ..conftest import ANCHOR

LOCALES = ("zh_Hans_CN", "en", "de")


def document(*blocks) -> dict:
    """A document of (type, props)."""
    held = [made(number, kind, props) for number, (kind, props) in enumerate(blocks, start=1)]
    return {"schema": SCHEMA, "next": len(held) + 1, "page": {}, "blocks": held}


@pytest.fixture
def draw(shop):
    """Draws a document for a persona at a moment in a language."""

    def drawn(told, persona="visitor", now=ANCHOR, locale="zh_Hans_CN", path="/l/x") -> str:
        with shop.test_request_context(), force_locale(locale):
            return rendering.render(told, Scene(visit=visit_of(persona, now), path=path))

    return drawn
