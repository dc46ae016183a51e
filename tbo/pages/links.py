"""Whether a link of a page leads somewhere that a visitor may go."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ..catalog.cards import card_by_slug
from .live import live_pages
from .scene import Scene


def leads_somewhere(link: str, scene: Scene) -> bool:
    """Whether a visitor who follows the link at the scene's instant finds a page."""
    if link.startswith("page:"):
        return live_pages().is_shown(link.removeprefix("page:"), scene.now, scene.visit.viewer.profile)
    if link.startswith("title:"):
        return bool(scene.href(link))
    try:
        endpoint, values = current_app.url_map.bind("").match(urlsplit(link).path, "GET")
    except RequestRedirect:
        return True
    except (HTTPException, ValueError):
        return False
    if endpoint.startswith("backoffice."):
        return False
    if endpoint == "pages.page":
        return live_pages().is_shown(values["slug"], scene.now, scene.visit.viewer.profile)
    if endpoint in ("storefront.title", "storefront.season"):
        card = card_by_slug(values["slug"])
        return card is not None and scene.visit.may_see(card)
    return endpoint != "static"
