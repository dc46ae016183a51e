"""Draws plane trees and the bicycle of wutong-lane-legal-aid."""

import math

import numpy as np

from ..kit.brush import curve, pen, polygon
from ..kit.shapes import TAU, disc, oval
from ..kit.strokes import seg


def bicycle(g, x, y, col):
    """parked along the x axis"""
    w = g.u * 0.05

    def ring(cx, r):
        return g.wire(
            [(cx + r * math.cos(t), y, 0.42 + r * math.sin(t)) for t in np.linspace(0, TAU, 30)], "#2f382d", w, True
        )

    _wheels_and_spokes(g, x, y, w, ring)
    return _bicycle_frame(g, x, y, col, w)


def _wheels_and_spokes(g, x, y, w, ring):
    ring(x, 0.40)
    ring(x + 1.25, 0.40)
    _X, _Y = g.p(x + 0.6, y + 0.1, 0)
    for a in (0, 1.25):
        for t in np.linspace(0, math.pi, 5)[:-1]:
            g.wire(
                [
                    (x + a - 0.38 * math.cos(t), y, 0.42 - 0.38 * math.sin(t)),
                    (x + a + 0.38 * math.cos(t), y, 0.42 + 0.38 * math.sin(t)),
                ],
                "#5d6b45",
                w * 0.25,
            )


def _bicycle_frame(g, x, y, col, w):
    for line_ in (
        [(0, 0.42), (0.36, 1.0), (0.98, 1.0), (0.55, 0.42), (0, 0.42)],
        [(0.30, 0.90), (0.36, 1.0), (0.55, 0.42)],
        [(1.25, 0.42), (0.95, 1.18), (0.80, 1.22)],
    ):
        g.wire([(x + a, y, z) for a, z in line_], col, w * 1.15)
    g.wire([(x + 0.20, y, 1.08), (x + 0.46, y, 1.08)], "#2f382d", w * 2.0)
    g.wire([(x + 0.95, y - 0.18, 1.20), (x + 0.95, y + 0.18, 1.20)], "#2f382d", w)
    g.box(x - 0.22, y - 0.14, 0.86, 0.42, 0.28, 0.22, "#d1a054", "#8d5f33", "#a8743e")


def trunk(g, x, y, h, r, rng):
    """mottled plane-tree trunk with two boughs"""
    X, Y = g.p(x, y)
    u = _bark_and_boughs(g, h, r, X, Y)
    for k in (-1, 1):
        g.cv.canvas.drawPath(
            curve([(X, Y - h * 0.72 * u), (X + k * 0.5 * u, Y - h * 0.98 * u), (X + k * 1.0 * u, Y - h * 1.25 * u)]),
            pen("#b7ab88", 1, r * u * 0.9),
        )
    for _ in range(26):
        t = rng.random()
        px = X + (rng.random() - 0.5) * r * 1.3 * u
        py = Y - t * h * u
        w, q = (0.04 + 0.08 * rng.random()) * u, (0.06 + 0.12 * rng.random()) * u
        g.cv.canvas.drawPath(
            oval(px - w, py - q, px + w, py + q), pen(("#8f8a68", "#d5cba8", "#7d7a5c")[rng.integers(3)])
        )
    return _trunk_shade(g, h, r, X, Y, u)


def _bark_and_boughs(g, h, r, X, Y):
    u = g.u
    g.cv.canvas.drawPath(
        polygon(
            [
                (X - r * u * 1.5, Y + r * 0.3 * u),
                (X - r * u * 0.9, Y - 0.5 * u),
                (X - r * 0.72 * u, Y - h * u),
                (X + r * 0.72 * u, Y - h * u),
                (X + r * u * 0.9, Y - 0.5 * u),
                (X + r * u * 1.5, Y + r * 0.3 * u),
            ]
        ),
        pen("#b7ab88"),
    )
    return u


def _trunk_shade(g, h, r, X, Y, u):
    g.cv.canvas.drawPath(
        polygon(
            [
                (X + r * 0.25 * u, Y),
                (X + r * u * 1.5, Y + r * 0.3 * u),
                (X + r * u * 0.9, Y - 0.5 * u),
                (X + r * 0.72 * u, Y - h * u),
                (X + r * 0.2 * u, Y - h * u),
            ]
        ),
        pen("#4a4a38", 0.28),
    )
    return X, Y - h * 1.35 * u


def plane_leaf(c, cx, cy, r, ang, col):
    """five-pointed leaf"""
    pts = []
    for i in range(11):
        an = -math.pi / 2 + (i - 5) * 0.50
        k = (1.0 if i % 2 else 0.56) * (1 - 0.03 * abs(i - 5))
        pts.append((cx + r * k * math.cos(an + ang), cy + r * k * math.sin(an + ang)))
    pts.append((cx - 0.12 * r * math.cos(ang - math.pi / 2), cy - 0.12 * r * math.sin(ang - math.pi / 2)))
    c.canvas.drawPath(polygon(pts), pen(col))
    seg(
        c,
        cx,
        cy,
        cx - r * 0.8 * math.cos(ang - math.pi / 2),
        cy - r * 0.8 * math.sin(ang - math.pi / 2),
        r * 0.10,
        1,
        col,
    )


def crown(g, cx, cy, rx, ry, rng, n=150):
    """leaf mass from dark below to light above"""
    tones = ["#3f4b3b", "#4f5d42", "#66754a", "#7d8d52", "#95a565", "#b3bf7d"]
    for t, col in enumerate(tones):
        for _ in range(n // 6):
            a = rng.random() * TAU
            q = math.sqrt(rng.random()) * (0.88 - 0.05 * t)
            X, Y = cx + math.cos(a) * rx * q - t * rx * 0.035, cy + math.sin(a) * ry * q + (2.2 - t) * ry * 0.085
            g.cv.canvas.drawPath(disc(X, Y, rx * (0.20 - 0.020 * t) * (0.7 + 0.5 * rng.random())), pen(col))
        if t > 0:
            for _ in range(n // 4):
                a = rng.random() * TAU
                q = math.sqrt(rng.random()) * 0.97
                plane_leaf(
                    g.cv,
                    cx + math.cos(a) * rx * q - t * rx * 0.03,
                    cy + math.sin(a) * ry * q + (2 - t) * ry * 0.085,
                    rx * 0.075,
                    rng.random() * TAU,
                    tones[max(0, min(5, t + rng.integers(-1, 2)))],
                )
