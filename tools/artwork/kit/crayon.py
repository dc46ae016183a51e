"""Owns wax crayon: toothed paper, hatched shapes, single strokes and a drawn face."""

import math

import numpy as np
import skia
from scipy import ndimage as nd

from .brush import bounds, curve, mask, pen, polygon
from .colour import over, rgb, smooth
from .fields import fractal_noise, grid, soft_blur, warp
from .shapes import disc


def tooth(W, H, rng, s):
    """paper grain that wax catches on"""
    return (
        fractal_noise(H, W, max(2.4, 5.5 * s), rng, 2, 0.6) * 0.65
        + fractal_noise(H, W, max(2.0, 3.0 * s), rng, 1) * 0.35
    )


def wax(d, path, col, rng, s, ang=-0.7, cover=0.8, tip=9, edge=True, T=None, dark=0.8, wob=5):
    """a shape coloured with a crayon: hatch along ang, gaps where the paper is low, a firmer contour"""
    x0, y0, x1, y1 = bounds(d, path, int(40 * s) + 6)
    if x1 <= x0 or y1 <= y0:
        return d
    w, h = x1 - x0, y1 - y0
    q = skia.Path(path)
    q.offset(-x0, -y0)
    m = mask(w, h, q)
    n1 = fractal_noise(h, w, 26 * s + 2, rng, 2) - 0.5
    n2 = fractal_noise(h, w, 26 * s + 2, rng, 2) - 0.5
    m = warp(m, n1 * wob * 2 * s, n2 * wob * 2 * s)
    x, y = grid(w, h)
    u = -x * math.sin(ang) + y * math.cos(ang)
    v = x * math.cos(ang) + y * math.sin(ang)
    ht = np.sin(u / (tip * s) * 6.283 + n1 * 7 + np.sin(v / (150 * s)) * 0.8) * 0.5 + 0.5
    t = T[y0:y1, x0:x1]
    k = smooth(
        0.0, 0.30, t - (0.62 - cover * 0.52) + (ht - 0.5) * 0.26 + (fractal_noise(h, w, 70 * s, rng, 2) - 0.5) * 0.18
    )
    a = np.clip(m * (0.12 + 0.88 * k), 0, 1)
    c = (rgb(col) if isinstance(col, str) else col) * (1 + (ht - 0.5) * 0.10 + (t - 0.5) * 0.22)[..., None]
    reg = over(d[y0:y1, x0:x1], c, a)
    reg = _contour(col, s, edge, dark, m, t, reg)
    d = d.copy()
    d[y0:y1, x0:x1] = reg
    return d


def _contour(col, s, edge, dark, m, t, reg):
    if edge:
        e = np.clip(m - nd.grey_erosion(m, size=(max(2, int(6 * s)),) * 2), 0, 1)
        reg = over(
            reg,
            (rgb(col) if isinstance(col, str) else rgb("#444444")) * dark,
            e * smooth(0.30, 0.55, t + 0.08) * 0.75,
        )
    return reg


def wax_line(d, pts, col, width, rng, s, T, closed=False, a=0.95):
    """one crayon stroke"""
    H, W = d.shape[:2]
    m = mask(W, H, curve(pts, closed) if len(pts) > 2 else polygon(pts, False), paint=pen("#fff", 1, width))
    n1 = fractal_noise(H, W, 14 * s + 2, rng, 2) - 0.5
    m = warp(m, n1 * 7 * s, n1[::-1] * 7 * s)
    return over(d, col, m * smooth(0.26, 0.50, T + 0.10) * a)


def crayon_face(d, W, H, rng, s, T, cx, cy, z, mood):
    """A face in a mood: sleep, wink, up, o, laugh or calm."""
    d, dk = _eyes_and_cheeks(d, W, H, rng, s, T, cx, cy, z, mood)
    return _mouth(d, W, H, rng, s, T, cx, cy, z, mood, dk)


def _eyes_and_cheeks(d, W, H, rng, s, T, cx, cy, z, mood):
    dk = "#4A2E22"
    ex = z * 0.27
    for sg in (-1, 1):
        X = cx + sg * ex
        if mood == "sleep" or (mood == "wink" and sg > 0):
            d = wax_line(d, [(X - z * 0.09, cy), (X, cy + z * 0.05), (X + z * 0.09, cy)], dk, z * 0.045, rng, s, T)
        else:
            d = over(d, "#FFFFFF", mask(W, H, disc(X, cy, z * 0.118, z * 0.135)))
            lk = z * (0.03 if mood != "up" else 0)
            d = over(d, dk, mask(W, H, disc(X + lk, cy + (0 if mood != "up" else -z * 0.045), z * 0.072, z * 0.085)))
            d = over(d, "#fff", mask(W, H, disc(X + lk + z * 0.025, cy - z * 0.04, z * 0.024)))
        d = over(
            d,
            "#E2405C",
            soft_blur(mask(W, H, disc(cx + sg * z * 0.46, cy + z * 0.17, z * 0.10, z * 0.065)), z * 0.045) * 0.55,
        )
    return d, dk


def _mouth(d, W, H, rng, s, T, cx, cy, z, mood, dk):
    my = cy + z * 0.16
    if mood == "o":
        return over(d, dk, mask(W, H, disc(cx, my + z * 0.05, z * 0.06, z * 0.075)))
    if mood == "laugh":
        p = skia.Path()
        p.moveTo(cx - z * 0.15, my)
        p.cubicTo(cx - z * 0.12, my + z * 0.24, cx + z * 0.12, my + z * 0.24, cx + z * 0.15, my)
        p.close()
        d = over(d, dk, mask(W, H, p))
        return over(d, "#F08A8A", mask(W, H, disc(cx, my + z * 0.15, z * 0.08, z * 0.04)) * mask(W, H, p))
    return wax_line(d, [(cx - z * 0.13, my), (cx, my + z * 0.085), (cx + z * 0.13, my)], dk, z * 0.045, rng, s, T)
