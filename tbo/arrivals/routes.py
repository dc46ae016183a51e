"""The door for links from Tmall: the click is kept, the address cleaned, the shopper sent to the offer."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.viewer import viewer
from ..rules.attribution import item_number_or_none, read_link
from ..web.pages import private
from . import destinations, short_links, visits
from .models import Arrival

pages = Blueprint("arrivals", __name__)


@pages.get("/t/<path:item>")
def item(item: str) -> Response:
    """Keep the arrival; a link with a query leads on to the address without it, and that one to the offer."""
    number = item_number_or_none(item)
    if number is None:
        abort(404)
    before = visits.current_arrival_or_none()
    if request.query_string or not visits.is_same_click(before, number):
        facts = destinations.with_coupon(read_link(item, request.query_string))
        public_id = visits.record_or_none(f"/t/{number}", facts)
        return visits.remember(_answer(number, item, None), public_id)
    return private(_answer(number, item, before))


@pages.get("/k/<code>")
def short_link(code: str) -> Response:
    """Keep the arrival as the link tells it, and go on to its place."""
    link = short_links.link_or_none(code)
    if link is None or not destinations.is_place_for(viewer().profile, link.kind, link.ref):
        abort(404)
    public_id = visits.record_or_none(short_links.path_of_link(link), short_links.facts_of(link))
    answer = make_response(redirect(destinations.path_of(link.kind, link.ref), 302))
    return visits.remember(answer, public_id)


def _answer(number: str, path: str, click: Arrival | None) -> Response:
    found = destinations.item_or_none(number)
    if found is None or not destinations.is_known_to(viewer().profile, found):
        return make_response(render_template("arrivals/unknown.html", number=number), 404)
    if found.status == "withdrawn":
        return make_response(render_template("arrivals/withdrawn.html", offer=destinations.nearest(found)), 410)
    if request.query_string or path != number:
        return make_response(redirect(url_for("arrivals.item", item=number), 302))
    return make_response(redirect(destinations.destination(found, click.sku_id if click else None), 302))
