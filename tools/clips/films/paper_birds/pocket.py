"""Draws a sheet folded small enough for a pocket."""

import math

import skia

from ....artwork.kit.brush import curve, pen
from ....artwork.kit.colour import rgb
from ...picture.easing import ease, lerp, window
from ...picture.frame import PLUS, SCREEN, H
from ...picture.sprites import put, stroke_pen
from .sheets import RED_PAPER, SHADOW, SOFT, SUN, WHITE_PAPER

SIDE, FOLD_S, FOLDS = 430.0, 0.8, 4
LINE = "#cfd6d2"


def pocket(f, t):
    """40.5–45.7 s: folded smaller, and smaller, into a pocket."""
    c = f.canvas
    c.clear(skia.Color4f(*rgb(RED_PAPER), 1))
    put(c, SUN, 300, 100, 5, a=0.32, mode=SCREEN)
    for k in range(60):
        c.drawLine(k * 24 - 60, 0, k * 24 - 20, H, stroke_pen("#b9481f", 0.18, 2))
    drop = ease(43.9, 45.2, t)
    x, y = 640, lerp(290, 560, drop)
    c.save()
    c.rotate(lerp(-6, 4, ease(40.5, 45, t)), x, y)
    _folding(c, x, y, t - 40.8)
    c.restore()
    edge = lerp(760, 500, ease(40.6, 43.2, t))
    _pocket(c, edge)
    if drop > 0.6:
        a = 0.7 * window(44.6, 46, t, 0.6)
        put(c, SOFT, 640, edge + 10, 2.4 * ease(0.6, 1, drop), 0.6, a=a, mode=PLUS)


def _folding(c, x, y, age):
    """The sheet after so many folds, by turns sideways and upwards, and the fold that is being made."""
    folds = min(FOLDS, int(age / FOLD_S)) if age > 0 else 0
    made = ease(0, 0.75, age % FOLD_S) if 0 < age < FOLDS * FOLD_S else 0
    w, h = SIDE / 2 ** ((folds + 1) // 2), SIDE / 2 ** (folds // 2)
    put(c, SHADOW, x + 14, y + 20, w / 190 + 0.3, h / 190 + 0.3, a=0.35)
    if folds == FOLDS:
        c.drawRect(skia.Rect.MakeXYWH(x - w / 2, y - h / 2, w, h), pen(WHITE_PAPER))
        c.drawLine(x - w / 2, y + 6, x + w / 2, y - 6, stroke_pen(LINE, 1, 2))
        return
    k = math.cos(math.pi * made)
    if folds % 2 == 0:
        _sheet(c, x - w / 2, y - h / 2, w / 2, h)
        half = skia.Rect.MakeLTRB(*_sides(x, x + w / 2 * k, y - h / 2, y + h / 2))
    else:
        _sheet(c, x - w / 2, y - h / 2, w, h / 2)
        half = skia.Rect.MakeLTRB(*_sides(x - w / 2, x + w / 2, y, y + h / 2 * k))
    c.drawRect(half, pen(WHITE_PAPER if k > 0 else "#dfe3df"))


def _sheet(c, x, y, w, h):
    c.drawRect(skia.Rect.MakeXYWH(x, y, w, h), pen(WHITE_PAPER))
    if min(w, h) > 100:
        for j in range(6):
            line = y + h * (j + 1) / 7
            c.drawLine(x + 12, line, x + w * (0.9 - 0.1 * (j % 3)), line, stroke_pen(LINE, 0.8, 3))


def _sides(x0, x1, y0, y1):
    """Left, top, right and bottom, whichever way the half stands."""
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _pocket(c, y):
    rim = [(380, y), (640, y + 16), (900, y)]
    bag = [(905, y + 160), (880, y + 320), (400, y + 320), (375, y + 160)]
    c.drawPath(curve(rim + bag, True), pen("#2f3a44"))
    c.drawPath(curve(rim), stroke_pen("#1d252e", 1, 10))
    for j in range(25):
        x, seam = 400 + j * 20, y + 26 + 14 * math.sin(math.pi * j / 24)
        c.drawLine(x, seam, x + 11, seam, stroke_pen(WHITE_PAPER, 0.85, 3))
