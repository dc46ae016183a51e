"""Draws the tools in the eight arms of undersea-garage."""

import math

import numpy as np

from ..kit.brush import curve, mask, polygon
from ..kit.colour import add, over, rgb
from ..kit.crayon import wax, wax_line
from ..kit.fields import grid
from ..kit.shapes import disc


def tool(d, W, H, rng, s, T, kind, X, Y, q, a):
    """one small tool, its handle through (X, Y), pointing along a"""
    c, sn = math.cos(a), math.sin(a)

    def moved(pts):
        return [(X + (p * c - r * sn) * q, Y + (p * sn + r * c) * q) for p, r in pts]

    steel, wood, red, yel = "#CFE0E2", "#C98A4B", "#E8533F", "#FFD166"

    def w(d, p, col, **k):
        return wax(over(d, rgb(col) * 0.72, mask(W, H, p)), p, col, rng, s, a + 0.4, 1.0, 7, T=T, dark=0.66, **k)

    return _one_tool(d, W, H, rng, s, T, kind, X, Y, q, c, sn, moved, wood, red, steel, yel, w)


def _one_tool(d, W, H, rng, s, T, kind, X, Y, q, c, sn, moved, wood, red, steel, yel, w):
    if kind == "spanner":
        d = _spanner(d, moved, steel, w)
    elif kind == "hammer":
        d = w(d, polygon(moved([(-0.6, -0.09), (0.8, -0.09), (0.8, 0.09), (-0.6, 0.09)])), wood)
        d = w(d, polygon(moved([(0.66, -0.46), (1.0, -0.46), (1.0, 0.46), (0.66, 0.46)])), steel)
    elif kind == "driver":
        d = w(d, polygon(moved([(-0.5, -0.17), (0.25, -0.17), (0.25, 0.17), (-0.5, 0.17)])), red)
        d = w(
            d,
            polygon(moved([(0.25, -0.06), (1.1, -0.06), (1.2, -0.11), (1.2, 0.11), (1.1, 0.06), (0.25, 0.06)])),
            steel,
        )
    elif kind == "saw":
        d = _saw(d, moved, wood, steel, w)
    elif kind == "brush":
        d = w(d, polygon(moved([(-0.6, -0.08), (0.5, -0.08), (0.5, 0.08), (-0.6, 0.08)])), wood)
        d = w(d, polygon(moved([(0.5, -0.24), (0.72, -0.24), (0.72, 0.24), (0.5, 0.24)])), steel)
        d = w(d, curve(moved([(0.72, -0.24), (1.15, -0.14), (1.25, 0.05), (1.0, 0.20), (0.72, 0.24)]), True), yel)
    elif kind == "oil":
        d = w(
            d,
            curve(moved([(-0.30, -0.36), (0.35, -0.30), (0.45, 0), (0.35, 0.34), (-0.30, 0.36), (-0.42, 0)]), True),
            red,
        )
        d = w(d, polygon(moved([(0.38, -0.14), (1.25, -0.05), (1.25, 0.05), (0.38, 0.14)])), steel)
        d = w(d, disc(*moved([(1.45, 0.02)])[0], q * 0.10), yel)
    elif kind == "torch":
        d = _torch(d, moved, yel, w)
        x, y = grid(W, H)
        u = ((x - X) * c + (y - Y) * sn) / q
        v = (-(x - X) * sn + (y - Y) * c) / q
        d = _torch_beam(d, u, v)
    elif kind == "clock":
        d = w(d, disc(X, Y, q * 0.62), "#FF7F6B")
        d = w(d, disc(X, Y, q * 0.46), "#FFF6E0")
        for sg in (-1, 1):
            d = w(d, disc(X + sg * q * 0.40, Y - q * 0.62, q * 0.19), yel)
        d = wax_line(d, [(X, Y - q * 0.28), (X, Y), (X + q * 0.20, Y + q * 0.10)], "#22313A", q * 0.09, rng, s, T)
    return d


def _torch_beam(d, u, v):
    return add(
        d,
        "#FFE9A8",
        np.exp(-((v / (0.12 + 0.42 * np.clip(u - 0.8, 0, 9))) ** 2))
        * np.exp(-np.clip(u - 0.9, 0, 9) / 1.3)
        * (u > 0.92)
        * 0.55,
    )


def _saw(d, moved, wood, steel, w):
    d = w(d, polygon(moved([(-0.5, -0.22), (0.05, -0.22), (0.05, 0.25), (-0.5, 0.25)])), wood)
    return w(
        d,
        polygon(
            moved(
                [(0.05, -0.22), (1.22, -0.10)]
                + [(1.22 - 0.13 * k, 0.06 + 0.03 * k + (0.12 if k % 2 else 0)) for k in range(9)]
                + [(0.05, 0.25)]
            )
        ),
        steel,
    )


def _torch(d, moved, yel, w):
    return w(
        d,
        polygon(
            moved(
                [
                    (-0.55, -0.14),
                    (0.45, -0.14),
                    (0.75, -0.34),
                    (0.92, -0.34),
                    (0.92, 0.34),
                    (0.75, 0.34),
                    (0.45, 0.14),
                    (-0.55, 0.14),
                ]
            )
        ),
        yel,
    )


def _spanner(d, moved, steel, w):
    return w(
        d,
        polygon(
            moved(
                [
                    (-0.5, -0.10),
                    (0.6, -0.10),
                    (0.72, -0.30),
                    (1.05, -0.30),
                    (0.92, -0.08),
                    (0.92, 0.08),
                    (1.05, 0.30),
                    (0.72, 0.30),
                    (0.6, 0.10),
                    (-0.5, 0.10),
                ]
            )
        ),
        steel,
    )
