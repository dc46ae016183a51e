"""A crayon bed: every turnip has its own hole, and a snail sits on the tallest leaf under a child's sun."""

import math

import numpy as np

from ..kit.brush import mask, polygon
from ..kit.colour import flat, mix, over, rgb
from ..kit.crayon import tooth, wax, wax_line
from ..kit.fields import soft_blur
from ..kit.lettering import text_path
from ..kit.shapes import disc, rect
from .turnip_hollow_kindergarten_turnips import snail_and_calm, turnips_in_row


def scene(frame):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    d, T, up = _toothed_ground(frame)
    d, sy, q, sx = _sky_and_rays(frame, d, T)
    d = _sun(frame, d, T, sy, q, sx)
    # hills and fence
    for yy, c, f, ph in ((0.50, "#A9D18E", 5, 0.4), (0.58, "#7BB662", 7, 2.2)):
        d = _one_hill(d, H, T, W, c, f, ph, rng, s, up, yy)
    d, fx0 = _fence_pickets(frame, d, T, up)
    d = _fence_rail(frame, d, T, up, fx0)
    d = _soil(frame, d, T, up)
    row = _places_in_bed(frame)
    d, u = turnips_in_row(frame, d, T, row)
    return snail_and_calm(frame, d, T, row, u)


def _one_hill(d, H, T, W, c, f, ph, rng, s, up, yy):
    def ys(X):
        return H * yy - up + math.sin(X / W * f + ph) * H * 0.028

    return wax(
        d,
        polygon([(-30, H * 0.9)] + [(X, ys(X)) for X in range(-30, W + 60, max(6, W // 60))] + [(W + 40, H * 0.9)]),
        c,
        rng,
        s,
        -0.9,
        0.86,
        13,
        T=T,
    )


def _toothed_ground(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    T = tooth(W, H, rng, s)
    d = flat(W, H, "#FFF6DC")
    d = d * (1 + (T - 0.5) * 0.06)[..., None]
    up = H * 0.255 if wide else 0  # the wide picture looks down on the bed: dark soil under the words
    return d, T, up


def _sky_and_rays(frame, d, T):
    """Sky scribble."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    sky = rect(-30, -30, W + 30, H * 0.62)
    d = wax(d, sky, "#C4E6E4", rng, s, -0.35, 0.92, 22, T=T, edge=False)
    sx, sy, q = (W * 0.905, H * 0.130, H * 0.066) if wide else (W * 0.84, H * 0.315, W * 0.090)
    for k in range(14):
        a = k / 14 * 6.283 + 0.1
        r1 = q * (1.75 if k % 2 else 1.5)
        d = wax_line(
            d,
            [
                (sx + math.cos(a) * q * 1.2, sy + math.sin(a) * q * 1.2),
                (sx + math.cos(a) * r1, sy + math.sin(a) * r1),
            ],
            "#F28C38",
            9 * s,
            rng,
            s,
            T,
        )
    return d, sy, q, sx


def _sun(frame, d, T, sy, q, sx):
    s, rng = frame.unit, frame.rng
    d = wax(d, disc(sx, sy, q), "#FFD45C", rng, s, 0.6, 0.95, 10, T=T)
    return wax_line(
        d,
        [(sx + math.cos(a) * q * 0.06 * a, sy + math.sin(a) * q * 0.06 * a) for a in np.linspace(1, 13, 30)],
        "#F28C38",
        7 * s,
        rng,
        s,
        T,
        a=0.8,
    )


def _fence_pickets(frame, d, T, up):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    fx0, n, fw = (W * 0.435, 15, W * 0.58) if wide else (0, 13, W)
    for k in range(n):
        X = fx0 + (k + 0.4) * fw / n
        h = H * 0.085
        Y = H * (0.655 + 0.006 * math.sin(k * 2.1)) - up
        w = fw / n * 0.26
        d = wax(
            d,
            polygon([(X - w, Y), (X - w, Y - h * 0.8), (X, Y - h), (X + w, Y - h * 0.8), (X + w, Y)]),
            "#FFFDF2",
            rng,
            s,
            1.5,
            0.96,
            8,
            T=T,
            dark=0.70,
        )
    return d, fx0


def _fence_rail(frame, d, T, up, fx0):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    return wax(
        d,
        rect(fx0 - (-W * 0.008 if wide else 30), H * 0.600 - up, W + 30, H * 0.613 - up),
        "#FFFDF2",
        rng,
        s,
        0.1,
        0.95,
        8,
        T=T,
        dark=0.70,
    )


def _soil(frame, d, T, up):
    """Soil."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    soil = polygon(
        [(-30, H + 40)]
        + [(X, H * 0.655 - up + math.sin(X / W * 9) * H * 0.006) for X in range(-30, W + 60, max(6, W // 50))]
        + [(W + 40, H + 40)]
    )
    d = over(d, "#6B4930", mask(W, H, soil))
    d = wax(d, soil, "#8A5E3C", rng, s, -0.25, 0.96, 15, T=T, edge=False)
    d = wax(d, soil, "#5B3F2A", rng, s, 0.35, 0.50, 21, T=T, edge=False)
    for _k in range(46 if wide else 30):
        X, Y = rng.random() * W, H * (0.70 + 0.30 * rng.random()) - up * rng.random()
        d = wax_line(d, [(X, Y), (X + 14 * s, Y - 7 * s), (X + 28 * s, Y)], "#3F2A1B", 5 * s, rng, s, T, a=0.7)
    return d


def _places_in_bed(frame):
    wide = frame.wide
    return (
        [
            (0.465, 0.545, 0.095, "#F28C38", "wink", 0.9),
            (0.575, 0.70, 0.150, "#E85D75", "laugh", 0.8),
            (0.912, 0.735, 0.150, "#C76BA0", "o", 0.8),
            (0.735, 0.715, 0.180, "#F28C38", "up", 1.15),
        ]
        if wide
        else [
            (0.045, 0.745, 0.110, "#F7B267", "wink", 1),
            (0.965, 0.745, 0.115, "#F7B267", "sleep", 1),
            (0.215, 0.80, 0.165, "#E85D75", "o", 0.85),
            (0.795, 0.80, 0.170, "#C76BA0", "laugh", 0.85),
            (0.505, 0.815, 0.195, "#F28C38", "up", 1.25),
        ]
    )


def title(d, W, H, rng):
    """every character in its own crayon, on a white rubbed ground"""
    s = H / 1200
    T = tooth(W, H, rng, s)
    cols = ["#E85D75", "#F28C38", "#4E9A4A", "#C76BA0", "#5B3F2A", "#E8553F"]
    fx = W * 0.08
    for i, ch in enumerate("萝卜坑幼儿园"):
        if i == 3:
            fx = W * 0.085
        size = W * (0.235 if i < 3 else 0.175)
        fy = H * (0.168 if i < 3 else 0.293) + H * 0.006 * (-1) ** i
        p = text_path(ch, "kids", size, 0, fy)
        b = p.computeTightBounds()
        p.offset(fx - b.left(), 0)
        fx += b.width() + W * 0.026
        m = mask(W, H, p)
        d = over(d, "#FFFBEC", np.clip(soft_blur(m, 7 * s) * 2.6, 0, 1) * 0.92)
        d = over(d, mix(rgb(cols[i]), rgb("#FFF6DC"), 0.15), m)
        d = wax(d, p, cols[i], rng, s, -0.6, 1.0, 8, T=T, wob=1.5, dark=0.72)
    return d
