"""Linocut: light carved in lines around an island like one standing stone; a small ferry makes for it."""

import numpy as np

from ..kit.brush import Canvas, circle, curve, mask, pen
from ..kit.colour import flat, mix, over, ramp, rgb, smooth
from ..kit.fields import fractal_noise, soft_blur, warp
from ..kit.posters import letter_plain
from ..kit.prints import grain, paper
from ..kit.shapes import rect
from ..kit.strokes import strokes
from .ferry_to_inis_dorn_island import ferry, island


def scene(frame):
    paper_c, navy, teal, ochre, rust = "#F2EFE4", "#1D3B4F", "#6AA0A0", "#E2A13B", "#8F3B2E"
    d, hz, ix, sy, sx, sr, n1, gaps = _sky_rings(frame, paper_c, teal, navy, ochre)
    d = _sun_stripes(frame, d, sy, sx, sr)
    ph, t = _swells(frame, hz, n1)
    d = _carved_sea(frame, d, paper_c, teal, navy, ochre, hz, ix, sx, gaps, ph, t)
    d, gulls = _ferry_and_gulls(frame, d, paper_c, ochre, navy, rust)
    g = _gull_shapes(frame, gulls)
    return _print_marks(frame, d, paper_c, navy, g)


def _sky_rings(frame, paper_c, teal, navy, ochre):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    hz = H * (0.60 if wide else 0.625)
    ix = W * (0.745 if wide else 0.61)
    sx, sy, sr = (W * 0.615, H * 0.30, H * 0.105) if wide else (W * 0.32, H * 0.405, W * 0.105)
    d = flat(W, H, navy)
    n1 = fractal_noise(H, W, 60 * s, rng, 3) - 0.5
    gaps = fractal_noise(H, W, 20 * s, rng, 3, 0.6, ax=3.5, ay=1.2)
    # sky: rings around the sun, line width = brightness
    r = np.hypot(x - sx, y - sy)
    bright = np.exp(-np.clip(r - sr, 0, 9e9) / (H * (0.24 if wide else 0.20)))
    ph = r / (13.5 * s) + n1 * 1.3
    v = np.cos(ph * 6.283) * 0.5 + 0.5
    cut = smooth(0.0, 0.10, v - (1.06 - bright * 0.92)) * smooth(0.30, 0.36, gaps + bright * 0.18)
    skym = (y < hz).astype(np.float32) * (r > sr * 1.10)
    d = over(d, ramp(bright, [(0, teal), (0.45, teal), (0.72, "#B9CDBB"), (1, paper_c)]), cut * skym)
    d = over(d, ochre, circle(W, H, sx, sy, sr))
    return d, hz, ix, sy, sx, sr, n1, gaps


def _sun_stripes(frame, d, sy, sx, sr):
    W, H, s = frame.width, frame.height, frame.unit
    sc = strokes(
        W,
        H,
        [
            (
                [
                    (sx - sr * 0.9, sy + sr * k),
                    (sx - sr * 0.1, sy + sr * (k - 0.03)),
                    (sx + sr * 0.8, sy + sr * (k + 0.02)),
                ],
                3.2 * s,
                1,
            )
            for k in (0.30, 0.52, 0.72)
        ],
    )
    return over(d, "#C77F2A", sc * circle(W, H, sx, sy, sr) * 0.8)


def _swells(frame, hz, n1):
    """Sea: carved swells."""
    W, H, wide = frame.width, frame.height, frame.wide
    x, y = frame.grid
    t = np.clip((y - hz) / (H - hz), 0, 1)
    dep = np.log(t * 14 + 1) / np.log(15)
    sw = (
        np.abs(np.sin(x / (W * (0.030 if wide else 0.055)) * (1.7 - 1.05 * t) + n1 * 3.2 + np.floor(dep * 15) * 1.9))
        ** 0.8
    )
    ph = dep * 15 - sw * (0.40 + 0.25 * t) + n1 * 0.35
    return ph, t


def _carved_sea(frame, d, paper_c, teal, navy, ochre, hz, ix, sx, gaps, ph, t):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    v = np.cos(ph * 6.283) * 0.5 + 0.5
    path_l = np.exp(-(((x - sx) / (W * (0.06 + 0.22 * t))) ** 2))
    wid = (
        0.30
        + 0.26 * path_l
        + 0.10 * (fractal_noise(H, W, 90 * s, rng, 3) - 0.5)
        - (0.36 * (1 - smooth(0.18, 0.54, x / W)) if wide else 0)
        - 0.07 * smooth(0.55, 1, t)
    )
    cut = smooth(-0.05, 0.06, v - (1 - wid)) * smooth(
        0.27, 0.33, fractal_noise(H, W, 24 * s, rng, 3, 0.6, ax=4, ay=0.7) + 0.05
    )
    sea = (y >= hz).astype(np.float32)
    d = over(d, navy, sea)
    second = smooth(-0.05, 0.06, np.cos((ph + 0.47) * 6.283) * 0.5 + 0.5 - 0.80) * smooth(0.44, 0.5, gaps)
    d = over(d, teal, sea * second * (smooth(0.22, 0.55, x / W) if wide else 1))
    d = over(d, mix(rgb(paper_c), rgb(ochre), (path_l * 0.75 * (1 - t))[..., None]), sea * cut)
    return island(d, W, H, rng, s, ix, hz, wide, navy, teal, paper_c)


def _ferry_and_gulls(frame, d, paper_c, ochre, navy, rust):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    d = ferry(
        d,
        W,
        H,
        rng,
        s,
        (W * 0.555, H * 0.735, H * 0.125) if wide else (W * 0.345, H * 0.765, W * 0.160),
        paper_c,
        navy,
        ochre,
        rust,
    )
    gulls = (
        [(0.50, 0.17, 26), (0.565, 0.12, 18), (0.83, 0.15, 20)]
        if wide
        else [(0.80, 0.335, 30), (0.885, 0.385, 21), (0.475, 0.300, 18)]
    )
    return d, gulls


def _gull_shapes(frame, gulls):
    W, H, s = frame.width, frame.height, frame.unit
    g = Canvas(W, H)
    for gx, gy, z in gulls:
        z *= s
        X, Y = W * gx, H * gy
        g.canvas.drawPath(
            curve(
                [
                    (X - z * 1.5, Y - z * 0.55),
                    (X - z * 0.75, Y - z * 0.62),
                    (X, Y),
                    (X + z * 0.8, Y - z * 0.75),
                    (X + z * 1.6, Y - z * 0.62),
                    (X + z * 0.8, Y - z * 0.42),
                    (X + z * 0.1, Y + z * 0.30),
                    (X - z * 0.7, Y - z * 0.32),
                ],
                True,
            ),
            pen(),
        )
    return g


def _print_marks(frame, d, paper_c, navy, g):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    gm = g.mask()
    d = over(d, navy, np.clip(soft_blur(gm, 3 * s) * 3, 0, 1))
    d = over(d, paper_c, gm)
    # print: ink salt, rough cut edges, paper margin
    salt = smooth(0.87, 0.97, fractal_noise(H, W, 4 * s + 1, rng, 2) + 0.06 * fractal_noise(H, W, 90 * s, rng, 2))
    d = over(d, paper_c, salt * 0.26)
    if not wide:
        mg = W * 0.045
        fr = warp(
            mask(W, H, rect(mg, mg, W - mg, H - mg, 3 * s)),
            (fractal_noise(H, W, 16 * s, rng, 3) - 0.5) * 9 * s,
            (fractal_noise(H, W, 16 * s, rng, 3) - 0.5) * 9 * s,
        )
        d = over(flat(W, H, paper_c), d, fr)
    else:
        d = d * mix(0.74, 1, smooth(0.05, 0.5, x / W))[..., None]
    d = paper(d, rng, 0.035, 0.010)
    return grain(d, rng, 0.010 if wide else 0.014, 1)


def title(d, W, H, rng):
    """The name as if cut into the block."""
    halo = ("#1D3B4F", 9, 2.6)
    return letter_plain(d, "ferry-to-inis-dorn", (0.115, 0.060, 0.77), rng, halo=halo, rough=0.10)
