"""The plans page: numbers that are the catalogue's own, one red button, and nothing of it for a child."""

import re

from tbo.catalog.models import Episode, Season, Title
from tbo.db import db
from tbo.offers.models import Plan

from .conftest import page, words


def amounts(found, selector: str) -> list[int]:
    """Prices in whole fen, as they are read."""
    return [round(float(re.sub(r"[^\d.]", "", words(each))) * 100) for each in found.select(selector)]


def test_every_plan_is_a_row_with_its_price_and_the_shortest_is_chosen(passer_by):
    found = page(passer_by, "/plans")
    assert len(found.select("label.offer")) == db.session.query(Plan).count() == 4
    assert amounts(found, "label.offer .offer-price > .price") == [1900, 5200, 9800, 19800]
    assert [row.has_attr("checked") for row in found.select(".pick")] == [True, False, False, False]


def test_what_a_longer_plan_saves_is_true(passer_by):
    saved = [words(each) for each in page(passer_by, "/plans").select(".saves")]
    assert saved == ["省 ¥ 5", "省 ¥ 16", "省 ¥ 30"]


def test_each_button_carries_the_amount_that_it_leads_to(passer_by):
    for button in page(passer_by, "/plans").select(".buys .pay"):
        amount = button.get_text().rsplit(" ", 1)[1]
        assert amount in page(passer_by, button["href"]).main.get_text(), button["href"]


def test_what_may_renew_leads_to_its_own_checkout_and_says_the_same_amount(passer_by):
    links = page(passer_by, "/plans").select(".buys a.line")
    assert [link["href"] for link in links] == [f"/plans/{key}/subscriptions/new" for key in ("monthly", "quarterly")]
    for link in links:
        amount = re.search(r"¥[\d.]+", words(link)).group()
        assert amount in page(passer_by, link["href"]).main.get_text()


def test_single_prices_are_the_cheapest_there_are(passer_by):
    found = page(passer_by, "/plans")
    said = dict(zip([words(each) for each in found.select(".singles dt")], amounts(found, ".singles dd"), strict=True))
    cheapest = min(price for (price,) in db.session.query(Episode.price_fen).join(Title).filter(Title.kind != "film"))
    assert said["一集，从"] == cheapest


def test_the_example_of_credit_adds_up(passer_by):
    words_said = words(page(passer_by, "/plans").select_one(".credit-note"))
    season = db.session.query(Season).join(Title).filter(Title.slug == "three-minutes-in-the-lift").one()
    left = season.price_fen - 2 * season.episodes[0].price_fen
    assert f"¥{left / 100:.2f}" in words_said


def test_the_first_question_is_open_and_says_how_to_end_it(passer_by):
    questions = page(passer_by, "/plans").select(".questions details")
    assert words(questions[0].summary) == "怎么取消？"
    assert [question.has_attr("open") for question in questions] == [True, False, False, False]


def test_a_child_is_not_shown_prices(child):
    found = page(child, "/plans", 403)
    assert not found.select(".price")
