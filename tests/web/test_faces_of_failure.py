"""Every failure has a face in the reader's language: what happened, what to do, and never a way that is closed."""

import pytest
from bs4 import BeautifulSoup
from flask import g

from tbo.web.errors import error_page

from ..playback.screens import signed_in
from ..support.parsing import parsed

TITLES = {
    400: "这个地址我们读不懂",
    403: "这扇门不开",
    404: "这一场不放了",
    409: "这一步没有成功",
    410: "这盏灯已经收起来了",
    429: "慢一点，灯跟不上了",
    500: "放映机卡了一下",
    503: "正在换胶片",
}


def face(app, status: int, **context) -> BeautifulSoup:
    """The page of a status."""
    with app.test_request_context("/library"):
        return parsed(error_page(status, **context).get_data(as_text=True))


def said(element) -> str:
    """The words of an element."""
    return " ".join(element.get_text(" ").split())


@pytest.mark.parametrize(("status", "title"), TITLES.items())
def test_each_failure_has_its_own_words_and_a_way_on(shop, status, title):
    found = face(shop, status)
    assert said(found.h1) == title
    assert len(said(found.select_one(".state .lead"))) > 8
    assert found.select(".state-acts a")
    assert found.select_one("meta[name=robots]")["content"] == "noindex"


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_offers_tonights_free_shelf(shop, status):
    assert face(shop, status).select_one("#shelf-free-now")["hx-get"] == "/shelves/free-now"


def test_other_failures_offer_no_shelf(shop):
    assert not face(shop, 500).select("#shelf-free-now")


def test_a_broken_page_has_a_number_for_support_and_says_that_money_is_safe(shop):
    found = face(shop, 500)
    assert "付过的钱不会丢" in said(found.main)
    with shop.test_request_context("/"):
        g.request_id = "abcdef0123456789"
        body = error_page(500).get_data(as_text=True)
    assert "编号 abcdef01" in body


def test_a_broken_page_asks_nobody_who_looks(shop):
    family = signed_in(shop)
    cookie = family.client.get_cookie("tbo-device").value
    with shop.test_request_context("/", headers={"Cookie": f"tbo-device={cookie}"}):
        found = parsed(error_page(500).get_data(as_text=True))
    assert not found.select(".me"), "the database may be what is broken"


def test_a_child_is_offered_nothing_that_is_closed_to_it(shop):
    child = signed_in(shop, kind="child", rating_cap=8)
    found = parsed(child.open("/titles/the-same-name").text)
    addresses = {link["href"] for link in found.select("a[href^='/']:not([hreflang])")}
    assert not found.select("#shelf-free-now")
    assert not {"/plans", "/shelves/tonight", "/shelves/free-now"} & addresses
    for address in addresses:
        assert child.open(address).status_code in (200, 303), address


@pytest.mark.parametrize("prefix", ["/en", "/de"])
def test_a_failure_speaks_the_language_of_its_address(visitor, prefix):
    found = visitor.page(f"{prefix}/titles/nothing", 404)
    assert found.html["lang"] == prefix[1:]
    assert found.h1.get_text(strip=True) != TITLES[404]
    assert all(link["href"].startswith(prefix) for link in found.select(".state-acts a"))


def test_our_own_words_go_before_the_general_ones(shop):
    assert said(face(shop, 409, words="券已经用完了。").select_one(".state .lead")) == "券已经用完了。"


def test_words_of_a_refusal_are_words_and_no_markup(shop):
    found = face(shop, 400, words="<script>alert(1)</script>")
    assert not [script for script in found.select("script") if not script.get("src")]


def test_a_wrong_method_has_a_face_and_names_the_right_one(visitor):
    found = visitor.page("/my-list/west-of-orion", 405)
    assert found.select(".state-acts a")
    assert set(visitor.get("/my-list/west-of-orion").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
