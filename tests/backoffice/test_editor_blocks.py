"""Blocks and their items in the editor: added, moved and refused by plain forms."""

import pytest

from ..support.parsing import parsed
from .landing import SLUG, act, document, fields, type_into


def test_whoever_moves_a_block_goes_on_from_where_it_stands(marketer, editor):
    act(marketer, act="add", type="quote:", block="b1")
    moved = marketer.page(act(marketer, act="move", block="b3", place="0").location)
    focused = moved.select_one("[autofocus]")
    assert focused.parent["data-code"] == "b3"
    assert moved.select_one(f"#{focused['aria-describedby']}").get_text() == "第 1 块，共 3 块"
    assert not editor("b3").select("[autofocus]"), "who only looks keeps the focus where it is"


def test_behind_the_last_item_that_says_something_stands_an_empty_one(marketer, editor):
    act(marketer, act="add", type="questions:", block="b1")
    first, second = "f:b3.items.0.question.zh-Hans", "f:b3.items.1.question.zh-Hans"
    assert not editor("b3").select(f'[name="{second}"]')
    token = fields(editor("b3"))["csrf_token"]
    asked = {"Accept": "application/json"}
    typed = {"csrf_token": token, "base": "9", first: "多少钱？"}
    answer = marketer.open(f"/staff/pages/{SLUG}/draft", headers=asked, method="POST", data=typed)
    assert answer.json["items"] == {"b3.items": 2}, "the script learns that there is one more"
    saved = type_into(marketer, editor("b3"), **{first: "要多少钱？"})
    assert marketer.page(saved.location).select(f'[name="{second}"]')


@pytest.mark.parametrize("act_", ["", "nonsense"])
def test_a_strange_act_is_refused(marketer, editor, act_):
    assert act(marketer, act=act_, block="b1").status_code == 400


@pytest.mark.parametrize("typed", [{"act": "add", "type": "nothing:0"}, {"act": "move", "block": "b99", "place": "1"}])
def test_what_is_not_there_is_said(marketer, editor, typed):
    assert act(marketer, **typed).status_code == 409


def test_a_page_holds_no_more_of_a_block_than_its_type_allows(marketer, editor):
    page = editor("b1")
    tile = page.select_one('.gallery [value="hero:"]')
    assert tile.has_attr("disabled")
    assert page.select_one(f"#{tile['aria-describedby']}").get_text() == "一页最多 1 个「大图」。"
    assert not page.select('.gallery [value^="hero:0"]'), "nor in one of its presets"
    assert not page.select_one('.gallery [value="quote:"]').has_attr("disabled")
    assert page.select_one('[name=act][value="duplicate"]').has_attr("disabled")


@pytest.mark.parametrize("typed", [{"act": "add", "type": "hero:0"}, {"act": "duplicate"}, {"act": "undo"}])
def test_a_refusal_is_said_in_the_editor_with_the_block_that_was_open(marketer, editor, typed):
    answer = act(marketer, block="b1", **typed)
    assert answer.status_code == 409
    page = parsed(answer.text)
    assert page.select_one("#refused [role=alert]")
    assert page.select_one("#settings [name=block]")["value"] == "b1"
    assert len(document()["blocks"]) == 2


def test_a_block_added_to_the_page_itself_stands_before_what_closes_it(marketer, editor):
    act(marketer, act="add", type="quote:", block="")
    act(marketer, act="add", type="quote:", block="b2")
    assert [block["code"] for block in document()["blocks"]] == ["b1", "b3", "b2", "b4"], "who says where is asked"


def test_the_address_of_an_answered_form_leads_back_to_the_editor(marketer, editor):
    editor("b1")
    answer = marketer.get(f"/staff/pages/{SLUG}/blocks")
    assert (answer.status_code, answer.location) == (303, f"/staff/pages/{SLUG}")
