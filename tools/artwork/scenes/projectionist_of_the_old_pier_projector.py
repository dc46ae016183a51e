"""Draws the projector and its pier of light of projectionist-of-the-old-pier."""

import math

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import polygon
from ..kit.colour import add, over, ramp, smooth
from ..kit.fields import fractal_noise, grid
from ..kit.shapes import rect


def projector(cx, hy, R):
    """Silhouette: two reels, body, lens hood, tripod. Returns solid path and holes path."""
    holes, p = _reels(cx, hy, R)
    _projector_body(cx, hy, R, p)
    return _projector_legs(cx, hy, R, holes, p)


def _reels(cx, hy, R):
    p, holes = skia.Path(), skia.Path()
    for ox, oy, r in ((-0.72, -1.30, 0.86), (0.86, -1.22, 0.70)):
        p.addCircle(cx + R * ox, hy + R * oy, R * r)
        for k in range(5):
            a = k * 2 * math.pi / 5 + ox
            holes.addCircle(
                cx + R * (ox + math.cos(a) * r * 0.56), hy + R * (oy + math.sin(a) * r * 0.56), R * r * 0.255
            )
        holes.addCircle(cx + R * ox, hy + R * oy, R * r * 0.10)
    return holes, p


def _projector_body(cx, hy, R, p):
    p.addPath(rect(cx - R * 0.62, hy - R * 0.70, cx + R * 0.62, hy + R * 0.48, R * 0.10))
    p.addPath(
        polygon(
            [
                (cx - R * 0.72, hy - R * 1.3),
                (cx + R * 0.86, hy - R * 1.22),
                (cx + R * 0.5, hy - R * 0.5),
                (cx - R * 0.5, hy - R * 0.5),
            ]
        )
    )


def _projector_legs(cx, hy, R, holes, p):
    for k in (-1, 0, 1):
        p.addPath(
            polygon(
                [
                    (cx + k * R * 0.22 - R * 0.06, hy + R * 0.4),
                    (cx + k * R * 0.22 + R * 0.06, hy + R * 0.4),
                    (cx + k * R * 0.80 + R * 0.04, hy + R * 1.55),
                    (cx + k * R * 0.80 - R * 0.04, hy + R * 1.55),
                ]
            )
        )
    return p, holes


def pier_of_light(d, W, H, rng, vx, vy, hz, half, s):
    """The beam: a fan from the lens; below the horizon its light lies down as planks."""
    x, y = grid(W, H)
    t = np.clip((y - hz) / (H - hz), 0, 1)
    w = half * (0.045 + 0.955 * t)
    u = (x - vx) / w
    inside = np.clip((1 - np.abs(u)) * w / (1.5 * s) + 0.5, 0, 1) * (y > hz)
    dep = 1 / (t + 0.030)
    k = np.floor(dep * 3.3 + 0.0)
    f = dep * 3.3 - k
    tone = nd.map_coordinates(rng.random(256).astype(np.float32), [np.clip(k, 0, 255)], order=0)
    wood = fractal_noise(H, W, 14 * s, rng, 4, 0.6, ax=6, ay=0.5)
    gap = smooth(0.0, 0.10, f) * smooth(1.0, 0.90, f)
    light = ramp(
        np.clip(t, 0, 1), [(0, "#fff6e0"), (0.18, "#f7dba6"), (0.45, "#e79a4c"), (0.75, "#9c5428"), (1, "#4a2817")]
    )
    col = light * (0.72 + 0.36 * tone + 0.34 * (wood - 0.5))[..., None]
    col = col * (0.30 + 0.70 * gap)[..., None] * (1 - 0.42 * np.abs(u) ** 2.2 * smooth(0.05, 0.5, t))[..., None]
    d = over(d, col, inside)
    spill = np.exp(-np.clip(np.abs(u) - 1, 0, 9) * 1.6) * (y > hz) * (1 - inside) * (1 - t) ** 0.8
    return add(d, "#e07a32", spill * 0.42), inside
