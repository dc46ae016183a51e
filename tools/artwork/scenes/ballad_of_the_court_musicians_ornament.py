"""Draws florets, pearl rings and the thread of ballad-of-the-court-musicians."""

import math

import numpy as np

from ..kit.brush import curve, mask, pen
from ..kit.colour import mix, over, rgb, smooth
from ..kit.fields import grid, shift, soft_blur
from ..kit.shapes import TAU, disc


def floret(c, cx, cy, r, col, core, petals=8):
    """small woven flower"""
    for i in range(petals):
        a = i * TAU / petals
        c.canvas.drawPath(
            curve(
                [
                    (cx, cy),
                    (cx + math.cos(a - 0.30) * r * 0.66, cy + math.sin(a - 0.30) * r * 0.66),
                    (cx + math.cos(a) * r, cy + math.sin(a) * r),
                    (cx + math.cos(a + 0.30) * r * 0.66, cy + math.sin(a + 0.30) * r * 0.66),
                ],
                True,
            ),
            pen(col),
        )
    c.canvas.drawPath(disc(cx, cy, r * 0.30), pen(core))
    c.canvas.drawPath(disc(cx, cy, r * 0.14), pen(col))


def pearl_ring(c, cx, cy, R, field, band, pearl, rim, n=20):
    c.canvas.drawPath(disc(cx, cy, R), pen(rim))
    c.canvas.drawPath(disc(cx, cy, R * 0.975), pen(band))
    for i in range(n):
        a = i * TAU / n + TAU / n / 2
        c.canvas.drawPath(disc(cx + math.cos(a) * R * 0.872, cy + math.sin(a) * R * 0.872, R * 0.076), pen(pearl))
        c.canvas.drawPath(disc(cx + math.cos(a) * R * 0.872, cy + math.sin(a) * R * 0.872, R * 0.030), pen(band, 0.35))
    c.canvas.drawPath(disc(cx, cy, R * 0.775), pen(rim))
    c.canvas.drawPath(disc(cx, cy, R * 0.748), pen(field))


def thread(d, cx, cy, R):
    """the missing figure is one loose silk thread, running out of the empty field between harp and drum"""
    H, W = d.shape[:2]
    s = H / 1200
    pts = _thread_points(cx, cy, R)
    m = mask(W, H, curve(pts), paint=pen("#fff", 1, 4.6 * s))
    hi = mask(W, H, curve(pts), paint=pen("#fff", 1, 1.6 * s))
    r = np.hypot(grid(W, H)[0] - cx, grid(W, H)[1] - cy) / (R * 0.75)
    inside = smooth(1.15, 0.95, r)
    d = d * (1 - 0.60 * np.clip(soft_blur(shift(m, int(4 * s), int(7 * s)), 4 * s) * 1.6, 0, 1) * (1 - m))[..., None]
    d = over(d, mix(rgb("#f0b65a"), rgb("#a63a24"), inside[..., None]), m)
    return over(d, mix(rgb("#fff0c8"), rgb("#e2703c"), inside[..., None]), hi)


def _thread_points(cx, cy, R):
    return [
        (cx + R * p, cy + R * q)
        for p, q in (
            (0.02, 0.16),
            (0.12, 0.26),
            (0.26, 0.22),
            (0.30, 0.10),
            (0.18, 0.04),
            (0.12, 0.16),
            (0.30, 0.34),
            (0.60, 0.58),
            (0.98, 0.98),
            (1.16, 1.62),
            (1.02, 2.22),
            (1.42, 2.62),
            (1.98, 2.86),
            (1.90, 3.06),
            (1.72, 2.96),
            (2.0, 2.80),
            (2.9, 3.10),
            (3.7, 2.92),
            (4.9, 3.04),
        )
    ]
