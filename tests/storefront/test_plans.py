"""The plans page: numbers that are the catalogue's own, one red button, and nothing of it for a child."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from tbo import clock
from tbo.catalog import version
from tbo.catalog.models import Episode, Season, Title
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.offers.models import Plan

from .conftest import page, words
from .renewers import renews


def amounts(found, selector: str) -> list[int]:
    """Prices in whole fen, as they are read."""
    return [round(float(re.sub(r"[^\d.]", "", words(each))) * 100) for each in found.select(selector)]


def test_every_plan_is_a_row_with_its_price_and_the_shortest_is_chosen(passer_by):
    found = page(passer_by, "/plans")
    assert len(found.select("label.offer")) == db.session.query(Plan).count() == 4
    assert amounts(found, "label.offer .offer-price > .price") == [1900, 5200, 9800, 19800]
    assert [row.has_attr("checked") for row in found.select(".pick")] == [True, False, False, False]


def test_no_place_of_a_phone_s_bottom_is_lit_on_the_plans_page(passer_by):
    assert [words(tab) for tab in page(passer_by, "/").select(".tabs [aria-current]")] == ["首页"]
    assert page(passer_by, "/plans").select(".tabs [aria-current]") == []


def test_what_a_longer_plan_saves_is_true(passer_by):
    saved = [words(each) for each in page(passer_by, "/plans").select(".saves")]
    assert saved == ["省 ¥ 5.00", "省 ¥ 16.00", "省 ¥ 30.00"]


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
    assert said["单集"] == cheapest


def test_the_example_of_credit_adds_up(passer_by):
    words_said = words(page(passer_by, "/plans").select_one(".credit-note"))
    season = db.session.query(Season).join(Title).filter(Title.slug == "three-minutes-in-the-lift").one()
    left = season.price_fen - 2 * season.episodes[0].price_fen
    assert f"¥{left / 100:.2f}" in words_said


def test_the_first_question_is_open_and_says_how_to_end_it(passer_by):
    questions = page(passer_by, "/plans").select(".questions details")
    assert words(questions[0].summary) == "怎么取消？"
    assert [question.has_attr("open") for question in questions] == [True, False, False, False]


def hrefs(found) -> list[list[str]]:
    """Where the buttons below each plan lead."""
    return [[link["href"] for link in way.select("a.button")] for way in found.select(".buys > div")]


@pytest.mark.parametrize("state", ["active", "trial", "grace", "paused"])
def test_who_renews_finds_their_plan_marked_and_every_other_leads_to_changing_it(family, state):
    renews(family.household.id, "quarterly", state, trial=state == "trial")
    found = page(family, "/plans?coupon=HUANYING")
    assert [bool(row.select(".lamp")) for row in found.select("label.offer")] == [False, True, False, False]
    assert [row.has_attr("checked") for row in found.select(".pick")] == [False, True, False, False]
    change = ["/subscription/plans"]
    assert hrefs(found) == [change, ["/account#membership"], change, change]
    assert not found.select(".buys .pay, a[href$='/subscriptions/new']")
    for way in hrefs(found):
        assert page(family, way[0].partition("#")[0]).h1
    assert "免费 7 天" not in found.main.get_text()


@pytest.mark.parametrize("state", ["cancelled", "lapsed"])
def test_who_had_a_trial_is_promised_no_other(family, state):
    db.session.execute(update(Plan).values(trial_days=7))
    version.bump()
    assert "免费 7 天" in words(page(family, "/plans").select_one(".buys"))
    renews(family.household.id, state=state, trial=True)
    found = page(family, "/plans")
    assert "免费 7 天" not in words(found.select_one(".buys"))
    assert hrefs(found)[1] == ["/plans/quarterly/orders/new", "/plans/quarterly/subscriptions/new"]
    assert bool(found.select_one("label.offer").select(".lamp")) is (state == "cancelled")


def test_who_paid_beforehand_may_buy_more_of_their_plan(family):
    now = clock.now()
    months = Given(kind="plan", plan_key="yearly", starts_at=now, ends_at=now + timedelta(days=99))
    grant(family.household.id, months, "order", "TBO-BEFORE")
    db.session.commit()
    found = page(family, "/plans")
    assert [bool(row.select(".lamp")) for row in found.select("label.offer")] == [False, False, False, True]
    assert [way[0] for way in hrefs(found)] == [
        f"/plans/{key}/orders/new" for key in ("monthly", "quarterly", "half-year", "yearly")
    ]
    assert page(family, hrefs(found)[0][1]).select_one("form.till-form, .till-form")


def test_only_who_has_no_account_is_told_that_none_is_needed(family, passer_by):
    address = "/plans/monthly/orders/new"
    assert "不用注册" in words(page(passer_by, address).select_one(".till-note"))
    family.household.became_account_at = clock.now()
    db.session.commit()
    assert "不用注册" not in words(page(family, address).main)


def test_a_child_is_not_shown_prices(child):
    found = page(child, "/plans", 403)
    assert not found.select(".price")


@pytest.mark.parametrize(
    ("address", "chosen"),
    [
        ("/plans", "plan-monthly"),
        ("/plans?plan=yearly", "plan-yearly"),
        ("/plans?plan=nothing-like-this", "plan-monthly"),
    ],
)
def test_the_plan_that_an_address_asks_for_is_chosen_where_it_is_on_sale(passer_by, address, chosen):
    assert [each["id"] for each in page(passer_by, address).select(".plans input[checked]")] == [chosen]
