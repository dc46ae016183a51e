"""Draws the man seen from behind and the girl's shadow of the-man-who-looked-like-father."""

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import over
from ..kit.fields import fractal_noise, soft_blur, warp
from ..kit.shapes import rect
from ..kit.strokes import stroke_mask


def ink(d, m, col, rng, dens=0.9, cell=40, edge=0.25, pool=4):
    """wet ink: uneven density, darker drying edge"""
    H, W = d.shape[:2]
    n = fractal_noise(H, W, cell, rng, 5, 0.55)
    e = np.clip(m - soft_blur(m, pool), 0, 1)
    return over(d, col, np.clip(m * (dens * (0.70 + 0.55 * n)) + e * edge * 2 * m, 0, 0.97))


def back_view(cx, fy, h):
    """a man in a long coat, seen from behind; fy = ground, h = height"""

    def q(a):
        return [(cx + px * h, fy + py * h) for px, py in a]

    coat = _coat_shape(q)
    legs = _legs_and_shoes(q)
    head = _head_shape(q)
    case = [rect(cx + 0.095 * h, fy - 0.395 * h, cx + 0.275 * h, fy - 0.262 * h, 0.012 * h)]
    return _figure_paths(q, coat, legs, head, case)


def _coat_shape(q):
    return curve(
        q(
            [
                (-0.028, -0.845),
                (-0.075, -0.822),
                (-0.128, -0.785),
                (-0.150, -0.69),
                (-0.165, -0.55),
                (-0.172, -0.44),
                (-0.140, -0.415),
                (-0.128, -0.47),
                (-0.118, -0.56),
                (-0.132, -0.40),
                (-0.148, -0.26),
                (-0.150, -0.205),
                (-0.06, -0.190),
                (0.0, -0.197),
                (0.07, -0.188),
                (0.150, -0.203),
                (0.146, -0.28),
                (0.130, -0.42),
                (0.118, -0.56),
                (0.130, -0.47),
                (0.146, -0.405),
                (0.176, -0.425),
                (0.166, -0.55),
                (0.150, -0.69),
                (0.128, -0.785),
                (0.075, -0.822),
                (0.028, -0.845),
            ]
        ),
        True,
    )


def _legs_and_shoes(q):
    return [
        polygon(q([(-0.088, -0.21), (-0.018, -0.21), (-0.026, -0.035), (-0.082, -0.035)])),
        polygon(q([(0.018, -0.21), (0.090, -0.21), (0.078, -0.035), (0.024, -0.035)])),
        curve(q([(-0.084, -0.04), (-0.09, -0.01), (-0.055, 0.004), (-0.022, -0.006), (-0.024, -0.04)]), True),
        curve(q([(0.024, -0.04), (0.022, -0.006), (0.052, 0.004), (0.088, -0.01), (0.080, -0.04)]), True),
    ]


def _head_shape(q):
    return curve(
        q(
            [
                (0, -0.992),
                (0.048, -0.975),
                (0.062, -0.925),
                (0.052, -0.875),
                (0.030, -0.835),
                (-0.030, -0.835),
                (-0.052, -0.875),
                (-0.062, -0.925),
                (-0.048, -0.975),
            ]
        ),
        True,
    )


def _figure_paths(q, coat, legs, head, case):
    return (
        coat,
        legs,
        head,
        case,
        curve(q([(-0.035, -0.855), (0, -0.842), (0.035, -0.855), (0.062, -0.812), (0, -0.79), (-0.062, -0.812)]), True),
        polygon(q([(0, -0.60), (0.004, -0.40), (0.0, -0.197)]), False),
        curve(q([(0.155, -0.395), (0.16, -0.425), (0.21, -0.425), (0.215, -0.395)])),
    )


def girl_shadow(cx, fy, h, skew):
    """what lies on the ground is not his: a girl with a bob and a skirt, thrown towards us"""

    def q(a):
        return [(cx + px * h + skew * (-py) * h * -1, fy - py * h) for px, py in a]

    dress = _girl_dress(q)
    legs = [
        polygon(q([(-0.075, -0.24), (-0.03, -0.24), (-0.028, 0), (-0.070, 0)])),
        polygon(q([(0.03, -0.24), (0.075, -0.24), (0.070, 0), (0.028, 0)])),
    ]
    hair = _girl_hair(q)
    legs = [*legs, polygon(q([(-0.026, -0.85), (0.026, -0.85), (0.03, -0.77), (-0.03, -0.77)]))]
    return [dress, hair, *legs]


def _girl_dress(q):
    return curve(
        q(
            [
                (-0.030, -0.80),
                (-0.085, -0.775),
                (-0.120, -0.66),
                (-0.150, -0.52),
                (-0.168, -0.455),
                (-0.138, -0.445),
                (-0.105, -0.54),
                (-0.080, -0.62),
                (-0.085, -0.53),
                (-0.150, -0.36),
                (-0.205, -0.24),
                (-0.10, -0.215),
                (0, -0.225),
                (0.10, -0.215),
                (0.205, -0.24),
                (0.150, -0.36),
                (0.085, -0.53),
                (0.080, -0.62),
                (0.105, -0.54),
                (0.138, -0.445),
                (0.168, -0.455),
                (0.150, -0.52),
                (0.120, -0.66),
                (0.085, -0.775),
                (0.030, -0.80),
            ]
        ),
        True,
    )


def _girl_hair(q):
    return curve(
        q(
            [
                (0, -0.992),
                (0.062, -0.975),
                (0.094, -0.915),
                (0.104, -0.838),
                (0.078, -0.822),
                (0.034, -0.838),
                (-0.034, -0.838),
                (-0.078, -0.822),
                (-0.104, -0.838),
                (-0.094, -0.915),
                (-0.062, -0.975),
            ]
        ),
        True,
    )


def dashed_shadow(frame, d, fy, h, vx, vy, halfw):
    """Beyond: only the pencil lines of the plan."""
    W, H, s = frame.width, frame.height, frame.unit
    top = fy - h * 0.10
    pn = pen("#fff", 1, 2.1 * s)
    pn.setPathEffect(skia.DashPathEffect.Make([12 * s, 9 * s], 0))
    c1 = Canvas(W, H)
    for sg in (-1, 1):
        c1.canvas.drawLine(
            float(vx + sg * halfw * (top - vy) / (H - vy)),
            float(top),
            float(vx + sg * h * 0.012),
            float(vy + h * 0.02),
            pn,
        )
    return over(d, "#5c5750", c1.mask() * 0.80)


def head_and_bag(frame, d, h, grip, collar, case, seam, head, w1, w2):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    hm = warp(mask(W, H, head), w1 * 3 * s, w2 * 3 * s)
    d = over(d, "#1d1917", hm * (0.86 + 0.14 * fractal_noise(H, W, 12 * s, rng, 3)))
    d = over(d, "#6a6259", stroke_mask(W, H, seam, 1.8 * s) * 0.7)
    d = over(d, "#4d463f", mask(W, H, collar) * 0.9)
    d = ink(d, mask(W, H, *case), "#241f1c", rng, 0.95, 30 * s)
    return over(d, "#241f1c", stroke_mask(W, H, grip, h * 0.011))
