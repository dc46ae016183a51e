"""Draws the first crease, and wings against the light."""

import math

import skia

from ....artwork.kit.brush import pen, polygon
from ....artwork.kit.colour import rgb, skia_colour
from ...picture.easing import ease, lerp
from ...picture.frame import PLUS, SCREEN
from ...picture.sprites import put, stroke_pen
from .bird import Look, Pose, bird
from .sheets import AGAINST_LIGHT, DESK, RED_PAPER, SHADOW, SOFT, SUN, WARM, WHITE_PAPER


def crease(f, t):
    """0–5.3 s: the first crease cannot be undone."""
    c = f.canvas
    put(c, DESK, 0, 0, centre=False)
    put(c, SUN, 260, 60, 4.5, a=0.5, mode=SCREEN)
    x, y, r = 640, 372 - 4 * t, 272 + 5 * t
    c.save()
    c.rotate(-7 + t * 1.5, x, y)
    put(c, SHADOW, x + 26, y + 40, 2.9, a=0.5)
    c.drawPath(polygon([(x - r, y), (x + r, y), (x, y + r)]), pen(WHITE_PAPER))
    _upper_half(c, x, y, r, ease(2.9, 4.9, t))
    _line(c, x, y, r, ease(0.8, 2.7, t))
    c.restore()


def _upper_half(c, x, y, r, folded):
    """The half that comes over; its back is red."""
    k = math.cos(math.pi * folded)
    if folded:
        put(c, SHADOW, x + 10, y + r * 0.3, 2.0, 0.9, a=0.35 * math.sin(math.pi * folded))
    triangle = [(x - r, y), (x + r, y), (x, y - r * k)]
    shade = 0.9 + 0.1 * k if k > 0 else 0.86 - 0.06 * k
    c.drawPath(polygon(triangle), pen(rgb(WHITE_PAPER) * shade))
    if k < 0:
        ends = [skia.Point(0, y), skia.Point(0, y - r * k)]
        colours = [skia_colour(colour, 0.9).toColor() for colour in (RED_PAPER, "#c14c27")]
        red = skia.Paint(AntiAlias=True, Shader=skia.GradientShader.MakeLinear(ends, colours))
        c.drawPath(polygon(triangle), red)


def _line(c, x, y, r, drawn):
    end = lerp(x - r, x + r, drawn)
    c.drawLine(x - r, y, end, y, stroke_pen("#7b8a90", 0.8, 2.5))
    c.drawLine(x - r, y + 2.5, end, y + 2.5, stroke_pen("#ffffff", 0.9, 2))
    if 0 < drawn < 1:
        put(c, SOFT, end, y, 0.3, a=0.7, mode=PLUS)


def wings(f, t):
    """5.3–10.1 s: thin wings with words inside, held against the light."""
    c = f.canvas
    u = t - 5.3
    put(c, AGAINST_LIGHT, 0, 0, centre=False)
    put(c, SUN, 640, 330, 5.2, a=0.95, mode=SCREEN)
    put(c, WARM, 700, 320, 2.6, a=0.22, mode=SCREEN)
    e = ease(5.0, 7.0, t)
    flap = lerp(1.45, 0.42, e) + 0.07 * math.sin(t * 2)
    pose = Pose(0.55 - 0.12 * u, 0.05, -0.5 + 0.05 * u, flap, 0.25 + 0.75 * e)
    bird(c, 640, 430 - 10 * u, 215, pose, Look("#fffdf6", "#cdbfae", RED_PAPER, words=ease(6.4, 9.2, t)))
    for k in range(40):
        q = (k * 0.618) % 1
        put(c, SOFT, (q * 1700 + t * 12) % 1400 - 60, (k * 97 + t * 17 * (1 + q)) % 760 - 20, 0.05 + 0.08 * q, a=0.7)
