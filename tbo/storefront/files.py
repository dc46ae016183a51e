"""Files that machines ask for at the root: manifest, robots, sitemap, service worker, the page without a network."""

from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, current_app, jsonify, render_template, send_from_directory
from flask_babel import gettext as _

from ..catalog.cards import cards
from ..catalog.library import Filters, browse
from ..catalog.studios import studios
from ..web.assets import static_url
from ..web.locale import PREFIXES, TAGS, address
from ..web.pages import private
from .visit import this_visit

pages = Blueprint("files", __name__)
FIXED = ("/", "/library", "/originals", "/plans")
# Packages above this one add what else is public.
MORE: list[Callable[[], Iterable[str]]] = []
MOST_TITLES = 40_000
PAGE = 200
CODES = tuple(TAGS)


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """Let a phone put the shop on its first screen."""
    response = jsonify(
        name="TBO",
        short_name="TBO",
        description=_("灯亮着，就能看。"),
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#0C0A09",
        theme_color="#0C0A09",
        icons=[
            {"src": static_url("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static_url("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static_url("icons/icon-mask-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
            {"src": static_url("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    )
    response.mimetype = "application/manifest+json"
    return _kept(response, 86400)


@pages.get("/robots.txt")
def robots() -> Response:
    """Say what crawlers need not read."""
    closed = ("/account", "/my-list", "/orders/", "/receipts/", "/sign-in/", "/watch/", "/hls/", "/search", "/t/")
    prefixes = ("", *("/" + prefix for prefix in PREFIXES))
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for prefix in prefixes for path in closed)]
    lines += ["Disallow: /*?*after=", "", "Sitemap: " + address("/sitemap.xml", CODES[0])]
    return _kept(Response("\n".join(lines) + "\n", mimetype="text/plain"), 86400)


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page that this person sees, with its address in each language: a child is told of no other."""
    more = (path for paths in MORE for path in paths())
    body = "".join(_entry(path) for path in (*FIXED, *more, *_studios(), *_titles()))
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{body}</urlset>\n"
    )
    response = _kept(Response(text, mimetype="application/xml"), 3600)
    response.vary.add("Cookie")
    return response if this_visit().is_anonymous else private(response)


@pages.get("/offline")
def offline() -> Response:
    """Show what a browser keeps for the time without a network."""
    return _kept(Response(render_template("web/offline.html", status=200, of_nobody=True), mimetype="text/html"), 3600)


@pages.get("/sw.js")
def service_worker() -> Response:
    """Send the service worker from the root, whose pages it looks after."""
    folder = current_app.static_folder or "static"
    response = send_from_directory(folder, "js/sw.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _titles():
    """Yield the address of every title a visitor sees."""
    visit, after = this_visit(), None
    for _page in range(MOST_TITLES // PAGE):
        title_ids, after = browse(Filters(), after, PAGE, now=visit.now)
        for card in cards(title_ids):
            if visit.may_see(card):
                yield f"/titles/{card.slug}"
        if after is None:
            return


def _studios():
    return (f"/studios/{slug}" for slug in studios())


def _entry(path: str) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{TAGS[code]}" href={quoteattr(address(path, code))}/>' for code in CODES
    )
    return "".join(f"<url><loc>{escape(address(path, code))}</loc>{links}</url>\n" for code in CODES)


def _kept(response: Response, seconds: int) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response
