"""Draws the lane, its houses and the desk of wutong-lane-legal-aid."""

import math

import numpy as np

from ..kit.brush import Canvas, pen, polygon
from ..kit.shapes import disc, oval


class Iso:
    """draws boxes and ground shapes in a 30 degree projection"""

    def __init__(self, W, H, ox, oy, u):
        self.cv = Canvas(W, H)
        self.ox, self.oy, self.u = ox, oy, u

    def p(self, x, y, z=0):
        return (self.ox + (x - y) * 0.866 * self.u, self.oy + (x + y) * 0.5 * self.u - z * self.u)

    def face(self, pts, col, a=1.0):
        self.cv.canvas.drawPath(polygon([self.p(*q) for q in pts]), pen(col, a))

    def wire(self, pts, col, w, close=False, a=1.0):
        self.cv.canvas.drawPath(polygon([self.p(*q) for q in pts], close), pen(col, a, w))

    def box(self, x, y, z, w, d, h, top, left, right):
        """w along x, d along y; left face looks to +y, right face to +x"""
        self.face([(x, y + d, z), (x + w, y + d, z), (x + w, y + d, z + h), (x, y + d, z + h)], left)
        self.face([(x + w, y, z), (x + w, y + d, z), (x + w, y + d, z + h), (x + w, y, z + h)], right)
        self.face([(x, y, z + h), (x + w, y, z + h), (x + w, y + d, z + h), (x, y + d, z + h)], top)

    def wallx(self, x, pts, col, a=1.0):
        self.face([(x, q[0], q[1]) for q in pts], col, a)

    def wally(self, y, pts, col, a=1.0):
        self.face([(q[0], y, q[1]) for q in pts], col, a)


def arch(a, b, z0, z1):
    """outline of an arched opening between a and b"""
    m, r = (a + b) / 2, (b - a) / 2
    return (
        [(a, z0)] + [(m - r * math.cos(t), z1 - r + r * math.sin(t)) for t in np.linspace(0, math.pi, 24)] + [(b, z0)]
    )


def lane_ground(g, n):
    g.box(0, 0, -0.55, n, n, 0.55, "#e6dcc8", "#b9a888", "#cdbd9d")
    for i in range(n):
        for j in range(n):
            k = (i * 7 + j * 13 + i * j) % 5
            g.face(
                [(i + 0.03, j + 0.03, 0), (i + 0.97, j + 0.03, 0), (i + 0.97, j + 0.97, 0), (i + 0.03, j + 0.97, 0)],
                ("#ece3d2", "#e9dfcb", "#e4d9c3", "#eee6d6", "#e7dcc7")[k],
            )


def lane_houses(g, n):
    """brick house on the left, plastered wall with the lane gate on the right"""
    _brick_house(g, n)
    for y0 in (0.6, 1.9, 5.2, 6.6):
        for z0, z1 in ((0.95, 2.15), (3.0, 4.1)):
            g.wallx(
                0,
                [(y0 - 0.12, z0 - 0.12), (y0 + 1.12, z0 - 0.12), (y0 + 1.12, z1 + 0.12), (y0 - 0.12, z1 + 0.12)],
                "#e7d8ba",
            )
            g.wallx(0, [(y0, z0), (y0 + 1, z0), (y0 + 1, z1), (y0, z1)], "#3f4b3b")
            g.wallx(
                0,
                [(y0 + 0.06, z0 + 0.06), (y0 + 0.47, z0 + 0.06), (y0 + 0.47, z1 - 0.06), (y0 + 0.06, z1 - 0.06)],
                "#f0c878" if y0 in (1.9, 6.6) else "#6d7a63",
            )
            g.wallx(
                0,
                [(y0 + 0.53, z0 + 0.06), (y0 + 0.94, z0 + 0.06), (y0 + 0.94, z1 - 0.06), (y0 + 0.53, z1 - 0.06)],
                "#f4d693" if y0 in (1.9, 6.6) else "#7c8a70",
            )
    _house_door(g, n)
    return _gate_windows(g)


def _brick_house(g, n):
    h = 4.6
    g.box(-1.0, 0, 0, 1.0, n, h, "#6f4a3d", "#8c3a38", "#a63d40")
    for r in range(23):
        g.wire([(0, 0, 0.2 * r), (0, n, 0.2 * r)], "#8a3235", g.u * 0.022, a=0.55)
    g.wallx(0, [(0, 0), (n, 0), (n, 0.32), (0, 0.32)], "#c9b48f")
    g.wallx(0, [(0, 2.55), (n, 2.55), (n, 2.7), (0, 2.7)], "#d9c6a2")


def _house_door(g, n):
    g.wallx(0, arch(3.15, 4.85, 0, 2.42), "#e7d8ba")
    g.wallx(0, arch(3.32, 4.68, 0, 2.26), "#2f382d")
    for a in (3.36, 4.03):
        g.wallx(0, [(a, 0), (a + 0.65, 0), (a + 0.65, 1.75), (a, 1.75)], "#4b3027")
    g.wallx(0, [(3.3, 3.0), (4.7, 3.0), (4.7, 4.1), (3.3, 4.1)], "#e7d8ba")
    # right wall with the lane gate
    g.box(0, -0.8, 0, n, 0.8, 3.3, "#b9a888", "#efe6d4", "#d8cbb2")
    g.wally(0, [(0, 0), (n, 0), (n, 0.45), (0, 0.45)], "#cbbb9a")
    g.wally(0, [(0, 3.12), (n, 3.12), (n, 3.3), (0, 3.3)], "#7f6650")
    g.wally(0, [(1.5, 0), (4.3, 0), (4.3, 4.2), (2.9, 4.75), (1.5, 4.2)], "#a63d40")
    g.wally(0, [(1.35, 4.05), (2.9, 4.66), (4.45, 4.05), (4.45, 4.25), (2.9, 4.9), (1.35, 4.25)], "#d9c6a2")
    g.wally(0, arch(1.98, 3.82, 0, 2.95), "#e7d8ba")
    g.wally(0, arch(2.18, 3.62, 0, 2.78), "#c9d3a2")
    g.wally(0, arch(2.4, 3.4, 0, 2.3), "#f6efd6")
    g.wally(0, [(2.0, 3.25), (3.8, 3.25), (3.8, 3.85), (2.0, 3.85)], "#f2ede4")


def _gate_windows(g):
    for x0 in (2.2, 2.7, 3.2):
        g.wally(0, [(x0 + 0.05, 3.4), (x0 + 0.35, 3.4), (x0 + 0.35, 3.7), (x0 + 0.05, 3.7)], "#3f4b3b")
    for x0 in (0.3, 5.2, 6.6):
        g.wally(0, arch(x0, x0 + 0.9, 1.1, 2.5), "#8a9a5b")
        g.wally(0, arch(x0 + 0.1, x0 + 0.8, 1.2, 2.4), "#5d6b45")
    for y0, x0 in ((2.5, 0.12), (5.05, 0.12)):
        g.box(x0, y0, 0, 0.42, 0.42, 0.45, "#6b4a32", "#8d5f33", "#a8743e")
        X, Y = g.p(x0 + 0.21, y0 + 0.21, 0.7)
        for q in range(14):
            g.cv.canvas.drawPath(
                disc(
                    X + math.cos(q * 2.4) * g.u * 0.22,
                    Y - g.u * 0.08 * (q % 4) + math.sin(q * 2.4) * g.u * 0.1,
                    g.u * 0.15,
                ),
                pen(("#4f5d42", "#66754a", "#7d8d52", "#95a565")[q % 4]),
            )


def desk(g, x, y, top, rng, lamp="#d1a054"):
    _desk_frame(g, x, y, top)
    z = _paper_pile(g, x, y)
    cx, cy = _sheet_and_lamp_arm(g, x, y, z)
    return _lamp_shade(g, lamp, cx, cy)


def _desk_frame(g, x, y, top):
    dk = "#5b3d2a"
    for a, b in ((0.06, 0.06), (1.84, 0.06), (0.06, 0.94), (1.84, 0.94)):
        g.box(x + a, y + b, 0, 0.1, 0.1, 0.8, dk, "#4a3020", dk)
    g.box(x + 0.1, y + 0.15, 0.15, 0.55, 0.75, 0.65, dk, "#6e4a32", "#7d573c")
    for z in (0.22, 0.43, 0.62):
        g.wally(y + 0.9, [(x + 0.16, z), (x + 0.6, z), (x + 0.6, z + 0.13), (x + 0.16, z + 0.13)], "#8b6344")
    g.box(x, y, 0.8, 2.0, 1.1, 0.1, top[0], top[1], top[2])


def _paper_pile(g, x, y):
    z = 0.9
    for k in range(7):
        g.box(
            x + 0.18 + 0.02 * (k % 2),
            y + 0.2 + 0.015 * (k % 3),
            z + 0.055 * k,
            0.5,
            0.62,
            0.05,
            "#fbf7ee",
            "#d8ccb4",
            "#e6dcc8",
        )
    return z


def _sheet_and_lamp_arm(g, x, y, z):
    g.box(x + 0.2, y + 0.22, z + 0.385, 0.46, 0.56, 0.03, "#a63d40", "#7d2b2e", "#8f3336")
    g.face(
        [(x + 0.95, y + 0.42, z), (x + 1.45, y + 0.42, z), (x + 1.45, y + 0.98, z), (x + 0.95, y + 0.98, z)],
        "#fdfaf2",
    )
    for q in (0.52, 0.62, 0.72, 0.82):
        g.wire([(x + 1.02, y + q, z), (x + 1.36, y + q, z)], "#b0a48c", g.u * 0.02)
    g.wire(
        [(x + 1.55, y + 0.35, z), (x + 1.55, y + 0.35, z + 0.62), (x + 1.35, y + 0.5, z + 0.86)],
        "#3f4b3b",
        g.u * 0.06,
    )
    cx, cy = g.p(x + 1.28, y + 0.55, z + 0.80)
    return cx, cy


def _lamp_shade(g, lamp, cx, cy):
    r = g.u
    g.cv.canvas.drawPath(
        polygon(
            [
                (cx - r * 0.14, cy - r * 0.20),
                (cx + r * 0.14, cy - r * 0.20),
                (cx + r * 0.32, cy + r * 0.12),
                (cx - r * 0.32, cy + r * 0.12),
            ]
        ),
        pen(lamp),
    )
    g.cv.canvas.drawPath(oval(cx - r * 0.32, cy + r * 0.02, cx + r * 0.32, cy + r * 0.2), pen("#fff1c4"))
    return cx, cy + r * 0.12


def stool(g, x, y, col):
    for a, b in ((0, 0), (0.42, 0), (0, 0.42), (0.42, 0.42)):
        g.box(x + a, y + b, 0, 0.08, 0.08, 0.46, "#4a3020", "#4a3020", "#5b3d2a")
    g.box(x - 0.04, y - 0.04, 0.46, 0.58, 0.58, 0.08, col, "#7a5a3a", "#8d6b48")
