"""What differs between two versions: each block once, by what became of it; in texts as little as was changed."""

from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.page_differences import Change, differences
from tbo.rules.word_differences import MOST_WORK, Kind, pieces

words = st.text(st.sampled_from("ab 1灯火\n"), max_size=30)


def document(*blocks: str, **held: str) -> dict:
    """A document of these blocks; `held` is the headline of some."""
    made = [{"code": code, "type": "hero", "props": {"headline": held.get(code, code)}} for code in blocks]
    return {"page": {}, "blocks": made}


def found(before: dict, after: dict) -> list[tuple]:
    return [(each.code, each.change.value, each.places, each.is_moved) for each in differences(before, after)]


def test_each_block_is_said_once_with_what_became_of_it():
    before, after = document("b1", "b2", "b3", "b4"), document("b5", "b3", "b1", "b4", b4="x")
    assert found(before, after) == [
        ("b5", "added", (0, 1), False),
        ("b1", "moved", (1, 3), True),
        ("b4", "changed", (4, 4), False),
        ("b2", "removed", (2, 0), False),
    ]


def test_what_was_moved_and_changed_is_said_with_both():
    assert found(document("b1", "b2", "b3"), document("b3", "b1", "b2", b3="x")) == [("b3", "changed", (3, 1), True)]


def test_the_page_s_own_words_come_first_and_fields_are_whole():
    before, after = document("b1"), document("b1", b1="y" * 500)
    after["page"] = {"title": {"zh-Hans": "灯"}}
    page, block = differences(before, after)
    assert (page.code, page.fields) == ("page", (("title", "", str({"zh-Hans": "灯"})),))
    assert block.fields == (("headline", "b1", "y" * 500),)


@given(st.permutations(["b1", "b2", "b3", "b4", "b5"]))
def test_what_did_not_move_stands_in_its_old_order(order):
    before = document("b1", "b2", "b3", "b4", "b5")
    moved = {each.code for each in differences(before, document(*order))}
    assert all(each.change is Change.MOVED for each in differences(before, document(*order)))
    stayed = [code for code in order if code not in moved]
    assert stayed == sorted(stayed)
    assert differences(document(*order), document(*order)) == []


@given(words, words)
def test_the_pieces_are_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(text for kind, text in found if kind is not Kind.NEW) == before
    assert "".join(text for kind, text in found if kind is not Kind.GONE) == after
    assert before != after or all(kind is Kind.SAME for kind, _text in found)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("冬天的灯", "夏天的灯", [("gone", "冬"), ("new", "夏"), ("same", "天的灯")]),
        ("Winter light", "Summer light", [("gone", "Winter"), ("new", "Summer"), ("same", " light")]),
        ("", "灯", [("new", "灯")]),
        ("灯", "灯", [("same", "灯")]),
    ],
)
def test_chinese_differs_by_the_sign_and_others_by_the_word(before, after, told):
    assert [(kind.value, text) for kind, text in pieces(before, after)] == told


def test_two_long_texts_are_not_compared_for_ever():
    longest = isqrt(MOST_WORK)
    assert [kind for kind, _text in pieces("灯" * longest, "灯" * longest)] == [Kind.SAME]
    assert [kind for kind, _text in pieces("灯" * longest, "灯" * longest + "火")] == [Kind.GONE, Kind.NEW]
