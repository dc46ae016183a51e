"""Two versions beside each other: framed in both previews, said block by block and word by word."""

from random import Random

import pytest

from tbo.backoffice.editing.differing import marks, views
from tbo.pages.block_types import block_types

from .landing import HEADLINE, SLUG, act, document, publish, type_into

COMPARED = f"/staff/pages/{SLUG}/differences"


@pytest.fixture
def drafted(marketer, editor):
    """A page that is live, and a draft in which each kind of change was made."""
    type_into(marketer, editor("b1"), **{HEADLINE: "冬天的灯"})
    act(marketer, act="add", type="offer:0", block="b1")
    act(marketer, act="add", type="code_box", block="b3")
    assert [block["code"] for block in document()["blocks"]] == ["b1", "b3", "b4", "b2"]
    assert publish(marketer).status_code == 303
    type_into(marketer, editor("b1"), **{HEADLINE: "<夏>天的灯", "f:b1.audience": "visitors"})
    act(marketer, act="remove", block="b3")
    act(marketer, act="move", block="b1", place="1")
    act(marketer, act="add", type="offer:0", block="b1")
    return marketer


def said(page) -> dict[str, list[str]]:
    """By block what became of it, and its fields with what is gone and new."""
    found = {}
    for line in page.select("#differences li"):
        fields = [(each.select_one("span").text, str(each.select("span")[-1])) for each in line.select(".words")]
        found[line.select_one(".number").text] = [line.select_one(".badge").text, dict(fields)]
    return found


def test_every_block_that_differs_is_said_in_words_of_the_editor(drafted):
    found = said(drafted.page(COMPARED))
    assert {code: change for code, (change, _fields) in found.items()} == {
        "b1": "改了",
        "b5": "加了",
        "b3": "拿掉",
    }
    headline = found["b1"][1]["标题 · 中文"]
    assert "<del>冬</del><ins>&lt;夏&gt;</ins>天的灯" in headline
    assert "<ins>没登录的人</ins>" in found["b1"][1]["给谁看"], "a choice is said by its words"
    assert found["b3"][1], "what went says what it was"
    page = drafted.page(COMPARED)
    assert "从第 1 块到第 2 块" in page.select_one("#differences li").text


def test_both_previews_frame_what_differs_and_only_there(drafted):
    left, right = (drafted.page(frame["src"]) for frame in drafted.page(COMPARED).select("iframe"))

    def framed(page) -> list[tuple[str, str]]:
        return [(each["data-change"], each["data-change-words"]) for each in page.select("[data-change]")]

    assert framed(left) == [("changed", "改了"), ("removed", "拿掉")]
    assert framed(right) == [("changed", "改了"), ("added", "加了")]
    assert left.h1.text != right.h1.text
    assert not drafted.page(f"/staff/pages/{SLUG}/preview").select("[data-change]")


def test_any_two_versions_are_compared_and_those_that_are_not_there_are_not_found(drafted):
    assert publish(drafted).status_code == 303
    page = drafted.page(f"{COMPARED}?left=2&right=1")
    assert said(page)["b5"][0] == "拿掉"
    assert [chosen["value"] for chosen in page.select(".which [selected]")] == ["2", "1"]
    assert "没有不同" in drafted.page(f"{COMPARED}?left=1&right=1").select_one("#differences").text
    for wrong in ("9", "x", "-1", "9" * 30, "٣"):
        assert drafted.get(f"{COMPARED}?left={wrong}").status_code == 404
        assert drafted.get(f"/staff/pages/{SLUG}/preview?against={wrong}").status_code == 200
    assert drafted.get("/staff/pages/nowhere/differences").status_code == 404


def test_a_page_that_was_never_published_is_its_draft_twice(marketer, editor):
    assert "没有不同" in marketer.page(COMPARED).select_one("#differences").text


def test_documents_that_are_broken_are_still_compared(shop):
    """Whatever stands in a field: an older shop may have written it."""
    dice, junk = Random(11), [None, 5, "x", [], [1], {}, {"zh-Hans": 5}, [{}], [{"text": 3}], True, [[1]]]

    def broken() -> dict:
        blocks = [
            {
                "code": f"b{number}",
                "type": kind.key if kind else "of another shop",
                "props": dice.choice([{field.name: dice.choice(junk) for field in kind.fields} if kind else 3, 3]),
                **{name: dice.choice(junk) for name in ("hidden", "from", "until", "audience")},
            }
            for number, kind in enumerate(dice.sample([*block_types().values(), None], 8))
        ]
        return {"page": {"title": dice.choice(junk)}, "blocks": blocks}

    with shop.test_request_context():
        for _pair in range(40):
            before, after = broken(), broken()
            assert {each.code for each in views(before, after)} >= set(marks(before, after)) - {"page"}
