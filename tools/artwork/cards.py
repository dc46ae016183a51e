"""Owns how a title's lettering stands on its wide picture, for cards and link previews."""

import numpy as np
import skia
from PIL import Image, ImageFilter

from .outlines import fill_of, view_box

# part of the width left of the lettering, and of the height at its middle, and its room
LEFT, MIDDLE, MAX_WIDTH, MAX_HEIGHT = 0.06, 0.50, 0.36, 0.40
PLACES = {  # slug: middle, greatest width; where the picture is restless at the usual place
    "mr-shans-summer": (0.42, 0.30),
    "ferry-to-inis-dorn": (0.32, 0.34),
    "turnip-hollow-kindergarten": (0.67, 0.33),
    "tide-tables": (0.30, 0.36),
    "a-thousand-li-in-formation": (0.62, 0.36),
    "altitude-4700": (0.34, 0.36),
    "after-the-last-tram": (0.36, 0.36),
    "wutong-lane-legal-aid": (0.50, 0.29),
    "the-same-name": (0.50, 0.29),
    "trades": (0.50, 0.31),
    "leaving-at-dawn": (0.36, 0.33),
    "lighthouse-ledger": (0.50, 0.33),
    "undersea-garage": (0.40, 0.33),
    "house-of-mended-gold": (0.50, 0.34),
    "xiaoman-and-the-kites": (0.50, 0.32),
}


def lettered(wide: Image.Image, svg: str, slug: str) -> Image.Image:
    """The wide picture with the lettering in its calm left part, on a soft shade of the other tone."""
    cover = _cover(svg, wide.size, *PLACES.get(slug, (MIDDLE, MAX_WIDTH)))
    colour = fill_of(svg)
    is_light = sum(bytes.fromhex(colour[1:])) > 3 * 128
    shade = Image.new("RGB", wide.size, "#000000" if is_light else "#ffffff")
    halo = cover.filter(ImageFilter.GaussianBlur(wide.height * 0.018)).point(lambda part: part * 0.42)
    picture = Image.composite(shade, wide, halo)
    return Image.composite(Image.new("RGB", wide.size, colour), picture, cover)


def _cover(svg: str, size: tuple[int, int], middle: float, max_width: float) -> Image.Image:
    """How much of each pixel the lettering covers."""
    width, height = size
    own_width, own_height = view_box(svg)
    scale = min(max_width * width / own_width, MAX_HEIGHT * height / own_height)
    pixels = np.zeros((height, width, 4), np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    canvas.translate(LEFT * width, middle * height - own_height * scale / 2)
    canvas.scale(scale, scale)
    drawing = skia.SVGDOM.MakeFromStream(skia.MemoryStream(svg.encode(), True))
    drawing.setContainerSize(skia.Size(own_width, own_height))
    drawing.render(canvas)
    return Image.fromarray(pixels[..., 3])
