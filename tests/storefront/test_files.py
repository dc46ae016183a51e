"""Files for machines: manifest, robots, sitemap, service worker; and what the head of a page tells them."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from tbo import clock
from tbo.catalog.models import Studio, Title
from tbo.db import db
from tbo.settings import ROOT
from tbo.web.locale import PREFIXES, TAGS

from ..support.parsing import parsed
from .conftest import page

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
LANGUAGES = ("zh-Hans", "en", "de")


def entries(screen) -> dict[str, dict[str, str]]:
    """The sitemap: addresses with their alternates by language."""
    tree = ElementTree.fromstring(screen.open("/sitemap.xml").text)
    return {
        entry.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NAMES)
        }
        for entry in tree.findall("s:url", NAMES)
    }


def test_the_sitemap_has_every_public_page_in_every_language(passer_by):
    listed = entries(passer_by)
    paths = ["/library", "/originals", "/plans"]
    paths += [f"/titles/{slug}" for (slug,) in db.session.query(Title.slug)]
    paths += [f"/studios/{slug}" for (slug,) in db.session.query(Studio.slug)]
    for path in paths:
        alike = {tag: f"http://shop.test{'' if tag == 'zh-Hans' else '/' + tag}{path}" for tag in LANGUAGES}
        for address in alike.values():
            assert listed[address] == alike, address


def test_each_entry_is_a_page_that_names_itself(passer_by):
    for address in list(entries(passer_by))[::17]:
        found = page(passer_by, address.removeprefix("http://shop.test"))
        assert found.select_one("link[rel=canonical]")["href"] == address


def test_the_sitemap_leaves_out_what_nobody_may_see(passer_by, changed_catalogue):
    title = db.session.query(Title).filter_by(slug="west-of-orion").one()
    title.published_at = None
    changed_catalogue()
    assert not [address for address in entries(passer_by) if "west-of-orion" in address]


def test_the_list_of_somebody_known_is_theirs_alone(passer_by, family):
    everybodys, theirs = passer_by.open("/sitemap.xml").headers, family.open("/sitemap.xml").headers
    assert (everybodys["Cache-Control"], "Cookie" in everybodys["Vary"]) == ("public, max-age=3600", True)
    assert theirs["Cache-Control"] == "private, no-store"


def test_robots_name_the_sitemap_and_close_what_is_personal(passer_by):
    lines = passer_by.open("/robots.txt").text.splitlines()
    assert "Sitemap: http://shop.test/sitemap.xml" in lines
    for path in ("/account", "/de/account", "/orders/", "/hls/", "/en/search"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /sign-in" not in lines


def test_only_the_plain_way_in_may_be_found(passer_by):
    def robots(address):
        return parsed(passer_by.open(address).text).select_one("meta[name=robots]")

    assert robots("/sign-in") is None
    assert robots("/sign-in?next=/account")["content"] == "noindex"
    assert robots("/restore")["content"] == "noindex"


def test_the_manifest_has_icons_that_exist(passer_by):
    answer = passer_by.open("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.text)
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512"}
    for icon in told["icons"]:
        assert passer_by.open(icon["src"]).status_code == 200, icon


def test_the_service_worker_looks_after_the_whole_shop_and_keeps_one_page(passer_by):
    answer = passer_by.open("/sw.js")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    text = (ROOT / "static/js/sw.js").read_text()
    assert text.count("cache.add") == 1, "no page of anybody's is kept"
    assert '"/offline"' in text


def test_the_service_worker_keeps_the_page_of_each_language(passer_by):
    pages = re.search(r"PAGES = (\[.*\]);", (ROOT / "static/js/sw.js").read_text())[1]
    assert json.loads(pages) == ["/offline", *(f"/{prefix}/offline" for prefix in PREFIXES)]
    for address, tag in zip(json.loads(pages), TAGS.values(), strict=True):
        assert page(passer_by, address).html["lang"] == tag


def test_the_offline_page_names_nobody_and_needs_nothing(passer_by, family):
    assert family.open("/offline").text == passer_by.open("/offline").text
    assert page(passer_by, "/offline").h1.get_text() == "灯还在，线断了"


@pytest.mark.parametrize("path", ["/", "/library", "/titles/west-of-orion", "/plans", "/people/shan-yubai"])
def test_a_page_names_itself_in_each_language(passer_by, path):
    for prefix, tag in (("", "zh-Hans"), ("/en", "en"), ("/de", "de")):
        found = page(passer_by, prefix + path)
        assert found.html["lang"] == tag
        alternates = {link["hreflang"]: link["href"] for link in found.select("link[rel=alternate]")}
        assert alternates == {
            **{"zh-Hans": f"http://shop.test{path}", "x-default": f"http://shop.test{path}"},
            **{"en": f"http://shop.test/en{path}", "de": f"http://shop.test/de{path}"},
        }
        assert found.select_one("link[rel=canonical]")["href"] == alternates[tag]


def test_a_shared_link_shows_the_titles_own_picture(passer_by):
    found = page(passer_by, "/titles/west-of-orion")

    def meta(name):
        return found.select_one(f'meta[property="og:{name}"]')["content"]

    folder = db.session.query(Title.pictures).filter_by(slug="west-of-orion").scalar()
    assert meta("image") == f"http://shop.test/pictures/{folder}/og.jpg"
    assert (meta("title"), meta("type")) == ("参宿以西 · TBO", "video.tv_show")
    assert meta("url") == found.select_one("link[rel=canonical]")["href"]


def test_every_page_has_a_description_of_its_own(passer_by):
    paths = ("/", "/library", "/search", "/titles/west-of-orion", "/titles/the-same-name", "/plans", "/originals")
    said = [page(passer_by, path).select_one("meta[name=description]")["content"] for path in paths]
    assert all(said)
    assert len(set(said)) == len(said)


def test_what_is_not_a_page_is_not_for_search_engines(passer_by):
    found = page(passer_by, "/titles/nothing", 404)
    assert found.select_one("meta[name=robots]")["content"] == "noindex"
    assert not found.select("link[rel=canonical], link[rel=alternate]")


def test_an_announced_title_is_in_the_sitemap(passer_by):
    coming = [slug for (slug,) in db.session.query(Title.slug).filter(Title.opens_at > clock.now())]
    assert coming
    listed = entries(passer_by)
    assert all(f"http://shop.test/titles/{slug}" in listed for slug in coming)
