"""Pages about a landing page, as their pictures have them: called by name, nothing beside what is asked."""

import re

from .landing import HEADLINE, SLUG, act, type_into


def test_a_page_is_called_by_its_name(marketer, editor):
    assert marketer.page("/staff/pages/home").h1.text == "首页"
    for name in ("", "/publish", "/versions", "/experiment", "/links", "/sharing"):
        page = marketer.page(f"/staff/pages/{SLUG}{name}")
        assert (page.h1.text, "冬天的灯" in page.title.text) == ("冬天的灯", True), name
        assert SLUG in page.select_one(".head .second").text


def test_a_shelf_is_called_by_its_name_in_the_outline(marketer, editor):
    labels = [small.text for small in marketer.page("/staff/pages/home").select("#outline small")]
    assert "现在就能看，不用付钱" in labels
    assert [label for label in labels if re.fullmatch(r"[a-z]+(-[a-z]+)+", label)] == []
    act(marketer, act="add", type="shelf:0", block="b1")
    type_into(marketer, editor("b3"), **{"f:b3.name.zh-Hans": "先看这些"})
    assert [small.text for small in editor("b3").select("#outline .here small")] == ["先看这些"]


def test_the_gallery_is_of_tiles_and_one_width_is_chosen(marketer, editor):
    page = editor("b1")
    tiles = page.select(".gallery .tile")
    assert len(tiles) > 12
    assert all(tile.select_one("svg") and tile.b.text for tile in tiles)
    assert "大图" in page.select_one(".gallery form > .second").text
    pressed = [(button.text, button["aria-pressed"]) for button in page.select(".widths button")]
    assert pressed == [("390", "true"), ("768", "false"), ("1280", "false")]


def test_checks_stand_above_what_else_there_is_to_do_and_beside_the_moment(marketer, editor):
    type_into(marketer, editor("b1"), **{HEADLINE: "一"})
    page = marketer.page(f"/staff/pages/{SLUG}/publish")
    columns = [[card["id"] for card in column.select(".card")] for column in page.select(".publishing > div")]
    assert page.select(".publishing > #publish")
    assert columns[0][0] == "checks"
    assert page.select_one("#publish .of-from #from")
    assert page.select_one("#publish .of-span #until")
