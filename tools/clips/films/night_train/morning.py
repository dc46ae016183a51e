"""Draws the horizon that turns light."""

import math

from ....artwork.kit.brush import curve
from ...picture.easing import ease
from ...picture.frame import PLUS, H, W
from ...picture.sprites import grad, put, stroke_pen
from .outside import HILL, HOR, LOW, WARM, WHITE, dist, frame_window, night

DARK = "#131c33"


def morning(f, t):
    """53.6–60 s: it is still there."""
    c = f.canvas
    dawn, d = ease(53.2, 57.6, t), dist(t)
    night(c, t, 0.5, dawn)
    rise = ease(54, 60, t)
    put(c, WARM, 820, HOR + 20 - 46 * rise, 5, 3, a=0.8 * dawn, mode=PLUS)
    put(c, WHITE, 820, HOR + 24 - 62 * rise, 1.5, a=dawn, mode=PLUS)
    put(c, HILL, -(d * 7) % 500 - 500, 0, a=0.72, centre=False)
    put(c, LOW, -(d * 30) % 500 - 500, 0, a=0.8, centre=False)
    _fields(c, d, dawn)
    _poles(c, d)
    for k in range(9):  # a flight of birds
        x, y = 300 + k * 36 + t * 9 - 480 + abs(k - 4) * -8, 190 + abs(k - 4) * 13
        lift = (9 + 4 * math.sin(t * 7 + k)) * 0.5
        c.drawPath(curve([(x - 13, y - lift), (x, y), (x + 13, y - lift)]), stroke_pen(DARK, 0.8 * dawn, 2.4))
    frame_window(c)


def _fields(c, d, dawn):
    """Furrows turn as the train passes."""
    grad(c, HOR, H, "#3a4d68", 1, "#1a2438", 1)
    grad(c, HOR, H, "#e9b25a", 0.45 * dawn, "#e9b25a", 0.05 * dawn)
    for k in range(44):
        x = (k * 150 - d * 190) % 6600 - 2660
        c.drawLine(640 + (x - 640) * 0.1, HOR, x, H, stroke_pen("#f6dcae", 0.17 * dawn, 3.2))
    grad(c, HOR, HOR + 90, "#f0d5a4", 0.4 * dawn, "#f0d5a4", 0)


def _poles(c, d):
    for k in range(9):
        x = W + 200 - (k * 210 + d * 330) % 1900
        c.drawLine(x, H, x, 250, stroke_pen(DARK, 0.95, 7))
        c.drawLine(x - 34, 276, x + 34, 276, stroke_pen(DARK, 0.95, 6))
        for j in (-30, 30):
            wire = curve([(x + j, 276), (x + j + 105, 300), (x + j + 210, 276)])
            c.drawPath(wire, stroke_pen(DARK, 0.8, 1.6))
