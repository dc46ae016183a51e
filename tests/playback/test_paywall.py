"""The page of what may not be watched (now): ways in at true prices, or the reason, and always a way back."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from tbo import clock
from tbo.catalog.models import Title
from tbo.db import db
from tbo.entitlements.grants import revoke
from tbo.rules.money import Money

from ..conftest import ANCHOR
from ..support.parsing import parsed
from .screens import NEXT, PAID, address, episode

FILM, COMING, WITHDRAWN = ("the-same-name", 1, 1), ("a-call-from-the-far-side", 1, 1), ("lighthouse-ledger", 1, 1)
ELSEWHERE, FOR_CHILDREN = ("tide-tables", 1, 1), ("undersea-garage", 1, 5)


def closed(screen, place, status: int) -> BeautifulSoup:
    """Fetch the page of a closed episode and check what every such page has."""
    answer = screen.open(address(place))
    assert answer.status_code == status, answer.status_code
    page = parsed(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert "/hls/" not in answer.text
    assert not page.select("video, media-controller, script[src*=player]")
    assert len([link for link in page.select("main a") if link["href"].startswith(f"/titles/{place[0]}")]) >= 2
    return page


def rows(page) -> list[str]:
    """The ways in, as a person reads them."""
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.select(".offer-row")]


@pytest.mark.parametrize(("prefix", "number"), [("/en", "Episode\xa02"), ("/de", "Folge\xa02")])
def test_an_episode_s_number_is_not_parted_from_its_word_on_a_small_phone(passer_by, prefix, number):
    assert parsed(passer_by.open(prefix + address(PAID)).text).h1.get_text().startswith(number)


def test_a_visitor_is_offered_the_episode_the_season_and_the_month(passer_by):
    page = closed(passer_by, PAID, 402)
    assert [row.split()[0] for row in rows(page)] == ["只看这一集", "第", "月卡"]
    assert len(page.select(".choice-radio")) == len(page.select(".choices .pay")) == 3
    assert [radio.has_attr("checked") for radio in page.select(".choice-radio")] == [True, False, False]


def test_each_button_carries_the_amount_of_its_row_and_leads_to_its_order(passer_by):
    page = closed(passer_by, PAID, 402)
    amounts = [row.select_one(".offer-price > b").get_text(strip=True) for row in page.select(".offer-row")]
    for button, amount in zip(page.select(".choices .pay"), amounts, strict=True):
        assert button.get_text(strip=True) == f"继续 ·{amount}", "the checkout that follows is where one pays"
        assert passer_by.open(button["href"]).status_code in (200, 302, 303)


def test_a_film_is_bought_or_rented(passer_by):
    page = closed(passer_by, FILM, 402)
    assert [row.split()[0] for row in rows(page)] == ["买下这部片", "租来看"]
    assert "可以看" in page.select_one(".paywall-sheet").get_text()


def test_what_is_owned_lowers_the_price_of_the_season(owner):
    revoke("order", "order-1", "replaced")
    owner.own(PAID, paid=Money(400))
    db.session.commit()
    page = closed(owner, NEXT, 402)
    season = page.select(".offer-row")[1]
    old, new = (season.select_one(f".offer-price > {tag}").get_text(strip=True) for tag in ("s", "b"))
    before, after = (float(text.replace("原价", "").strip("¥ ")) for text in (old, new))
    assert before - after == 4.0
    assert "已买的抵扣 ¥4.00" in season.get_text()
    assert "剩下的全部" in season.get_text()


def test_who_is_known_is_not_asked_to_sign_in(owner, passer_by):
    assert closed(passer_by, PAID, 402).select('a[href^="/sign-in?next="]')
    place = f"/en{address(PAID)}?from=list"
    english = parsed(passer_by.open(place).text).select_one('a[href^="/en/sign-in?next="]')
    assert parse_qs(urlsplit(english["href"]).query)["next"] == [place], "who comes back is where they were"
    assert not closed(owner, NEXT, 402).select('.paywall a[href^="/sign-in"]')


def test_what_is_owned_is_never_on_sale(owner):
    assert owner.open(address(PAID)).status_code == 200
    assert "offer-row" not in owner.open(address(PAID)).text


def test_a_child_sees_no_price_and_no_way_to_pay(child):
    page = closed(child, FOR_CHILDREN, 403)
    assert "这一集要爸爸妈妈先打开。" in page.get_text()
    assert "¥" not in page.get_text()
    assert not page.select(".pay")
    assert not page.select('main a[href*="orders"], main a[href*="plans"], main a[href*="sign-in"]')


@pytest.mark.parametrize("place", [PAID, ("storm-eye-hotel", 1, 2)])
def test_what_is_not_for_a_child_says_why_and_not_what(child, place):
    answer = child.open(address(place))
    assert answer.status_code == 403
    assert "孩子的片库里没有这部片子。" in answer.text or "超过了这个档案的年龄分级" in answer.text
    assert not any(word in answer.text for word in ("¥", *episode(place).card.name.values()))


def test_what_is_coming_says_when(passer_by):
    page = closed(passer_by, COMING, 403)
    assert "上线" in page.select_one(".paywall-why").get_text()
    assert page.select(".bulb-warm")


def test_what_was_withdrawn_is_gone_and_says_since_when(passer_by):
    with clock.standing_at(ANCHOR + timedelta(days=30)):
        page = closed(passer_by, WITHDRAWN, 410)
    assert "已经下架" in page.select_one(".paywall-why").get_text()


def test_what_may_not_be_shown_here_says_so(passer_by, monkeypatch):
    settings = passer_by.app.extensions["tbo.settings"]
    monkeypatch.setitem(passer_by.app.extensions, "tbo.settings", replace(settings, region="DE"))
    page = closed(passer_by, ELSEWHERE, 451)
    assert "在你所在的地区没有播放权" in page.get_text()


def test_what_is_unpublished_is_like_what_never_was(passer_by, changed_catalogue):
    db.session.query(Title).filter(Title.slug == PAID[0]).update({"published_at": None})
    changed_catalogue()
    for place in (PAID, ("nothing-of-this-name", 1, 1), (NEXT[0], 7, 1), (NEXT[0], 1, 999)):
        assert passer_by.open(address(place)).status_code == 404


def test_the_other_episodes_stand_below_with_their_lamps(owner):
    tiles = closed(owner, NEXT, 402).select(".tile")
    assert len(tiles) == 10
    assert "lit" in tiles[0]["class"]
    assert "lit" in tiles[1]["class"]
    assert tiles[2]["aria-current"] == "page"
    assert tiles[3].select_one(".tile-words").get_text(strip=True) == "¥4.00"


@pytest.mark.parametrize("prefix", ["/en", "/de"])
def test_it_is_there_in_other_languages(passer_by, prefix):
    answer = passer_by.open(prefix + address(PAID))
    assert answer.status_code == 402
    links = parsed(answer.text).select(".choices .pay")
    assert all(link["href"].startswith(prefix + "/") for link in links)


def test_a_closed_episode_is_not_for_search_engines(passer_by):
    page = closed(passer_by, PAID, 402)
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_the_name_of_the_picture_is_one_that_exists(passer_by):
    page = closed(passer_by, PAID, 402)
    assert page.select_one(".paywall-head img")["src"].endswith("still-2-368.webp")
    assert episode(PAID).number == 2
