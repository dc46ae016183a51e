"""Draws island, surf and ferry of ferry-to-inis-dorn."""

import math

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import curve, mask, pen, polygon
from ..kit.colour import mix, over, rgb, smooth
from ..kit.fields import fractal_noise, grid, soft_blur
from ..kit.shapes import disc, rect
from ..kit.strokes import strokes

PROF = [
    (-1.32, 0.03),
    (-1.02, -0.10),
    (-0.80, -0.17),
    (-0.60, -0.42),
    (-0.47, -0.80),
    (-0.30, -0.97),
    (-0.06, -1.0),
    (0.16, -0.90),
    (0.30, -0.93),
    (0.44, -0.72),
    (0.60, -0.40),
    (0.82, -0.20),
    (1.10, -0.12),
    (1.45, 0.03),
]


def island(d, W, H, rng, s, ix, hz, wide, navy, teal, pap):
    d, z, w = _lit_rock(d, W, H, rng, s, ix, hz, wide, teal, pap)
    surf = _surf_line(W, H, s, ix, hz, w)
    d = over(d, pap, surf)
    hx, hy, q = ix + w * 0.78, hz - z * 0.205, z * 0.050
    house = polygon([(hx - q, hy), (hx - q, hy - q), (hx, hy - q * 1.7), (hx + q, hy - q), (hx + q, hy)])
    d = over(d, pap, mask(W, H, house))
    return over(d, "#E2A13B", mask(W, H, rect(hx - q * 0.3, hy - q * 0.75, hx + q * 0.3, hy - q * 0.15)))


def _lit_rock(d, W, H, rng, s, ix, hz, wide, teal, pap):
    x, y = grid(W, H)
    z = H * (0.46 if wide else 0.355)
    w = z * 0.42
    pts = [(ix + a * w, hz + b * z) for a, b in PROF]
    m = mask(W, H, curve(pts, True)) * (y < hz + 4 * s)
    halo = np.clip(soft_blur(m, 5 * s) * 3.2, 0, 1) * (y < hz + 4 * s)
    d = over(d, pap, halo * 0.85)
    d = over(d, "#142C3D", m)
    u = (x - ix) / w
    lit = np.clip(0.62 - (u + 0.55) * 0.85 - (y - hz + z * 0.5) / z * 0.10, 0, 1)
    n = fractal_noise(H, W, 46 * s, rng, 4) - 0.5
    ph = (x + (y - hz) * 0.16 * np.sign(u)) / (15 * s) + n * 2.6
    v = np.cos(ph * 6.283) * 0.5 + 0.5
    seg = smooth(0.36, 0.42, fractal_noise(H, W, 22 * s, rng, 3, 0.6, ax=0.8, ay=3.2))
    cut = smooth(-0.05, 0.07, v - (1.06 - lit * 0.88)) * seg
    core = nd.grey_erosion(m, size=(max(3, int(9 * s)),) * 2)
    d = over(d, mix(rgb(teal), rgb(pap), smooth(0.35, 0.8, lit)[..., None]), cut * core)
    return d, z, w


def _surf_line(W, H, s, ix, hz, w):
    """Surf and one lit house."""
    return strokes(
        W,
        H,
        [
            (
                [
                    (ix - w * 1.5 + k * w * 0.3, hz + 3 * s),
                    (ix - w * 1.38 + k * w * 0.3, hz - 7 * s),
                    (ix - w * 1.25 + k * w * 0.3, hz + 3 * s),
                ],
                4 * s,
                1,
            )
            for k in range(10)
        ],
    )


def ferry(d, W, H, rng, s, pos, pap, navy, ochre, rust):
    cx, cy, z = pos

    def moved(a):
        return [(cx + p * z, cy + q * z) for p, q in a]

    hull = _hull_shape(moved)
    d = _cabin_and_funnel(d, W, H, s, pap, navy, ochre, rust, z, moved, hull)
    puffs = _puff_masks(W, H, z, moved)
    d = over(d, navy, np.clip(soft_blur(puffs, 4 * s) * 3, 0, 1))
    d = over(d, pap, puffs)
    inner = _puff_lines(W, H, z, cx, cy)
    d = over(d, navy, inner * 0.8)
    bow = _bow_wave(z, moved)
    bm = strokes(W, H, bow)
    d = over(d, navy, np.clip(soft_blur(bm, 5 * s) * 2.2, 0, 1))
    return over(d, pap, bm)


def _hull_shape(moved):
    return curve(
        moved(
            [
                (-0.98, -0.20),
                (-0.60, -0.17),
                (0, -0.15),
                (0.62, -0.20),
                (1.08, -0.36),
                (0.96, -0.12),
                (0.80, 0.10),
                (0, 0.14),
                (-0.82, 0.10),
                (-0.94, -0.06),
            ]
        ),
        True,
    )


def _cabin_and_funnel(d, W, H, s, pap, navy, ochre, rust, z, moved, hull):
    cab = polygon(moved([(-0.66, -0.17), (-0.66, -0.42), (0.36, -0.42), (0.46, -0.20)]))
    top = polygon(moved([(-0.12, -0.42), (-0.12, -0.66), (0.24, -0.66), (0.32, -0.42)]))
    fun = polygon(moved([(-0.46, -0.42), (-0.43, -0.80), (-0.25, -0.80), (-0.22, -0.42)]))
    mast = polygon(moved([(0.02, -0.66), (0.02, -1.0)]), False)
    halo = mask(W, H, hull, cab, top, fun)
    d = over(d, navy, np.clip(soft_blur(halo, 5 * s) * 3, 0, 1))
    d = over(d, pap, mask(W, H, cab, top))
    d = over(d, ochre, mask(W, H, fun))
    d = over(d, navy, mask(W, H, polygon(moved([(-0.437, -0.72), (-0.43, -0.80), (-0.25, -0.80), (-0.243, -0.72)]))))
    d = over(d, pap, mask(W, H, mast, paint=pen("#fff", 1, z * 0.03)))
    d = over(d, rust, mask(W, H, hull))
    wl = strokes(W, H, [(moved([(-0.93, -0.10), (0, -0.055), (0.98, -0.20)]), z * 0.035, 1)])
    d = over(d, pap, wl * mask(W, H, hull))
    for k in range(5):
        d = over(
            d, navy, mask(W, H, rect(*moved([(-0.56 + 0.19 * k, -0.36)])[0], *moved([(-0.45 + 0.19 * k, -0.26)])[0]))
        )
    return over(d, navy, mask(W, H, rect(*moved([(0.04, -0.60)])[0], *moved([(0.22, -0.50)])[0])))


def _puff_masks(W, H, z, moved):
    return mask(
        W,
        H,
        *[
            disc(
                *moved([(-0.42 - 0.21 * k, -0.95 - 0.045 * k - 0.02 * (k % 2))])[0],
                z * (0.085 + 0.028 * k),
                z * (0.07 + 0.020 * k),
            )
            for k in range(5)
        ],
    )


def _puff_lines(W, H, z, cx, cy):
    return strokes(
        W,
        H,
        [
            (
                [
                    (
                        cx - z * (0.42 + 0.21 * k) + z * (0.05 + 0.015 * k) * math.cos(a),
                        cy - z * (0.95 + 0.045 * k) + z * (0.04 + 0.012 * k) * math.sin(a),
                    )
                    for a in (0.2, 1.2, 2.3)
                ],
                z * 0.022,
                1,
            )
            for k in range(5)
        ],
    )


def _bow_wave(z, moved):
    return [
        (
            moved(
                [
                    (0.86 - 0.05 * k, 0.06 + 0.07 * k),
                    (0.3, 0.17 + 0.08 * k),
                    (-0.9 - 0.15 * k, 0.17 + 0.09 * k),
                    (-1.3 - 0.25 * k, 0.13 + 0.08 * k),
                ]
            ),
            z * 0.042,
            1,
        )
        for k in range(3)
    ]
