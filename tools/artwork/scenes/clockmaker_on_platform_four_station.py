"""Draws glass dome, clock hands, train and ladder of clockmaker-on-platform-four."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, circle, curve, mask, pen, polygon
from ..kit.colour import add, mix, over, rgb, screen, smooth
from ..kit.fields import fractal_noise, grid
from ..kit.shapes import TAU, disc, rect
from ..kit.strokes import seg

RINGS = [
    (0, 0.13, 1, 0),
    (0.13, 0.30, 12, 0.5),
    (0.30, 0.50, 12, 0),
    (0.50, 0.66, 24, 0.5),
    (0.66, 0.86, 12, 0.5),
    (0.86, 0.965, 60, 0.5),
]
SETS = [
    ["#f1e1bf"],
    ["#c8973f", "#7a4a21"],
    ["#6f939a", "#4b6a73", "#a9c3c0"],
    ["#e3bb6a", "#c8973f", "#f1e1bf", "#b2772f"],
    ["#f1e1bf", "#ead3a0"],
    ["#7fa0a3", "#5d7f86", "#4b6a73"],
]


def glass_cells(W, H, cx, cy, R, rng):
    """colour and distance to the lead for a rose clock"""
    x, y = grid(W, H)
    r = np.hypot(x - cx, y - cy) / R
    th = (np.arctan2(x - cx, cy - y) / TAU) % 1
    col = np.zeros((H, W, 3), np.float32)
    dist = np.full((H, W), 9.0, np.float32)
    for (a, b, n, o), names in zip(RINGS, SETS, strict=False):
        v = th * n + o
        k = np.floor(v).astype(int) % n
        pal = np.array(
            [rgb(names[(i * (3 if n == 24 else 1)) % len(names)]) * (0.86 + 0.26 * rng.random()) for i in range(n)],
            np.float32,
        )
        sel = (r >= a) & (r < b)
        col[sel] = pal[k[sel]]
        edge = np.minimum(np.abs(r - a), np.abs(r - b)) * R
        if n > 1:
            f = v - np.floor(v)
            edge = np.minimum(edge, np.minimum(f, 1 - f) * TAU * r * R / n)
        dist = np.where(sel, edge, dist)
    return col, dist, r, th


def dome_panes(W, H, cx, cy, R, base, rng):
    """the arched window around the clock: radial panes above, upright panes below"""
    col, dist = _pane_cells(W, H, cx, cy, R)
    p = _arch_outline(cx, cy, R, base)
    return col, dist, mask(W, H, p), p


def _pane_cells(W, H, cx, cy, R):
    x, y = grid(W, H)
    r = np.hypot(x - cx, y - cy) / R
    th = np.arctan2(x - cx, cy - y) / math.pi
    up = y < cy
    v = np.where(up, th * 14, (x - cx) / (R * 0.2315))
    w = np.where(up, (r - 1) / 0.17, (y - cy) / (R * 0.42))
    w = np.where(up, w, w + 7)
    k, j = np.floor(v).astype(int), np.floor(w).astype(int)
    hsh = ((k * 7349 + j * 9151 + k * j * 131) % 97) / 97
    pal = np.array(
        [rgb(q) for q in ("#4b6a73", "#33505a", "#7a4a21", "#5b7a80", "#9a6a2e", "#3c5660", "#c8973f")], np.float32
    )
    col = pal[(hsh * 7).astype(int) % 7] * (0.75 + 0.4 * hsh[..., None])
    f, g = v - np.floor(v), w - np.floor(w)
    pw = np.where(up, r * R * math.pi / 14, R * 0.2315)
    ph = np.where(up, R * 0.17, R * 0.42)
    dist = np.minimum(np.minimum(f, 1 - f) * pw, np.minimum(g, 1 - g) * ph)
    return col, dist


def _arch_outline(cx, cy, R, base):
    p = skia.Path()
    A = R * 1.17
    p.moveTo(cx - A, base)
    p.lineTo(cx - A, cy)
    p.arcTo(skia.Rect.MakeLTRB(cx - A, cy - A, cx + A, cy + A), 180, 180, False)
    p.lineTo(cx + A, base)
    p.close()
    return p


def hand(c, cx, cy, ang, length, w, tail=0.16):
    """tapered clock hand with a ring"""
    ux, uy = math.sin(ang), -math.cos(ang)
    nx, ny = -uy, ux

    def q(t, o):
        return (cx + ux * length * t + nx * w * o, cy + uy * length * t + ny * w * o)

    c.canvas.drawPath(
        polygon([q(-tail, -0.9), q(-tail, 0.9), q(0.66, 0.55), q(0.70, 1.5), q(1, 0), q(0.70, -1.5), q(0.66, -0.55)]),
        pen(),
    )
    X, Y = q(0.60, 0)
    c.canvas.drawPath(disc(X, Y, w * 1.9), pen("#fff", 1, w * 0.8))


def clockmaker_figure(c, x, y, h):
    """woman on the ladder, coat and bun, one arm up to the hand; feet at (x, y)"""

    def q(pts):
        return [(x + a * h, y + b * h) for a, b in pts]

    _figure_coat(c, q)
    return _figure_limbs(c, h, q)


def _figure_coat(c, q):
    c.canvas.drawPath(
        curve(
            q(
                [
                    (-0.09, -0.80),
                    (0.02, -0.83),
                    (0.10, -0.76),
                    (0.10, -0.55),
                    (0.21, -0.14),
                    (0.06, -0.11),
                    (-0.18, -0.13),
                    (-0.12, -0.52),
                ]
            ),
            True,
        ),
        pen(),
    )


def _figure_limbs(c, h, q):
    for a in (-0.08, 0.09):
        c.canvas.drawPath(curve(q([(a, -0.16), (a + 0.01, -0.02), (a + 0.07, 0)])), pen("#fff", 1, h * 0.06))
    c.canvas.drawPath(disc(*q([(0.02, -0.915)])[0], h * 0.072), pen())
    c.canvas.drawPath(disc(*q([(-0.055, -0.965)])[0], h * 0.044), pen())
    c.canvas.drawPath(polygon(q([(-0.02, -0.86), (0.05, -0.86), (0.05, -0.78), (-0.03, -0.78)])), pen())
    c.canvas.drawPath(curve(q([(0.06, -0.76), (0.24, -0.86), (0.34, -1.06)])), pen("#fff", 1, h * 0.062))
    c.canvas.drawPath(curve(q([(-0.06, -0.75), (-0.16, -0.58), (-0.02, -0.46)])), pen("#fff", 1, h * 0.06))
    c.canvas.drawPath(rect(*q([(-0.30, -0.46)])[0], *q([(-0.13, -0.34)])[0], h * 0.02), pen())
    c.canvas.drawPath(curve(q([(-0.28, -0.45), (-0.22, -0.52), (-0.14, -0.46)])), pen("#fff", 1, h * 0.018))


def train_shapes(frame, d, R, cx, base, c):
    H, wide = frame.height, frame.wide
    for e in (-1, 1):
        X = cx + e * R * (0.86 if not wide else 1.02)
        w, h = R * 0.30, R * 0.62
        c.canvas.drawPath(rect(X - w, base - h, X + w, base + R * 0.10, R * 0.10), pen())
        c.canvas.drawPath(rect(X - w * 1.12, base - R * 0.06, X + w * 1.12, base + R * 0.05), pen())
        c.canvas.drawPath(rect(X - w * 0.28, base - h - R * 0.11, X + w * 0.28, base - h + 5, R * 0.03), pen())
        c.canvas.drawPath(
            polygon(
                [
                    (X - e * w * 1.35, base + R * 0.12),
                    (X + e * w * 6, base + R * 0.12),
                    (X + e * w * 6, base + (H - base) * 0.9),
                    (X - e * w * 0.2, H + 5),
                    (X - e * w * 0, H + 5),
                ]
            ),
            pen(),
        )
    return over(d, "#0d0907", c.mask())


def train_lamps(frame, d, R, cx, base):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    x, y = frame.grid
    for e in (-1, 1):
        X = cx + e * R * (0.86 if not wide else 1.02)
        lx, ly = X, base - R * 0.36
        lampm = circle(W, H, lx, ly, R * 0.055)
        d = over(d, "#ffefc4", lampm)
        d = screen(d, "#ffcf7a", np.clip(np.exp(-np.hypot(x - lx, y - ly) / (R * 0.16)), 0, 1) * 0.75)
        ringm = Canvas(W, H)
        ringm.canvas.drawPath(disc(X, base - R * 0.36, R * 0.20), pen("#fff", 1, 2.4 * s))
        d = add(d, "#8a5c2a", ringm.mask() * 0.8)
    return d


def steam(frame, d, R, cx, base):
    """Steam."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    puff = np.zeros((H, W), np.float32)
    for e in (-1, 1):
        X = cx + e * R * (0.86 if not wide else 1.02)
        for i in range(16):
            t = i / 15
            rr_ = R * (0.09 + 0.22 * t)
            px, py = X + e * R * 0.34 * t**1.4 + (rng.random() - 0.5) * R * 0.16, base - R * (0.74 + 0.50 * t)
            puff = np.maximum(puff, (1 - 0.9 * t) * smooth(1, 0.2, np.hypot(x - px, y - py) / rr_))
        for _ in range(9):
            px, py = X - e * R * (0.1 + 0.5 * rng.random()), base + R * (0.10 * rng.random())
            puff = np.maximum(
                puff, 0.62 * smooth(1, 0.1, np.hypot(x - px, (y - py) * 1.6) / (R * (0.16 + 0.14 * rng.random())))
            )
    puff = puff * (0.45 + 0.8 * fractal_noise(H, W, 60 * s, rng, 5, 0.55))
    return screen(d, "#e8cfa0", np.clip(puff, 0, 1) * 0.50)


def ladder(frame, R, cx, cy, base):
    """Ladder and clockmaker."""
    W, H = frame.width, frame.height
    c = Canvas(W, H)
    l0, l1 = (cx - R * 0.40, base + R * 0.06), (cx - R * 0.115, cy - R * 0.40)
    hx = R * 0.050
    for e in (-1, 1):
        seg(c, l0[0] + e * hx * 1.3, l0[1], l1[0] + e * hx, l1[1], R * 0.018)
    for i in range(26):
        t = (i + 0.5) / 26
        px, py = mix(l0[0], l1[0], t), mix(l0[1], l1[1], t)
        seg(c, px - hx * 1.2, py, px + hx * 1.2, py, R * 0.012)
    t = 0.775
    clockmaker_figure(c, mix(l0[0], l1[0], t) - R * 0.01, mix(l0[1], l1[1], t), R * 0.40)
    return c
