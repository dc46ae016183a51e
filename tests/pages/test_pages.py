"""Landing pages at their addresses: what is shown, what is gone, what machines are told, where Tmall leads."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from tbo import clock
from tbo.arrivals.models import Arrival
from tbo.catalog import version
from tbo.db import db
from tbo.offers.models import Plan
from tbo.offers.plans import plans_on_sale, price_list
from tbo.pages.models import Page, PagePublication

from ..conftest import ANCHOR
from ..support.layers import pages_kept
from .conftest import document

CAMPAIGNS = ("shuang11", "return-the-lantern-s2", "gift-cards", "documentary-month", "about")


@pytest.mark.parametrize("slug", CAMPAIGNS)
@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_the_demo_s_pages_stand_at_their_addresses(visitor, slug, prefix):
    page = visitor.page(f"{prefix}/l/{slug}")
    assert page.select_one("link[rel=canonical]")["href"] == f"http://shop.test{prefix}/l/{slug}"
    assert len(page.select("link[rel=alternate]")) == 4
    assert page.select_one('meta[property="og:title"]')["content"] == page.title.get_text()
    assert page.select_one("meta[name=description]")["content"]


def test_a_page_that_ended_is_gone_and_one_that_never_was_is_unknown(visitor):
    assert visitor.get("/l/never-was").status_code == 404
    with clock.standing_at(ANCHOR.replace(day=22, hour=16) - timedelta(seconds=1)):
        assert visitor.get("/l/shuang11").status_code == 200
    with clock.standing_at(ANCHOR.replace(day=22, hour=16)):
        assert visitor.get("/l/shuang11").status_code == 410


def test_the_sitemap_names_what_is_shown_and_nothing_else(visitor):
    assert "/l/shuang11</loc>" in visitor.get("/sitemap.xml").text
    with clock.standing_at(ANCHOR + timedelta(days=30)):
        found = visitor.get("/sitemap.xml").text
    assert "/l/shuang11" not in found
    assert "/l/about</loc>" in found


def test_home_is_the_shop_s_own_choice_until_somebody_publishes_one(visitor, changed_catalogue):
    home = select(Page.id).where(Page.kind == "home").scalar_subquery()
    db.session.execute(delete(PagePublication).where(PagePublication.page_id == home))
    changed_catalogue()
    shelves = [shelf["id"] for shelf in visitor.page("/").select("section.shelf, section.band")]
    assert shelves[:2] == ["shelf-free-now", "shelf-originals"]


def test_home_s_own_address_as_a_page_leads_home(visitor):
    assert visitor.get("/l/home").location == "/"


def test_an_item_of_tmall_leads_to_its_page_while_that_is_shown(visitor):
    assert visitor.get("/t/900000000104").location == "/l/return-the-lantern-s2"
    assert visitor.get("/en/t/900000000101").location == "/en/l/shuang11"
    with clock.standing_at(ANCHOR + timedelta(days=30)):
        assert visitor.get("/t/900000000101").location.startswith("/plans")


@pytest.mark.parametrize("slug", ["x" * 300, "%00", "..%2f", "a%20b", "%ff", "雪", "-", "A"])
def test_a_strange_address_is_no_page(visitor, slug):
    assert visitor.get(f"/l/{slug}").status_code in (400, 404)
    assert visitor.get(f"/p/{slug}").status_code in (400, 404)


def test_a_kept_page_flips_at_its_very_second(shop):
    ends = ANCHOR.replace(day=22, hour=16)
    with pages_kept(shop) as front:
        client = FlaskClient(shop, shop.response_class, use_cookies=False)
        for seconds, status in ((-30, 200), (-1, 200), (0, 410)):
            with clock.standing_at(ends + timedelta(seconds=seconds)):
                answer = client.get("/l/shuang11")
                assert answer.status_code == status, seconds
                if seconds == -1:
                    assert "s-maxage=1," in answer.headers["Cache-Control"]
    assert front.rendered == ["/l/shuang11", "/l/shuang11"], "kept until its end, and not a second longer"


def test_every_drawn_price_is_the_one_that_is_asked_at_every_boundary(draw):
    told = document(("plan_table", {"plans": ["monthly", "quarterly", "half-year", "yearly"]}))
    versions = [each for _facts, each in price_list().plans]
    moments = {end for each in versions for version in each for end in (version.sold_from, version.sold_until) if end}
    for moment in sorted(moments):
        for second in (-1, 0, 1):
            now = moment + timedelta(seconds=second)
            sold = [plan.price.yuan_text for plan in plans_on_sale(now)]
            found = re.findall(r"· ¥([\d.]+)</a>", draw(told, now=now))
            assert sorted(found) == sorted(sold), now


@pytest.mark.parametrize("days", [0, 7])
def test_the_ways_to_renew_are_offered_as_on_the_plans_page(visitor, draw, days):
    db.session.execute(update(Plan).values(trial_days=days))
    version.bump()

    def ways(found) -> list[str]:
        below = [
            [" ".join(each.get_text().split()) for each in way.select("a.line, p")]
            for way in found.select(".buys > div")
        ]
        return [words for way in below for words in way]

    plans = ["plan:monthly", "plan:quarterly", "plan:half-year", "plan:yearly"]
    shown = ways(visitor.page("/plans"))
    assert any("先免费 7 天，再 ¥19.00/月" in words for words in shown) is bool(days)
    for block in (
        ("plan_table", {"plans": [ref.removeprefix("plan:") for ref in plans]}),
        ("offer", {"offers": plans}),
    ):
        assert ways(BeautifulSoup(draw(document(block)), "lxml")) == shown


def test_who_comes_by_a_link_is_kept_as_an_arrival_and_sees_the_clean_address(shop):
    link = "/l/documentary-month?spm=a2100c.1.14&utm_source=letter&odd=1"
    with pages_kept(shop) as front:
        visitor = shop.test_client()
        assert visitor.get("/l/documentary-month").status_code == 200
        came = visitor.get(link)
        assert (came.status_code, came.location) == (302, "/l/documentary-month")
        assert visitor.get(came.location).status_code == 200
        assert front.rendered == ["/l/documentary-month", "/l/documentary-month"]
    arrival = db.session.scalars(select(Arrival).order_by(Arrival.id.desc()).limit(1)).one()
    assert (arrival.path, arrival.spm) == ("/l/documentary-month", "a2100c.1.14")
    assert arrival.known["utm_source"] == "letter"
    assert came.headers["Set-Cookie"].startswith(f"tbo-arrival={arrival.public_id};")


def test_a_link_with_nothing_of_a_click_is_the_same_page(visitor):
    assert visitor.get("/l/documentary-month?odd=1").status_code == 200
    assert visitor.head("/l/documentary-month?spm=a.b").headers.get("Set-Cookie") is None
