"""Pictures of the library at their addresses, those of titles being served before the shop is asked."""

from flask import Response, abort, make_response

from ..media.stores import StoreAway, store
from ..media.uploaded_pictures import NAMES
from ..web.errors import error_page
from .picture_making import is_of_library, place_of

FOR_EVER = "public, max-age=315360000, immutable"


def picture_file(folder: str, name: str) -> Response:
    """Send a file with the type of its name; another cut has another folder, so caches may keep it for ever."""
    if not is_of_library(folder) or name not in NAMES:
        abort(404)
    try:
        body = store().get_or_none(place_of(folder, name))
    except StoreAway:
        return error_page(503)
    if body is None:
        abort(404)
    response = make_response(body)
    response.content_type = NAMES[name]
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # It is pixels; should it ever be something else, it does nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
