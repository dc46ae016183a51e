"""The home page: one picture with one thing to do, what is free tonight, shelves that come when they are reached."""

import re
from itertools import pairwise

import pytest

from tbo.catalog.models import Title
from tbo.db import db
from tbo.playback import progress
from tbo.storefront.keeping import POLICIES

from ..playback.screens import FREE, NEXT, PAID, episode
from .conftest import page, part, questions, root_ids, slugs, words

LATER = ("this-week", "tonight", "originals", "kids-morning", "slow-evenings", "leaving", "coming", "films")


def begin(screen, place, position_s=300, length_s=2400):
    """Let somebody watch a piece of an episode."""
    progress.note(screen.profile.id, episode(place), position_s, length_s)
    db.session.commit()


def way_of(link) -> str:
    """Where a link leads, without the position that it tells of."""
    return link["href"].partition("?at=")[0]


def test_the_first_screen_is_a_picture_its_lettering_and_one_ivory_button(passer_by):
    hero = page(passer_by, "/").select_one("#hero")
    assert hero.select_one(".hero-art img")["fetchpriority"] == "high"
    assert hero.select_one("img.lettering")["alt"] == hero.select_one("#hero-name").get_text()
    ivory = hero.select(".hero-acts .watch")
    assert len(ivory) == 1
    assert passer_by.open(way_of(ivory[0])).status_code == 200
    assert not hero.select(".pay")


def test_the_four_names_lead_to_heroes_of_their_own(passer_by):
    bills = page(passer_by, "/").select(".bill a")
    assert len(bills) == 4
    assert [bill.get("aria-current") for bill in bills] == ["true", None, None, None]
    for place, bill in enumerate(bills):
        found = part(passer_by, bill["href"])
        assert root_ids(found) == ["hero"]
        name, more = (span.get_text() for span in bill.select("span"))
        assert found.select_one("#hero-name").get_text() == name
        assert bill["aria-label"] == f"{name} {more}", "what is said is what can be read"
        assert found.select(".bill a")[place].get("aria-current") == "true"


@pytest.mark.parametrize("query", ["bill=nobody", "bill=", "bill=" + "x" * 400, "bill=a&bill=b", "x=1"])
def test_a_strange_bill_is_the_first_one(passer_by, query):
    assert page(passer_by, "/?" + query).select_one(".bill a")["aria-current"] == "true"


def test_a_hero_is_never_one_with_a_light_picture_or_with_nothing_to_do(passer_by):
    for bill in page(passer_by, "/").select(".bill a"):
        slug = bill["href"].partition("bill=")[2]
        assert db.session.query(Title).filter_by(slug=slug).one().has_light_picture is False
        assert part(passer_by, bill["href"]).select_one(".hero-acts .button")["href"]


def test_only_what_is_free_tonight_stands_there_at_once(passer_by):
    found = page(passer_by, "/")
    assert len(slugs(found.select_one("#shelf-free-now"))) >= 4
    assert slugs(found) == slugs(found.select_one("#shelf-free-now"))


def test_a_row_begins_with_what_a_screen_shows_and_goes_on_where_it_ended(passer_by):
    band = page(passer_by, "/").select_one("#shelf-free-now")
    first, place = [slug.partition("?at=")[0] for slug in slugs(band)], band.select_one(".row > li:last-child")
    assert (len(first), place["class"], place["hx-get"]) == (4, ["rest"], "/shelves/free-now?part=rest")
    assert place["hx-trigger"] == "revealed, focusin from:'closest ul'"
    more, whole = part(passer_by, place["hx-get"]), part(passer_by, "/shelves/free-now")
    assert first + slugs(more) == slugs(whole)
    assert len(slugs(more)) > 1
    assert not whole.select(".rest"), "a row that came by itself is whole"
    assert way_of(band.select_one("a.more")) == "/shelves/free-now", "without a script all of them stand there"
    assert slugs(page(passer_by, place["hx-get"]))[: len(first)] == first


def test_a_row_and_how_it_goes_on_are_kept_apart_and_nothing_else_of_an_address_counts():
    depends_on = POLICIES["storefront.shelf"].depends_on
    assert depends_on({"part": "rest", "utm_source": "x"}) == {"part": "rest"}
    assert depends_on({"part": "all", "utm_source": "x"}) == {}


def test_a_lower_shelf_waits_until_it_is_revealed_and_can_be_reached_without_a_script(passer_by):
    waiting = page(passer_by, "/").select("section.shelf[hx-trigger=revealed]")
    assert [shelf["id"] for shelf in waiting] == [f"shelf-{slug}" for slug in LATER]
    for shelf in waiting:
        address = shelf["hx-get"]
        assert way_of(shelf.select_one("a.more")) == address
        assert root_ids(part(passer_by, address)) == [shelf["id"]]
        whole = page(passer_by, address)
        assert words(whole.h1) == words(shelf.h2)
        assert slugs(whole)


def test_no_two_neighbouring_shelves_look_the_same(passer_by):
    looks = [tuple(row["class"]) for row in page(passer_by, "/").select("main .row, main .programme")]
    assert all(one != other for one, other in pairwise(looks))


def test_every_card_says_in_a_lamp_line_whether_it_may_be_watched(passer_by):
    for slug in set(LATER) - {"tonight"}:
        for card in part(passer_by, f"/shelves/{slug}").select("a.card"):
            lamp = card.select_one(".lamp")
            assert words(lamp), card["href"]


def test_family_night_says_when_each_evening_ends(passer_by):
    ends = [words(each) for each in part(passer_by, "/shelves/tonight").select(".ends")]
    assert len(ends) >= 4
    assert "21:14 结束" in ends  # a film of 104 minutes that begins at half past seven


def test_what_somebody_watches_stands_first_and_goes_on_where_it_was(family):
    begin(family, FREE)
    found = page(family, "/")
    shelf = found.select("section.shelf, section.band")[0]
    assert shelf["id"] == "shelf-continue"
    card = shelf.select_one("a.card")
    assert way_of(card) == "/watch/west-of-orion/1/1"
    assert words(card.select_one(".card-facts")) == "第 1 集 · 还剩 35 分钟"
    assert card.select_one("progress")["value"] == "12"


def test_the_big_button_goes_on_where_this_profile_was(family):
    begin(family, FREE)
    big = part(family, "/?bill=west-of-orion").select_one(".hero-acts .watch")
    assert (words(big), way_of(big)) == ("继续看 第 1 集", "/watch/west-of-orion/1/1")


def test_after_a_finished_episode_the_next_one_goes_on_when_it_may_be_watched(family):
    begin(family, FREE, position_s=2399)
    assert page(family, "/").select_one("#shelf-continue") is None
    family.own(PAID)
    db.session.commit()
    assert way_of(page(family, "/").select_one("#shelf-continue a.card")) == "/watch/west-of-orion/1/2"
    begin(family, NEXT)
    assert page(family, "/").select_one("#shelf-continue") is None, "what may not be watched is not gone on with"


def test_a_title_can_be_taken_off_the_shelf_and_comes_back_when_it_is_watched_again(family):
    begin(family, FREE)
    form = page(family, "/").select_one("#shelf-continue form")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    answer = family.open(form["action"], "POST", data=fields)
    assert (answer.status_code, answer.location) == (303, "/")
    assert page(family, "/").select_one("#shelf-continue") is None
    begin(family, FREE, position_s=400)
    assert page(family, "/").select_one("#shelf-continue") is not None


def test_another_households_shelf_is_not_touched_by_taking_a_title_off(family, passer_by):
    begin(family, FREE)
    answer = passer_by.open("/continuing/west-of-orion/removal", "POST", data={})
    assert answer.status_code in (303, 400)
    assert page(family, "/").select_one("#shelf-continue") is not None


@pytest.mark.parametrize("slug", ["nothing", "x" * 300, "a%2Fb", "continue'--"])
def test_an_unknown_shelf_is_not_there(passer_by, slug):
    assert passer_by.open(f"/shelves/{slug}").status_code == 404


def test_a_passer_by_has_no_shelf_to_go_on_with(passer_by):
    assert page(passer_by, "/").select_one("#shelf-continue") is None
    assert page(passer_by, "/shelves/continue").select("a.card") == []


def test_home_asks_nothing_of_the_database_for_a_passer_by_and_twice_for_a_household(passer_by, family):
    begin(family, FREE)
    assert len(questions(passer_by, "/")) == 0
    assert len(questions(family, "/")) <= 2


def test_what_is_to_come_says_its_day_and_of_a_series_that_runs_its_episode(passer_by):
    found = part(passer_by, "/shelves/coming").select("a.card")
    lamps = [words(card.select_one(".lamp")) for card in found]
    assert len(found) > 2
    assert all(re.search(r"\d+ 月 \d+ 日上线|周.上线|天上线", lamp) for lamp in lamps), lamps
    running = [
        card
        for card in found
        if card["href"] in {c["href"] for c in part(passer_by, "/shelves/this-week").select("a.card")}
    ]
    assert running
    assert all(re.fullmatch(r"第 \d+ 集", words(card.select_one(".card-facts"))) for card in running)
