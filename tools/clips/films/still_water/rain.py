"""Draws rain: rings on the water, and the lake without light."""

import numpy as np
import skia

from ...picture.easing import ease, lerp
from ...picture.frame import PLUS, SCREEN, H, W
from ...picture.sprites import grad, put, stroke_pen, tint
from .scenery import HALO, HOR, MIST, RIDGES, SKY, WATER

FLAT = 0.23  # how flat a ring lies on the water


def rings(c, t, t0, t1, n, seed):
    """Rain rings in perspective: n drops that fall between two seconds."""
    q = np.random.default_rng(seed)
    for _ in range(n):
        b, x, v = lerp(t0, t1, q.random()), q.random() * W, q.random()
        u = (t - b) / 2.1
        if not 0 < u < 1:
            continue
        y = lerp(HOR + 26, H, v**1.5)
        _ring(c, x, y, u, 0.18 + 1.25 * (y - HOR) / (H - HOR))


def _ring(c, x, y, u, near):
    """One drop at its age u, 0–1: three circles, and the splash at first."""
    colour = "#d6ecea"
    for j in range(3):
        r = (u * 130 - j * 20) * near
        if r > 1:
            ring = skia.Rect.MakeXYWH(x - r, y - r * FLAT, 2 * r, 2 * r * FLAT)
            a, w = 0.5 * (1 - u) ** 1.4 * (1 - j * 0.28), 2.4 * near * (1 - u * 0.4)
            c.drawOval(ring, stroke_pen(colour, a, w, PLUS))
    if u < 0.1:
        c.drawLine(x, y, x, y - 26 * near * (1 - u * 10), stroke_pen(colour, 0.6, 1.5, PLUS))


def rain(f, t):
    """37.5–43 s; every drop draws a circle."""
    c = f.canvas
    drift = -(t * 2.4 % 190)
    put(c, SKY, 0, 0, centre=False)
    tint(c, "#2b4a57", 0.5)
    for k, ridge in enumerate(RIDGES):
        put(c, ridge, drift * (0.3 + 0.35 * k) - 20, 0, a=0.8, centre=False)
    put(c, MIST, 640, HOR - 40, 1.3, a=0.9, mode=SCREEN)
    put(c, HALO, 860, 110, 4, a=0.5, mode=PLUS)
    WATER.draw(f, t, 1.1)
    grad(c, HOR, H, "#2d6a78", 0.25, "#081018", 0.5)
    rings(c, t, 36.2, 44, 190, 31)
    q = np.random.default_rng(5)
    a = ease(37.5, 39.5, t)
    for _ in range(190):
        z = 0.4 + q.random()
        x = (q.random() * 1500 - t * 60 * z) % 1500 - 100
        y = (q.random() * 900 + t * 1150 * z) % 900 - 120
        c.drawLine(x, y, x - 3 * z, y + 46 * z, stroke_pen("#d5e8e6", 0.2 * a * z, 1.1 * z, PLUS))
