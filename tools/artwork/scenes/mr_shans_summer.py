"""From above: chalk lanes on a school yard run to a torn edge and go on as ropes of floats in a real lake."""

import math

import numpy as np

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import add, flat, mix, over, smooth
from ..kit.crayon import tooth
from ..kit.cut_paper import torn_scaled
from ..kit.fields import fractal_noise, noise_line, soft_blur, warp
from ..kit.light import vignette
from ..kit.posters import placed, small_line
from ..kit.prints import grain
from ..kit.strokes import strokes
from .mr_shans_summer_swimmers import float_rope, swimmer, teacher, tree_top, wave_pts


def scene(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    _L, _B = (W, H) if wide else (H, W)  # along the lanes / across

    def moved(pts):  # u: 0 yard .. 1 lake, v: across 0..1
        return [(u * W, v * H) for u, v in pts] if wide else [(v * W, H * (1 - u)) for u, v in pts]

    U = x / W if wide else 1 - y / H
    y / H if wide else x / W
    e0 = 0.50 if wide else 0.47
    d = _yard(frame, moved, e0)
    edge = _torn_edge(frame, e0)

    def sheet(off):
        return polygon(moved([(u + off, v) for u, v in edge]) + moved([(1.1, 1.05), (1.1, -0.05)]))

    d, lanes = _lake_and_lanes(frame, d, U, e0, sheet)
    tooth_ = tooth(W, H, rng, s)
    chalk, mid = _chalk_lines(frame, moved, e0, lanes)
    d = _chalk_on_yard(frame, d, U, e0, tooth_, chalk)
    for v in lanes:
        d = float_rope(d, W, H, rng, s, moved, v, e0 + 0.045)
    d = _far_trees(frame, d, moved)
    return _swimmers_and_teacher(frame, d, moved, e0, mid)


def _yard(frame, moved, e0):
    """Yard: slate coloured concrete with joints and stains."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    d = flat(W, H, "#44565B")
    n = fractal_noise(H, W, 160 * s, rng, 5)
    d = d * (0.86 + 0.28 * n)[..., None] * (1 + (fractal_noise(H, W, 3 * s + 1, rng, 2) - 0.5) * 0.16)[..., None]
    if wide:
        d = d * mix(0.74, 1, smooth(0.02, 0.44, x / W))[..., None]
    joints = strokes(
        W,
        H,
        [(moved([(k, 0), (k, 1)]), 2.2 * s, 0.8) for k in (0.055, 0.215, 0.375)]
        + [(moved([(0, k), (e0, k)]), 2.2 * s, 0.8) for k in (0.02, 0.98)],
    )
    return d * (1 - 0.30 * joints)[..., None]


def _torn_edge(frame, e0):
    """Lake of paper: far to near."""
    rng = frame.rng
    return [
        (e0 + (noise_line(40, 8, rng, 4) - 0.5)[i] * 0.05 + 0.018 * math.sin(i * 0.45), i / 39 * 1.1 - 0.05)
        for i in range(40)
    ]


def _lake_and_lanes(frame, d, U, e0, sheet):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    d = torn_scaled(d, sheet(0), "#F7E8C9", rng, s, 13, 5, 5)
    for off, c in ((0.030, "#B5E3EC"), (0.062, "#8FD3E8"), (0.20, "#6CC0DC"), (0.36, "#4FAACB")):
        d = torn_scaled(d, sheet(off), c, rng, s, 5 if off < 0.1 else 4, 7, 3 if off < 0.1 else 2, tex=0.07)
    lake = smooth(e0 + 0.07, e0 + 0.09, U)
    ca = fractal_noise(H, W, 54 * s, rng, 3, ax=1.4, ay=1.0)
    d = add(d, "#EAFBFF", np.exp(-np.abs(ca - 0.5) / 0.016) * lake * 0.34)
    # lanes: chalk, then ropes
    lanes = (0.20, 0.50, 0.80) if wide else (0.17, 0.50, 0.83)
    return d, lanes


def _chalk_lines(frame, moved, e0, lanes):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    chalk = Canvas(W, H)
    for v in lanes:
        for k in range(2):
            chalk.canvas.drawPath(
                curve(
                    moved(
                        [(-0.03 if wide else 0.245, v), (e0 * 0.7, v + (rng.random() - 0.5) * 0.004), (e0 + 0.015, v)]
                    )
                ),
                pen("#fff", 0.9, (9 - 4 * k) * s),
            )
    if not wide:
        chalk.canvas.drawPath(polygon(moved([(0.245, 0.07), (0.245, 0.93)]), False), pen("#fff", 0.9, 9 * s))
    mid = [(lanes[0] + lanes[1]) / 2, (lanes[1] + lanes[2]) / 2]
    for v in mid:
        chalk.canvas.drawPath(curve(wave_pts(moved, e0 - (0.085 if wide else 0.12), v, 7)), pen("#fff", 0.75, 6 * s))
        chalk.canvas.drawPath(curve(wave_pts(moved, e0 - (0.060 if wide else 0.085), v, 7)), pen("#fff", 0.75, 6 * s))
    return chalk, mid


def _chalk_on_yard(frame, d, U, e0, tooth_, chalk):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    cm = chalk.mask()
    cm = warp(
        cm,
        (fractal_noise(H, W, 9 * s + 1, rng, 2) - 0.5) * 5 * s,
        (fractal_noise(H, W, 9 * s + 1, rng, 2) - 0.5) * 5 * s,
    )
    return over(
        d,
        "#F6F1E4",
        cm * smooth(0.34, 0.62, tooth_ + 0.10) * (e0 + 0.03 > U) * 0.92 * (smooth(0.36, 0.46, U) if wide else 1)
        + soft_blur(cm, 7 * s) * 0.10 * (e0 > U) * (U > 0.3 if wide else 1),
    )


def _far_trees(frame, d, moved):
    """Trees on the far shore, seen from above, and a rock."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for u, v, q, c in (
        (1.0, 0.05, 0.10, "#2F6F5E"),
        (0.985, 0.22, 0.07, "#3F8A6C"),
        (1.01, 0.36, 0.08, "#2F6F5E"),
        (1.01, 0.93, 0.10, "#3F8A6C"),
        (0.995, 0.78, 0.07, "#2F6F5E"),
    ):
        X, Y = moved([(u, v)])[0]
        Q = q * (H if wide else W) * (1 if wide else 1.15)
        d = torn_scaled(d, tree_top(X, Y, Q, rng), c, rng, s, 14, 4, 4)
        d = torn_scaled(d, tree_top(X - Q * 0.12, Y - Q * 0.14, Q * 0.55, rng), "#5BA57E", rng, s, 4, 3, 2)
    return d


def _swimmers_and_teacher(frame, d, moved, e0, mid):
    """Swimmers and the teacher who stays dry."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    k = H * 0.060 if wide else W * 0.078
    for u, v, cap, st in (
        (0.675, mid[0], "#E8663D", 0),
        (0.80, mid[1], "#F4C24A", 1),
        (0.862, mid[0] + 0.01, "#FBF3E2", 2) if wide else (0.725, 0.896, "#FBF3E2", 2),
    ):
        d = swimmer(d, W, H, rng, s, moved([(u, v)])[0], k, cap, wide, st)
    d = teacher(
        d, W, H, rng, s, moved([(e0 - (0.050 if wide else 0.045), mid[1] + (0.03 if wide else 0.01))])[0], k, wide
    )
    return grain(vignette(d, 0.12), rng, 0.010 if wide else 0.015, 1)


def title(d, W, H, rng):
    """The name in chalk."""
    s = H / 1200
    m = mask(W, H, placed("mr-shans-summer", (0.09, 0.800, 0.82), W, H))
    m = warp(
        m,
        (fractal_noise(H, W, 9 * s + 1, rng, 2) - 0.5) * 4 * s,
        (fractal_noise(H, W, 9 * s + 1, rng, 2) - 0.5) * 4 * s,
    )
    d = over(d, "#F8F3E6", m * smooth(0.22, 0.52, tooth(W, H, rng, s) + 0.12) * 0.95 + soft_blur(m, 8 * s) * 0.08)
    return small_line(d, "他教全村的孩子游泳，自己从没下过水", "kai", 0.036, 0.5, 0.944, "#F1EAD8", track=0.006)
