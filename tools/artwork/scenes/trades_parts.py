"""Owns parts of the picture of trades."""

import math

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import curve, mask, polygon
from ..kit.colour import ramp
from ..kit.fields import fractal_noise, grid, shift, soft_blur

TOOLS = {
    "wood": ["#3d2414", "#8a5a3b", "#c08a58"],
    "pale": ["#8f6a3c", "#cda768", "#e2c58e"],
    "dark": ["#17110c", "#3a2a1e", "#6a4d36"],
    "steel": ["#5d625f", "#a9aca5", "#efe6d5"],
    "iron": ["#1d1c1a", "#454441", "#8b8880"],
    "brass": ["#7a5520", "#d8b26e", "#fff0c0"],
    "hair": ["#1a130d", "#4a3524", "#8a5a3b"],
}


class Bench:
    """lays tools down: every part is a path with an axis, a material and round or flat shading"""

    def __init__(self, d, rng, s):
        self.d, self.s = d, s
        self.H, self.W = d.shape[:2]
        self.x, self.y = grid(self.W, self.H)
        self.tile = fractal_noise(768, 768, 26, rng, 5, 0.62, ax=9, ay=0.55)

    def axis(self, p0, p1):
        dx, dy = p1[0] - p0[0], p1[1] - p0[1]
        L = math.hypot(dx, dy)
        ux, uy = dx / L, dy / L
        u = (self.x - p0[0]) * ux + (self.y - p0[1]) * uy
        v = -(self.x - p0[0]) * uy + (self.y - p0[1]) * ux
        return u, v, L, (ux, uy)

    def part(self, path, p0, p1, hw, kind, round_=True):
        u, v, _L, (ux, uy) = self.axis(p0, p1)
        m = mask(self.W, self.H, path)
        q = v / hw
        k = 1 / self.s
        tex = self.tile[
            767 - np.abs(np.mod((v * k * 1.0 + 997).astype(int), 1535) - 767),
            767 - np.abs(np.mod((u * k * 1.0 + 1234).astype(int), 1535) - 767),
        ]
        lv = np.clip(q * (1 if -uy + ux * 1.0 >= 0 else 1), -1.2, 1.2)
        side = -1 if (ux > 0 or uy < -0.9) else 1
        if uy > 0.9:
            side = 1
        lit = (
            np.exp(-(((lv * side * -1 + 0.38) / 0.42) ** 2)) * 0.75 + 0.42
            if round_
            else 0.78 + 0.16 * np.clip(-lv * side * -1 * -1, -1, 1) * 0.5
        )
        c = (
            ramp(np.clip(tex * 1.25 - 0.12, 0, 1), [(0, TOOLS[kind][0]), (0.5, TOOLS[kind][1]), (1, TOOLS[kind][2])])
            if kind in ("wood", "pale", "dark", "hair")
            else ramp(
                np.clip(lit * 0.75 + (tex - 0.5) * 0.35, 0, 1),
                [(0, TOOLS[kind][0]), (0.5, TOOLS[kind][1]), (1, TOOLS[kind][2])],
            )
        )
        c = (
            c * (lit * 1.05)[..., None]
            if kind in ("wood", "pale", "dark", "hair")
            else c * (0.62 + 0.45 * lit)[..., None]
        )
        if round_ and kind in ("wood", "pale", "dark"):
            c = c + (np.exp(-(((lv * side * -1 + 0.45) / 0.12) ** 2)) * 0.09)[..., None]
        e = np.clip(m - nd.grey_erosion(m, size=(int(3 * self.s) | 1,) * 2), 0, 1)
        return m, np.clip(c, 0, 1.2), e

    def tool(self, parts):
        got = [self.part(*p) for p in parts]
        M = np.clip(np.maximum.reduce([g[0] for g in got]), 0, 1)
        s = self.s
        sh = (
            soft_blur(shift(M, int(17 * s), int(22 * s)), 16 * s) * 0.55
            + soft_blur(shift(M, int(6 * s), int(8 * s)), 5 * s) * 0.45
        )
        self.d = self.d * (1 - np.clip(sh, 0, 0.86) * (1 - M))[..., None]
        for m, c, e in got:
            self.d = self.d * (1 - m[..., None]) + c * m[..., None]
            self.d = self.d * (1 - 0.45 * e)[..., None]


def turned(p0, p1, prof):
    """a lathe-turned part: profile of (position 0..1, half width) along the axis"""
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]
    L = math.hypot(dx, dy)
    n = (-dy / L, dx / L)
    a = [(p0[0] + dx * t + n[0] * w, p0[1] + dy * t + n[1] * w) for t, w in prof]
    c = [(p0[0] + dx * t - n[0] * w, p0[1] + dy * t - n[1] * w) for t, w in prof[::-1]]
    return curve(a + c, True)


def flat_part(p0, p1, prof):
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]
    L = math.hypot(dx, dy)
    n = (-dy / L, dx / L)
    return polygon([(p0[0] + dx * t + n[0] * w, p0[1] + dy * t + n[1] * w) for t, w in prof])


def file(S, b, w, p1, p0):
    b.tool(
        [
            (
                flat_part(
                    p0,
                    p1,
                    [
                        (0.45, 0.020 * S),
                        (0.45, -0.020 * S),
                        (0.54, -0.037 * S),
                        (0.93, -0.040 * S),
                        (1.0, 0.030 * S),
                        (0.90, 0.038 * S),
                        (0.54, 0.037 * S),
                    ],
                ),
                p0,
                p1,
                w(0.040),
                "steel",
                False,
            ),
            (
                flat_part(p0, p1, [(0.93, -0.040 * S), (1.0, 0.030 * S), (0.965, 0.036 * S), (0.885, -0.040 * S)]),
                p0,
                p1,
                w(0.06),
                "steel",
            ),
            (
                turned(
                    p0,
                    p1,
                    [
                        (0.0, 0.026 * S),
                        (0.02, 0.040 * S),
                        (0.09, 0.043 * S),
                        (0.20, 0.036 * S),
                        (0.32, 0.042 * S),
                        (0.40, 0.030 * S),
                    ],
                ),
                p0,
                p1,
                w(0.043),
                "pale",
            ),
            (
                flat_part(p0, p1, [(0.39, 0.033 * S), (0.39, -0.033 * S), (0.455, -0.026 * S), (0.455, 0.026 * S)]),
                p0,
                p1,
                w(0.033),
                "brass",
            ),
        ]
    )


def file_ends(moved):
    """4 file."""
    p0, p1 = moved(0.505, 0.150), moved(0.945, 0.138)
    return p1, p0


def file(S, b, w, p1, p0):
    b.tool(
        [
            (
                flat_part(
                    p0,
                    p1,
                    [
                        (0.34, 0.012 * S),
                        (0.40, 0.034 * S),
                        (0.93, 0.032 * S),
                        (1.0, 0.020 * S),
                        (1.0, -0.020 * S),
                        (0.93, -0.032 * S),
                        (0.40, -0.034 * S),
                        (0.34, -0.012 * S),
                    ],
                ),
                p0,
                p1,
                w(0.034),
                "iron",
                False,
            ),
            (
                turned(
                    p0,
                    p1,
                    [(0.0, 0.022 * S), (0.03, 0.036 * S), (0.13, 0.040 * S), (0.24, 0.030 * S), (0.32, 0.022 * S)],
                ),
                p0,
                p1,
                w(0.040),
                "wood",
            ),
            (
                flat_part(p0, p1, [(0.30, 0.024 * S), (0.30, -0.024 * S), (0.355, -0.019 * S), (0.355, 0.019 * S)]),
                p0,
                p1,
                w(0.024),
                "brass",
            ),
        ]
    )
