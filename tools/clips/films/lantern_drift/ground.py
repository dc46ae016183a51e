"""Draws the night river: sky, hills, trees, water."""

import numpy as np
import skia

from ....artwork.kit.brush import Canvas, pen, polygon
from ....artwork.kit.colour import rgb, vertical_gradient
from ....artwork.kit.fields import below, noise_line
from ...picture.frame import PLUS, H, W
from ...picture.sprites import flat, grad, image, put, stars
from ...picture.water import Water
from .lanterns import WHITE

HOR, WIDE = 310, 1700  # row of the horizon; width of layers that move

NIGHT = image(vertical_gradient(W, HOR, [(0, "#0b0d15"), (0.55, "#1c1626"), (1, "#46252f")]))

MORN = image(vertical_gradient(W, HOR, [(0, "#4a3550"), (0.5, "#b0624f"), (0.85, "#f0b465"), (1, "#fbe6c2")]))

STARS = flat("#fbe6c2", stars(HOR, WIDE, 520, 4, 0.85))


def _hills(seed, base, amplitude, colour, foot):
    ys = HOR - base - amplitude * noise_line(WIDE, 260, np.random.default_rng(seed), 6, 0.5)
    m = below(WIDE, HOR, ys)
    y = np.mgrid[0:HOR, 0:WIDE][0].astype(np.float32)
    d = np.clip((y - ys[None]) / (HOR - ys[None] + 1), 0, 1)[..., None]
    return image(rgb(colour) * (1 - d) + rgb(foot) * d, m)


def _trees(seed, colour):
    """Far bank: crowns of trees as one dark line."""
    q = np.random.default_rng(seed)
    row = Canvas(WIDE, 120)
    x = 0
    while x < WIDE:
        r = 8 + q.random() ** 2 * 26
        row.canvas.drawCircle(x, 118 - r * 0.8 - q.random() * 14, r, pen())
        x += r * 0.7
        if q.random() < 0.05:
            row.canvas.drawPath(polygon([(x, 112), (x + 9, 30 + q.random() * 30), (x + 18, 112)]), pen())
    row.canvas.drawRect(skia.Rect.MakeXYWH(0, 104, WIDE, 16), pen())
    return flat(colour, row.mask())


FAR, MIDDLE = _hills(3, 34, 110, "#2a1c28", "#5a2e36"), _hills(6, 10, 70, "#1d1420", "#3c2029")
BANK = _trees(4, "#0e0a11")

WATER = Water(HOR, 19)


def ground(f, t, dawn=0.0, pan=0.0, wind=0.8, sky=1.0, lift=0.0):
    """Sky, hills, bank and river; pan moves the layers at their own speeds."""
    c = f.canvas
    put(c, NIGHT, 0, 0, centre=False)
    put(c, STARS, -pan * 0.05 % 60 - 100, 0, a=sky * (1 - dawn) * 0.9, centre=False)
    if dawn:
        put(c, MORN, 0, 0, a=dawn, centre=False)
    for hills, speed in ((FAR, 0.12), (MIDDLE, 0.3)):
        put(c, hills, -(pan * speed) % 400 - 400, 0, a=1 - 0.25 * dawn, centre=False)
    put(c, BANK, -(pan * 0.6) % 400 - 400, HOR - 118, a=1, centre=False)
    if lift:  # the sun behind the far bank
        grad(c, 0, HOR, "#f0a23b", 0, "#fbe6c2", 0.5 * lift)
        put(c, WHITE, 300, HOR - 20, 3.6, 2.6, a=0.8 * lift, mode=PLUS)
    WATER.draw(f, t, wind, flow=16)
    grad(c, HOR, H, "#2a1c28", 0.15, "#0a0a10", 0.62 - 0.35 * dawn)
