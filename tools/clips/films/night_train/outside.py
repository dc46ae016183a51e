"""Draws what passes the window: night, hills, bars of light; and says how far and how fast the train goes."""

from itertools import pairwise

import numpy as np
import skia

from ....artwork.kit.brush import pen
from ....artwork.kit.colour import vertical_gradient
from ....artwork.kit.fields import below, noise_line
from ...picture.frame import PLUS, H, W
from ...picture.sprites import flat, glow, grad, image, light, put, stars, stroke_pen

HOR = 430  # row of the horizon
# (second, speed): full speed, a stop at midnight, off again, faster, slower at dawn
SPEEDS = ((0, 1), (28.5, 1), (33.6, 0), (42.6, 0), (47.5, 0.75), (50, 1.6), (53.5, 1.5), (60, 0.5))
NIGHT_SKY = [(0, "#05070c"), (0.35, "#0b1122"), (0.6, "#1b2a4a"), (1, "#05070c")]
DAWN_SKY = [(0, "#2f4670"), (0.3, "#6f8fb5"), (0.5, "#d9b98f"), (0.6, "#f3cf93"), (0.62, "#f6dcae"), (1, "#f6dcae")]


def _hills(seed, base, amplitude, colour, height=460, width=1800):
    ridge = HOR - base - amplitude * noise_line(width, 300, np.random.default_rng(seed), 6, 0.46)
    return flat(colour, below(width, height, ridge))


def _bar(colour):
    """An upright light, drawn out by the speed."""
    y, x = np.mgrid[0:256, 0:64].astype(np.float32)
    m = np.exp(-(((x - 31.5) / 9) ** 2)) * 0.8 + np.exp(-(((x - 31.5) / 2.4) ** 2))
    return light(colour, m * np.clip(1 - np.abs(y - 127.5) / 128, 0, 1) ** 0.7 * 200)


SKY, DAWN = image(vertical_gradient(W, H, NIGHT_SKY)), image(vertical_gradient(W, H, DAWN_SKY))
STARS = flat("#dfe8f5", stars(420, 1400, 460, 6, 1))
WHITE, WARM = glow("#fff3da", 128, 1.8), glow("#e9b25a", 256, 2.2)
BLUE, CORE = glow("#6f8fb5", 256, 2.2), glow("#ffe7b4", 64, 1.4, 0.4)
HILL, LOW = _hills(4, -4, 62, "#141f38"), _hills(8, -16, 34, "#0b1223")
WHITE_BAR, WARM_BAR, BLUE_BAR, DIM_BAR = (_bar(colour) for colour in ("#fff0d0", "#e9b25a", "#6f8fb5", "#2f4670"))


def lights(f, t):
    """0–5.3 s: only lights."""
    c = f.canvas
    night(c, t, 0.3)
    land(c, t, 0.9)
    bars(c, t, 62, 3)
    frame_window(c)


def dist(t):
    """The distance travelled until a second."""
    d = 0
    for (a, v), (b, w) in pairwise(SPEEDS):
        if t <= a:
            break
        u = (min(t, b) - a) / (b - a)
        d += (b - a) * (v * u + (w - v) * u * u / 2)
    return d


def speed(t):
    """How fast the train goes; 1 is its usual speed."""
    return (dist(t + 0.02) - dist(t - 0.02)) / 0.04


def night(c, t, starlight=1.0, dawn=0.0):
    """The sky, from the night to the morning."""
    put(c, SKY, 0, 0, centre=False)
    put(c, STARS, -60 - t * 0.5, 0, a=starlight * (1 - dawn), centre=False)
    if dawn:
        put(c, DAWN, 0, 0, a=dawn, centre=False)


def bars(c, t, n, seed, a=1.0, k=1.0, warm=0.4):
    """Upright bars of light at many speeds; near ones are wide and quick, far ones shine on the ground."""
    d, fast, span = dist(t), max(0.15, speed(t)), W + 900
    q = np.random.default_rng(seed)
    for _ in range(n):
        z, place, tall, kind, height = q.random() ** 1.7, q.random(), q.random(), q.random(), q.random()
        bar = _bar_of(kind, warm)
        x = W + 300 - (place * span + d * (60 + 1500 * z) * k) % span
        h = (90 + 330 * tall) * (0.35 + 1.3 * z)
        wide = (0.16 + 1.5 * z * z) * (0.5 + 0.8 * fast)
        y = HOR - 40 - 130 * z * (height - 0.2)
        put(c, bar, x, y, wide, h / 256, a=a * (0.36 + 0.64 * (1 - z * 0.5)), mode=PLUS)
        if z < 0.5:
            put(c, bar, x, HOR + 40 + h * 0.3, (0.10 + 0.9 * z * z) * 1.6, h / 420, a=0.22 * a, mode=PLUS)


def _bar_of(kind, warm):
    return WARM_BAR if kind < warm else WHITE_BAR if kind < warm + 0.12 else BLUE_BAR if kind < 0.82 else DIM_BAR


def land(c, t, a=1.0):
    """Hills, the plain, and the line where they meet the sky."""
    d = dist(t)
    put(c, HILL, -(d * 7) % 500 - 500, 0, a=a, centre=False)
    put(c, LOW, -(d * 16) % 500 - 500, 0, a=a, centre=False)
    grad(c, HOR, H, "#0b1223", a, "#030408", a)
    c.drawLine(0, HOR, W, HOR, stroke_pen("#6f8fb5", 0.35 * a, 1.2, PLUS))


def frame_window(c, a=1.0):
    """The window frame: a rounded dark edge, and the ledge."""
    wall, pane = skia.Path(), skia.Path()
    wall.addRect(skia.Rect.MakeWH(W, H))
    pane.addRRect(skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(74, 44, 1206, 634), 54, 54))
    c.drawPath(skia.Op(wall, pane, skia.PathOp.kDifference_PathOp), pen("#040509", a))
    edge = skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(72, 42, 1208, 636), 56, 56)
    c.drawRRect(edge, stroke_pen("#2f4670", 0.55 * a, 2.5))
    c.drawRect(skia.Rect.MakeLTRB(40, 662, 1240, 674), pen("#131c33", a))
    c.drawLine(40, 662, 1240, 662, stroke_pen("#6f8fb5", 0.3 * a, 1.5))
