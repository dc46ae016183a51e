"""Draws the sluice where all gather, and the last one."""

import math

import skia

from ....artwork.kit.brush import curve, pen, polygon
from ...picture.easing import ease, lerp, window
from ...picture.frame import PLUS
from ...picture.sprites import grad, put, stroke_pen, tint
from .ground import HOR, ground
from .lanterns import GLS, WHITE, lantern, mirror, sparks

GOAL = [
    (960, 398, 0.36),
    (820, 416, 0.42),
    (1120, 440, 0.48),
    (980, 478, 0.56),
    (1180, 560, 0.7),
    (950, 640, 0.88),
    (740, 540, 0.66),
]


DARK = "#0b080c"
POSTS = ((1060, -160, 26, 220), (1236, -160, 26, 250), (1030, -176, 260, 22), (1086, -134, 150, 66))
HUT = ((1096, -176), (1096, -236), (1080, -236), (1160, -284), (1244, -236), (1226, -236), (1226, -176))


def _sluice(c, t):
    """Two posts, a beam and the lifted gate; the keeper at the window above."""
    for x, y, w, h in POSTS:
        c.drawRect(skia.Rect.MakeXYWH(x, HOR + y, w, h), pen(DARK))
    for x in range(1100, 1250, 30):
        c.drawLine(x, HOR - 134, x, HOR - 68, stroke_pen("#3a2328", 1, 2))
    c.drawPath(polygon([(x, HOR + y) for x, y in HUT]), pen(DARK))
    c.drawRect(skia.Rect.MakeXYWH(1132, HOR - 226, 56, 38), pen("#f0a23b"))
    c.drawRect(skia.Rect.MakeXYWH(1158, HOR - 226, 4, 38), pen(DARK))
    put(c, GLS, 1160, HOR - 207, 1.4, a=0.6 + 0.05 * math.sin(t * 6), mode=PLUS)
    c.drawPath(curve([(1172, HOR - 188), (1174, HOR - 208), (1180, HOR - 210), (1184, HOR - 188)], True), pen(DARK))
    c.drawCircle(1178, HOR - 214, 5, pen(DARK))


def gather(f, t):
    """39.2–50.4 s: near dawn all gather at the right; the keeper counts them, one bright after another."""
    c = f.canvas
    dawn = 0.5 * ease(39, 50, t)
    ground(f, t, dawn, 1400 + t * 3, 0.7)
    _sluice(c, t)
    grad(c, HOR, HOR + 110, DARK, 0.5, DARK, 0, x0=1050)
    e = ease(38.5, 46, t)
    z = (t - 45.6) / 0.62
    for k in sorted(range(7), key=lambda q: GOAL[q][1]):
        gx, gy, s = GOAL[k]
        x = lerp(gx - 800 + 60 * (k % 3), gx, e) + 6 * math.sin(t * 0.6 + k)
        y = gy + 4 * math.sin(t + k)
        n = math.exp(-((z - k) ** 2) * 1.4) if t > 44.5 else 0
        lit = (0.82 - 0.3 * ease(45, 45.8, t)) + 1.0 * n + 0.3 * ease(k, k + 1, z) * ease(45, 46, t)
        mirror(c, x, y, s, k, t, lit)
        lantern(c, x, y, s * (1 + 0.1 * n), k, t, 1, lit)
        if n > 0.15:
            ring = skia.Rect.MakeXYWH(x - 144 * s, y - 18 * s, 288 * s, 44 * s)
            c.drawOval(ring, stroke_pen("#fbe6c2", 0.8 * n, 2, PLUS))
    tint(c, "#0e1016", 0.22 * window(45, 50.6, t))


def last(f, t):
    """50.4–60 s: the last one, given a name, burns until morning."""
    c = f.canvas
    dawn = 0.45 + 0.55 * ease(51, 58.5, t)
    ground(f, t, dawn, 1500 + t * 5, 0.5, 1, ease(53.5, 58.5, t))
    for j in range(6):
        at = 300 + 10 * math.sin(t * 2 + j * 2), HOR + 16 + j * 44
        put(c, WHITE, *at, 1.1 + 0.2 * j, 0.1, a=0.5 * ease(54, 58.5, t) * (1 - j / 7), mode=PLUS)
    x, y, s = 800 + (t - 50) * 9, 600, lerp(1.45, 1.05, ease(51, 60, t))
    lit = lerp(0.6, 1.15, ease(51.2, 53.4, t))
    mirror(c, x, y, s, 4, t, lit)
    lantern(c, x, y, s, 4, t, 1, lit)
    named = ease(51.4, 54.2, t)
    _name(c, x, y, s, named)
    sparks(c, t, x, y - 240, 22, 7, 160, 300, named * 0.9)


def _name(c, x, y, s, drawn):
    """A ring in one stroke, as far as it is drawn."""
    ring = skia.Rect.MakeXYWH(x - 44 * s, y - 178 * s, 88 * s, 88 * s)
    c.drawArc(ring, -120, 338 * drawn, False, stroke_pen("#5a1a14", 0.9 * min(1, drawn * 9), 7 * s))
    if 0 < drawn < 1:
        angle = math.radians(-120 + 338 * drawn)
        put(c, GLS, x + 44 * s * math.cos(angle), y - 134 * s + 44 * s * math.sin(angle), 0.5, mode=PLUS)
