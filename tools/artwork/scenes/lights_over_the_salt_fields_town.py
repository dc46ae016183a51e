"""Draws derricks, houses, pans and lanterns of lights-over-the-salt-fields."""

import numpy as np

from ..kit.brush import Canvas, curve, pen
from ..kit.colour import add, mix, over, smooth
from ..kit.fields import fractal_noise, shift
from ..kit.light import vignette
from ..kit.prints import grain, hatch, paper
from ..kit.shapes import disc, rect
from ..kit.strokes import paste, seg

K = "#191412"


def derrick(c, cx, base, top, bw, tw, bays, w, col="#ffffff", ropes=0):
    """timber tower: four bundled legs leaning together, bindings, crosses, a wheel on top"""
    for k in (-1, -0.34, 0.34, 1):
        seg(c, cx + k * bw, base, cx + k * tw, top, w * (1.25 if abs(k) == 1 else 0.8), 1, col)

    def at(t, k):
        return (cx + k * mix(bw, tw, t), mix(base, top, t))

    for i in range(bays):
        t0, t1 = 1 - (1 - i / bays) ** 1.12, 1 - (1 - (i + 1) / bays) ** 1.12
        seg(c, *at(t0, -1), *at(t0, 1), w * 0.8, 1, col)
        seg(c, *at(t0, -1), *at(t1, 1), w * 0.5, 1, col)
        seg(c, *at(t0, 1), *at(t1, -1), w * 0.5, 1, col)
    c.canvas.drawPath(rect(cx - tw * 1.9, top - w * 1.2, cx + tw * 1.9, top + w * 0.9), pen(col))
    c.canvas.drawPath(disc(cx, top - w * 2.9, w * 2.3), pen(col, 1, w * 0.8))
    seg(c, cx, top, cx, top - w * 7.2, w * 0.55, 1, col)
    for k in range(ropes):
        for sgn in (-1, 1):
            seg(c, cx, top, cx + sgn * bw * (2.1 + 1.3 * k), base, w * 0.22, 1, col)


def houses_and_near_towers(frame, d, gy, L, c, lit):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    d = over(d, K, c.mask())
    d = over(d, "#f0b45a", lit.mask())
    # near towers with carved edges
    near = (
        [(0.735, 0.17, 84, 11, 12), (0.915, 0.36, 70, 9, 9), (0.565, 0.43, 56, 7, 8)]
        if wide
        else [(0.655, 0.185, 104, 14, 13), (0.985, 0.40, 82, 11, 10), (0.13, 0.56, 60, 8, 8)]
    )
    for fx, top, bw, tw, bays in near:
        c = Canvas(W, H)
        derrick(c, fx * W, gy + 46 * s, top * H, bw * s, tw * s, bays, 7.6 * s, "#ffffff", 2)
        m = c.mask()
        d = over(d, K, m)
        edge = (
            np.clip(m - shift(m, -int(max(1, 3 * s)), int(max(1, 2 * s))), 0, 1)
            * smooth(0.42, 0.52, fractal_noise(H, W, 9 * s, rng, 2, ay=2.4))
            * (y < gy - 40 * s)
        )
        d = over(d, "#e9a35b", edge * (0.42 + 0.58 * np.clip(L, 0, 1)))
    return d


def salt_pan_light(frame, d, gy, lamps, n):
    """Salt pans."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    k = (y - gy) / (H - gy)
    g = np.clip((y - gy - 2 * s) + 0.5, 0, 1) * (fractal_noise(H, W, 30 * s, rng, 2) > -1)
    d = over(d, K, g)
    vv = np.log(np.clip(k, 0, 1) * 9 + 0.6) * 9.5 + (fractal_noise(H, W, 180 * s, rng, 3, ax=4) - 0.5) * 1.6
    refl = sum(
        np.exp(-(((x - lx) / (r * (1.7 + 2.2 * k))) ** 2)) * (0.35 + 0.65 * (1 - i / n))
        for i, (lx, ly, r) in enumerate(lamps)
    )
    cut = hatch(
        vv,
        np.clip(
            0.10
            + 0.30 * smooth(0.42, 0.62, fractal_noise(H, W, 120 * s, rng, 3, ax=5, ay=0.6))
            + 0.55 * np.clip(refl, 0, 1),
            0,
            0.8,
        ),
        16 * s,
    )
    d = over(d, "#8a4a26", g * cut * (0.8 if not wide else mix(0.35, 0.85, smooth(0.25, 0.55, x / W))))
    d = over(d, "#f4c27a", g * cut * np.clip(refl, 0, 1) * 0.95)
    return d, g


def lantern_rope(frame, d, a, lamps):
    """The rope of lanterns."""
    W, H, s = frame.width, frame.height, frame.unit
    x, y = frame.grid
    c = Canvas(W, H)
    c.canvas.drawPath(
        curve([(a[0] - 60 * s, a[1] + 30 * s)] + [(lx, ly - r * 1.5) for lx, ly, r in lamps]), pen("#fff", 1, 2.6 * s)
    )
    d = over(d, K, c.mask())
    d = add(
        d,
        "#ff9a3c",
        np.clip(sum(np.exp(-((x - lx) ** 2 + (y - ly) ** 2) / (r * 3.0) ** 2) for lx, ly, r in lamps), 0, 1) * 0.22,
    )
    c = Canvas(W, H)
    return d, c


def print_and_margin(frame, d, c):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    d = paste(d, c)
    d = d * (1 - 0.10 * (fractal_noise(H, W, 4 * s, rng, 2) > 0.66))[..., None]
    d = d * (1 - 0.86 * smooth(H * (0.90 if wide else 0.895), H * (1.02 if wide else 0.945), y))[..., None]
    d = paper(d, rng, 0.03, 0.006)
    return grain(vignette(d, 0.22, 0.66 if wide else 0.55, 0.45), rng, 0.011 if wide else 0.016, 1)
