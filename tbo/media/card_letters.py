"""Which letters the typeface of share cards has, and how wide words stand in it; a letter it lacks is never drawn.

The typeface is a part of Noto Serif CJK SC Bold that `python -m tools.artwork letters` cuts out of it by this rule:
the characters of GB 2312 with their signs, and Latin ones for English and German.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FILE = Path(__file__).parent / "fonts" / "share-card.otf"
LATIN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("ÄÖÜäöüßÀÁÂÇÈÉÊÑàáâçèéêëíîïñóôùúû¥£€©·×–—…‘’“”„‚«»°™")
ROWS = (0xA1, 0xA3, *range(0xB0, 0xF8))  # of GB 2312: signs, full-width Latin, characters of both levels
UNDRAWN = frozenset("\u3000")  # the wide space, which is written as a plain one
NO_BEGINNING = frozenset("，。、；：？！）》」』】〕…·’”,.;:?!)]»%")
ELLIPSIS = "…"


def has(char: str) -> bool:
    """Whether there is an outline of a character."""
    if char in LATIN:
        return True
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and code[0] in ROWS and char not in UNDRAWN


def drawable(text: str) -> str:
    """Return a text as it can be drawn: spaces of any kind as plain ones; "" where a letter is missing."""
    plain = " ".join(text.replace("−", "–").split())
    return plain if all(map(has, plain)) else ""


@lru_cache(maxsize=32)
def letters(size: int) -> FreeTypeFont:
    """Return the typeface in a size, in pixels."""
    from PIL import ImageFont

    return ImageFont.truetype(str(FILE), size, layout_engine=ImageFont.Layout.BASIC)


def lines_of(text: str, size: int, width: int) -> list[str]:
    """Break a text into lines that fit: between words, and between any two Chinese characters that may be parted."""
    font, lines, line = letters(size), [], ""
    for piece in _pieces(text):
        if line and font.getlength((line + piece).rstrip()) > width:
            lines.append(line.rstrip(" ·"))
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def fitted(text: str, sizes: tuple[int, ...], width: int, most: int) -> tuple[int, list[str]]:
    """Return the size at which a text stands best in at most so many lines, and them; the last line may be cut short.

    Fewer lines at all but the smallest size are better than larger letters with one of them on the next line.
    """
    tried = [(size, lines_of(text, size, width)) for size in sizes]
    for size, lines in (*sorted(tried[:-1], key=lambda each: len(each[1])), tried[-1]):
        if len(lines) <= most and all(letters(size).getlength(line) <= width for line in lines):
            return size, lines
    size = sizes[-1]
    shown = lines_of(text, size, width)[:most]
    return size, [_cut(line, size, width, is_last=number == most) for number, line in enumerate(shown, 1)]


def _cut(line: str, size: int, width: int, is_last: bool) -> str:
    if not is_last and letters(size).getlength(line) <= width:
        return line
    while line and letters(size).getlength(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def _pieces(text: str) -> list[str]:
    """Part a text where a line may end."""
    pieces: list[str] = []
    for char in text:
        is_joined = bool(pieces) and (
            char in NO_BEGINNING or char == " " or (_is_latin(char) and _is_latin(pieces[-1][-1]))
        )
        if is_joined:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _is_latin(char: str) -> bool:
    return char in LATIN and char != " "
