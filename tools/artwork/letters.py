"""Cuts the typeface of share cards out of Noto Serif CJK SC Bold: the characters of GB 2312 and Latin ones."""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from tbo.media import card_letters

SOURCE = "NotoSerifCJK-Bold.ttc"
FACE = "Noto Serif CJK SC"
NAME = "TBO Share Card"
KEPT_NAMES = {0, 13, 14}  # whose it is and its licence


def cut(fonts: Path, into: Path = card_letters.FILE) -> int:
    """Write the part of the typeface that cards use; return its size in bytes."""
    found = next(font for font in TTCollection(fonts / SOURCE).fonts if font["name"].getDebugName(1) == FACE)
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    cutting = subset.Subsetter(options)
    cutting.populate(text="".join(char for char in map(chr, range(0x20, 0x10000)) if _is_wanted(char)))
    cutting.subset(found)
    for record in found["name"].names:
        if record.nameID not in KEPT_NAMES:
            record.string = "Bold" if record.nameID == 2 else NAME.replace(" ", "") if record.nameID == 6 else NAME
    found.save(into)
    return into.stat().st_size


def _is_wanted(char: str) -> bool:
    return not "\ud800" <= char <= "\udfff" and card_letters.has(char)
