"""Owns the torn paper of a child's pages: the day with its sun and hills, the moon that sleeps, the hills at night."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skia
from PIL import Image

from .kit.brush import Canvas, pen, polygon
from .kit.colour import flat, over
from .kit.cut_paper import torn_scaled
from .kit.fields import fractal_noise, noise_line
from .kit.prints import to_image
from .kit.shapes import TAU, disc, join

PAPER, SKY = "#FFF6E5", "#FBE6BE"
SEED = 8
# What is over the sky is see-through but for these: a night is as high as its page, a gradient of the style sheet.
FILES = {"child-day": (1920, 600), "child-day-tall": (780, 700), "child-moon": (900, 640), "child-hills": (1600, 260)}


def save(folder: Path) -> list[Path]:
    """Write every picture as WebP, and the moon, which a page itself names, as AVIF too; return the files."""
    written = []
    for name, size in FILES.items():
        picture = draw(name, *size)
        for ending, quality in (("webp", 80), ("avif", 58)) if name == "child-moon" else (("webp", 80),):
            written.append(folder / f"{name}.{ending}")
            picture.save(written[-1], quality=quality)
    return written


def draw(name: str, width: int, height: int) -> Image.Image:
    """One of the pictures; the same size gives the same picture."""
    if name.startswith("child-day"):
        return to_image(np.clip(_day(width, height, np.random.default_rng(SEED)), 0, 1))
    return _see_through(_moon if name == "child-moon" else _night_hills, width, height)


def _see_through(scene: Callable, width: int, height: int) -> Image.Image:
    """The same paper on white and on black: what differs is the ground that shines through."""
    white, black = (
        np.clip(scene(flat(width, height, ground), np.random.default_rng(SEED)), 0, 1) for ground in ("#fff", "#000")
    )
    alpha = np.clip(1 - (white - black).mean(-1), 0, 1)
    colour = black / np.maximum(alpha, 1 / 255)[..., None]
    pixels = np.concatenate([np.clip(colour, 0, 1), alpha[..., None]], -1)
    return Image.fromarray((pixels * 255 + 0.5).astype(np.uint8), "RGBA")


def _day(width: int, height: int, rng) -> np.ndarray:
    is_tall = width < 1.5 * height
    s = height / 600
    fibres = fractal_noise(height, width, 5 * s, rng, 3) * 0.6 + fractal_noise(height, width, 80 * s, rng, 3) * 0.4
    d = flat(width, height, SKY) * (1 + (fibres - 0.5) * 0.09)[..., None]
    x, y, r = (0.75, 0.31, 92) if is_tall else (0.775, 0.36, 92)
    d = _sun(d, width * x, height * y, r * s, rng)
    clouds = ((0.5, 0.17, 66), (0.94, 0.45, 66)) if is_tall else ((0.46, 0.14, 52), (0.62, 0.23, 74), (0.9, 0.45, 64))
    for x, y, size in clouds:
        d = torn_scaled(d, _cloud(width * x, height * y, size * s), "#FEFCF6", rng, s, lift=7, wob=2.5, tex=0.05)
    for level, swing, colour in ((0.7, 0.12, "#9CC9A0"), (0.8, 0.09, "#5C9F74")):
        d = torn_scaled(d, _hill(width, height, level, swing, rng), colour, rng, s, lift=8, wob=3, tex=0.16)
    return torn_scaled(d, _hill(width, height, 0.915, 0.045, rng), PAPER, rng, s, lift=5, wob=3, tex=0)


def _sun(d, cx: float, cy: float, r: float, rng) -> np.ndarray:
    rays = []
    for place in range(18):
        angle, length = TAU * place / 18, 1.62 + 0.16 * (place % 2)
        near, far = r * 1.24, r * length
        half = 0.075 if place % 2 else 0.095
        points = [(near, angle - half), (far, angle), (near, angle + half)]
        rays.append(polygon([(cx + k * math.cos(a), cy + k * math.sin(a)) for k, a in points]))
    d = torn_scaled(d, join(*rays), "#EE9B34", rng, r / 88, lift=4, wob=1.2, white=3)
    return torn_scaled(d, disc(cx, cy, r), "#F6BE33", rng, r / 88, lift=9, wob=2.5, tex=0.12)


def _cloud(cx: float, cy: float, r: float):
    """A cloud about three r wide, flat below."""
    puffs = ((-1.05, 0.12, 0.5), (-0.4, -0.28, 0.66), (0.35, -0.2, 0.7), (1.0, 0.14, 0.48))
    cloud = disc(cx, cy + r * 0.3, r * 1.35, r * 0.36)
    for x, y, size in puffs:
        cloud = skia.Op(cloud, disc(cx + x * r, cy + y * r, size * r), skia.PathOp.kUnion_PathOp)
    return cloud


def _hill(width: int, height: int, level: float, swing: float, rng):
    """Everything below a soft line; it begins and ends outside the sheet, so that no rim shows at its sides."""
    past = 60
    line = (noise_line(width + 2 * past, width * 0.42, rng, 3, 0.35) - 0.5) * 2 * swing + level
    tops = [(x - past, height * line[x]) for x in range(0, width + 2 * past, 8)]
    return polygon([*tops, (width + past, height + past), (-past, height + past)])


def _moon(d, rng) -> np.ndarray:
    height, width = d.shape[:2]
    s = height / 640
    cx, cy, r = width * 0.5, height * 0.45, 250 * s
    d = torn_scaled(d, disc(cx, cy, r), "#F6D983", rng, s, lift=10, wob=3, tex=0.13)
    d = _asleep(d, cx, cy, r)
    d = torn_scaled(d, _cloud(width * 0.21, height * 0.79, 108 * s), "#D9D6EC", rng, s, lift=10, wob=3, tex=0.08)
    return torn_scaled(d, _cloud(width * 0.83, height * 0.36, 90 * s), "#E2DFF3", rng, s, lift=10, wob=3, tex=0.08)


def _asleep(d, cx: float, cy: float, r: float) -> np.ndarray:
    """Closed eyes, a smile, red cheeks."""
    height, width = d.shape[:2]
    cheeks, lines = Canvas(width, height), Canvas(width, height)
    for side in (-1, 1):
        box = skia.Rect.MakeXYWH(cx + side * 0.52 * r - 0.12 * r, cy + 0.12 * r, 0.24 * r, 0.14 * r)
        cheeks.canvas.drawOval(box, pen("#fff", 0.75))
        eye = skia.Rect.MakeXYWH(cx + side * 0.36 * r - 0.15 * r, cy - 0.2 * r, 0.3 * r, 0.26 * r)
        lines.canvas.drawArc(eye, 15, 150, False, pen("#fff", stroke=0.045 * r))
    smile = skia.Rect.MakeXYWH(cx - 0.11 * r, cy + 0.14 * r, 0.22 * r, 0.18 * r)
    lines.canvas.drawArc(smile, 15, 150, False, pen("#fff", stroke=0.04 * r))
    return over(over(d, "#EE9A6E", cheeks.mask()), "#5B3E2B", lines.mask())


def _night_hills(d, rng) -> np.ndarray:
    height, width = d.shape[:2]
    for level, swing, colour in ((0.24, 0.2, "#3A4391"), (0.5, 0.18, "#2A3178"), (0.78, 0.12, "#1A2058")):
        d = torn_scaled(d, _hill(width, height, level, swing, rng), colour, rng, 0.75, lift=9, wob=4, white=3, tex=0.1)
    return d
