"""The search page: says by which reading it found what, marks what was matched, and suggests when it found nothing."""

import pytest

from tbo.catalog.search import LONGEST_QUERY

from .conftest import page, part, root_ids, slugs, words


def best(found) -> str:
    """Where the large hit leads."""
    return found.select_one("a.best")["href"]


@pytest.mark.parametrize(
    ("query", "summary"),
    [
        ("huandeng", "拼音 huandeng · 找到 1 部作品"),
        ("hd", "拼音首字母 hd"),
        ("还灯", "找到 1 部作品"),
        ("還燈", "找到 1 部作品"),
        ("return the lantern", "英文片名"),
        ("die geborgte laterne", "德文片名"),
    ],
)
def test_a_title_is_found_by_each_reading_which_is_named(passer_by, query, summary):
    found = page(passer_by, f"/search?q={query}")
    assert best(found) == "/titles/return-the-lantern"
    assert words(found.select_one(".found-words")).startswith(summary)


def test_the_characters_that_were_meant_are_marked_and_pinyin_stands_below(passer_by):
    hit = page(passer_by, "/search?q=huan").select_one("a.best")
    assert words(hit.select_one(".best-name")) == "还 灯"
    assert [words(mark) for mark in hit.select("mark")] == ["还"]
    assert words(hit.select_one(".reading")) == "huán dēng"


def test_what_was_matched_instead_of_the_name_is_shown_beside_it(passer_by):
    found = page(passer_by, "/search?q=单予白")
    assert best(found) == "/titles/mr-shans-summer"
    assert words(found.select_one("a.best mark")) == "单予白"
    assert found.select_one(".people a")["href"] == "/people/shan-yubai"


def test_a_slip_is_forgiven_and_said(passer_by):
    found = page(passer_by, "/search?q=lanternn")
    assert "没有完全一样的" in words(found.select_one(".found-words"))
    assert best(found) == "/titles/return-the-lantern"


def test_every_hit_has_its_lamp_line(passer_by):
    found = page(passer_by, "/search?q=的")
    rows = found.select("a.best, .found-rows a")
    assert len(rows) >= 3
    assert all(words(row.select_one(".lamp")) for row in rows)


def test_nothing_found_says_so_and_shows_what_others_watch(passer_by):
    found = page(passer_by, "/search?q=zzzzzz")
    assert "没有找到“zzzzzz”" in words(found.select_one(".found-words"))
    assert len(slugs(found)) == 10
    assert found.select("a.best") == []


def test_an_empty_field_shows_what_others_watch_and_takes_the_focus(passer_by):
    found = page(passer_by, "/search")
    assert len(slugs(found)) == 10
    assert found.select_one("#q").has_attr("autofocus")
    assert not page(passer_by, "/search?q=灯").select_one("#q").has_attr("autofocus")


def test_htmx_gets_what_was_found_alone(passer_by):
    found = part(passer_by, "/search?q=huan")
    assert root_ids(found) == ["found"]
    assert best(found) == "/titles/return-the-lantern"


def test_the_field_asks_while_one_types_and_is_a_form_without_a_script(passer_by):
    field = page(passer_by, "/search").select_one("#q")
    assert field["hx-get"] == field.find_parent("form")["action"] == "/search"
    assert (field["name"], field["hx-target"], field["hx-replace-url"]) == ("q", "#found", "true")


@pytest.mark.parametrize(
    "query",
    ["'", '"', "%25", "\\", "<script>alert(1)</script>", "a" * 2000, "灯" * 300, "😀", "\u202e灯", "( OR *", "-", " "],
)
def test_no_query_breaks_the_page_or_becomes_part_of_it(passer_by, query):
    answer = passer_by.open("/search", query_string={"q": query})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_only_so_much_of_a_query_counts(passer_by):
    shown = page(passer_by, "/search?q=" + "a" * 500).select_one("#q")["value"]
    assert len(shown) == LONGEST_QUERY


def test_a_search_is_not_for_search_engines(passer_by):
    assert page(passer_by, "/search?q=灯").select_one("link[rel=canonical]")["href"] == "http://shop.test/search"
