"""The picture that other applications show where somebody sends a landing page: its card, as the page is now."""

from flask import Response, abort, make_response, redirect

from ..media.stores import StoreAway
from ..storefront.visit import this_visit
from ..web.assets import picture_url, static_url
from ..web.locale import address, chosen_locale
from .live import live_pages
from .share_cards import card_file_or_none, cards_told, page_told, place_of_page

# Applications ask once for each message; a page that changes has another card soon.
KEPT = "public, max-age=300"
NOT_YET = "public, max-age=60"


def page_card(slug: str) -> Response:
    """Give a page's card in the language of the address; until a worker has made it, lead to the page's artwork.

    It is for machines that nobody is signed in at: what it shows may be more than a profile here may see.
    """
    visit, found = this_visit(), live_pages().by_slug(slug)
    if found is None or not visit.is_anonymous or found.kind == "children" or found.document(visit.now) is None:
        return abort(404)
    told, folder = page_told(slug)
    place = place_of_page(found.kind, slug)
    (card,) = cards_told(place, told, folder, [chosen_locale()])
    body = _body_or_none(place.key, card.names["og"]) if card.is_made else None
    if body is None:
        artwork = picture_url(folder, "og.jpg") if folder else static_url("icons/og.jpg")
        response = make_response(redirect(address(artwork, "zh_Hans_CN"), 302))
        response.headers["Cache-Control"] = NOT_YET
    else:
        response = Response(body, mimetype="image/jpeg")
        response.headers["Cache-Control"] = KEPT
    response.vary.add("Cookie")
    return response


def _body_or_none(key: str, name: str) -> bytes | None:
    try:
        return card_file_or_none(key, name)
    except StoreAway:
        return None
