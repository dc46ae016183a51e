"""Draws walls, slabs, rain and the walker of morning-rain-lane."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import multiply, over, ramp, smooth
from ..kit.fields import blur, fractal_noise, grid, soft_blur, warp
from ..kit.shapes import disc
from ..kit.strokes import lines_mask, wobble


def wash(d, m, color, rng, s, k=1.0, wob=2.2, pool=0.55, edge=0.55):
    """One watercolour wash: uneven pigment, darker rim, paper granulation."""
    H, W = m.shape
    m = wobble(m, rng, wob * s, 16 * s)
    rim = np.clip(m - soft_blur(m, 5 * s), 0, 1)
    big, fine = fractal_noise(H, W, 120 * s, rng, 5), fractal_noise(H, W, 5 * s, rng, 3)
    dens = m * (0.80 + pool * (big - 0.5) * 2.2 + 0.20 * (fine - 0.5)) + rim * edge * m
    return multiply(d, color, np.clip(dens * k, 0, 1))


class Wall:
    """One lane wall in one-point perspective: t = 0 near .. 1 far, v = 0 top .. 1 foot."""

    def __init__(self, x0, top0, foot0, x1, top1, foot1):
        self.v = x0, top0, foot0, x1, top1, foot1

    def at(self, t, v):
        x0, a0, b0, x1, a1, b1 = self.v
        return x0 + (x1 - x0) * t, (a0 + (b0 - a0) * v) * (1 - t) + (a1 + (b1 - a1) * v) * t

    def quad(self, t0, t1, v0, v1):
        return polygon([self.at(t0, v0), self.at(t1, v0), self.at(t1, v1), self.at(t0, v1)])


def eaves(W, H, wall, t0, t1, depth, s, n):
    """A tiled roof edge: one dark slab and its row of tile ends."""
    out_x = 1 if wall.v[3] > wall.v[0] else -1
    slab = [wall.at(t0, -0.13), wall.at(t1, -0.13)]
    edge = [wall.at(t0, -0.02), wall.at(t1, -0.02)]
    k0, k1 = (1 - t0) * depth + 12 * s, (1 - t1) * depth + 6 * s
    low = [(edge[1][0] + out_x * k1, edge[1][1] + k1 * 0.72), (edge[0][0] + out_x * k0, edge[0][1] + k0 * 0.72)]
    p = polygon(slab + low)
    under = polygon([wall.at(t0, 0.035), wall.at(t1, 0.035), low[0], low[1]])
    ends = skia.Path()
    for i in range(n + 1):
        f = 1 - (1 - i / n) ** 1.5
        x, y = low[1][0] + (low[0][0] - low[1][0]) * f, low[1][1] + (low[0][1] - low[1][1]) * f
        ends.addPath(disc(x, y, (k0 + (k1 - k0) * f) * 0.10))
    return p, under, ends


def lane_walls(W, H, wide):
    if wide:
        return Wall(W * 0.16, -H * 0.16, H * 1.00, W * 0.615, H * 0.375, H * 0.575), Wall(
            W * 1.04, -H * 0.30, H * 1.10, W * 0.705, H * 0.37, H * 0.575
        )
    return Wall(-W * 0.08, H * 0.08, H * 1.02, W * 0.37, H * 0.43, H * 0.575), Wall(
        W * 1.08, H * 0.04, H * 1.05, W * 0.56, H * 0.43, H * 0.575
    )


def umbrella_walker(d, cx, foot, h, rng):
    """Seen from behind: an umbrella, a coat, two boots."""
    H, W = d.shape[:2]
    r = h * 0.46
    top = foot - h
    coat, head = _coat_and_head(cx, foot, h)
    dome = _umbrella_dome(cx, r, top)
    legs = _boots(cx, foot, h, W, H)
    pole = lines_mask(W, H, [(cx + h * 0.075, foot - h * 0.46, cx + h * 0.02, top + h * 0.02)], h * 0.014)
    figure = np.maximum(np.maximum(mask(W, H, coat, head), legs), pole)
    return _mirror_and_figure(d, cx, foot, h, rng, W, H, r, top, dome, figure)


def _coat_and_head(cx, foot, h):
    coat = curve(
        [
            (cx - h * 0.150, foot - h * 0.20),
            (cx - h * 0.125, foot - h * 0.42),
            (cx - h * 0.110, foot - h * 0.56),
            (cx - h * 0.055, foot - h * 0.625),
            (cx + h * 0.055, foot - h * 0.625),
            (cx + h * 0.110, foot - h * 0.56),
            (cx + h * 0.125, foot - h * 0.42),
            (cx + h * 0.150, foot - h * 0.20),
            (cx, foot - h * 0.185),
        ],
        True,
    )
    head = disc(cx, foot - h * 0.675, h * 0.058)
    return coat, head


def _umbrella_dome(cx, r, top):
    return polygon(
        [(cx - r, top + r * 0.62)]
        + [(cx + r * math.sin(a), top + r * 0.62 - r * 0.62 * math.cos(a)) for a in np.linspace(-1.57, 1.57, 24)]
        + [(cx + r * (1 - f), top + r * (0.62 - 0.10 * abs(math.sin(f * math.pi * 2)))) for f in np.linspace(0, 2, 25)]
    )


def _boots(cx, foot, h, W, H):
    return lines_mask(
        W,
        H,
        [
            (cx - h * 0.055, foot - h * 0.22, cx - h * 0.060, foot),
            (cx + h * 0.05, foot - h * 0.22, cx + h * 0.070, foot - h * 0.035),
        ],
        h * 0.050,
    )


def _mirror_and_figure(d, cx, foot, h, rng, W, H, r, top, dome, figure):
    mirror = np.zeros_like(figure)
    n = int(min(foot, H - foot, h))
    mirror[int(foot) : int(foot) + n] = figure[int(foot) - n : int(foot)][::-1]
    mirror = blur(
        warp(mirror, (fractal_noise(H, W, h * 0.06, rng, 2, ax=4, ay=0.6) - 0.5) * h * 0.22, np.zeros_like(mirror)),
        h * 0.012,
    )
    d = multiply(d, "#5a7370", mirror * 0.62)
    d = over(d, "#2b3a3a", wobble(figure, rng, 0.5, 9) * 0.95)
    m = wobble(mask(W, H, dome), rng, 0.8, 9)
    x, _ = grid(W, H)
    d = over(
        d, ramp(np.clip((x - cx + r) / (2 * r), 0, 1), [(0, "#23403f"), (0.55, "#3f6a66"), (1, "#b9825f")]), m * 0.96
    )
    ribs = [(cx, top, cx + r * k, top + r * 0.56) for k in (-0.55, -0.05, 0.5)]
    return over(d, "#1d2c2c", lines_mask(W, H, ribs, h * 0.009) * m * 0.7)


def lane_slabs(d, W, H, vx, vy, st, s, rng, fade):
    """Wet stone slabs: joints run to the vanishing point, puddles mirror the sky."""
    segs = [(vx + (k - 6) * 16 * s, vy + 60 * s, vx + (k - 6) * 330 * s, vy + 1240 * s) for k in range(13)]
    for i in range(12):
        yy = vy + 66 * s * (1.33**i)
        segs.append((-10, yy, W + 10, yy + 3 * s))
    m = lines_mask(W, H, segs, 2.2 * s) * smooth(0.30, 0.46, fractal_noise(H, W, 26 * s, rng, 3))
    d = multiply(d, "#5a7a74", wobble(m, rng, 0.8, 20) * st * 0.55 * fade)
    puddle = (
        smooth(0.58, 0.66, fractal_noise(H, W, 70 * s, rng, 4, ax=4, ay=0.7))
        * st
        * smooth(vy, vy + 120 * s, grid(W, H)[1])
    )
    return over(d, "#e4ece6", puddle * 0.50 * fade)


def slant_rain(d, W, H, s, rng, n):
    c, k = Canvas(W, H), Canvas(W, H)
    for i in range(n):
        x, y, length = rng.random() * W * 1.2 - W * 0.1, rng.random() * H * 1.1 - H * 0.05, (26 + 80 * rng.random()) * s
        t = c if i % 3 else k
        t.canvas.drawLine(
            x, y, x - length * 0.30, y + length, pen("#fff", 0.25 + 0.5 * rng.random(), (0.8 + 0.9 * rng.random()) * s)
        )
    d = over(d, "#ffffff", c.mask() * 0.50)
    return multiply(d, "#5a7a78", k.mask() * 0.38)
