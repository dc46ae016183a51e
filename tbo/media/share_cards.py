"""Draws the pictures that are sent along with a link: artwork, title, price and a code to scan, tall and wide.

The title is written in the typeface of `card_letters`. Words with a letter that it lacks are left out, or others that
say the same stand for them; nothing is ever a box.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tbo.media.card_letters import drawable, fitted, letters

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

DRAWING = 3  # rises when cards of the same facts look otherwise: they are made again
SIZES = {"card": (1080, 1440), "og": (1200, 630)}
NAMES = {kind: f"{kind}.jpg" for kind in SIZES}
# JPEG: chat applications encode whatever they get anew, and a tall PNG of a drawn picture takes 2 MB.
ENCODED = {"optimize": True, "progressive": True}
QUALITIES = range(90, 59, -6)
# The wide one is fetched by applications, which drop a picture that is slow to come; people send the tall one.
LIGHT = {"og": 90_000}
GROUND, IVORY, SAND, RED, INK, LAMP = "#0c0a09", "#f4ede3", "#bdb2a4", "#e60032", "#14100d", "#ffcb7d"
QUIET = 4  # modules around a code that cameras need


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a card tells. `titles` are the same title in the languages that may stand for each other, the best first.

    `middle` is where across the artwork its subject is, from 0 to 1.
    """

    titles: tuple[str, ...]
    price: str
    call: str
    address: str
    middle: float = 0.5


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand, in pixels: left edge, width of the words, greatest sizes, the side of the code's panel."""

    left: int
    width: int
    bottom: int
    sizes: tuple[int, ...]
    most: int
    panel: tuple[int, int, int]


_LAYOUTS = {
    "card": _Layout(72, 936, 1000, (100, 88, 76, 66), 2, (708, 1068, 300)),
    "og": _Layout(64, 540, 370, (76, 66, 57, 48), 3, (64, 406, 168)),
}


def draw(facts: CardFacts, kind: str, artwork: bytes | None) -> bytes:
    """Return a card as JPEG; without artwork a lamp is lit in its place."""
    from PIL import Image, ImageDraw

    layout = _LAYOUTS[kind]
    picture = Image.new("RGB", SIZES[kind], GROUND)
    _artwork(picture, kind, artwork, facts.middle)
    pen = ImageDraw.Draw(picture)
    _title(pen, layout, facts.titles)
    _code(pen, layout.panel, facts.address)
    left, top, side = layout.panel
    if kind == "card":
        _words(pen, (layout.left, top), left - layout.left - 40, facts)
        _name(pen, layout.left, top + side)
    else:
        _words(pen, (left + side + 32, top), 400, facts)
        _name(pen, layout.left, layout.left + 34)
    return _encoded(picture, LIGHT.get(kind))


def _encoded(picture: Image, most: int | None) -> bytes:
    """Encode a card: letters as sharp as can be, or as many bytes as are allowed, down to the least quality."""
    for quality in QUALITIES:
        body = io.BytesIO()
        picture.save(body, "JPEG", quality=quality, subsampling=2 if most else 0, **ENCODED)
        if most is None or body.tell() <= most:
            break
    return body.getvalue()


def code_box(kind: str) -> tuple[int, int, int]:
    """Return where the code's panel stands: left, top and side."""
    return _LAYOUTS[kind].panel


def title_said(titles: tuple[str, ...]) -> str:
    """Return the first of some titles that can be written, "" for none."""
    return next((said for title in titles if (said := drawable(title))), "")


def _artwork(picture: Image, kind: str, artwork: bytes | None, middle: float) -> None:
    from PIL import Image, ImageOps

    width, height = picture.size
    if artwork is None:
        _lamp(picture)
        return
    shown = Image.open(io.BytesIO(artwork)).convert("RGB")
    room = (width, 960) if kind == "card" else (width, height)
    picture.paste(ImageOps.fit(shown, room, Image.Resampling.LANCZOS, centering=(middle, 0.5)))
    ground, shade = Image.new("RGB", picture.size, GROUND), Image.new("L", picture.size)
    if kind == "card":
        shade.paste(_slope(0, 250, (width, 380)), (0, 580))
        shade.paste(255, (0, 960, width, height))
    else:
        shade.paste(_slope(238, 220, (580, height), is_across=True))
        shade.paste(_slope(220, 0, (360, height), is_across=True), (580, 0))
    picture.paste(ground, mask=shade)


def _slope(first: int, last: int, size: tuple[int, int], is_across: bool = False) -> Image:
    """Go gently from one darkness to another, downwards or across."""
    from PIL import Image

    ramp = Image.linear_gradient("L")
    if is_across:
        ramp = ramp.transpose(Image.Transpose.ROTATE_90)
    part = [step / 255 for step in range(256)]
    return ramp.point([round(first + (last - first) * at * at * (3 - 2 * at)) for at in part]).resize(size)


def _lamp(picture: Image) -> None:
    """Light a lamp where there is no picture: its bulb, and the light around it."""
    from PIL import Image, ImageDraw, ImageFilter

    width, height = picture.size
    x, y = (width // 2, 430) if height > width else (width * 4 // 5, height // 2)
    light = Image.new("L", (width // 8, height // 8))
    reach = 34
    box = (x // 8 - reach, y // 8 - reach, x // 8 + reach, y // 8 + reach)
    ImageDraw.Draw(light).ellipse(box, fill=150)
    light = light.filter(ImageFilter.GaussianBlur(20)).resize(picture.size, Image.Resampling.BICUBIC)
    picture.paste(Image.new("RGB", picture.size, LAMP), mask=light)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((x - 62, y - 62, x + 62, y + 62), fill=LAMP)
    pen.rounded_rectangle((x - 26, y + 58, x + 26, y + 92), 8, fill=SAND)
    pen.line((x, y - 62, x, 0), fill=SAND, width=4)


def _title(pen: ImageDraw, layout: _Layout, titles: tuple[str, ...]) -> None:
    said = title_said(titles)
    if not said:
        return
    size, lines = fitted(said, layout.sizes, layout.width, layout.most)
    step = size * 6 // 5
    for number, line in enumerate(reversed(lines)):
        pen.text((layout.left, layout.bottom - number * step), line, IVORY, letters(size), anchor="ls")


def _code(pen: ImageDraw, panel: tuple[int, int, int], address: str) -> None:
    """Draw the code on the only light surface, each of its modules as many whole pixels as the others."""
    import segno

    left, top, side = panel
    pen.rounded_rectangle((left, top, left + side, top + side), 12, fill=IVORY)
    rows = segno.make(address, error="m", micro=False).matrix
    module = side // (len(rows) + 2 * QUIET)
    edge = (side - module * len(rows)) // 2
    for down, row in enumerate(rows):
        for across, is_dark in enumerate(row):
            if is_dark:
                x, y = left + edge + across * module, top + edge + down * module
                pen.rectangle((x, y, x + module - 1, y + module - 1), fill=INK)


def _words(pen: ImageDraw, corner: tuple[int, int], width: int, facts: CardFacts) -> None:
    """Say price and what to do, below each other."""
    left, top = corner
    price, call = drawable(facts.price), drawable(facts.call)
    if price:
        size, lines = fitted(price, (76, 64, 52), width, 1)
        pen.text((left, top + 62), lines[0], IVORY, letters(size), anchor="ls")
        top += 92
    if call:
        size, lines = fitted(call, (40, 34, 28), width, 2)
        for number, line in enumerate(lines):
            pen.text((left, top + size + number * size * 3 // 2), line, SAND, letters(size), anchor="ls")


def _name(pen: ImageDraw, left: int, bottom: int) -> None:
    """Write the shop's name as its mark has it: the last letter is the red disc."""
    font = letters(44)
    end = left + font.getlength("TB")
    pen.text((left, bottom), "TB", IVORY, font, anchor="ls")
    pen.ellipse((end + 4, bottom - 34, end + 38, bottom), fill=RED)
