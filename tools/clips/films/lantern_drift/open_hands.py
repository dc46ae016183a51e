"""Draws light that falls through held-out fingers."""

import math

import numpy as np
import skia

from ....artwork.kit.brush import curve, pen, polygon
from ....artwork.kit.colour import rgb, skia_colour
from ...picture.easing import ease
from ...picture.frame import PLUS
from ...picture.sprites import put, stroke_pen
from .lanterns import GL, GLS, SPARK, WHITE

# lean in degrees, length, width; the thumb last
FINGERS = ((-36, 236, 47), (-15, 286, 51), (6, 282, 50), (27, 232, 44), (66, 206, 52))
PALM = ((-112, -26), (-60, -92), (60, -92), (112, -26))


def hands(f, t):
    """33.6–39.2 s; the hands open, and more light comes through."""
    c = f.canvas
    c.clear(skia.Color4f(*rgb("#1a0d12"), 1))
    light = 640, 250 + 12 * math.sin(t * 0.8)
    put(c, GL, *light, 6.2, a=1, mode=PLUS)
    put(c, GLS, *light, 5.4, a=0.75, mode=PLUS)
    put(c, WHITE, *light, 1.6 + 0.06 * math.sin(t * 4), a=0.95, mode=PLUS)
    opened = 0.5 + 0.5 * ease(34, 38, t)
    _rays(c, light, t, opened)
    for side in (-1, 1):
        palm = light[0] + side * 262, 702 - 20 * opened
        _hand(c, palm, side, opened, (0, 0), ("#f0954a", 0.95), "#c8653a")  # the lit rim, seen around the dark hand
        _hand(c, palm, side, opened, (side * 2.5, 5), ("#2a0f12", 1), "#260e11")
    _falling_sparks(c, light, t)


def _rays(c, light, t, opened):
    x, y = light
    colours = [skia_colour("#f0a23b", a).toColor() for a in (0.5, 0)]
    paint = skia.Paint(AntiAlias=True, Shader=skia.GradientShader.MakeRadial(skia.Point(x, y), 640, colours))
    paint.setBlendMode(PLUS)
    for k in range(9):
        middle = math.radians(90 + (k - 4) * 15.5 * (0.75 + 0.35 * opened) + 2 * math.sin(t * 0.7 + k))
        half = 0.05 + 0.018 * math.sin(t + k * 2)
        far = [(x + math.cos(angle) * 900, y + math.sin(angle) * 900) for angle in (middle - half, middle + half)]
        c.drawPath(polygon([light, *far]), paint)


def _hand(c, palm, side, opened, shift, fingers, back):
    x, y = palm
    for lean, length, width in FINGERS:
        r = math.radians(side * (lean * (0.72 + 0.34 * opened) - 2))
        joints = ((r, 50), (r * 0.96, length * 0.62), (r * 0.82, length))
        bones = [(x + math.sin(a) * n + shift[0], y - math.cos(a) * n + shift[1]) for a, n in joints]
        c.drawPath(curve(bones), stroke_pen(*fingers, width))
    outline = [(x + across, y + down + shift[1]) for across, down in PALM]
    c.drawPath(curve([*outline, (x + 120, 800), (x - 120, 800)], True), pen(back))


def _falling_sparks(c, light, t):
    q = np.random.default_rng(6)
    for _ in range(90):
        aside, speed, size, phase = (q.random() - 0.5) * 2.2, 0.2 + 0.35 * q.random(), q.random(), q.random()
        u = (t * speed + phase) % 1
        at = light[0] + aside * 260 * (0.3 + u), light[1] + 60 + u * 470
        put(c, SPARK, *at, 0.25 + 0.8 * size, a=(1 - u) * 0.95, mode=PLUS)
