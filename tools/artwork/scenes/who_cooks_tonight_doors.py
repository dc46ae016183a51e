"""Draws the doors and the steam of who-cooks-tonight."""

import math

import numpy as np

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import over, smooth
from ..kit.fields import grid
from ..kit.lettering import draw_path, text_path
from ..kit.prints import halftone
from ..kit.shapes import oval, rect, smooth_line
from ..kit.strokes import stroke_mask


def home_door(d, x0, y0, x1, y1, col, dark, side, deco, s):
    """a front door, a little ajar: warm light and steam come out at the top"""
    H, W = d.shape[:2]
    x, y = grid(W, H)
    w, h = x1 - x0, y1 - y0
    d = over(d, dark, mask(W, H, rect(x0 - w * 0.10, y0 - w * 0.10, x1 + w * 0.10, y1)))
    d = over(d, "#f9ed69", mask(W, H, rect(x0, y0, x1, y1)))
    gapw = w * 0.17
    a, b = (x0 + gapw, x1) if side > 0 else (x0, x1 - gapw)
    sk, leaf = _door_leaf(y0, y1, side, h, b, a)
    m = mask(W, H, leaf)
    d = over(d, col, m)
    d = _panels_and_knob(d, y0, dark, side, s, W, H, y, x, h, w, a, b, sk, m)
    cxm = (a + b) / 2
    k = w * 0.20
    return _door_sign(d, y0, deco, s, W, H, h, cxm, k)


def _door_leaf(y0, y1, side, h, b, a):
    sk = h * 0.035
    leaf = (
        polygon([(a, y0 + sk), (b, y0), (b, y1), (a, y1 + sk * 0.6)])
        if side > 0
        else polygon([(a, y0), (b, y0 + sk), (b, y1 + sk * 0.6), (a, y1)])
    )
    return sk, leaf


def _panels_and_knob(d, y0, dark, side, s, W, H, y, x, h, w, a, b, sk, m):
    sh = np.clip((b - x) / (b - a) if side > 0 else (x - a) / (b - a), 0, 1)
    d = over(d, dark, m * halftone(np.clip(0.50 * (1 - sh) * 1.0 + 0.25 * (y - y0) / h - 0.12, 0, 1), 9 * s, 30))
    for t0, t1 in ((0.10, 0.46), (0.54, 0.92)):
        d = over(
            d,
            dark,
            stroke_mask(W, H, rect(a + w * 0.13, y0 + h * t0 + sk * 0.5, b - w * 0.13, y0 + h * t1, 4 * s), 4 * s)
            * 0.9,
        )
    hx = a + w * 0.075 if side > 0 else b - w * 0.075
    d = over(d, "#f9ed69", circle(W, H, hx, y0 + h * 0.53, w * 0.040))
    return over(
        d,
        dark,
        stroke_mask(
            W, H, oval(hx - w * 0.04, y0 + h * 0.53 - w * 0.04, hx + w * 0.04, y0 + h * 0.53 + w * 0.04), 3 * s
        ),
    )


def _door_sign(d, y0, deco, s, W, H, h, cxm, k):
    if deco == 0:  # paper square turned on its corner
        d = _paper_square(d, y0, s, W, H, h, cxm, k)
    else:  # wreath
        q = y0 + h * 0.285
        for i in range(14):
            t = i / 14 * 6.283
            d = over(
                d,
                ("#f9ed69", "#ffe9d6")[i % 2],
                circle(W, H, cxm + k * 0.72 * math.cos(t), q + k * 0.72 * math.sin(t), k * 0.25),
            )
        for t in (0.7, 2.5, 4.4):
            d = over(d, "#b83b5e", circle(W, H, cxm + k * 0.72 * math.cos(t), q + k * 0.72 * math.sin(t), k * 0.13))
    return d


def _paper_square(d, y0, s, W, H, h, cxm, k):
    q = y0 + h * 0.285
    d = over(d, "#b83b5e", mask(W, H, polygon([(cxm, q - k), (cxm + k, q), (cxm, q + k), (cxm - k, q)])))
    d = over(
        d,
        "#f9ed69",
        stroke_mask(
            W,
            H,
            polygon([(cxm, q - k * 0.82), (cxm + k * 0.82, q), (cxm, q + k * 0.82), (cxm - k * 0.82, q)]),
            2.5 * s,
        ),
    )
    return draw_path(d, text_path("饭", "kaib", k * 1.0, cxm, q + k * 0.36, align="c"), "#f9ed69")


def ribbons(W, H, cx, qy, z, ox, top, rng):
    """strands of steam: out of the doors, round the bowl, woven into the hook of a question mark; a list of masks"""

    def moved(pts):
        return [(cx + px * z, qy + py * z) for px, py in pts]

    got, arc, o, ty = _hook_points(qy, z, ox, top)
    for j in range(8):
        _one_strand(W, H, z, rng, arc, got, j, moved, o, ty)
    return got, moved


def _one_strand(W, H, z, rng, arc, got, j, moved, o, ty):
    sg = -1 if j % 2 else 1
    ph = j * 2.4
    f = 1.7 + 0.25 * (j % 3)
    wd = (1.05, 0.95, 0.66, 0.70, 0.46, 0.46, 0.30, 0.30)[j]
    sp = (0.85, 1.0, 1.35, 1.2, 1.7, 1.55, 1.9, 1.8)[j]
    nm, pts, u = _strand_course(arc, j, moved, o, sg, ty)
    off = sp * z * (0.012 + 0.062 * smooth(0.30, 0.50, u) * (1 - 0.25 * smooth(0.8, 1, u))) * np.sin(6.283 * f * u + ph)
    q = pts + nm * off[:, None]
    end = 1 - 0.035 * j * (0.5 + rng.random() * 0.5)
    r = z * (0.006 + 0.060 * wd * smooth(0.0, 0.50, u)) * smooth(end, end - 0.10, u) ** 0.8
    c = Canvas(W, H)
    for (px, py), rr in zip(q, r, strict=False):
        if rr > 0.3:
            c.canvas.drawCircle(float(px), float(py), float(rr), pen())
    got.append(c.mask())


def _strand_course(arc, j, moved, o, sg, ty):
    pts = smooth_line(
        moved(
            [
                (sg * o, ty + 0.42 - 0.05 * j),
                (sg * o * 0.97, ty + 0.14),
                (sg * (o + 0.04), ty - 0.04),
                (sg * 0.45, 1.06),
                (sg * 0.37, 0.92),
                (sg * 0.17, 0.82),
                (sg * 0.03, 0.7),
                (0.03, 0.54),
                (0.13, 0.37),
                (0.25, 0.25),
                *arc,
            ]
        ),
        26,
    )
    n = len(pts)
    tg = np.gradient(pts, axis=0)
    nm = np.stack([-tg[:, 1], tg[:, 0]], 1) / np.linalg.norm(tg, axis=1)[:, None]
    u = np.linspace(0, 1, n)
    return nm, pts, u


def _hook_points(qy, z, ox, top):
    got = []
    an = np.radians(np.linspace(32, -205, 22))
    arc = [(0.37 * math.cos(k), -0.08 + 0.37 * math.sin(k)) for k in an]
    o = ox / z
    ty = (top - qy) / z
    return got, arc, o, ty
