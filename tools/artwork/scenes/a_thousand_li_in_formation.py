"""Geese from above over a cut-paper contour map; one bird of the wedge is a tiny hang-glider trike,
and right behind it flies the gosling that learned from it."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import add, flat, multiply, over, smooth
from ..kit.fields import fractal_noise, grid, shift, soft_blur
from ..kit.light import calm_left
from ..kit.posters import letter_shaded
from ..kit.prints import finish, paper
from ..kit.shapes import mirror_x, oval, place


def scene(frame):
    """Geese from above over a cut-paper contour map; one bird of the wedge is a tiny hang-glider trike,
    and right behind it flies the gosling that learned from it."""
    W, H, wide = frame.width, frame.height, frame.wide
    d, s = _terraces(frame)
    ax, ay, turn, gap, z = (
        (W * 0.705, H * 0.200, 12, H * 0.112, H * 0.052) if wide else (W * 0.545, H * 0.215, 8, W * 0.101, W * 0.060)
    )
    birds, _small = skia.Path(), skia.Path()
    a, spots, left = _formation(frame, turn)

    def place_at(u, v):
        return (
            ax + gap * (u * math.cos(a) - v * math.sin(a)),
            ay + gap * (u * math.sin(a) + v * math.cos(a)),
        )

    glider, m, wm = _goose_paths(frame, z, turn, birds, spots, left, place_at)
    far = (int(30 * s), int(56 * s))
    sh = soft_blur(shift(np.maximum(m, wm), *far), 5 * s)
    d = d * (1 - 0.46 * sh)[..., None]
    d = over(d, "#f6f4ee", m)
    tips = _wing_tips(z, turn, spots, left, place_at)
    d = over(d, "#2d4a5e", mask(W, H, tips) * m * 0.82)
    return _glider_colours(frame, d, s, z, turn, glider, wm)


def _terraces(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    s = H / (900 if wide else 1200)
    h = terrain(W, H, rng, wide)
    cols = ["#1d3547", "#2d4a5e", "#41647a", "#5b8298", "#7fa3b8", "#a3bfcd", "#c4d6df", "#dfe8ee"]
    d = paper_terraces(W, H, rng, h, cols, s)
    d = add(d, "#e0a44a", np.exp(-np.hypot((x / W - 1.0) * 1.1, (y / H - 0.02)) / 0.42) * 0.26)
    return d, s


def _formation(frame, turn):
    wide = frame.wide
    a = math.radians(turn)
    spots = [(0, 0)]
    left = 4
    for i in range(1, left + 1):
        spots.append((-i * 0.90, i * (0.86 if wide else 0.92) + 0.05 * (i % 2)))
    for i in range(1, 5):
        spots.append((i * 0.88, i * (0.84 if wide else 0.90) - 0.04 * (i % 2)))
    return a, spots, left


def _goose_paths(frame, z, turn, birds, spots, left, place_at):
    W, H, rng = frame.width, frame.height, frame.rng
    G, glider = goose_shape(), None
    for i, (u, v) in enumerate(spots):
        px, py = place_at(u, v)
        if i == left + 3:
            glider = (px, py)
            continue
        birds.addPath(
            place(G, px, py, z * (1.06 if i == 0 else 0.74 if i == left + 4 else 1), turn + rng.uniform(-4, 4))
        )
    wing = place(delta_wing(), *glider, z * 1.18, turn)
    m = mask(W, H, birds)
    wm = mask(W, H, wing)
    return glider, m, wm


def _wing_tips(z, turn, spots, left, place_at):
    """Darker wing tips and a body shade, so that the birds have volume."""
    tips = skia.Path()
    for i, (u, v) in enumerate(spots):
        if i == left + 3:
            continue
        px, py = place_at(u, v)
        for sgn in (1, -1):
            tips.addPath(
                place(
                    curve([(sgn * 0.98, -0.30), (sgn * 1.42, 0.20), (sgn * 1.20, 0.30), (sgn * 0.86, 0.10)], True),
                    px,
                    py,
                    z * (0.74 if i == left + 4 else 1),
                    turn,
                )
            )
    return tips


def _glider_colours(frame, d, s, z, turn, glider, wm):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    d = over(d, "#c2503a", wm)
    stripe = place(polygon([(-0.16, -0.68), (0.16, -0.68), (0.34, 0.30), (-0.34, 0.30)]), *glider, z * 1.18, turn)
    d = over(d, "#e0a44a", mask(W, H, stripe) * wm)
    lines = Canvas(W, H)
    for q in ([(0, -0.78), (0, 0.34)], [(0, -0.70), (1.62, 0.36)], [(0, -0.70), (-1.62, 0.36)]):
        lines.canvas.drawPath(place(polygon(q, False), *glider, z * 1.18, turn), pen("#fff", 1, 1.6 * s))
    d = over(d, "#7d2c22", lines.mask() * 0.75)
    pod = place(oval(-0.10, 0.02, 0.10, 0.56), *glider, z * 1.18, turn)
    d = over(d, "#fbeedb", mask(W, H, pod))
    d = over(d, "#3a2620", mask(W, H, place(oval(-0.075, 0.08, 0.075, 0.24), *glider, z * 1.18, turn)))
    d = paper(d, rng, 0.03, 0.006)
    if wide:
        d = calm_left(d, W, H, 0.30)
    return finish(d, W, H, rng, 0.20, 0.6)


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(
        d,
        "a-thousand-li-in-formation",
        (0.5, 0.735, 0.7),
        "#f6f1e6",
        small=("最后一只小雁不会飞，于是老人学会了。", "kai", 0.031, 0.5, 0.93, "c", "#e6eef2"),
    )


def edge_mask(h, level):
    """Anti-aliased mask h > level plus a distance-like value in pixels."""
    gy, gx = np.gradient(h)
    px = (h - level) / (np.hypot(gx, gy) + 1e-5)
    return np.clip(px + 0.5, 0, 1), px


def goose_shape():
    p = _goose_body()
    wing = _goose_wing(p)
    p.addPath(mirror_x(wing))
    return p


def _goose_body():
    return curve(
        [
            (0, -1.12),
            (0.055, -1.02),
            (0.05, -0.72),
            (0.13, -0.42),
            (0.17, -0.1),
            (0.10, 0.30),
            (0.14, 0.56),
            (0, 0.62),
            (-0.14, 0.56),
            (-0.10, 0.30),
            (-0.17, -0.1),
            (-0.13, -0.42),
            (-0.05, -0.72),
            (-0.055, -1.02),
        ],
        True,
    )


def _goose_wing(p):
    wing = curve(
        [
            (0.06, -0.40),
            (0.34, -0.54),
            (0.72, -0.46),
            (1.08, -0.16),
            (1.36, 0.22),
            (1.24, 0.20),
            (0.98, 0.10),
            (0.70, 0.05),
            (0.42, 0.10),
            (0.20, 0.16),
            (0.06, 0.16),
        ],
        True,
    )
    p.addPath(wing)
    return wing


def delta_wing():
    w = skia.Path()
    w.moveTo(0, -0.78)
    w.lineTo(1.72, 0.30)
    w.quadTo(1.70, 0.42, 1.56, 0.44)
    w.quadTo(0.80, 0.22, 0, 0.34)
    w.quadTo(-0.80, 0.22, -1.56, 0.44)
    w.quadTo(-1.70, 0.42, -1.72, 0.30)
    w.close()
    return w


def terrain(W, H, rng, wide):
    x, y = grid(W, H)
    n = fractal_noise(H, W, H * 0.42, rng, 6, 0.46)
    if wide:
        shore = smooth(0.30, 0.98, x / W + 0.10 * np.sin(y / H * 5.2 + 0.6))
        return n * 0.62 + shore * 0.62 - 0.30 * np.exp(-(((x / W - 0.52 - 0.10 * np.sin(y / H * 4)) / 0.13) ** 2))
    river = np.abs(x / W - 0.50 - 0.16 * np.sin(y / H * 4.6 + 0.9)) / 0.5
    return n * 0.70 + river**1.25 * 0.60


def paper_terraces(W, H, rng, h, cols, s):
    """Cut-paper contour map: each level throws a shadow on the one below, its lit rim is warm."""
    d = flat(W, H, cols[0])
    lo, hi = np.percentile(h, 20), np.percentile(h, 96)
    for k, c in enumerate(cols[1:]):
        m, px = edge_mask(h, lo + (hi - lo) * k / (len(cols) - 1))
        sh = np.clip(soft_blur(shift(m, int(7 * s), int(13 * s)), 9 * s) - m, 0, 1)
        d = d * (1 - 0.42 * sh)[..., None]
        d = over(d, c, m)
        rim = np.exp(-(((px - 1.0 * s) / (1.5 * s)) ** 2)) * m
        d = over(d, "#F4DDB0", rim * (0.16 + 0.05 * k))
        for sub in (0.36, 0.70):
            q = lo + (hi - lo) * (k + sub) / (len(cols) - 1)
            _, p2 = edge_mask(h, q)
            d = multiply(d, "#2d4a5e", np.exp(-((p2 / (1.0 * s + 0.25)) ** 2)) * 0.20)
    return d
