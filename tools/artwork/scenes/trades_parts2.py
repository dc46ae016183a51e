"""Owns parts of the picture of trades."""

import math

import numpy as np
import skia

from ..kit.brush import circle, curve, mask, pen, polygon
from ..kit.colour import add, mix, over, smooth
from ..kit.fields import shift
from ..kit.light import vignette
from ..kit.prints import grain
from ..kit.strokes import stroke_mask
from .trades_parts import flat_part, turned


def file_ridges(frame, s, S, moved, b, w, p0, p1):
    W, H = frame.width, frame.height
    x, y = frame.grid
    fm = mask(W, H, flat_part(p0, p1, [(0.41, 0.030 * S), (0.93, 0.028 * S), (0.93, -0.028 * S), (0.41, -0.030 * S)]))
    hat = (np.sin((x + y) / s * 0.72) > 0.2) * 0.5 + (np.sin((x - y) / s * 0.72) > 0.2) * 0.5
    b.d = b.d * (1 - 0.42 * fm * hat)[..., None]
    b.d = add(b.d, "#efe6d5", fm * (1 - hat) * 0.10)
    # 6 hook (lies under the saw)
    p0, p1 = moved(0.748, 0.455), moved(0.748, 0.90)
    rod = skia.Path()
    rod.moveTo(*moved(0.748, 0.66))
    rod.lineTo(*moved(0.748, 0.885))
    rod.cubicTo(*moved(0.748, 0.985), *moved(0.640, 0.985), *moved(0.606, 0.885))
    pr = pen("#fff", 1, w(0.036))
    o = skia.Path()
    pr.getFillPath(rod, o)
    tip = polygon([moved(0.590, 0.893), moved(0.623, 0.882), moved(0.588, 0.815)])
    return p1, p0, rod, o, tip


def hook(S, b, w, p0, p1, o, tip):
    b.tool(
        [
            (o, p0, p1, w(0.018), "iron"),
            (tip, p0, p1, w(0.06), "iron", False),
            (
                turned(
                    p0,
                    p1,
                    [(0.0, 0.030 * S), (0.06, 0.038 * S), (0.20, 0.042 * S), (0.36, 0.034 * S), (0.46, 0.028 * S)],
                ),
                p0,
                p1,
                w(0.042),
                "pale",
            ),
            (
                flat_part(p0, p1, [(0.445, 0.031 * S), (0.445, -0.031 * S), (0.535, -0.026 * S), (0.535, 0.026 * S)]),
                p0,
                p1,
                w(0.031),
                "brass",
            ),
        ]
    )


def saw_teeth(frame, s, S, moved, b, w, rod):
    W, H = frame.width, frame.height
    hl = stroke_mask(W, H, rod, w(0.006))
    b.d = add(b.d, "#efe6d5", shift(hl, int(-4 * s), int(-3 * s)) * 0.35)
    # 5 saw
    p0, p1 = moved(0.435, 0.430), moved(1.015, 0.418)
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]
    teeth = [
        (t, (0.030 + 0.030 * t / 0.76) * S + (0 if k % 2 else 0.014 * S))
        for k, t in enumerate(np.linspace(0.01, 0.76, 61))
    ]
    hole = curve(
        [
            (p0[0] + dx * t - dy / math.hypot(dx, dy) * v * S, p0[1] + dy * t + v * S)
            for t, v in ((0.83, -0.022), (0.90, -0.026), (0.945, 0.0), (0.915, 0.032), (0.855, 0.026))
        ],
        True,
    )
    return p1, p0, dx, dy, teeth, hole


def saw_grip(S, p0, dx, dy, hole):
    grip = curve(
        [
            (p0[0] + dx * t, p0[1] + dy * t + v * S)
            for t, v in (
                (0.70, -0.062),
                (0.80, -0.070),
                (0.92, -0.078),
                (1.01, -0.060),
                (0.995, -0.010),
                (1.02, 0.050),
                (0.985, 0.088),
                (0.90, 0.082),
                (0.80, 0.070),
                (0.715, 0.068),
                (0.735, 0.0),
            )
        ],
        True,
    )
    return skia.Op(grip, hole, skia.PathOp.kDifference_PathOp)


def saw(S, b, w, p0, p1, teeth, ring):
    b.tool(
        [
            (
                flat_part(p0, p1, [*teeth, (0.76, -0.05 * S), (0.05, -0.026 * S), (0.0, -0.012 * S)]),
                p0,
                p1,
                w(0.060),
                "steel",
                False,
            ),
            (ring, p0, p1, w(0.085), "wood", False),
        ]
    )


def rivets(frame, s, S, ly, lx, b, w, p0, dx, dy):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, _ = frame.grid
    for t, v in ((0.755, -0.028), (0.775, 0.030)):
        q = (p0[0] + dx * t, p0[1] + dy * t + v * S)
        b.d = over(b.d, "#d8b26e", circle(W, H, *q, w(0.011)))
        b.d = over(
            b.d,
            "#5a3d18",
            stroke_mask(
                W, H, polygon([(q[0] - w(0.008), q[1] - w(0.004)), (q[0] + w(0.008), q[1] + w(0.004))], False), 2 * s
            ),
        )
    d = b.d
    if wide:
        d = d * mix(1, 0.62, smooth(0.46, 0.20, x / W))[..., None]
    return grain(vignette(d, 0.30, lx / W, ly / H), rng, 0.011 if wide else 0.018, 1)
