"""Draws what swims below the surface, and the footprints of light above it."""

import math

import numpy as np
import skia

from ....artwork.kit.brush import curve, pen
from ....artwork.kit.colour import vertical_gradient
from ...picture.easing import window
from ...picture.frame import PLUS, H, W
from ...picture.sprites import flat, image, put, stroke_pen
from .scenery import HALO

DEEP = image(vertical_gradient(W, H, [(0, "#3f8a94"), (0.3, "#1d5566"), (0.7, "#0c2b3b"), (1, "#050f18")]))
ACROSS = np.clip(1 - np.abs(np.mgrid[0:400, 0:120][1] - 60) / 60, 0, 1)
RAY = flat("#bfe6e2", ACROSS**2 * np.linspace(1, 0, 400)[:, None] ** 1.4)
FISH = (  # place, size, speed, colour, spots; the far ones first
    (-60, 210, 0.62, 70, "#3d7f88", "#6fa5ab"),
    (1750, 230, 0.8, -95, "#3d7f88", "#7fb6bd"),
    (-420, 560, 1.15, 128, "#5c9aa0", "#9fc7c9"),
    (-160, 330, 1.5, 150, "#e8dcc0", "#d8693a"),
    (1500, 470, 1.9, -120, "#e2953f", "#f4ead2"),
)
LENGTH = 150


def below_water(f, t):
    """32–38 s: fish under our footprints."""
    c = f.canvas
    put(c, DEEP, 0, 0, centre=False)
    for k in range(9):
        x, wide = 90 + k * 140 + 30 * math.sin(t * 0.5 + k * 2), 0.9 + 0.5 * (k % 3)
        a = 0.13 + 0.1 * math.sin(t * 0.9 + k * 1.7) ** 2
        put(c, RAY, x, 250, wide, 1.7, a=a, mode=PLUS, rot=14 - k * 3.2)
    for k in range(8):
        _footprint(c, 150 + k * 142, 66 + (k % 2) * 38, window(32.3 + k * 0.5, 36 + k * 0.5, t, 0.7))
    for k, (x, y, size, speed, colour, spots) in enumerate(FISH):
        at = x + speed * (t - 30.5) * 1.15, y + 22 * math.sin(t * 0.8 + k)
        _koi(c, at, -size if speed < 0 else size, size, t, k * 1.9, (colour, spots))
    _bubbles(c, t)


def _footprint(c, x, y, a):
    put(c, HALO, x, y, 0.62, 0.4, a=a * 0.9, mode=PLUS)
    c.drawOval(skia.Rect.MakeXYWH(x - 34, y - 11, 50, 20), pen("#f7f0d4", a * 0.75))
    c.drawOval(skia.Rect.MakeXYWH(x + 20, y - 9, 20, 14), pen("#f7f0d4", a * 0.75))


def _koi(c, at, across, size, t, phase, colours):
    """A fish from a swaying spine; its head is at the place, its tail behind it."""
    colour, spots = colours
    along = np.linspace(0, 1, 12)
    spine = [math.sin(t * 3.2 + phase - u * 3.4) * 12 * u * u for u in along]
    c.save()
    c.translate(*at)
    c.scale(across, size)
    _fins(c, t, phase, spine, colour)
    body = _body(along, spine)
    c.drawPath(body, pen(colour))
    c.save()
    c.clipPath(body, doAntiAlias=True)
    for x, y, r in ((-30, -8, 24), (-84, -4, 20), (-118, 6, 12)):
        c.drawCircle(x, y + spine[5], r, pen(spots, 0.92))
    c.drawRect(skia.Rect.MakeLTRB(-220, 6, 10, 60), pen("#04121b", 0.4))
    c.restore()
    c.drawCircle(-13, -4, 2.6, pen("#04121b"))
    c.restore()


def _fins(c, t, phase, spine, colour):
    end, beat = spine[-1], math.sin(t * 3.2 + phase - 4.2) * 14
    upper = [(-142, end), (-176, end - 28 + beat), (-200, end - 34 + beat), (-178, end + beat * 0.7)]
    lower = [(-196, end + 26 + beat), (-170, end + 18 + beat), (-142, end)]
    c.drawPath(curve(upper + lower), pen(colour, 0.75))
    c.drawPath(curve([(-44, -15), (-70, -34), (-98, -22), (-92, spine[7] - 8)]), pen(colour, 0.8))
    side = [(-34, 14), (-52, 36 + 6 * math.sin(t * 4 + phase)), (-74, 34), (-60, 12)]
    c.drawPath(curve(side), pen(colour, 0.7))


def _body(along, spine):
    thick = [math.sin(math.pi * min(1, u * 1.04) ** 0.62) * 19 * (1 - u * 0.45) + 0.8 for u in along]
    edges = list(zip(along, spine, thick, strict=True))
    back = [(-u * LENGTH, middle - r) for u, middle, r in edges]
    belly = [(-u * LENGTH, middle + r) for u, middle, r in edges][::-1]
    return curve(back + belly, True)


def _bubbles(c, t):
    q = np.random.default_rng(8)
    for k in range(60):
        x, y = q.random() * W, (q.random() * H - t * (14 + 40 * q.random())) % H
        r = 1 + 4 * q.random() ** 3
        paint = stroke_pen("#d5efec", 0.4, 1.1) if r > 2 else pen("#d5efec", 0.35)
        c.drawCircle(x + 6 * math.sin(t * 2 + k), y, r, paint)
