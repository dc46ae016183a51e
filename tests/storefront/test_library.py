"""The library: its address is its state, every link says where it leads, and paging loses and doubles nothing."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from tbo.catalog.models import Title
from tbo.db import db

from .conftest import PART, page, part, root_ids, slugs, words

BROKEN_PLACES = ("x", "1", "1.2.3", "-1.2", "1.99999999999", "1. 2", "１.２", "1_0.2", "9" * 17 + ".1", "1.2&sort=year")


def count(found) -> int:
    """How many titles the page says there are."""
    return int(found.select_one(".library-head b").get_text())


def facet(found, name: str):
    """The link of a facet's value."""
    return next(link for link in found.select("a.facet") if words(link.select("span")[1]) == name)


def whole_wall(screen, address: str) -> list[str]:
    """Every title, gathered by following "more" to its end."""
    found, gathered = page(screen, address), []
    while True:
        gathered += slugs(found)
        more = found.select_one("#wall-more a")
        if more is None:
            return gathered
        found = page(screen, more["href"])


def test_the_wall_has_every_title_once(passer_by):
    gathered = whole_wall(passer_by, "/library")
    assert len(gathered) == len(set(gathered)) == count(page(passer_by, "/library")) == db.session.query(Title).count()


@pytest.mark.parametrize("sort", ["popular", "newest", "year"])
def test_every_order_has_the_same_titles(passer_by, sort):
    assert sorted(whole_wall(passer_by, f"/library?sort={sort}")) == sorted(whole_wall(passer_by, "/library"))


def test_years_go_down(passer_by):
    years = [
        db.session.query(Title.year).filter_by(slug=slug).scalar()
        for slug in whole_wall(passer_by, "/library?sort=year")
    ]
    assert all(one >= other for one, other in pairwise(years))


def test_each_facet_says_beforehand_how_many_titles_it_leads_to(passer_by):
    for start in ("/library", "/library?kind=series&country=CN"):
        for link in page(passer_by, start).select("a.facet:not([aria-current])")[::3]:
            promised = int(link.select_one(".count").get_text())
            assert count(page(passer_by, link["href"])) == promised, link["href"]


def test_facets_combine_and_the_address_holds_them_all(passer_by):
    found = page(passer_by, "/library")
    for name in ("现在免费", "中国", "全家"):
        found = page(passer_by, facet(found, name)["href"])
    chosen = found.select(".library-head .chip")
    assert [words(chip).removesuffix(" 去掉") for chip in chosen] == ["现在免费", "中国", "全家"]
    query = parse_qs(urlsplit(facet(found, "日本")["href"]).query)
    assert query == {"country": ["JP"], "access": ["free"], "age": ["0"]}
    for slug in slugs(found):
        title = db.session.query(Title).filter_by(slug=slug).one()
        assert "CN" in title.countries
        assert title.min_age == 0


def test_a_chosen_facet_leads_back_and_its_chip_too(passer_by):
    found = page(passer_by, "/library?country=JP&access=free")
    assert facet(found, "日本")["aria-current"] == "true"
    assert facet(found, "日本")["href"] == found.select(".library-head .chip")[1]["href"] == "/library?access=free"
    assert found.select_one(".clear")["href"] == "/library"


def test_the_kind_stays_when_facets_are_cleared(passer_by):
    assert page(passer_by, "/library?kind=film&country=CN").select_one(".clear")["href"] == "/library?kind=film"


def test_htmx_gets_the_library_alone_and_more_of_it_alone(passer_by):
    assert root_ids(part(passer_by, "/library?country=CN")) == ["library"]
    more = page(passer_by, "/library").select_one("#wall-more a")
    added = part(passer_by, more["hx-get"])
    assert {each.name for each in added.find_all(True, recursive=False)} == {"li"}
    assert slugs(added) == slugs(page(passer_by, more["href"]))
    assert added.select_one("a.card").has_attr("autofocus"), "whoever pressed the button goes on from the first new one"
    assert not page(passer_by, "/library").select("[autofocus]")


def test_the_order_that_is_chosen_is_named_and_kept_by_facets(passer_by):
    found = page(passer_by, "/library?sort=newest")
    assert "最近上新" in words(found.select_one(".sorts summary"))
    assert [words(link) for link in found.select(".sorts [aria-current]")] == ["最近上新"]
    assert "sort=newest" in facet(found, "日本")["href"]


def test_what_is_chosen_is_named_where_nothing_is_left_too(passer_by):
    found = page(passer_by, "/de/library?kind=variety&country=DE&language=yue&age=16")
    assert not slugs(found)
    chips = [words(chip) for chip in found.select(".chip.chosen")]
    assert [name for name in ("Deutschland", "Kantonesisch", "ab 16") if any(name in chip for chip in chips)] == [
        "Deutschland",
        "Kantonesisch",
        "ab 16",
    ], chips
    assert "Deutschland" in words(found.select_one("#facets"))


def test_nothing_left_says_so_and_leads_on(passer_by):
    found = page(passer_by, "/library?country=JP&kind=variety")
    assert count(found) == 0
    assert "一部也不剩" in words(found.select_one(".library-wall"))
    assert found.select_one(".library-wall a")["href"] == "/library?kind=variety"


@pytest.mark.parametrize("place", BROKEN_PLACES)
def test_a_place_that_we_did_not_make_is_refused_in_words(passer_by, place):
    found = page(passer_by, f"/library?after={place}", 400)
    assert "片库" in words(found.main)


@pytest.mark.parametrize("place", ["0.1", "999999999.1", "1.2147483647"])
def test_a_place_beyond_either_end_is_a_page_like_any_other(passer_by, place):
    assert passer_by.open(f"/library?after={place}").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["country=XX", "genre=" + "x" * 500, "kind=nothing", "year=abc", "age=-1", "sort=x", "country=CN&country=JP"],
)
def test_a_strange_value_is_an_answer_without_a_fault(passer_by, query):
    assert passer_by.open("/library?" + query).status_code == 200
    assert passer_by.open("/library?" + query, headers=PART).status_code == 200


def test_search_engines_are_shown_one_address_for_all_that_is_narrowed(passer_by):
    def canonical(address):
        return page(passer_by, address).select_one("link[rel=canonical]")["href"]

    assert canonical("/library?kind=film") == "http://shop.test/library?kind=film"
    assert canonical("/library?kind=film&country=CN&sort=year") == "http://shop.test/library"
    assert {link.get("rel", [""])[0] for link in page(passer_by, "/library").select("a.facet")} == {"nofollow"}
