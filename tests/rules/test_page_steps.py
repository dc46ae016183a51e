"""Documents of pages: every step can be taken back, any two people's steps meet, and nothing else can be done."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules import page_steps
from tbo.rules.page_steps import (
    Misfit,
    NoRoom,
    Step,
    StepKind,
    applied,
    inverse,
    new_block,
    place_of,
    value_at,
)

from .made import empty_document

TEXT = st.text("灯abc ", min_size=1, max_size=5)


def with_blocks(count: int) -> dict:
    document = empty_document()
    for _ in range(count):
        document = added(document)
    return document


def added(document: dict, place: int = 99) -> dict:
    block = new_block(document, "quote", {})
    return applied(document, Step(StepKind.ADD, block["code"], None, {"block": block, "place": place}))


@st.composite
def steps(draw):
    """A document and a step that fits it."""
    document = with_blocks(draw(st.integers(1, 4)))
    code = draw(st.sampled_from([block["code"] for block in document["blocks"]]))
    kind = draw(st.sampled_from(StepKind))
    if kind is StepKind.SET:
        key = draw(st.sampled_from([f"{code}.text.zh-Hans", f"{code}.hidden", "page.title.en", f"{code}.items.0.a"]))
        before = value_at(document, key)
        return document, Step(kind, key, before, True if key.endswith("hidden") else draw(TEXT))
    if kind is StepKind.ADD:
        block = new_block(document, "quote", {"text": {"en": draw(TEXT)}})
        return document, Step(kind, block["code"], None, {"block": block, "place": draw(st.integers(0, 9))})
    place = place_of(document, code)
    if kind is StepKind.REMOVE:
        return document, Step(kind, code, {"block": document["blocks"][place], "place": place}, None)
    return document, Step(kind, code, place, draw(st.integers(0, len(document["blocks"]) - 1)))


@given(steps())
def test_a_step_and_its_inverse_leave_what_shoppers_see(told):
    document, step = told
    back = applied(applied(document, step), inverse(step))
    assert [block["code"] for block in back["blocks"]] == [block["code"] for block in document["blocks"]]
    if step.kind is StepKind.SET:
        assert value_at(back, step.key) == value_at(document, step.key)
    else:
        assert back["blocks"] == document["blocks"]


@given(steps())
def test_a_step_leaves_the_document_that_it_was_given(told):
    document, step = told
    before = repr(document)
    applied(document, step)
    assert repr(document) == before


def test_steps_on_different_fields_meet_in_the_same_document():
    document = with_blocks(2)
    first = Step(StepKind.SET, "b1.text.en", None, "mine")
    second = Step(StepKind.SET, "b2.text.en", None, "theirs")
    assert applied(applied(document, first), second) == applied(applied(document, second), first)


def test_a_code_is_never_used_twice():
    document = with_blocks(2)
    held = {"block": document["blocks"][1], "place": 1}
    document = added(applied(document, Step(StepKind.REMOVE, "b2", held, None)))
    assert [block["code"] for block in document["blocks"]] == ["b1", "b3"]


@pytest.mark.parametrize(
    "key", ["", "b1", "b1.", ".x", "b7.text", "b1.a.b.c.d.e.f", "b1.items.x", "b1.items.9.a", "b1.items.9999.a"]
)
def test_a_key_that_names_nothing_is_a_misfit(key):
    document = applied(with_blocks(1), Step(StepKind.SET, "b1.items.0.a", None, "x"))
    with pytest.raises(Misfit):
        applied(document, Step(StepKind.SET, key, None, "x"))


def test_a_page_has_an_end(monkeypatch):
    monkeypatch.setattr(page_steps, "MOST_BLOCKS", 2)
    with pytest.raises(Misfit):
        added(with_blocks(2))
    step = Step(StepKind.SET, "b1.text.zh-Hans", None, "灯" * 100)
    size = len(json.dumps(applied(with_blocks(1), step), ensure_ascii=False).encode())
    monkeypatch.setattr(page_steps, "MOST_BYTES", size)
    applied(with_blocks(1), step)
    monkeypatch.setattr(page_steps, "MOST_BYTES", size - 1)
    with pytest.raises(NoRoom, match=f"^a page holds {size - 1} bytes$"):
        applied(with_blocks(1), step)


def test_beyond_the_end_of_a_list_and_inside_a_text_there_is_no_value():
    document = applied(with_blocks(1), Step(StepKind.SET, "b1.items.0.a", None, "x"))
    assert value_at(document, "b1.items.0.a") == "x"
    assert value_at(document, "b1.items.1") is None
    assert value_at(document, "b1.items.0.a.en") is None
    assert value_at(document, "b1.items.0.b") is None


@pytest.mark.parametrize("kind", [StepKind.REMOVE, StepKind.MOVE])
def test_a_block_that_is_gone_is_neither_moved_nor_removed(kind):
    with pytest.raises(Misfit, match=r"^no block b7$"):
        applied(with_blocks(1), Step(kind, "b7", None, 0))


def test_a_block_is_added_once_and_a_page_says_how_many_it_holds(monkeypatch):
    document = with_blocks(1)
    with pytest.raises(Misfit, match=r"^block b1 stands there already$"):
        applied(document, Step(StepKind.ADD, "b1", None, {"block": document["blocks"][0], "place": 0}))
    monkeypatch.setattr(page_steps, "MOST_BLOCKS", 1)
    with pytest.raises(NoRoom, match=r"^a page holds 1 blocks$"):
        added(document)


def test_a_code_that_counts_nothing_leaves_the_next_one_as_it_is():
    block = new_block(empty_document(), "quote", {}) | {"code": "bx"}
    document = applied(empty_document(), Step(StepKind.ADD, "bx", None, {"block": block, "place": 0}))
    assert document["next"] == 1


def test_a_place_in_a_list_is_filled_changed_and_never_skipped():
    document = applied(with_blocks(1), Step(StepKind.SET, "b1.tags.0", None, "new"))
    document = applied(document, Step(StepKind.SET, "b1.tags.0", "new", "other"))
    assert value_at(document, "b1.tags") == ["other"]
    with pytest.raises(Misfit, match=r"^b1\.tags\.2 is beyond the end of the list$"):
        applied(document, Step(StepKind.SET, "b1.tags.2", None, "x"))


def test_a_list_ends_at_its_last_place():
    document = with_blocks(1)
    for place in range(page_steps.MOST_ITEMS):
        document = applied(document, Step(StepKind.SET, f"b1.tags.{place}", None, "x"))
    with pytest.raises(Misfit):
        applied(document, Step(StepKind.SET, f"b1.tags.{page_steps.MOST_ITEMS}", None, "x"))


def test_a_moved_block_stands_where_it_was_put_and_never_outside():
    document = with_blocks(3)
    for place, codes in ((0, "b2 b1 b3"), (2, "b1 b3 b2"), (99, "b1 b3 b2"), (-1, "b2 b1 b3")):
        moved = applied(document, Step(StepKind.MOVE, "b2", 1, place))
        assert [block["code"] for block in moved["blocks"]] == codes.split()


def test_a_key_goes_five_parts_deep():
    document = applied(with_blocks(1), Step(StepKind.SET, "b1.a.b.c.d.e", None, "x"))
    assert value_at(document, "b1.a.b.c.d.e") == "x"
    with pytest.raises(Misfit, match=r"^'b1\.a\.b\.c\.d\.e\.f' names no value$"):
        value_at(document, "b1.a.b.c.d.e.f")
