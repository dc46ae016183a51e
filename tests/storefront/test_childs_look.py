"""A child's profile has a look and a way about of its own, and nobody else pays for it or is ever given it."""

from datetime import datetime

import pytest

from tbo import clock
from tbo.db import db
from tbo.rules.screen_time import CHINA

from ..playback.screens import signed_in
from .conftest import page, words
from .test_home import begin, way_of

CHILDS = "/titles/undersea-garage"
STYLES = "link[href*='css/child']"
PAGES = ("/", "/library", CHILDS, "/watch/undersea-garage/1/1", "/profiles", "/titles/nothing")
ADULT = ("/search", "/account", "/plans", "/sign-in", "/originals", "/gifts", "/redeem")


@pytest.mark.parametrize("address", PAGES)
def test_only_a_child_s_page_carries_the_childs_style(child, family, passer_by, address):
    def look(screen):
        found = page(screen, address, 404 if address.endswith("nothing") else 200)
        return "child" in found.html.get("class", []), len(found.select(STYLES))

    assert look(child) == (True, 1)
    assert look(family) == (False, 0)
    if address != "/profiles":
        assert look(passer_by) == (False, 0)


@pytest.mark.parametrize("kind", ["adult", "teen"])
def test_who_is_no_child_keeps_the_dark_house(shop, kind):
    found = page(signed_in(shop, kind=kind), "/")
    assert found.select_one("meta[name=color-scheme]")["content"] == "dark"
    assert found.select_one(".tabs")
    assert not found.select(".childs-top, .sky")


@pytest.mark.parametrize("address", PAGES[:4])
def test_nothing_of_the_grown_ups_stands_in_a_child_s_navigation(child, address):
    found = page(child, address)
    bars = found.select("header a, nav a, footer a:not([hreflang]), form[role=search]")
    assert not [bar for bar in bars if bar.get("href", "").startswith(ADULT) or bar.name == "form"]
    assert not found.select(".tabs, .places")
    assert found.select_one("header .me")["href"] == "/"
    assert found.select_one("header .grown-ups")["href"] == "/profiles"


@pytest.mark.parametrize("address", ["/", "/library", CHILDS, "/shelves/kids-together"])
def test_a_child_reads_on_no_card_or_row_that_it_may_be_watched(child, address):
    child.own(("undersea-garage", 1, 2))
    found = page(child, address)
    assert found.select(".card, .episode")
    assert not found.select(".lamp-lit")
    assert not found.select(".card .card-facts")


def test_a_door_for_grown_ups_is_closed_with_words_for_a_child(child):
    found = page(child, "/account/receipts", 403)
    assert "问问爸爸妈妈" in words(found.main)
    assert "编号" not in words(found.main)
    assert [way["href"] for way in found.select(".state-acts a")] == ["/", "/profiles"]


def test_what_a_child_must_wait_for_it_still_reads(child):
    child.profile.weekday_minutes = child.profile.weekend_minutes = 0
    db.session.commit()
    assert "再看" in words(page(child, "/library").select_one(".card .lamp"))


def test_a_child_s_home_greets_it_and_shows_its_lanterns(child):
    child.profile.name, child.profile.weekday_minutes, child.profile.weekend_minutes = "果果", 30, 30
    db.session.commit()
    found = page(child, "/")
    sky = found.select_one(".sky")
    assert words(sky.h1) == "你好，果果"
    assert "30 分钟" in words(sky.select_one(".lanterns"))
    assert len(sky.select(".lanterns svg.lit")) == 4
    assert len(found.select("main .shelf")) <= 2
    assert not found.select(".hero")
    other = found.select_one(".childs-ask")
    assert other["href"] == "/profiles"
    assert "换个人看" in words(other), "who is watching is chosen there; nobody is asked for anything"


@pytest.mark.parametrize(("hour", "again"), [(22, "11 月 19 日再看"), (5, "06:00再看"), (6, None)])
def test_at_night_no_lantern_burns_and_it_is_said_when_they_do(child, hour, again):
    child.profile.name, child.profile.weekday_minutes, child.profile.weekend_minutes = "果果", 30, 30
    child.profile.rest_from, child.profile.rest_until = 22 * 60, 6 * 60
    db.session.commit()
    with clock.standing_at(datetime(2026, 11, 18, hour, tzinfo=CHINA)):
        sky, card = page(child, "/").select_one(".lanterns"), page(child, "/library").select_one(".card .lamp")
    if again is None:
        assert sky.select("svg.lit")
        return
    assert words(sky) == f"夜深了，{again}"
    assert not sky.select("svg.lit")
    assert words(card) == again


def test_a_child_goes_on_with_one_large_card(child):
    begin(child, ("undersea-garage", 1, 1))
    shelf = page(child, "/").select_one("#shelf-continue")
    assert way_of(shelf.select_one("a.card.big")) == "/watch/undersea-garage/1/1"
    assert len(shelf.select("a.card")) == 1
    assert not shelf.select("form")
