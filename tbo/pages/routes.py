"""Landing pages as shoppers see them: home, campaigns, collections, legal pages, and previews by link."""

from flask import Blueprint, Flask, Response, abort, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from .. import clock
from ..arrivals import destinations, visits
from ..rules.attribution import read_link
from ..rules.experiments import Arm
from ..rules.page_steps import Document
from ..storefront import files
from ..storefront.visit import Visit, this_visit
from ..web.errors import error_page
from ..web.filters import day_and_time
from ..web.known_pages import ends_at
from ..web.pages import private, see_other, wants_part
from ..web.template_names import give
from . import card_routes, figure_routes, keeping, placing
from .default_pages import default_document
from .footer import legal_links
from .live import LivePage, live_pages
from .models import ONE_OF
from .picture_routes import picture_file
from .preview_links import opened
from .previewing import previewed
from .rendering import drawn_blocks
from .scene import Scene
from .splits import arm_now
from .typing_in_place import in_place
from .views import catalogue_page, whole_page

pages = Blueprint("pages", __name__)
pages.add_url_rule("/pictures/<string(length=21):folder>/<name>", view_func=picture_file, methods=["GET"])


def init_app(app: Flask) -> None:
    """Tell the sitemap what there is, and links from Tmall where they may lead; take clicks out of addresses."""
    give(app, legal_links=legal_links)
    app.before_request(figure_routes.take_click)
    app.jinja_env.filters |= {"placed": placing.placed, "framed": placing.framed, "in_place": in_place}
    if _addresses not in files.MORE:
        files.MORE.append(_addresses)
        destinations.PAGES.append(_page_of_item)


def home() -> Response:
    """Show the home page, a child's for a child, or only the hero that one of its names asks for."""
    visit = this_visit(goes_on=True)
    kind = "children" if visit.viewer.profile.kind == "child" else "home"
    slug, document, tested = home_document(visit, kind)
    # Nothing is counted of children.
    scene = Scene(visit=visit, bill=request.args.get("bill"), counted=slug if kind == "home" else "")
    if not wants_part():
        return _answer(visit, whole_page(document, scene, tested=tested))
    heroes = {**document, "blocks": [block for block in document["blocks"] if block.get("type") == "hero"]}
    return _answer(visit, render_template("pages/blocks.html", blocks=drawn_blocks(heroes, scene)))


@pages.get("/l/<slug>")
def page(slug: str) -> Response:
    """Show a page, or say that it was here; who came by a link goes on to the clean address, and the click is kept."""
    visit = this_visit(goes_on=True)
    found = live_pages().by_slug(slug)
    if found is not None and found.has_catalogue_for(visit.viewer.profile):
        return _for_child(found, visit)
    if found is None or not found.is_known(visit.now) or not found.is_for(visit.viewer.profile):
        abort(404)
    if found.kind in ONE_OF:
        return private(see_other(url_for("storefront.home")))
    document = found.document(visit.now)
    if document is None:
        return error_page(410)
    link = read_link(None, request.query_string)
    if link.known:
        arrival = visits.record_or_none(f"/l/{slug}", link)
        return visits.remember(make_response(redirect(url_for(".page", slug=slug), 302)), arrival)
    if visit.viewer.profile.kind == "child":
        return _answer(visit, whole_page(document, Scene(visit=visit, path=f"/l/{slug}")))
    document, tested = _dealt(found, document, visit)
    return _answer(visit, whole_page(document, Scene(visit=visit, path=f"/l/{slug}", counted=slug), tested=tested))


pages.get("/l/<slug>/card.jpg")(card_routes.page_card)
pages.post("/figures")(figure_routes.figures)


@pages.get("/p/<secret>")
def preview(secret: str) -> Response:
    """Show one page's draft to whoever has the link."""
    found = opened(secret)
    if found is None:
        abort(404)
    link, shown, draft = found
    moment = link.seen_at or clock.now()
    words = _("预览，还没有发布。这个链接到 %(moment)s 有效。", moment=day_and_time(link.ends_at))
    response = private(make_response(previewed(shown, draft.document, link.persona, moment, preview=words)))
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key: no other page learns it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def home_document(visit: Visit, kind: str) -> tuple[str, Document, str]:
    """Return the page that is home for a visit, the published one or that which the shop began with; as `_dealt`."""
    found = live_pages().by_kind(kind, visit.now)
    return (found[0].slug, *_dealt(*found, visit)) if found else (kind, default_document(kind), "")


def _for_child(page: LivePage, visit: Visit) -> Response:
    """Show what a campaign or a collection has of a child's own titles; where that is nothing, it is not there."""
    document = page.document(visit.now)
    scene = Scene(visit=visit, path=f"/l/{page.slug}")
    body = catalogue_page(document, scene) if document is not None else None
    return abort(404) if body is None else _answer(visit, body)


def _dealt(page: LivePage, document: Document, visit: Visit) -> tuple[Document, str]:
    """Return what whoever looks was dealt, and the page's address while it is under test, else ""."""
    split = page.split(visit.now)
    if split is None:
        return document, ""
    return (page.documents[split.b] if arm_now(split) is Arm.B else document), page.slug


def _answer(visit: Visit, body: str) -> Response:
    response = make_response(body)
    response.vary.update(("HX-Request", "HX-Request-Type"))
    if visit.is_anonymous:
        return response
    ends_at(keeping.true_until_for(visit))
    return private(response)


def _addresses() -> list[str]:
    visit = this_visit()
    pages = (each for each in live_pages().pages if each.kind not in ONE_OF and each.is_for(visit.viewer.profile))
    return [f"/l/{each.slug}" for each in pages if each.document(visit.now) is not None]


def _page_of_item(item_id: str) -> str | None:
    found = live_pages().address_of_item(item_id, clock.now())
    return url_for("pages.page", slug=found.removeprefix("/l/")) if found else None


@pages.record
def _add_home(state: BlueprintSetupState) -> None:
    """Home is a landing page, but it is named as the rest of the storefront is."""
    state.app.add_url_rule("/", endpoint="storefront.home", view_func=home, methods=["GET"])
