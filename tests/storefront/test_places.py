"""Pages about a studio, a country, a person and our originals: who they are, and exactly their titles."""

import pytest

from tbo.catalog.models import Credit, Person, Studio, Title
from tbo.db import db
from tbo.storefront import places, shelves

from .conftest import page, questions, slugs, words


def titles(*conditions) -> set[str]:
    """The slugs of titles that fit."""
    return {slug for (slug,) in db.session.query(Title.slug).filter(*conditions)}


def test_every_studio_has_its_own_titles(passer_by):
    for studio in db.session.query(Studio):
        found = page(passer_by, f"/studios/{studio.slug}")
        assert words(found.h1) == studio.name["zh-Hans"]
        assert set(slugs(found)) == titles(Title.studio_id == studio.id)


def test_a_country_has_the_titles_that_come_from_it(passer_by):
    found = page(passer_by, "/countries/DE")
    assert words(found.h1) == "德国"
    assert set(slugs(found)) == {t.slug for t in db.session.query(Title) if "DE" in t.countries}


def test_a_country_is_found_in_either_case_and_no_other_code_is(passer_by):
    assert passer_by.open("/countries/de").status_code == 200
    for code in ("XX", "DEU", "D", "日本", "x" * 200, "BR"):
        page(passer_by, f"/countries/{code}", 404)


def test_a_person_has_name_reading_parts_and_works(passer_by):
    found = page(passer_by, "/people/shan-yubai")
    assert words(found.h1) == "单予白"
    assert words(found.select_one(".place-facts")) == "shàn yǔ bái · 主演 · 中国"
    person = db.session.query(Person).filter_by(slug="shan-yubai").one()
    works = {credit.title_id for credit in db.session.query(Credit).filter_by(person_id=person.id)}
    assert set(slugs(found)) == titles(Title.id.in_(works))


def test_the_originals_are_ours(passer_by):
    assert set(slugs(page(passer_by, "/originals"))) == titles(Title.is_original.is_(True))


def test_names_are_said_in_the_language_of_the_address(passer_by):
    assert words(page(passer_by, "/en/countries/DE").h1) == "Germany"
    assert words(page(passer_by, "/de/countries/DE").h1) == "Deutschland"
    assert words(page(passer_by, "/en/people/shan-yubai").h1) == "Shan Yubai"


@pytest.mark.parametrize("family", ["studios", "people"])
@pytest.mark.parametrize("slug", ["nothing", "x" * 500, "A", "a--b", "-", "a_b", "%25"])
def test_an_unknown_name_is_not_found(passer_by, family, slug):
    page(passer_by, f"/{family}/{slug}", 404)


def test_a_household_costs_two_questions_however_many_titles_are_shown(family):
    addresses = ("/countries/CN", "/countries/DE", "/studios/yanchi", "/originals", "/people/shan-yubai")
    assert {address: len(questions(family, address)) for address in addresses} == dict.fromkeys(addresses, 2)


def test_a_place_with_more_than_it_shows_counts_them_all_and_leads_on(passer_by, monkeypatch):
    monkeypatch.setattr(places, "MOST", 5)
    found, all_of_it = page(passer_by, "/countries/CN"), [t for t in db.session.query(Title) if "CN" in t.countries]
    assert words(found.select_one(".place-facts")) == f"{len(all_of_it)} 部作品"
    assert len(slugs(found)) == 5
    assert page(passer_by, found.select_one(".button.line")["href"]).h1
    assert page(passer_by, "/studios/" + db.session.query(Studio).first().slug).h1


def test_a_shelf_s_own_page_has_all_its_titles(passer_by, monkeypatch):
    monkeypatch.setattr(shelves, "MOST", 3)
    assert len(slugs(page(passer_by, "/shelves/films"))) > 3
