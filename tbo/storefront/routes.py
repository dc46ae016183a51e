"""Pages of the storefront: read the address, make the view, answer."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request

from ..catalog.library import Filters
from ..catalog.titles import TitlePage, title_page
from ..web.known_pages import ends_at
from ..web.pages import page_or_part, private, wants_part
from . import files, keeping, library, places, plans, related, searching, shelves, titles
from .account import account_pages
from .trailer import trailer_pages
from .visit import Visit, this_visit

pages = Blueprint("storefront", __name__)


def init_app(app: Flask) -> None:
    """Add the household's own pages, and the files that machines ask for at the root."""
    app.register_blueprint(files.pages)
    app.register_blueprint(account_pages)
    app.register_blueprint(trailer_pages)


def answer(visit: Visit, response: Response) -> Response:
    """Keep what was made for a household out of every cache but our own."""
    if visit.is_anonymous:
        return response
    ends_at(keeping.true_until_for(visit))
    return private(response)


@pages.get("/shelves/<slug>")
def shelf(slug: str) -> Response:
    """Show a shelf as a page, or as the row that a page asks for when it is revealed, or how that row goes on."""
    visit = this_visit(goes_on=slug == "continue")
    is_part = wants_part()
    found = shelves.shelf_row(slug, visit, most=shelves.MOST if is_part else shelves.MOST_ON_PAGE)
    if found is None:
        abort(404)
    if is_part and request.args.get("part") == "rest":
        return answer(visit, _varied(render_template("storefront/_shelf_rest.html", shelf=shelves.rest_of(found))))
    template = "storefront/_shelf.html" if is_part else "storefront/shelf.html"
    return answer(visit, _varied(render_template(template, shelf=found)))


@pages.get("/library", endpoint="library")
def library_page() -> Response:
    """Show the wall as the address narrows it; `part=more` asks for the next cards alone."""
    visit = this_visit()
    filters = Filters.from_query(request.args)
    page, cards = library.library(filters, request.args.get("after"), visit)
    part = "more" if request.args.get("part") == "more" else "results"
    context: dict[str, Any] = {"library": page, "cards": cards, "canonical_path": library.canonical_path(filters)}
    return answer(visit, page_or_part("storefront/library.html", part, **context))


@pages.get("/search")
def search() -> Response:
    """Find titles and people, or show the empty field."""
    visit = this_visit()
    q = request.args.get("q", "")[: searching.LONGEST].strip()
    found = searching.found(q, visit) if q else None
    suggested = searching.suggested(visit) if found is None or found.is_empty else []
    context: dict[str, Any] = {"q": q, "found": found, "suggested": suggested, "canonical_path": "/search"}
    return answer(visit, page_or_part("storefront/search.html", "results", **context))


@pages.get("/titles/<slug>")
def title(slug: str) -> Response:
    """Show a title, at the season that comes next for this profile."""
    return _title(slug, None)


@pages.get("/titles/<slug>/seasons/<int(max=999):number>")
def season(slug: str, number: int) -> Response:
    """Show a title at one of its seasons."""
    return _title(slug, number)


def _title(slug: str, number: int | None) -> Response:
    visit = this_visit()
    page = _seen_or_404(slug, visit)
    view = titles.title_view(page, number, visit)
    if view is None:
        abort(404)
    context: dict[str, Any] = {"page": view, "is_part": wants_part()}
    if not context["is_part"]:
        context |= titles.around(page, view, visit)
    return answer(visit, page_or_part("storefront/title.html", "season", **context))


def _seen_or_404(slug: str, visit: Visit) -> TitlePage:
    page = title_page(slug)
    return page if page is not None and visit.may_see(page.card) else abort(404)


@pages.get("/titles/<slug>/related", endpoint="related")
def related_page(slug: str) -> Response:
    """Show the titles related to one, as a page or as the row that the title's page asks for."""
    visit = this_visit()
    page, is_part = _seen_or_404(slug, visit), wants_part()
    template = "storefront/_shelf.html" if is_part else "storefront/shelf.html"
    row = related.related_row(page.card, visit, is_page=not is_part)
    return answer(visit, _varied(render_template(template, shelf=row)))


@pages.get("/studios/<slug>")
def studio(slug: str) -> Response:
    """Show a studio and its titles."""
    return _place(lambda visit: places.studio(slug, visit))


@pages.get("/countries/<code>")
def country(code: str) -> Response:
    """Show the titles of a country."""
    return _place(lambda visit: places.country(code, visit))


@pages.get("/people/<slug>")
def person(slug: str) -> Response:
    """Show somebody and their works."""
    return _place(lambda visit: places.person(slug, visit))


@pages.get("/originals")
def originals() -> Response:
    """Show our own productions."""
    return _place(places.originals)


def _place(make) -> Response:
    visit = this_visit()
    found = make(visit)
    if found is None:
        abort(404)
    place, cards = found
    return answer(visit, _varied(render_template("storefront/place.html", place=place, cards=cards)))


@pages.get("/plans", endpoint="plans")
def plans_page() -> Response:
    """Show what months and single things cost."""
    visit = this_visit(goes_on=True)
    if visit.viewer.profile.kind == "child":
        abort(403)
    page = plans.plans_page(visit, plans.coupon(), plans.asked_for(request.args))
    return answer(visit, _varied(render_template("storefront/plans.html", offer=page)))


def _varied(body: str) -> Response:
    response = Response(body, mimetype="text/html")
    response.vary.update(("HX-Request", "HX-Request-Type"))
    return response
