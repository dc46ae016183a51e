"""Whether a link of a page leads somewhere that a visitor may go, as long as the page is shown."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ..catalog.cards import card_by_slug
from ..web.filters import day_and_time
from .live import live_pages
from .personas import visit_of
from .scene import Scene

if TYPE_CHECKING:
    from .promises import Promise


def dead_until(link: str, moments: list[datetime], code: str) -> Iterator["Promise"]:
    """Yield when a link leads nowhere at the first of some moments, or from a later one on."""
    from .promises import Promise

    for moment in moments:
        if not leads_somewhere(link, moment):
            if moment == moments[0]:
                words = _("“%(link)s”哪儿也去不了。", link=link)
            else:
                words = _("“%(link)s”从 %(moment)s 起哪儿也去不了。", link=link, moment=day_and_time(moment))
            yield Promise("stop", code, words)
            return


def leads_somewhere(link: str, now: datetime) -> bool:
    """Whether a visitor who follows the link at `now` finds a page."""
    if link.startswith("page:"):
        return _is_live(link.removeprefix("page:"), now)
    if link.startswith("title:"):
        return bool(Scene(visit=visit_of("visitor", now)).href(link))
    try:
        endpoint, values = current_app.url_map.bind("").match(urlsplit(link).path, "GET")
    except RequestRedirect:
        return True
    except (HTTPException, ValueError):
        return False
    if endpoint.startswith("backoffice."):
        return False
    if endpoint == "pages.page":
        return _is_live(values["slug"], now)
    if endpoint in ("storefront.title", "storefront.season"):
        card = card_by_slug(values["slug"])
        return card is not None and visit_of("visitor", now).may_see(card)
    return endpoint != "static"


def _is_live(slug: str, now: datetime) -> bool:
    found = live_pages().by_slug(slug)
    return found is not None and found.document(now) is not None
