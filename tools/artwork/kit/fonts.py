"""Owns the typefaces of the lettering: where their files are found, and the glyph of a character."""

import os
from functools import cache
from pathlib import Path

import skia

VARIABLE = "ARTWORK_FONTS"
# where `npm ci` and Debian put them (see ../README.md)
USUAL_FOLDERS = (Path(__file__).parents[1] / "node_modules", Path("/usr/share/fonts"))

# face: file name pattern, and the number of the face in a collection (2 is simplified Chinese)
FACES = {
    "brush": ("ma-shan-zheng-*-400-normal.woff", 0),
    "run": ("zhi-mang-xing-*-400-normal.woff", 0),
    "grass": ("liu-jian-mao-cao-*-400-normal.woff", 0),
    "xiaowei": ("zcool-xiaowei-*-400-normal.woff", 0),
    "heavy": ("zcool-qingke-huangyou-*-400-normal.woff", 0),
    "kids": ("zcool-kuaile-*-400-normal.woff", 0),
    "anton": ("anton-latin-400-normal.woff", 0),
    "archivo": ("archivo-black-latin-400-normal.woff", 0),
    "bodoni": ("bodoni-moda-latin-500-normal.woff", 0),
    "bodonib": ("bodoni-moda-latin-800-normal.woff", 0),
    "josefin": ("josefin-sans-latin-300-normal.woff", 0),
    "josefinb": ("josefin-sans-latin-600-normal.woff", 0),
    "grotesk": ("space-grotesk-latin*-500-normal.woff", 0),
    "smiley": ("SmileySans-Oblique.ttf", 0),
    "kai": ("LXGWWenKai-Regular.ttf", 0),
    "kaib": ("LXGWWenKai-Bold.ttf", 0),
    "kail": ("LXGWWenKai-Light.ttf", 0),
    "song": ("NotoSerifCJK-Bold.ttc", 2),
    "songr": ("NotoSerifCJK-Regular.ttc", 2),
    "hei": ("NotoSansCJK-Bold.ttc", 2),
    "heir": ("NotoSansCJK-Regular.ttc", 2),
}


class FontMissing(LookupError):
    """A typeface, or a character in it, that none of the font folders holds."""


def glyph_font(face: str, size: float, character: str) -> skia.Font:
    """The font that draws one character of a face; raises FontMissing."""
    font = skia.Font(_typeface(face, character), size)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setSubpixel(True)
    font.setHinting(skia.FontHinting.kNone)
    return font


@cache
def _typeface(face: str, character: str) -> skia.Typeface:
    for typeface in _pieces(face):
        if typeface.unicharToGlyph(ord(character)) or character == " ":
            return typeface
    raise FontMissing(f"No file of the face {face!r} ({FACES[face][0]}) holds {character!r}.")


@cache
def _pieces(face: str) -> tuple[skia.Typeface, ...]:
    """A face as its files give it: web fonts come cut into pieces of some hundred characters."""
    pattern, number = FACES[face]
    files = [file for folder in _folders() for file in sorted(folder.rglob(pattern))]
    if not files:
        raise FontMissing(
            f"The face {face!r} needs {pattern}: install it (see README.md), or name its folder in {VARIABLE}."
        )
    return tuple(skia.Typeface.MakeFromFile(str(file), number) for file in files)


def _folders() -> list[Path]:
    named = os.environ.get(VARIABLE)
    return [Path(folder) for folder in named.split(os.pathsep)] if named else list(USUAL_FOLDERS)
