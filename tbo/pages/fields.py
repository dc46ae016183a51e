"""Fields of blocks: how each is typed and kept, what is too much of it, and what it lacks before it may be published.

A draft may be incomplete or too long; only what is no value at all is refused.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from ..rules.page_words import cleaned, length, room
from ..web.locale import TAGS
from .leaves import Leaf
from .named import with_offers_named

LANGUAGES = tuple(TAGS.values())
LONGEST = 8_000  # of anything typed, in characters
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OFFER = re.compile(
    r"plan:[a-z0-9-]{1,40}|gift:gift-\d{1,2}|gifts|season:[a-z0-9-]{1,80}/\d{1,3}"
    r"|(?:episode|rental):[a-z0-9-]{1,80}/\d{1,3}/\d{1,4}"
)
LINK = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]{0,200}|(?:title|page):[a-z0-9-]{1,80}(?:/\d{1,3}/\d{1,4})?")
Words = Callable[[], str]


class Unfit(ValueError):
    """What was typed is no value of its field; the message is a sentence for who typed it."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """Something that a block holds: one line of text that is the same in every language.

    What names a thing of the shop suggests `things`, takes its name for its code (`find`), and tells the name (`say`).
    """

    name: str
    label: Words
    hint: Words = lambda: ""
    required: bool = False
    widget: str = "line"
    pattern: re.Pattern[str] | None = None
    wrong: Words = lambda: _("这里填的看不懂。")
    things: str = ""
    find: Callable[[str], str | None] = lambda _text: None
    say: Callable[[Sequence[str]], list[str]] = lambda _codes: []

    def leaves(self, value: Any, before: str = "") -> Iterator[Leaf]:
        """Yield the controls of this field."""
        shown = self.written(value)
        said = self.said(shown.splitlines())
        path, label = before + self.name, self.label()
        yield Leaf(path, label, self.widget, shown, self.hint(), things=self.things, said=said)

    def said(self, codes: Sequence[str]) -> str:
        """Say by name what stands in the control; a code that nothing has stays as it is."""
        names = self.say(codes) if codes else []
        return _("、").join(name or code for name, code in zip(names, codes, strict=True)) if any(names) else ""

    def written(self, value: Any) -> str:
        """Return a value as a control shows it."""
        return value if isinstance(value, str) else "" if value is None else str(value)

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return the value that was typed, None for nothing. Raises Unfit."""
        kept = self._coded(cleaned(text))
        if kept and self.pattern is not None and not self.pattern.fullmatch(kept):
            raise Unfit(self.wrong())
        return kept or None

    def _coded(self, typed: str) -> str:
        """Return the code of what is named; what is not found is taken for a code."""
        return (self.find(typed) if typed else None) or typed

    def faults(self, value: Any) -> Iterator[str]:
        """Yield what has to be mended before the value may be published."""
        if self.required and not value:
            yield _("「%(field)s」还没有填。", field=self.label())


@dataclass(frozen=True, kw_only=True)
class Texts(Field):
    """Words in each language. `limit` is in Chinese characters; `alt` words describe a picture."""

    limit: int
    lines: bool = False
    alt: bool = False

    def leaves(self, value: Any, before: str = "") -> Iterator[Leaf]:
        """Yield one control for each language."""
        texts = value if isinstance(value, dict) else {}
        for tag in LANGUAGES:
            path, widget = f"{before}{self.name}.{tag}", "lines" if self.lines else "line"
            fits = room(self.limit, tag)
            shown = str(texts.get(tag) or "")
            yield Leaf(path, self.label(), widget, shown, self.hint(), fits, tag, things=self.things)

    def read(self, path: Sequence[str], text: str) -> Any:
        """Return cleaned words. Raises Unfit."""
        if len(path) != 1 or path[0] not in LANGUAGES:
            raise Unfit(_("没有这一项。"))
        return with_offers_named(cleaned(text, lines=self.lines)) or None

    def faults(self, value: Any) -> Iterator[str]:
        """Yield what is missing in the shop's own language, and what is too long anywhere."""
        texts = value if isinstance(value, dict) else {}
        if self.required and not texts.get("zh-Hans"):
            yield _("「%(field)s」没有中文。", field=self.label())
        for tag in LANGUAGES:
            taken, fits = length(str(texts.get(tag) or "")), room(self.limit, tag)
            if taken > fits:
                words = _("「%(field)s」有 %(length)s 个字，最多 %(most)s 个（%(tag)s）。")
                yield words % {"field": self.label(), "length": taken, "most": fits, "tag": tag}


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of some keys; `options` gives keys with their words, and may look into the shop."""

    options: Callable[[], Sequence[tuple[str, str]]]
    widget: str = "choice"

    def leaves(self, value: Any, before: str = "") -> Iterator[Leaf]:
        """Yield a list to choose from; an option that is gone stays in it, as it is."""
        options = tuple(self.options())
        shown = self.written(value)
        if shown and shown not in dict(options):
            options = (*options, (shown, shown))
        yield Leaf(before + self.name, self.label(), self.widget, shown, self.hint(), options=options)

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return a key of the list. Raises Unfit."""
        if not text:
            return None
        if text not in dict(self.options()):
            raise Unfit(_("没有这个选项。"))
        return text


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 999
    widget: str = "number"

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return the number. Raises Unfit."""
        if not text.strip():
            return None
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
        if not self.least <= number <= self.most:
            raise Unfit(_("要一个 %(least)s 到 %(most)s 之间的整数。", least=self.least, most=self.most))
        return number


@dataclass(frozen=True, kw_only=True)
class Yes(Field):
    """Yes or no."""

    widget: str = "yes"

    def written(self, value: Any) -> str:
        """Return "yes", or nothing."""
        return "yes" if value is True else ""

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return True, or None for no."""
        return True if text == "yes" else None


@dataclass(frozen=True, kw_only=True)
class Many(Field):
    """A list of addresses, one a line, between `least` and `most` of them."""

    least: int = 1
    most: int = 24
    widget: str = "lines"

    def written(self, value: Any) -> str:
        """Return one a line."""
        return "\n".join(str(each) for each in value) if isinstance(value, list) else ""

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return the list without repetitions. Raises Unfit."""
        found = list(dict.fromkeys(self._coded(cleaned(line)) for line in text.splitlines() if line.strip()))
        for each in found:
            if self.pattern is not None and not self.pattern.fullmatch(each):
                raise Unfit(f"{each[:60]}: {self.wrong()}")
        if len(found) > self.most:
            raise Unfit(_("最多 %(most)s 项。", most=self.most))
        return found or None

    def faults(self, value: Any) -> Iterator[str]:
        """Yield when there are too few."""
        if len(value or []) < self.least:
            yield _("「%(field)s」至少要 %(least)s 项。", field=self.label(), least=self.least)


@dataclass(frozen=True, kw_only=True)
class Items(Field):
    """Some of the same fields, at most `most` times; one of which everything is empty is none."""

    fields: tuple[Field, ...] = field(default=())
    least: int = 0
    most: int = 12

    def leaves(self, value: Any, before: str = "") -> Iterator[Leaf]:
        """Yield the controls of every item, and of one more."""
        items = value if isinstance(value, list) else []
        for place in range(min(self.most, len(items) + 1)):
            item = items[place] if place < len(items) and isinstance(items[place], dict) else {}
            for each in self.fields:
                for leaf in each.leaves(item.get(each.name), f"{before}{self.name}.{place}."):
                    yield Leaf(**{name: getattr(leaf, name) for name in _LEAF} | {"item": place})

    def read(self, path: Sequence[str], text: str) -> Any:
        """Return what one field of one item says. Raises Unfit."""
        inner = next((each for each in self.fields if path[1:] and each.name == path[1]), None)
        if inner is None or not _is_place(path[0]) or int(path[0]) >= self.most:
            raise Unfit(_("没有这一项。"))
        return inner.read(path[2:], text)

    def faults(self, value: Any) -> Iterator[str]:
        """Yield what each item lacks."""
        items = filled_items(value)
        if len(items) < self.least:
            yield _("「%(field)s」至少要 %(least)s 项。", field=self.label(), least=self.least)
        for item in items:
            for each in self.fields:
                yield from each.faults(item.get(each.name))


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


_LEAF = ("path", "label", "widget", "value", "hint", "room", "tag", "options", "things", "said")


def filled_items(value: Any) -> list[dict]:
    """Return the items that say something."""
    return [item for item in value if isinstance(item, dict) and any(item.values())] if isinstance(value, list) else []
