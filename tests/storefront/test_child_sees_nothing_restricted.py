"""A child's profile reaches no title outside its pool, page by page; tests/family walks from one to the next."""

import re

import pytest

from tbo import clock
from tbo.catalog import version
from tbo.catalog.models import Credit, Person, Title
from tbo.catalog.search import search
from tbo.db import db

from ..playback.screens import signed_in
from .conftest import PART, page, slugs, words


def allowed() -> set[str]:
    """The titles that the child of eight years may know of."""
    return {slug for (slug,) in db.session.query(Title.slug).filter(Title.in_child_pool, Title.min_age <= 8)}


def hidden() -> set[str]:
    """The titles that the child must not know of, by their slugs."""
    return {slug for (slug,) in db.session.query(Title.slug)} - allowed()


def test_a_hidden_title_does_not_exist_at_its_address(child):
    for slug in hidden():
        for address in (f"/titles/{slug}", f"/titles/{slug}/seasons/1", f"/titles/{slug}/trailer"):
            page(child, address, 404)
        assert child.open(f"/titles/{slug}/seasons/1", headers=PART).status_code == 404


def test_search_finds_no_hidden_title_by_any_of_its_names(child):
    facts, pool = child.viewer.profile, {row.id for row in db.session.query(Title).filter(Title.slug.in_(allowed()))}
    titles = db.session.query(Title).filter(Title.slug.in_(hidden())).all()
    for place, title in enumerate(titles):
        names = (title.name["zh-Hans"], title.name["en"], *title.aliases)
        for query in names[place % 2 :: 2]:
            assert {hit.title_id for hit in search(query, profile=facts)} <= pool, query
    for title in titles[::9]:
        assert set(slugs(page(child, f"/search?q={title.name['zh-Hans']}"))) <= allowed()


def test_somebody_without_a_work_for_children_is_not_there(child):
    pool = {row.id for row in db.session.query(Title).filter(Title.slug.in_(allowed()))}
    works: dict[int, set[int]] = {}
    for credit in db.session.query(Credit):
        works.setdefault(credit.person_id, set()).add(credit.title_id)
    strangers = [person for person in db.session.query(Person) if not works.get(person.id, set()) & pool]
    assert strangers
    for person in strangers[::9]:
        page(child, f"/people/{person.slug}", 404)
        assert not page(child, f"/search?q={person.name['zh-Hans']}").select(".people a")


def test_the_library_counts_only_what_it_shows(child):
    found = page(child, "/library")
    assert int(found.select_one(".library-head b").get_text()) == len(slugs(found)) == len(allowed())
    assert "怎么看" not in [words(group) for group in found.select(".facets h2")]


@pytest.mark.parametrize("address", ["/plans", "/account/receipts"])
def test_what_money_is_about_is_closed(child, address):
    page(child, address, 403)


def test_of_landing_pages_a_child_reads_the_legal_ones(child, passer_by):
    def listed(screen) -> set[str]:
        return set(re.findall(r"/l/[a-z0-9-]+", screen.open("/sitemap.xml").text))

    legal = {"/l/about", "/l/privacy", "/l/terms"}
    assert listed(child) == legal < listed(passer_by)
    for address in legal:
        page(child, address)
    for address in listed(passer_by) - legal:
        page(child, address, 404)


@pytest.mark.parametrize("address", ["/shelves/free-now", "/shelves/originals", "/shelves/houses", "/shelves/films"])
def test_a_shelf_of_the_grown_ups_is_not_there(child, address):
    page(child, address, 404)


def test_a_rating_cap_and_a_blocked_title_hold_for_every_profile(shop):
    teen = signed_in(shop, kind="teen", rating_cap=12, blocked_titles=["west-of-orion"])
    page(teen, "/titles/the-same-name", 404)
    page(teen, "/titles/west-of-orion", 404)
    shown = set(slugs(page(teen, "/library"))) | set(slugs(page(teen, "/originals")))
    assert not {"the-same-name", "west-of-orion"} & shown
    assert not slugs(page(teen, "/search?q=参宿以西")) or "west-of-orion" not in slugs(page(teen, "/search?q=参宿以西"))


@pytest.mark.parametrize("who", [{"kind": "child", "rating_cap": 8}, {"kind": "teen", "rating_cap": 8}])
def test_a_hidden_title_that_left_the_shop_is_not_there_either(shop, who):
    title = db.session.query(Title).filter(Title.slug == "west-of-orion").one()
    title.closes_at = clock.now()
    version.bump()
    db.session.commit()
    screen, seen = signed_in(shop, **who), signed_in(shop)
    assert [seen.open(each).status_code for each in ("/titles/west-of-orion", "/watch/west-of-orion/1/2")] == [200, 410]
    page(screen, "/titles/west-of-orion", 404)
    told = screen.open("/watch/west-of-orion/1/2")
    assert told.status_code == 410
    assert "参宿以西" not in told.text


def test_nor_is_one_that_is_for_another_country(shop):
    title = db.session.query(Title).filter(Title.slug == "west-of-orion").one()
    title.regions = ["DE"]
    version.bump()
    db.session.commit()
    told = signed_in(shop, kind="child", rating_cap=8).open("/watch/west-of-orion/1/2")
    assert told.status_code == 451
    assert "参宿以西" not in told.text
    assert "参宿以西" in signed_in(shop).open("/watch/west-of-orion/1/2").text
