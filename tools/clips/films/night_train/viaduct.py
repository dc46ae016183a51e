"""Draws the train seen from far outside: a string of windows over a viaduct."""

import numpy as np
import skia

from ....artwork.kit.brush import pen
from ...picture.frame import PLUS, H, W
from ...picture.sprites import grad, put, stroke_pen
from .outside import BLUE, HILL, WARM, WARM_BAR, WHITE, night

SNOW = np.random.default_rng(15).random((170, 4))  # across, down, size, phase of every flake, 0–1
TRACK = 398
CARS, CAR = 7, 104


def between(f, t):
    """15.8–21.2 s: it belongs to nobody."""
    c = f.canvas
    u = t - 15.8
    night(c, t, 1)
    put(c, BLUE, 980, 120, 2.2, a=0.6, mode=PLUS)
    put(c, WHITE, 980, 120, 0.55, mode=PLUS)
    c.drawCircle(980, 120, 21, pen("#f4f0e2"))
    put(c, HILL, -200 - u * 5, -30, 1, centre=False)
    grad(c, 440, H, "#0d1730", 1, "#04060b", 1)
    _viaduct(c, u)
    _train(c, -620 + u * 250)
    grad(c, 520, 640, "#6f8fb5", 0, "#6f8fb5", 0.10)
    grad(c, 560, H, "#04060b", 0, "#04060b", 0.8)
    for across, down, r, _ in SNOW:
        x, y = (across * 1400 - t * (26 + 50 * r)) % 1400 - 60, (down * 760 + t * (30 + 60 * r)) % 760 - 20
        c.drawCircle(x, y, 0.8 + 2.2 * r * r, pen("#dfe8f5", 0.2 + 0.5 * r))


def _viaduct(c, u):
    wall, arches = skia.Path(), skia.Path()
    wall.addRect(skia.Rect.MakeXYWH(-10, TRACK + 8, W + 20, 130))
    for k in range(-1, 15):
        opening = skia.Rect.MakeXYWH(k * 96 - u * 7, TRACK + 26, 70, 200)
        arches.addRRect(skia.RRect.MakeRectXY(opening, 35, 35))
    c.drawPath(skia.Op(wall, arches, skia.PathOp.kDifference_PathOp), pen("#060913"))
    c.drawLine(0, TRACK + 8, W, TRACK + 8, stroke_pen("#2f4670", 0.8, 1.5))


def _train(c, x):
    for car in range(CARS):
        left = x + car * CAR
        body = skia.Rect.MakeXYWH(left, TRACK - 18, 99, 25)
        c.drawRRect(skia.RRect.MakeRectXY(body, 5, 5), pen("#0a1122"))
        for k in range(6):
            if (car * 7 + k * 5) % 11 > 1:  # some sleep
                c.drawRect(skia.Rect.MakeXYWH(left + 8 + k * 14.6, TRACK - 12, 9, 8), pen("#ffd88a"))
                put(c, WARM_BAR, left + 12 + k * 14.6, TRACK + 190, 0.3, 0.55, a=0.28, mode=PLUS)
        put(c, WARM, left + 50, TRACK - 8, 0.8, 0.3, a=0.55, mode=PLUS)
    front = x + CARS * CAR
    put(c, WHITE, front, TRACK - 4, 0.5, a=1, mode=PLUS)
    put(c, WARM, front + 120, TRACK - 2, 1.5, 0.25, a=0.8, mode=PLUS)
