"""Draws a village beside the line."""

import numpy as np
import skia

from ....artwork.kit.brush import pen, polygon
from ...picture.frame import PLUS, W
from ...picture.sprites import put
from .outside import HOR, WARM, WARM_BAR, bars, frame_window, land, night


def _houses():
    """Place, width, height, nearness and lit windows of every house; the far ones first."""
    g = np.random.default_rng(23)
    houses = []
    for _ in range(46):
        w, h = 26 + g.random() * 54, 18 + g.random() * 44
        x, near = g.random() ** 0.8 * 1500, g.random()
        houses.append((x, w, h, near, [(g.random(), g.random()) for _ in range(1 + int(g.random() * 3))]))
    return sorted(houses, key=lambda house: house[3])


HOUSES = _houses()


def village(f, t):
    """5.3–10.5 s: a light goes by and is a village."""
    c = f.canvas
    night(c, t, 0.7)
    land(c, t)
    for x, w, h, near, windows in HOUSES:
        z = 0.55 + 0.75 * near
        at = 1180 + x * 0.95 - (t - 5.3) * 210 * z * 1.25, HOR + 6 + 26 * near * near
        if -150 < at[0] < W + 150:
            _house(c, at, w * z, h * z, z)
            _lit_windows(c, at, (w * z, h * z), z, windows)
    bars(c, t, 14, 5, 0.5, 1, 0.2)
    frame_window(c)


def _house(c, at, w, h, z):
    x, y = at
    roof = [(x - 5, y - h), (x + w * 0.5, y - h - 16 * z), (x + w + 5, y - h)]
    walls = [(x + w, y - h), (x + w, y), (x, y), (x, y - h)]
    c.drawPath(polygon(roof + walls), pen("#070b16"))


def _lit_windows(c, at, size, z, windows):
    (x, y), (w, h) = at, size
    colour = "#e9b25a" if z < 1.15 else "#fff0d0"
    for across, down in windows:
        left, top = x + 5 + across * (w - 16), y - h + 5 + down * max(1, h - 18)
        c.drawRect(skia.Rect.MakeXYWH(left, top, 7 * z, 9 * z), pen(colour))
        put(c, WARM, left + 4, top + 4, 0.28 * z, a=0.5, mode=PLUS)
        put(c, WARM_BAR, left + 4, y + 60 * z, 0.25, 0.45 * z, a=0.35, mode=PLUS)
