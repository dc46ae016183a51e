"""Draws the hat and the paper town on it of mr-ges-hat."""

import math

import numpy as np
import skia

from ..kit.brush import curve, mask, pen, polygon
from ..kit.colour import add, over, rgb
from ..kit.cut_paper import torn
from ..kit.fields import fractal_noise, grid, shift, soft_blur
from ..kit.shapes import rect

WAY = [
    (0.10, -0.20),
    (0.34, -0.27),
    (0.42, -0.37),
    (0.20, -0.45),
    (-0.14, -0.46),
    (-0.33, -0.53),
    (-0.28, -0.64),
    (-0.05, -0.70),
    (0.17, -0.74),
    (0.24, -0.84),
    (0.17, -0.965),
]


def gabled(x, y, w, h, roof):
    body = polygon([(x, y), (x, y - h), (x + w, y - h), (x + w, y)])
    top = polygon([(x - w * 0.12, y - h + 1), (x + w * 0.5, y - h - roof), (x + w * 1.12, y - h + 1)])
    return body, top


def paper_town(d, W, H, rng, spots, unit):
    """Little paper houses: walls by colour, roofs by colour, then lit windows with a glow."""
    wins, walls, roofs, WC, RC = _empty_town()
    for _i, (px, py, k) in enumerate(spots):
        _one_house(rng, unit, k, px, py, roofs, walls, wins)
    return _town_windows(d, W, H, rng, unit, wins, roofs, walls, RC, WC)


def _one_house(rng, unit, k, px, py, roofs, walls, wins):
    w = unit * k * rng.uniform(0.75, 1.15)
    h = unit * k * rng.uniform(0.9, 2.1)
    r = unit * k * rng.uniform(0.5, 1.0)
    body, top = gabled(px - w / 2, py, w, h, r)
    j = int(rng.integers(0, 4))
    walls.setdefault(j, skia.Path()).addPath(body)
    roofs.setdefault((j + 1) % 4, skia.Path()).addPath(top)
    rows = max(1, int(h / (unit * k * 0.52)))
    for a in range(rows):
        for b in range(2):
            if rng.random() < 0.72:
                ww = w * 0.22
                wins.addPath(
                    rect(
                        px - w * 0.30 + b * w * 0.38,
                        py - h + h * (a + 0.22) / rows,
                        px - w * 0.30 + b * w * 0.38 + ww,
                        py - h + h * (a + 0.22) / rows + ww * 1.35,
                        ww * 0.2,
                    )
                )


def _empty_town():
    walls, roofs, wins = {}, {}, skia.Path()
    WC, RC = ["#f3e3d3", "#d9b9a8", "#4f8a8b", "#8a6390"], ["#e9b44c", "#c9773f", "#2f5f62", "#4a2f4e"]
    return wins, walls, roofs, WC, RC


def _town_windows(d, W, H, rng, unit, wins, roofs, walls, RC, WC):
    every = skia.Path()
    for v in list(walls.values()) + list(roofs.values()):
        every.addPath(v)
    m = mask(W, H, every)
    s = unit / 26
    d = d * (1 - 0.40 * np.clip(soft_blur(shift(m, int(4 * s), int(6 * s)), 6 * s), 0, 1) * (1 - m))[..., None]
    tex = 1 + (fractal_noise(H, W, 4, rng, 3) - 0.5) * 0.18
    for j, p in walls.items():
        d = over(d, rgb(WC[j]) * tex[..., None] * 0.86, mask(W, H, p))
    for j, p in roofs.items():
        d = over(d, "#1c1220", soft_blur(shift(mask(W, H, p), 0, int(3 * s)), 2 * s) * m * 0.4)
        d = over(d, rgb(RC[j]) * tex[..., None], mask(W, H, p))
    wm = mask(W, H, wins)
    d = over(d, "#ffdf8e", wm)
    return add(d, "#e9a23c", soft_blur(wm, unit * 0.60) * 0.85 + soft_blur(wm, unit * 2.2) * 0.55)


def hat_brim(d, W, H, rng, cx, by, R, s, felt):
    """The brim as a wide plate whose ends curl up."""
    x, y = grid(W, H)
    brim = _brim_shape(cx, by, R)
    d, rm = torn(d, brim, "#85618a", rng, 16 * s, 1.4 * s, 3.0 * s, 0.05)
    depth = np.clip((y - by + R * 0.12) / (R * 0.40), 0, 1)
    side = np.clip((x - cx) / R, -1, 1)
    d = d * (1 + rm * (felt * 0.18 + side * 0.20 - 0.10 + 0.22 * depth))[..., None]
    under = np.exp(-(((np.hypot((x - cx) / (R * 0.64), (y - by + R * 0.02) / (R * 0.19)) - 0.92) / 0.22) ** 2)) * (
        y > by - R * 0.08
    )
    d = d * (1 - 0.42 * np.clip(under, 0, 1) * rm)[..., None]
    lip = np.clip(rm - shift(rm, 0, -int(13 * s)), 0, 1)
    return d * (1 - 0.55 * lip * rm)[..., None]


def _brim_shape(cx, by, R):
    return curve(
        [
            (cx - R * 1.04, by - R * 0.13),
            (cx - R * 0.80, by - R * 0.075),
            (cx - R * 0.5, by - R * 0.13),
            (cx, by - R * 0.17),
            (cx + R * 0.5, by - R * 0.13),
            (cx + R * 0.80, by - R * 0.075),
            (cx + R * 1.04, by - R * 0.13),
            (cx + R * 0.93, by + R * 0.085),
            (cx + R * 0.52, by + R * 0.245),
            (cx, by + R * 0.29),
            (cx - R * 0.52, by + R * 0.245),
            (cx - R * 0.93, by + R * 0.085),
        ],
        True,
    )


def hat_crown(d, W, H, rng, cx, by, R, s, felt, lit):
    """Crown with a dent, a ribbon, and a path of paper steps that winds up to the top."""
    crown = _crown_shape(cx, by, R)
    d, cm = torn(d, crown, "#6f4d74", rng, 14 * s, 1.6 * s, 3.2 * s, 0.05)
    d = d * (1 + cm * (felt * 0.20 + lit * 0.30 - 0.04))[..., None]
    rimlight = np.clip(cm - shift(cm, -int(9 * s), int(8 * s)), 0, 1)
    d = add(d, "#e9b44c", soft_blur(rimlight, 4 * s) * cm * 0.5)
    dent = curve([(cx - R * 0.16, by - R * 0.95), (cx - R * 0.05, by - R * 0.80), (cx + R * 0.0, by - R * 0.60)])
    d = d * (1 - 0.36 * soft_blur(mask(W, H, dent, paint=pen("#fff", 1, R * 0.06)), R * 0.03) * cm)[..., None]
    band = _band_shape(cx, by, R)
    bm = mask(W, H, band, paint=pen("#fff", 1, R * 0.19)) * cm
    d = d * (1 - 0.35 * soft_blur(shift(bm, 0, int(7 * s)), 6 * s) * cm * (1 - bm))[..., None]
    d = over(d, rgb("#4f8a8b") * (1 + (fractal_noise(H, W, 3, rng, 2) - 0.5) * 0.16 + 0.20 * lit)[..., None], bm)
    steps = mask(W, H, curve([(cx + R * a, by + R * b) for a, b in WAY]), paint=pen("#fff", 1, R * 0.030)) * cm
    d = d * (1 - 0.4 * np.clip(soft_blur(shift(steps, int(2 * s), int(5 * s)), 4 * s), 0, 1) * cm)[..., None]
    d = over(d, "#f3e3d3", steps * 0.92)
    homes = _crown_homes(cx, by, R)
    return paper_town(d, W, H, rng, homes, R * 0.078)


def _crown_shape(cx, by, R):
    return curve(
        [
            (cx - R * 0.585, by + R * 0.02),
            (cx - R * 0.575, by - R * 0.30),
            (cx - R * 0.50, by - R * 0.74),
            (cx - R * 0.27, by - R * 0.97),
            (cx - R * 0.05, by - R * 0.91),
            (cx + R * 0.18, by - R * 0.99),
            (cx + R * 0.45, by - R * 0.80),
            (cx + R * 0.565, by - R * 0.34),
            (cx + R * 0.585, by + R * 0.02),
            (cx + R * 0.30, by + R * 0.10),
            (cx, by + R * 0.125),
            (cx - R * 0.30, by + R * 0.10),
        ],
        True,
    )


def _band_shape(cx, by, R):
    return curve(
        [
            (cx - R * 0.66, by - R * 0.20),
            (cx - R * 0.30, by - R * 0.105),
            (cx, by - R * 0.08),
            (cx + R * 0.30, by - R * 0.105),
            (cx + R * 0.66, by - R * 0.20),
        ]
    )


def _crown_homes(cx, by, R):
    homes = [
        (cx + R * a, by + R * b, k)
        for a, b, k in [
            (0.15, -0.955, 1.15),
            (0.275, -0.80, 0.7),
            (-0.33, -0.64, 0.85),
            (-0.19, -0.69, 0.7),
            (0.03, -0.76, 0.6),
            (0.45, -0.42, 0.9),
            (0.29, -0.495, 0.72),
            (-0.05, -0.50, 0.78),
            (-0.40, -0.485, 0.62),
            (0.33, -0.30, 0.7),
        ]
    ]
    homes.sort(key=lambda q: q[1])
    return homes


def brim_spots(cx, by, R, rng):
    """House places on the brim: the far row first, then the near row."""
    rows = ([], [])
    for a in np.linspace(-0.90, 0.90, 15):
        edge = 0.245 * math.sqrt(max(0, 1 - (a / 1.0) ** 2))
        for j, (row, k) in enumerate(((0.10, 0.95), (0.60, 1.15))):
            inside = abs(a) < 0.62 and row < 0.4
            yy = -0.02 - 0.05 * abs(a) + edge * row if abs(a) > 0.60 else 0.115 + (edge - 0.11) * row * 0.95
            if inside and rng.random() < 0.25:
                continue
            rows[j].append(
                (
                    cx + R * (a + rng.uniform(-0.012, 0.012) + (0.03 if row > 0.4 else 0)),
                    by + R * yy,
                    k * rng.uniform(0.85, 1.22),
                )
            )
    return rows
