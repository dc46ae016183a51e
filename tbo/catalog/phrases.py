"""Phrases: the names under which a title or a person can be found, each with its reading, as search keeps them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from .folding import Unit, toneless, units


class Kind(StrEnum):
    """What kind of name a phrase is."""

    NAME = "name"
    ENGLISH = "english"
    GERMAN = "german"
    ORIGINAL = "original"
    ALIAS = "alias"


class Sounded(NamedTuple):
    """A unit with the syllables it may be read as (none for a Latin word)."""

    unit: Unit
    syllables: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """One name. `readings` has a toneless syllable for every character, "" for what has none."""

    kind: Kind
    text: str
    readings: tuple[str, ...] = ()

    @cached_property
    def sounded(self) -> tuple[Sounded, ...]:
        """The units in their order, each with its syllables; lǜ may be typed lv or lu."""
        places = units(self.text)
        return tuple(Sounded(unit, _variants(self._reading(number))) for number, unit in enumerate(places))

    @cached_property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters throughout."""
        return all(sounded.unit.is_word for sounded in self.sounded)

    @cached_property
    def joined_reading(self) -> str:
        """All syllables without spaces, empty when a unit has none."""
        if not self.sounded or any(not sounded.syllables for sounded in self.sounded):
            return ""
        return "".join(sounded.syllables[0] for sounded in self.sounded)

    def _reading(self, number: int) -> str:
        return self.readings[number] if number < len(self.readings) else ""

    def pack(self) -> list:
        """Return it as it stands in the database."""
        return [self.kind, self.text, list(self.readings)]

    @classmethod
    def unpack(cls, packed: list) -> "Phrase":
        """Read it from the database."""
        kind, text, readings = packed
        return cls(Kind(kind), text, tuple(readings))


def phrase(kind: Kind, text: str, reading: str | None = None) -> Phrase:
    """Make a phrase; `reading` (one syllable per character, with tones) goes before the dictionary's."""
    places = units(text)
    characters = [unit for unit in places if not unit.is_word]
    given = toneless(reading or "")
    if not characters:
        return Phrase(kind, text)
    syllables = iter(given if len(given) == len(characters) else _looked_up(text, characters))
    return Phrase(kind, text, tuple("" if unit.is_word else next(syllables) for unit in places))


def _looked_up(text: str, characters: list[Unit]) -> list[str]:
    """Ask the dictionary; imported here because its tables cost 55 MB, and only the indexer needs them."""
    from pypinyin import Style, lazy_pinyin

    simple = "".join(unit.text[:1] for unit in characters)
    # What has no reading keeps its place with an empty one; the library's own types only know of a string here.
    nothing: Any = lambda strange: [""] * len(strange)  # noqa: E731
    found = lazy_pinyin(simple, style=Style.NORMAL, errors=nothing)
    return found if len(found) == len(characters) else [""] * len(characters)


def _variants(syllable: str) -> tuple[str, ...]:
    if not syllable:
        return ()
    return (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)
