"""Draws the river's loop, its boats and the clock hand of twenty-four-hours-of-a-river."""

import math

import numpy as np

from ..kit.brush import circle, curve, mask, polygon
from ..kit.colour import add, mix, over, smooth
from ..kit.fields import blur, shift
from ..kit.light import glow, vignette
from ..kit.prints import grain, paper
from ..kit.shapes import smooth_line
from ..kit.strokes import stroke_mask


def omega(cx, cy, R, W, H, wide):
    """river line: leg, ring (clockwise from the bottom, noon on top), leg; with the hour of each point"""
    dl = 0.30
    th = np.linspace(dl, 2 * math.pi - dl, 900)
    ring = np.stack([cx - R * np.sin(th), cy + R * np.cos(th)], 1)
    hr = th / (2 * math.pi) * 24
    pl, pr = _river_arms(cx, cy, R, H, wide, ring)
    pts = np.concatenate([pl, ring, pr])
    hrs = np.concatenate([np.full(len(pl), hr[0]), hr, np.full(len(pr), hr[-1])])
    return pts, hrs


def _river_arms(cx, cy, R, H, wide, ring):
    left = [
        (cx - R * 2.9, cy + R * 1.40),
        (cx - R * 2.0, cy + R * 1.62),
        (cx - R * 1.25, cy + R * 1.45),
        (cx - R * 0.72, cy + R * 1.44),
        (cx - R * 0.33, cy + R * 1.36),
        (cx - R * 0.155, cy + R * 1.14),
        tuple(ring[0]),
        tuple(ring[24]),
    ]
    right = [(2 * cx - a, b) for a, b in left]
    if wide:
        left = [(cx - R * 1.75, H + R * 0.8), (cx - R * 1.45, H + R * 0.22), (cx - R * 1.12, cy + R * 1.52), *left[3:]]
    pl = smooth_line(left, 70)[:-70]
    pr = smooth_line(right, 70)[:-70][::-1]
    return pl, pr


def sampan(d, bx, by, q, ang, hull, roof, lamp, x, y):
    H, W = d.shape[:2]

    def moved(pts):
        return [
            (bx + (px * math.cos(ang) - py * math.sin(ang)) * q, by + (px * math.sin(ang) + py * math.cos(ang)) * q)
            for px, py in pts
        ]

    b = mask(W, H, curve(moved([(-1.15, 0), (-0.5, -0.27), (0.3, -0.29), (1.25, 0), (0.3, 0.29), (-0.5, 0.27)]), True))
    r = mask(W, H, polygon(moved([(-0.42, -0.25), (0.30, -0.26), (0.30, 0.26), (-0.42, 0.25)])))
    k = slice(max(0, int(by - 4 * q)), int(by + 4 * q)), slice(max(0, int(bx - 4 * q)), int(bx + 4 * q))
    sh = np.zeros_like(b)
    sh[k] = blur(shift(b[k], 2, 4), 3)
    d = d * (1 - 0.35 * sh * (1 - b))[..., None]
    d = over(d, hull, b)
    d = over(d, roof, r * b)
    if lamp:
        d = add(d, "#ffb35c", glow(x, y, *moved([(0.62, 0)])[0], q * 0.55) * 1.1)
    return d


def boat_at_hour(d, R, cx, cy, bw, i, rng, x, y):
    th = (i + 0.5) / 24 * 2 * math.pi
    nt = i + 0.5 < 5.5 or i + 0.5 > 18.5
    o = (rng.random() - 0.5) * bw * 0.35
    bx, by = cx - math.sin(th) * (R + o), cy + math.cos(th) * (R + o)
    if i in (0, 23):
        bx, by = (
            cx - math.sin((0.75 if i == 0 else 23.25) / 24 * 2 * math.pi) * R,
            cy + math.cos(0.75 / 24 * 2 * math.pi) * R,
        )
    ang = th + math.pi + (rng.random() - 0.5) * 0.25
    return sampan(
        d,
        bx,
        by,
        R * 0.082,
        ang,
        "#0c171d" if not nt else "#e8dcc4",
        "#cc6b3d" if not nt else "#b9763f",
        nt,
        x,
        y,
    )


def clock_hand(frame, d, R, cx, cy):
    """One hand: dawn."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    th = 6.5 / 24 * 2 * math.pi
    a = (-math.sin(th), math.cos(th))
    d = over(
        d,
        "#e8dcc4",
        stroke_mask(
            W,
            H,
            polygon(
                [(cx - a[0] * R * 0.12, cy - a[1] * R * 0.12), (cx + a[0] * R * 0.68, cy + a[1] * R * 0.68)], False
            ),
            4 * s,
        ),
    )
    d = over(d, "#cc6b3d", circle(W, H, cx, cy, 11 * s))
    d = over(d, "#0f1b22", circle(W, H, cx, cy, 4 * s))
    if wide:
        d = d * mix(1, 0.80, smooth(0.52, 0.12, x / W))[..., None]
    return grain(vignette(paper(d, rng, 0.03, 0.006), 0.30, cx / W, cy / H), rng, 0.011 if wide else 0.018, 1)
