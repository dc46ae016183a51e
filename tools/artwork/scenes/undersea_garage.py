"""Crayon on dark paper: under a neon spanner an octopus holds eight tools in eight arms."""

import math

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import mask, polygon
from ..kit.colour import add, mix, over, smooth, vertical_gradient
from ..kit.crayon import tooth, wax, wax_line
from ..kit.fields import blur, fractal_noise, soft_blur
from ..kit.light import vignette
from ..kit.posters import placed
from ..kit.prints import grain
from ..kit.shapes import disc
from .undersea_garage_octopus import coral, neon_spanner, octopus


def scene(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    T = tooth(W, H, rng, s)
    cx, cy, z = (W * 0.675, H * 0.525, H * 0.150) if wide else (W * 0.5, H * 0.560, W * 0.164)
    d = _deep_light(frame, T, z, cx, cy)

    # floor, corals, car parts
    def fl(X):
        return H * (0.815 if wide else 0.80) + math.sin(X / W * 8 + 1) * H * 0.010

    d = _far_floor(frame, d, T, fl)
    d = _near_floor(frame, d, T, fl)
    d = _corals(frame, d, T, fl)
    d = neon_spanner(d, W, H, rng, s, T, cx, cy - z * 2.15, z)
    d = _tyres(frame, d, T)
    d = octopus(d, W, H, rng, s, T, cx, cy, z, fl)
    d = _bubbles(frame, d, T, z, cx, cy)
    if wide:
        d = d * mix(0.66, 1, smooth(0.10, 0.50, x / W))[..., None]
    return grain(vignette(d, 0.22, cx / W, 0.5), rng, 0.010 if wide else 0.015, 1)


def _deep_light(frame, T, z, cx, cy):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    d = vertical_gradient(W, H, [(0, "#0A4A63"), (0.45, "#063850"), (1, "#04212F")])
    d = d * (1 + (T - 0.5) * 0.16)[..., None]
    lit = np.exp(-np.hypot((x - cx) * 0.9, y - cy + z) / (z * 2.7))
    d = over(d, "#0F6E84", lit * 0.85 * smooth(0.25, 0.6, T + 0.15))
    ht = np.sin((x * 0.55 + y) / (17 * s) + fractal_noise(H, W, 60 * s, rng, 2) * 7) * 0.5 + 0.5
    return over(d, "#1B8A98", ht * smooth(0.45, 0.7, T) * lit * 0.55)


def _far_floor(frame, d, T, fl):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    return wax(
        d,
        polygon([(-40, H + 40)] + [(X, fl(X)) for X in range(-40, W + 60, max(6, W // 60))] + [(W + 40, H + 40)]),
        "#0C5468",
        rng,
        s,
        -0.2,
        0.9,
        15,
        T=T,
        edge=False,
    )


def _near_floor(frame, d, T, fl):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    return wax(
        d,
        polygon(
            [(-40, H + 40)]
            + [(X, fl(X) + H * 0.07 + math.sin(X / W * 11) * H * 0.008) for X in range(-40, W + 60, max(6, W // 60))]
            + [(W + 40, H + 40)]
        ),
        "#083D52",
        rng,
        s,
        0.2,
        0.9,
        15,
        T=T,
        edge=False,
    )


def _corals(frame, d, T, fl):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for fx, h, c in (
        [(0.955, 0.21, "#C95A72"), (0.36, 0.10, "#1B6F78"), (0.90, 0.12, "#39B5A8")]
        if wide
        else [(0.06, 0.17, "#C95A72"), (0.95, 0.20, "#C95A72"), (0.89, 0.11, "#39B5A8"), (0.13, 0.10, "#39B5A8")]
    ):
        d = coral(d, W, H, rng, s, T, W * fx, fl(W * fx) + 14 * s, H * h, c)
    return d


def _tyres(frame, d, T):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    tyres = (
        [(0.845, 0.865, 0.055), (0.895, 0.895, 0.045), (0.49, 0.88, 0.050)]
        if wide
        else [(0.17, 0.875, 0.060), (0.80, 0.885, 0.052), (0.70, 0.905, 0.038)]
    )
    for fx, fy, q in tyres:
        X, Y, q = W * fx, H * fy, H * q
        d = wax(d, disc(X, Y, q), "#14222C", rng, s, 0.4, 1, 8, T=T, dark=0.5)
        d = over(d, "#7F9AA2", mask(W, H, disc(X, Y, q * 0.52)))
        d = wax(d, disc(X, Y, q * 0.52), "#B9CDD2", rng, s, -0.6, 0.9, 8, T=T)
        d = wax(d, disc(X, Y, q * 0.18), "#0C5468", rng, s, -0.6, 1, 8, T=T)
    return d


def _bubbles(frame, d, T, z, cx, cy):
    """Bubbles."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for _ in range(46 if wide else 60):
        X = W * (0.45 + 0.55 * rng.random()) if wide else W * rng.random()
        Y = H * (0.05 + 0.72 * rng.random())
        q = (5 + 19 * rng.random() ** 2) * s
        if (
            np.hypot(X - cx, Y - cy - z * 0.6) < z * 2.7
            or (abs(X - cx) < z * 1.75 and cy > Y)
            or (not wide and Y < H * 0.22)
        ):
            continue
        d = wax_line(
            d,
            [(X + math.cos(a) * q, Y + math.sin(a) * q) for a in np.linspace(0, 5.9, 12)],
            "#8FE0DC",
            3.2 * s,
            rng,
            s,
            T,
            a=0.85,
        )
        d = over(d, "#E8FFFA", mask(W, H, disc(X - q * 0.35, Y - q * 0.38, q * 0.17)) * 0.9)
    return d


def title(d, W, H, rng):
    """The name as a neon tube."""
    m = mask(W, H, placed("undersea-garage", (0.085, 0.070, 0.83), W, H))
    s = H / 1200
    d = over(d, "#05202E", np.clip(soft_blur(m, 9 * s) * 1.2, 0, 0.7))
    d = add(d, "#FF7F6B", soft_blur(m, 26 * s) * 0.55)
    d = over(d, "#FFD166", m)
    core = nd.grey_erosion(m, size=(max(3, int(7 * s)),) * 2)
    return over(d, "#FFF1C4", blur(core, 2 * s) * 0.8)
