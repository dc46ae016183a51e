"""Draws the empty platform at midnight: lamps with cones of light, benches, a clock."""

import math

import skia

from ....artwork.kit.brush import curve, pen, polygon
from ....artwork.kit.colour import skia_colour
from ...picture.easing import ease, window
from ...picture.frame import PLUS, H, W
from ...picture.sprites import grad, put, stroke_pen, tint
from .outside import CORE, HILL, WARM, bars, frame_window, night
from .viaduct import SNOW

EDGE = 520  # row where the platform begins
DARK, IRON = "#05080f", "#060a13"


def stop(f, t):
    """32.2–42.6 s: the train comes to a stand; a door opens, and somebody stands in its light."""
    _platform(f.canvas, t, -260 * max(0.0, (35.2 - t) / 3.2) ** 2, window(37.6, 42.6, t, 1.2))


def leave(f, t):
    """42.6–48.2 s: the platform walks away."""
    c = f.canvas
    u = max(0, t - 43)
    _platform(c, t, 24 * u * u + 2.4 * u**3.4)
    gone = ease(45.4, 48, t)
    tint(c, "#05070c", 0.35 * gone)
    bars(c, t, 24, 33, gone, 0.9, 0.6)
    frame_window(c, ease(42.6, 44.6, t))


def _platform(c, t, off, door=0.0):
    """`off` is how far it has gone by."""
    night(c, t, 0.6)
    put(c, HILL, -400, -40, 1, centre=False)
    c.drawRect(skia.Rect.MakeLTRB(0, 392, W, 400), pen("#0a1020"))
    grad(c, 400, EDGE, "#101a31", 1, "#0b1324", 1)
    grad(c, EDGE, H, "#18233d", 1, "#070a13", 1)
    c.drawLine(0, EDGE, W, EDGE, stroke_pen("#6f8fb5", 0.55, 2))
    c.drawLine(0, EDGE + 46, W, EDGE + 46, stroke_pen("#e9b25a", 0.5, 7))
    for k in range(-4, 12):
        x = 150 + k * 330 - off
        if -400 < x < W + 400:
            _lamp(c, x)
            if k % 3 == 1:
                _bench(c, x + 140)
            if k % 3 == 2:
                _clock(c, x + 190, t)
    if door > 0:
        _open_door(c, door)
    for across, down, r, phase in SNOW:
        x = (across * 1400 + 26 * math.sin(t * 0.5 + phase * 6) - off * 0.6) % 1400 - 60
        c.drawCircle(x, (down * 760 + t * (24 + 40 * r)) % 760 - 20, 0.8 + 2 * r * r, pen("#f4efe2", 0.25 + 0.5 * r))


def _lamp(c, x):
    c.drawLine(x, EDGE + 12, x, 190, stroke_pen(IRON, 1, 9))
    c.drawPath(curve([(x, 192), (x + 8, 160), (x + 56, 152)]), stroke_pen(IRON, 1, 7))
    cone = polygon([(x + 40, 162), (x + 84, 162), (x + 230, EDGE + 18), (x - 106, EDGE + 18)])
    c.drawPath(cone, _light(160, 0.34, EDGE + 18, 0.03))
    put(c, WARM, x + 62, EDGE + 22, 1.5, 0.28, a=0.7, mode=PLUS)
    put(c, WARM, x + 62, 162, 0.9, a=0.9, mode=PLUS)
    put(c, CORE, x + 62, 162, 0.8, mode=PLUS)


def _light(y0, a0, y1, a1):
    """Light that changes from row to row."""
    colours = [skia_colour("#ffe7b4", a0).toColor(), skia_colour("#e9b25a", a1).toColor()]
    shader = skia.GradientShader.MakeLinear([skia.Point(0, y0), skia.Point(0, y1)], colours)
    paint = skia.Paint(AntiAlias=True, Shader=shader)
    paint.setBlendMode(PLUS)
    return paint


def _bench(c, x):
    c.drawRect(skia.Rect.MakeXYWH(x, EDGE - 26, 130, 8), pen(DARK))
    c.drawRect(skia.Rect.MakeXYWH(x, EDGE - 58, 130, 8), pen(DARK))
    for leg in (8, 116):
        c.drawRect(skia.Rect.MakeXYWH(x + leg, EDGE - 58, 6, 66), pen(DARK))


def _clock(c, x, t):
    """It is midnight; only the second hand moves."""
    c.drawLine(x, 150, x, 214, stroke_pen(DARK, 1, 5))
    c.drawCircle(x, 240, 34, pen(DARK))
    c.drawCircle(x, 240, 29, pen("#f3e3bd"))
    put(c, WARM, x, 240, 0.6, a=0.5, mode=PLUS)
    second = math.radians((t - 33) * 6)
    c.drawLine(x, 240, x, 221, stroke_pen("#131c33", 1, 4))
    c.drawLine(x, 240, x + 24 * math.sin(second), 240 - 24 * math.cos(second), stroke_pen("#131c33", 1, 2.5))


def _open_door(c, a):
    on_stones = polygon([(690, H), (930, H), (880, EDGE + 50), (752, EDGE + 50)])
    c.drawPath(on_stones, _light(H, 0.75 * a, EDGE, 0.10 * a))
    shadow = pen("#080b14", 0.9 * a)
    c.drawPath(curve([(790, H), (796, 640), (814, 618), (834, 640), (842, H)], True), shadow)
    c.drawCircle(815, 604, 13, shadow)
