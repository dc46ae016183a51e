"""Words of a draft that are typed where they stand, in the preview beside the editor: which field each belongs to.

Plain lines of text may be typed in place. Words with a price in them may not: what stands there is the offer's price of
this moment, and whoever typed over it would think that they changed what the offer costs. They lead to their field.
"""

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from ..rules.marked_words import marked, replaced, unmarked
from ..rules.page_words import offers_in, room
from ..web.locale import NAMES, TAGS, language_tag
from .block_types import BlockType
from .fields import Field, Items, Texts
from .placing import OUTERMOST

MOST = 400  # characters, as the form's own controls take


@dataclass(frozen=True, slots=True)
class Place:
    """The field of some words in one language. `is_filled` says that a price is filled into them."""

    label: str
    tag: str
    limit: int
    is_filled: bool


@dataclass(slots=True)
class Typing:
    """The fields of the block that is being drawn, by what they hold, and every place that was found on the page."""

    _fields: dict[int, tuple[dict, str, Texts]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def begin(self, code: str, kind: BlockType, props: dict[str, Any]) -> None:
        """Let the words of a block be found by the very texts that it holds."""
        self._fields = {id(texts): (texts, key, each) for key, texts, each in _texts(code, kind.fields, props)}

    def said(self, texts: Any, raw: str, words: str) -> str:
        """Return words as they are drawn, marked where they are those of a field of this block."""
        found = self._fields.get(id(texts))
        if found is None or not words:
            return unmarked(words)
        own, key, each = found
        tag = _tag_of(own, raw)
        place = Place(f"{each.label()} · {_language(tag)}", tag, room(each.limit, tag), bool(offers_in(raw)))
        self.places[f"{key}.{tag}"] = place
        return marked(f"{key}.{tag}", words)


def in_place(html: str, code: str, typing: Typing | None) -> Markup:
    """Return a block's HTML with its code on it and its words in place; without `typing`, as it was."""
    if typing is None:
        return Markup(html)
    coded = OUTERMOST.sub(lambda found: f'{found[0]} data-block="{escape(code)}"', str(html), count=1)
    return Markup(replaced(coded, lambda key, words: _drawn(key, words, typing.places.get(key))))


def _drawn(key: str, words: str, place: Place | None) -> str:
    if place is None:
        return words
    if place.is_filled:
        return f'<span class="in-place" data-field="{key}">{words}</span>'
    more = f'data-label="{escape(place.label)}" data-room="{place.limit}" data-most="{MOST}"'
    return f'<span class="in-place" data-words="{key}" lang="{place.tag}" {more}>{words}</span>'


def _texts(code: str, fields: tuple[Field, ...], props: dict[str, Any]) -> list[tuple[str, dict, Texts]]:
    """List key, value and field of every plain line of words that is filled in."""
    found = []
    for each in fields:
        value = props.get(each.name)
        if isinstance(each, Items) and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    found += _texts(f"{code}.{each.name}.{number}", each.fields, item)
        elif isinstance(each, Texts) and isinstance(value, dict) and not (each.lines or each.alt):
            found.append((f"{code}.{each.name}", value, each))
    return found


def _tag_of(texts: dict, raw: str) -> str:
    """Return in which language the words are that are shown: where one is missing, another speaks."""
    own = language_tag()
    return own if texts.get(own) == raw else next((tag for tag in TAGS.values() if texts.get(tag) == raw), own)


def _language(tag: str) -> str:
    return next((NAMES[locale] for locale, each in TAGS.items() if each == tag), tag)
