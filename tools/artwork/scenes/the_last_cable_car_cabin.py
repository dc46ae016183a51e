"""Draws the cabin, its passengers and its cable of the-last-cable-car."""

import numpy as np
import skia

from ..kit.brush import Canvas, circle, curve, mask, pen, polygon
from ..kit.colour import add, over, ramp
from ..kit.fields import grid, shift, soft_blur
from ..kit.shapes import join, rect
from ..kit.strokes import strokes


def cable_and_cabin(d, W, H, s, cab, wide, rng):
    z, cy, cx, x, y, top = _cabin_place(W, H, cab)

    def sag(X):
        return (
            top
            - abs(X - cx) / W * H * ((0.15 if cx < X else 0.06) if wide else (0.26 if cx < X else 0.10))
            + abs(X - cx) * max(0, 1 - abs(X - cx) / W * 1.4) * 0.05
        )

    d = _cable_lines(d, W, H, s, z, cx, cy, y, x, sag)
    arm = _hanger(z, cy, cx, top)
    d, m, wm, ppl = _cabin_shell(d, W, H, z, cx, cy, y, top, arm)
    for px, k, lean in ((-0.60, 1.0, 0.05), (0.62, 0.92, -0.04)):
        _passenger(cx, cy, k, lean, ppl, px, z)
    return _cabin_light(d, W, H, s, z, cx, cy, m, wm, ppl)


def _passenger(cx, cy, k, lean, ppl, px, z):
    X = cx + z * px
    b = cy + z * 0.26
    ppl.canvas.drawOval(
        skia.Rect.MakeLTRB(X + z * lean - z * 0.115, b - z * 0.62 * k, X + z * lean + z * 0.115, b - z * 0.35 * k),
        pen(),
    )
    ppl.canvas.drawPath(
        curve(
            [
                (X - z * 0.27, b + 3),
                (X - z * 0.23, b - z * 0.20),
                (X - z * 0.06, b - z * 0.34 * k),
                (X + z * 0.06, b - z * 0.34 * k),
                (X + z * 0.23, b - z * 0.20),
                (X + z * 0.27, b + 3),
            ],
            True,
        ),
        pen(),
    )


def _cabin_place(W, H, cab):
    cx, cy, z = cab
    x, y = grid(W, H)
    top = cy - z * 1.75
    return z, cy, cx, x, y, top


def _cable_lines(d, W, H, s, z, cx, cy, y, x, sag):
    for off, a in ((0, 1), (-26 * s, 0.65)):
        ln = strokes(
            W,
            H,
            [
                ([(X, sag(X) + off) for X in np.linspace(-30, cx, 7)], 3.4 * s, a),
                ([(X, sag(X) + off) for X in np.linspace(cx, W + 30, 7)], 3.4 * s, a),
            ],
        )
        d = over(d, "#07040C", ln)
        d = add(d, "#F5B14C", ln * np.exp(-np.abs(x - cx) / (z * 2.2)) * 0.5)
    glow = np.exp(-np.hypot(x - cx, y - cy) / (z * 2.1))
    return add(d, "#F5A04C", glow * 0.34)


def _hanger(z, cy, cx, top):
    return join(
        polygon(
            [
                (cx - z * 0.05, top - z * 0.02),
                (cx + z * 0.05, top - z * 0.02),
                (cx + z * 0.05, cy - z * 0.70),
                (cx - z * 0.05, cy - z * 0.70),
            ]
        ),
        rect(cx - z * 0.55, top - z * 0.13, cx + z * 0.55, top + z * 0.05, z * 0.06),
        polygon([(cx - z * 0.55, cy - z * 0.66), (cx, cy - z * 1.15), (cx + z * 0.55, cy - z * 0.66)]),
    )


def _cabin_shell(d, W, H, z, cx, cy, y, top, arm):
    d = over(d, "#0B0710", mask(W, H, arm))
    for k in (-0.4, -0.14, 0.14, 0.4):
        d = over(d, "#2A1A30", circle(W, H, cx + z * k, top - z * 0.06, z * 0.085))
    shell = rect(cx - z * 1.18, cy - z * 0.72, cx + z * 1.18, cy + z * 0.80, z * 0.30)
    m = mask(W, H, shell)
    d = over(
        d, ramp(np.clip((y - cy + z * 0.7) / (z * 1.5), 0, 1), [(0, "#E8607A"), (0.55, "#C33E5E"), (1, "#7E2440")]), m
    )
    band = mask(W, H, rect(cx - z * 1.18, cy + z * 0.34, cx + z * 1.18, cy + z * 0.42))
    d = over(d, "#F9E3C4", band * m)
    g = ramp(np.clip((y - cy + z * 0.5) / (z * 0.8), 0, 1), [(0, "#FFF4CF"), (0.6, "#FFD27E"), (1, "#F5A64C")])
    panes = [(-1.06, -0.42), (-0.36, 0.36), (0.42, 1.06)]
    wm = mask(W, H, *[rect(cx + z * a, cy - z * 0.50, cx + z * b, cy + z * 0.24, z * 0.08) for a, b in panes])
    d = over(d, g, wm)
    ppl = Canvas(W, H)  # two people, each at an own window
    return d, m, wm, ppl


def _cabin_light(d, W, H, s, z, cx, cy, m, wm, ppl):
    d = over(d, "#2A1018", ppl.mask() * wm * 0.95)
    rim = np.clip(m - shift(m, 0, int(3 * s)), 0, 1)
    d = add(d, "#FFC7A0", rim * 0.5)
    lamp = circle(W, H, cx, cy + z * 0.86, z * 0.06)
    d = add(d, "#FF5C6E", lamp + soft_blur(lamp, 8 * s) * 2)
    return add(d, "#FFC777", soft_blur(wm, 22 * s) * 0.40 * (1 - wm))
