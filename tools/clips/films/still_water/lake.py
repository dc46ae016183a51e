"""Draws the wide view of the lake: light, wind, somebody on the bank, a boat, a bridge, and the dawn."""

import math

import numpy as np
import skia

from ....artwork.kit.brush import curve, pen, polygon
from ...picture.easing import ease, lerp, window
from ...picture.frame import PLUS, SCREEN, H, W
from ...picture.sprites import grad, put, stroke_pen
from .rain import rings
from .scenery import DAWN, GOLD, HALO, HOR, MIST, MOON, RIDGES, SKY, STARS, WATER

GUSTS = 5.8, 11.6  # seconds
BLACK = "#03070b"


def lake(f, t):
    """0–27 s and 48–60 s; the moon crosses in the whole film."""
    c = f.canvas
    dawn = ease(47.5, 57, t)
    moon = lerp(-40, 1330, t / 60)
    _sky(c, t, dawn, moon)
    _visitors(c, t)
    wind = 0.55 + 2.2 * window(*GUSTS, t, 1.8) + 0.5 * ease(15, 17, t) - 0.45 * ease(50, 55, t)
    WATER.draw(f, t, wind, 1.0)
    grad(c, HOR, H, "#123147", 0.08 + 0.1 * dawn, "#081018", 0.55 * (1 - 0.55 * dawn))
    for k in range(4):  # the broad band of light under the moon
        y = HOR + 20 + k * 95
        put(c, HALO, moon + 8 * math.sin(t + k), y, 0.9 + k * 0.35, 0.5 + 0.2 * k, a=0.42 + 0.25 * dawn, mode=PLUS)
    if GUSTS[0] - 0.3 < t < GUSTS[1] + 0.4:
        _gusts(c, t)
    if t < 27:
        _reeds(c, t, 0.75 + 0.25 * ease(10, 12, t))
    if t > 47:
        rings(c, t, 45, 51.5, 60, 12)
        _reeds(c, t, 1, "#0b1c26")


def _sky(c, t, dawn, moon):
    drift = -(t * 2.4 % 190)
    put(c, SKY, 0, 0, centre=False)
    put(c, STARS, drift * 0.4, 0, a=(0.4 + 0.6 * ease(14, 18, t)) * (1 - dawn), centre=False)
    if dawn:
        put(c, DAWN, 0, 0, a=dawn, centre=False)
    height = 118 - 46 * math.sin(math.pi * t / 60) + 60 * dawn
    put(c, HALO, moon, height, 3.4, a=0.75 + 0.25 * dawn, mode=PLUS)
    put(c, MOON, moon, height, 0.5 + 0.12 * dawn, mode=PLUS)
    for k, ridge in enumerate(RIDGES):
        put(c, ridge, drift * (0.3 + 0.35 * k) - 20, 0, centre=False)
        x = 640 + (k - 1) * 160 + 60 * math.sin(t * 0.07 + k)
        put(c, MIST, x, HOR - 46 + k * 12, 1.1, a=0.5 + 0.3 * dawn, mode=SCREEN)
    if dawn:
        grad(c, 0, HOR, "#f0d9a8", 0, "#f6dfae", 0.42 * dawn)


def _visitors(c, t):
    """Who comes to the lake, one after another: somebody who waits, the boat, lights on the bridge."""
    bridge = window(20.6, 29, t, 1.8)
    if bridge:
        _bridge(c, bridge, t)
    waiting = window(11, 22, t, 1.2)
    if waiting:
        _waiting_one(c, waiting, t)
    boat = window(15, 27.5, t, 1.6)
    if boat:
        _boat(c, lerp(1180, 430, ease(14, 28, t) * 0.96), HOR - 2, 1.25, boat)


def _waiting_one(c, a, t):
    bank = [(-20, HOR + 1), (-20, HOR - 34), (90, HOR - 32), (210, HOR - 16), (330, HOR + 2)]
    coat = [(170, HOR - 18), (174, HOR - 56), (182, HOR - 64), (190, HOR - 56), (196, HOR - 16)]
    c.drawPath(curve(bank), pen(BLACK, a))
    c.drawPath(curve(coat, True), pen(BLACK, a))
    c.drawCircle(182, HOR - 72, 8, pen(BLACK, a))
    put(c, GOLD, 204, HOR - 38, 1.2 + 0.06 * math.sin(t * 5), a=a, mode=PLUS)


def _boat(c, x, y, s, a):
    """A boat with its lantern and one standing figure."""
    c.save()
    c.translate(x, y)
    c.scale(s, s)
    p = pen(BLACK, a)
    c.drawPath(curve([(-62, -9), (-30, 0), (10, 1), (48, -3), (70, -14), (44, 6), (-30, 8), (-62, -9)]), p)
    c.drawPath(curve([(-14, -2), (-11, -30), (-6, -36), (-1, -30), (2, -2)], True), p)
    c.drawCircle(-6, -42, 6, p)
    c.drawPath(polygon([(-19, -43), (-6, -53), (7, -43)]), p)
    c.drawLine(4, -56, 26, 10, stroke_pen(BLACK, a, 2))
    c.drawLine(58, -12, 60, -34, stroke_pen(BLACK, a, 2))
    c.restore()
    put(c, GOLD, x + 60 * s, y - 30 * s, 0.9 * s, a=a, mode=PLUS)


def _bridge(c, a, t):
    """An arched stone bridge; lights walk across it."""
    stone = "#040a10"
    c.saveLayerAlpha(None, int(255 * a))
    body, hole = skia.Path(), skia.Path()
    body.moveTo(520, HOR + 2)
    body.cubicTo(700, HOR - 40, 760, HOR - 138, 910, HOR - 140)
    body.cubicTo(1060, HOR - 138, 1120, HOR - 40, 1300, HOR + 2)
    body.close()
    hole.addOval(skia.Rect.MakeXYWH(806, HOR - 100, 208, 208))
    c.drawPath(skia.Op(body, hole, skia.PathOp.kDifference_PathOp), pen(stone))
    for x, y in (_on_bridge(k / 22) for k in range(23)):
        c.drawLine(x, y + 8, x, y - 13, stroke_pen(stone, 1, 3))
    rail = [_on_bridge(k / 40) for k in range(41)]
    c.drawPath(curve([(x, y - 12) for x, y in rail]), stroke_pen(stone, 1, 3))
    for k in range(3):
        u = (t - 21) / 8.5 - k * 0.16
        if 0 < u < 1:
            x, y = _on_bridge(u)
            put(c, GOLD, x, y - 26, 0.62, mode=PLUS)
    c.restore()


def _on_bridge(u):
    return lerp(570, 1250, u), HOR - 18 - 138 * math.sin(math.pi * u) ** 1.35


def _gusts(c, t):
    q = np.random.default_rng(2)
    for _ in range(46):
        y = HOR + 20 + q.random() ** 1.4 * 390
        near = y - HOR
        x = (q.random() * 1800 + t * (90 + near * 0.9)) % 1800 - 250
        length = 40 + near * 0.5
        a = 0.16 * window(5.7, 11.8, t, 1.2) * q.random()
        line = curve([(x, y), (x + length * 0.5, y - 3), (x + length, y + 1)])
        c.drawPath(line, stroke_pen("#cfe6e4", a, 1 + near * 0.006, PLUS))


def _reeds(c, t, a, colour="#02060a"):
    """Foreground: reeds that answer the wind."""
    q = np.random.default_rng(17)
    w = 5 + 34 * window(*GUSTS, t, 1.8)
    for k in range(34):
        x = q.random() ** 1.6 * 330
        x = W - x * 0.75 + 8 if k % 3 else x * 0.5 - 8
        h = 120 + q.random() * 200
        b = (math.sin(t * 1.1 + k) * 0.4 + 0.6) * w * h / 200 * (1 if k % 3 else 0.7)
        stem = curve([(x, H + 5), (x + b * 0.15, H - h * 0.5), (x + b, H - h)])
        c.drawPath(stem, stroke_pen(colour, a, 2.2 + 2.5 * q.random()))
        if k % 4 == 0:
            c.drawPath(curve([(x + b * 0.8, H - h * 0.92), (x + b * 1.1, H - h - 26)]), stroke_pen(colour, a, 9))
