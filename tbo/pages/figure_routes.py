"""How clicks and views of blocks come in: with the address of the next page, or by the page's own script."""

from urllib.parse import quote, urlencode

from flask import Response, make_response, redirect, request

from ..arrivals import positions
from ..rules.positions import Position, place_or_none, position_or_none
from ..web.bounds import READS_BYTES
from ..web.csrf import by_origin
from ..web.page_policies import CLICK
from ..web.pages import private
from .counting import count
from .visitors import note_visitor

MOST_VIEWS = 60
MOST_LETTERS = 60
MOST_BYTES = 8 * 1024


def take_click() -> Response | None:
    """Take the position out of an address: count the click, let the browser bring it along, go on without it."""
    if request.method not in ("GET", "HEAD") or request.url_rule is None or request.endpoint in READS_BYTES:
        return None
    if CLICK not in request.args:
        return None
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != CLICK]
    query = f"?{urlencode(rest)}" if rest else ""
    response = private(make_response(redirect(f"{request.script_root}{quote(request.path)}{query}", 302)))
    position = position_or_none(request.args[CLICK])
    return _counted(response, position) if position and request.method == "GET" else response


@by_origin
def figures() -> Response:
    """Count what a page's script tells: that it is looked at, the blocks that were seen, and the link followed now."""
    request.max_content_length = MOST_BYTES
    if "tested" in request.form:
        note_visitor(request.form["tested"][:MOST_LETTERS])
        return private(make_response("", 204))
    seen = request.form.get("seen", "").split(",")[:MOST_VIEWS]
    views = [place for place in map(place_or_none, seen) if place is not None]
    clicked = position_or_none(request.form.get("clicked", ""))
    response = private(make_response("", 204))
    if clicked is not None:
        return _counted(response, clicked, views)
    count(views, ())
    return response


def _counted(response: Response, clicked: Position, views: list[Position] | None = None) -> Response:
    return positions.remember(response, clicked) if count(views or (), [clicked]) else response
