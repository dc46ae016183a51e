"""A row of lanterns climbs a forest of salt derricks: the town's light rises from the well."""

import math

import numpy as np

from ..kit.brush import Canvas, pen, polygon
from ..kit.colour import mix, over, smooth, vertical_gradient
from ..kit.fields import fractal_noise
from ..kit.lettering import draw_path, phrase, text_path
from ..kit.prints import hatch
from ..kit.shapes import TAU, oval, rect
from ..kit.strokes import paste, seg
from .lights_over_the_salt_fields_town import (
    derrick,
    houses_and_near_towers,
    lantern_rope,
    print_and_margin,
    salt_pan_light,
)

K = "#191412"
RUST = "#5a2d1c"
FIRE = "#c96a2b"
PALE = "#f3d9a4"
STEEL = "#7d8c8f"


def scene(frame):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    d, gy, a, lamps, n, L = _sky_and_lamps(frame)
    d = _carved_sky(frame, d, gy, L)

    # far and middle towers
    def rank(d, count, lo, hi, h0, h1, bw, w, col, ropes=0):
        c = Canvas(W, H)
        for i in range(count):
            cx = mix(lo, hi, (i + 0.2 + 0.6 * rng.random()) / count) * W
            h = H * (h0 + (h1 - h0) * rng.random())
            derrick(c, cx, gy + 4 * s, gy - h, bw * s * (0.8 + 0.4 * rng.random()), bw * 0.13 * s, 7, w * s, col, ropes)
        return paste(d, c)

    d, px, c, lit = _towers_and_smoke(frame, d, gy, rank)
    while px < W:
        px = _one_house(c, gy, lit, px, rng, s)
    d = houses_and_near_towers(frame, d, gy, L, c, lit)
    d, g = salt_pan_light(frame, d, gy, lamps, n)
    d = _pan_walls(frame, d, gy, g)
    d, c = lantern_rope(frame, d, a, lamps)
    for lx, ly, r in lamps:
        _lantern_rays(c, lx, ly, r, rng)
    return print_and_margin(frame, d, c)


def _one_house(c, gy, lit, px, rng, s):
    w, h = (70 + 80 * rng.random()) * s, (24 + 30 * rng.random()) * s
    c.canvas.drawPath(
        polygon(
            [
                (px - 12 * s, gy - h),
                (px + w * 0.22, gy - h - 26 * s),
                (px + w * 0.78, gy - h - 26 * s),
                (px + w + 12 * s, gy - h),
                (px + w, gy - h),
                (px + w, gy + 6),
                (px, gy + 6),
                (px, gy - h),
            ]
        ),
        pen(),
    )
    for k in range(int(w / (26 * s))):
        if rng.random() < 0.5:
            lit.canvas.drawPath(
                rect(px + (10 + 26 * k) * s, gy - h + 8 * s, px + (20 + 26 * k) * s, gy - h + 20 * s), pen()
            )
    px += w * (1.0 + 0.25 * rng.random())
    return px


def _lantern_rays(c, lx, ly, r, rng):
    for q in range(18):
        an = q * TAU / 18 + 0.1
        r0, r1 = r * (1.75 + 0.12 * (q % 2)), r * (2.35 + 0.55 * (q % 2) + 0.3 * rng.random())
        c.canvas.drawPath(
            polygon(
                [
                    (lx + math.cos(an - 0.065) * r0, ly + math.sin(an - 0.065) * r0),
                    (lx + math.cos(an) * r1, ly + math.sin(an) * r1),
                    (lx + math.cos(an + 0.065) * r0, ly + math.sin(an + 0.065) * r0),
                ]
            ),
            pen(PALE),
        )
    c.canvas.drawPath(oval(lx - r * 1.16, ly - r * 1.30, lx + r * 1.16, ly + r * 1.30), pen(K))
    c.canvas.drawPath(oval(lx - r, ly - r * 1.08, lx + r, ly + r * 1.08), pen("#ffe9b8"))
    for q in (-0.55, 0, 0.55):
        c.canvas.drawPath(
            oval(lx - abs(q) * r, ly - r * 1.02, lx + abs(q) * r + 1, ly + r * 1.02), pen("#d9722c", 1, r * 0.10)
        )
    for e in (-1, 1):
        c.canvas.drawPath(
            rect(lx - r * 0.5, ly + e * r * 1.12 - r * 0.16, lx + r * 0.5, ly + e * r * 1.12 + r * 0.16), pen(K)
        )
    seg(c, lx, ly + r * 1.3, lx, ly + r * 2.1, r * 0.14, 1, K)


def _sky_and_lamps(frame):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    x, y = frame.grid
    gy = H * (0.80 if wide else 0.795)
    d = vertical_gradient(
        W, H, [(0, "#3a1c12"), (0.34, RUST), (0.58, FIRE), (0.74, "#e6ab66"), (0.80, PALE), (1, "#e2b377")]
    )
    a, b = ((W * 0.455, H * 0.70), (W * 0.735, H * 0.17)) if wide else ((W * 0.10, H * 0.715), (W * 0.655, H * 0.185))
    lamps = []
    n = 9
    for i in range(n):
        t = i / (n - 1)
        sag = math.sin(t * math.pi) * H * (0.055 if wide else 0.06)
        lamps.append((mix(a[0], b[0], t), mix(a[1], b[1], t**1.12) + sag, (11 + 15 * t) * s * (1.0 if wide else 1.05)))
    L = sum(np.exp(-((x - lx) ** 2 + (y - ly) ** 2) / (r * 5.2) ** 2) for lx, ly, r in lamps)
    return d, gy, a, lamps, n, L


def _carved_sky(frame, d, gy, L):
    """Sky: flowing carved stripes, thinner where it is light."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    per = 13 * s
    flow = fractal_noise(H, W, 420 * s, rng, 3, ax=1.9)
    t = np.clip(y / gy, 0, 1)
    dark = np.clip(1.05 - 0.92 * t**1.5 - 0.62 * np.clip(L, 0, 1.2), 0.0, 1)
    if wide:
        dark = np.maximum(dark, (0.86 - 0.20 * t**3) * smooth(0.52, 0.30, x / W) * (t < 1))
    sky = hatch((y + flow * (300 if wide else 205) * s - 0.10 * x) / per, dark, per) * smooth(
        0.14, 0.22, fractal_noise(H, W, 6 * s, rng, 2)
    )
    d = over(d, K, sky * (y < gy) * 0.96)
    if wide:
        d = d * mix(1, 0.50, smooth(0.50, 0.26, x / W))[..., None]
    return d


def _towers_and_smoke(frame, d, gy, rank):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    d = rank(d, 20 if wide else 12, 0.36 if wide else -0.02, 1.02, 0.10, 0.20, 20, 2.0, "#9a5126")
    d = rank(d, 12 if wide else 8, 0.40 if wide else -0.04, 1.04, 0.20, 0.34, 34, 3.4, "#4d2517", 1)
    # smoke of the boiling houses
    for px, k in ((0.60, 1), (0.93, 0.8)) if wide else ((0.30, 1), (0.95, 0.8)):
        px *= W
        u = np.clip((gy - y) / (H * 0.52 * k), 0, 1.2)
        axis = px + (u**1.5) * H * 0.17 + np.sin(u * 7 + px) * 16 * s
        wid = (14 + 92 * u**1.15) * s * (0.78 + 0.5 * fractal_noise(H, W, 60 * s, rng, 3))
        m = (
            smooth(1.04, 0.96, np.abs(x - axis) / wid)
            * (y < gy - 18 * s)
            * smooth(1.02, 0.62, u + 0.3 * fractal_noise(H, W, 46 * s, rng, 3))
        )
        q = hatch((x - axis) / (wid * 0.34) + fractal_noise(H, W, 90 * s, rng, 3) * 2.6, 0.56 + 0.2 * u, 22 * s)
        d = over(d, STEEL, m * 0.95)
        d = over(d, K, m * q * 0.92)
    # houses
    c = Canvas(W, H)
    lit = Canvas(W, H)
    px = W * (0.30 if wide else -0.05)
    return d, px, c, lit


def _pan_walls(frame, d, gy, g):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    pans = Canvas(W, H)
    for q in (0.16, 0.36, 0.64):
        seg(pans, 0, gy + (H - gy) * q, W, gy + (H - gy) * (q + 0.012), (3 + 9 * q) * s)
    for q in range(-14, 15):
        seg(pans, W * (0.66 if wide else 0.6) + q * W * 0.06, gy, W * (0.66 if wide else 0.6) + q * W * 0.30, H, 5 * s)
    return over(d, K, g * pans.mask())


def title(d, W, H, rng):
    d = draw_path(
        d,
        text_path("盐田灯火", "kaib", W * 0.158, W * 0.155, H * 0.055, vertical=True, lead=1.06),
        "#191412",
        0.55,
        wob=2,
        rng=rng,
        shadow=("#191412", 0.9, 16, 0, 0),
    )
    d = draw_path(
        d,
        text_path("盐田灯火", "kaib", W * 0.158, W * 0.155, H * 0.055, vertical=True, lead=1.06),
        "#f7dfae",
        1,
        rough=0.12,
        rng=rng,
        wob=2,
    )
    return phrase(d, "一口井，三代人，半城灯。", "kai", W * 0.032, W * 0.5, H * 0.958, "#f3d9a4", 0.95, "c", W * 0.008)
