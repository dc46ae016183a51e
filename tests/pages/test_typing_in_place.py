"""Words that are typed in the preview: each plain line of a block knows its field, and all reads as for shoppers."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from flask_babel import force_locale

from tbo.pages import rendering
from tbo.pages.block_types import block_types
from tbo.pages.fields import Items, Texts, Unfit
from tbo.pages.personas import visit_of
from tbo.pages.scene import Scene
from tbo.pages.typing_in_place import Typing

from ..conftest import ANCHOR
from .conftest import document
from .test_blocks import EXAMPLES, PRICED, SERIES, WORDS

SAID = re.compile(r'<span class="in-place"[^>]*>(.*?)</span>')
NUMBER = re.compile(r"[.]\d+")
# What stands instead of own words where there are none, or within a picture: no place to type.
ELSEWHERE = {"countdown.over", "hero.label", "hero.slides.line", "questions.items.answer"}


@pytest.fixture
def drawn(shop):
    """Draws a document as the editor's preview has it, and as shoppers get it."""

    def both(told, locale="zh_Hans_CN") -> tuple[str, str]:
        with shop.test_request_context(), force_locale(locale):
            visit = visit_of("visitor", ANCHOR)
            scenes = Scene(visit=visit, path="/l/x", typing=Typing()), Scene(visit=visit, path="/l/x")
            return tuple(rendering.render(json.loads(json.dumps(told)), scene) for scene in scenes)

    return both


def full(kind: str) -> dict:
    """The example of a type with words in each of its plain lines."""
    props = dict(EXAMPLES[kind][0])
    for field in block_types()[kind].fields:
        if isinstance(field, Texts) and not field.lines:
            props[field.name] = {tag: f"{text} {field.name}" for tag, text in WORDS.items()}
    return props


def plain_lines(kind: str) -> set[str]:
    """The plain lines of a type."""
    found = set()
    for field in block_types()[kind].fields:
        inner = [(f"{field.name}.", each) for each in field.fields] if isinstance(field, Items) else [("", field)]
        found |= {f"{kind}.{before}{each.name}" for before, each in inner if isinstance(each, Texts) and not each.alt}
    return found - ELSEWHERE - {"rich_text.markdown"}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_plain_line_knows_its_field_and_reads_as_it_does_for_shoppers(drawn, kind):
    typed, seen = drawn(document((kind, full(kind))), "en")
    page = BeautifulSoup(typed, "lxml")
    keys = {place["data-words"] for place in page.select("[data-words]")}
    assert {NUMBER.sub("", f"{kind}.{key[3:-3]}") for key in keys} >= plain_lines(kind)
    assert {key[:3] + key[-3:] for key in keys} <= {"b1..en"}
    assert SAID.sub(r"\1", typed).replace(' data-block="b1"', "") == seen


def test_words_say_what_they_are_and_how_many_fit(drawn):
    typed, _seen = drawn(document(("quote", {"text": WORDS, "who": WORDS})))
    place = BeautifulSoup(typed, "lxml").select_one("[data-words='b1.who.zh-Hans']")
    assert (place["data-label"], place["data-room"], place["lang"]) == ("谁说的 · 中文", "24", "zh-Hans")


def test_words_with_a_price_lead_to_their_field_instead(drawn):
    typed, _seen = drawn(document(("offer", {"offers": ["plan:monthly"], "text": PRICED})))
    place = BeautifulSoup(typed, "lxml").select_one("[data-field]")
    assert (place["data-field"], place.get_text()) == ("b1.text.zh-Hans", "¥19.00 一个月")
    assert "data-words" not in place.attrs


def test_where_a_language_is_missing_the_words_are_those_of_the_one_that_speaks(drawn):
    typed, _seen = drawn(document(("quote", {"text": {"zh-Hans": "灯"}, "who": WORDS})), "de")
    keys = [place["data-words"] for place in BeautifulSoup(typed, "lxml").select("[data-words]")]
    assert keys == ["b1.text.zh-Hans", "b1.who.de"]


def test_an_item_of_several_knows_its_number_and_a_title_is_no_field(drawn):
    asked = [{"question": WORDS, "answer": WORDS}] * 2
    typed, _seen = drawn(document(("questions", {"items": asked}), ("title_card", {"title": SERIES})))
    keys = [place["data-words"] for place in BeautifulSoup(typed, "lxml").select("[data-words]")]
    assert keys == ["b1.items.0.question.zh-Hans", "b1.items.1.question.zh-Hans"]


@pytest.mark.parametrize("place", ["x", "-1", "999", "9" * 5000, "٠"])
def test_an_item_that_cannot_be_is_refused_in_words(shop, place):
    items = next(each for each in block_types()["questions"].fields if isinstance(each, Items))
    with shop.test_request_context(), pytest.raises(Unfit):
        items.read([place, items.fields[0].name], "x")
