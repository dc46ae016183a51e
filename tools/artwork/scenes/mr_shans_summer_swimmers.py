"""Draws rope, swimmers and the teacher of mr-shans-summer."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import mix, over, rgb, smooth
from ..kit.cut_paper import torn_scaled
from ..kit.fields import blur, fractal_noise, shift, soft_blur
from ..kit.shapes import disc, join, rect, taper
from ..kit.strokes import strokes


def wave_pts(M, u, v, n):
    return M([(u + 0.007 * (1 if k % 2 else -1), v - 0.085 + 0.17 * k / (n - 1)) for k in range(n)])


def tree_top(X, Y, Q, rng):
    p = join(
        *[
            disc(X + math.cos(a) * Q * 0.55, Y + math.sin(a) * Q * 0.55, Q * (0.42 + 0.14 * rng.random()))
            for a in np.linspace(0, 6.283, 8)[:-1]
        ],
        disc(X, Y, Q * 0.7),
    )
    p.setFillType(skia.PathFillType.kWinding)
    return p


def float_rope(d, W, H, rng, s, M, v, u0):
    pts = M([(u0 + (1.05 - u0) * t, v + 0.004 * math.sin(t * 9 + v * 20)) for t in np.linspace(0, 1, 14)])
    rm = strokes(W, H, [(pts, 3 * s, 1)])
    d = d * (1 - 0.30 * soft_blur(shift(rm, int(5 * s), int(9 * s)), 4 * s))[..., None]
    d = over(d, "#FBF3E2", rm * 0.9)
    n = 17
    big = []
    for k in range(n):
        X, Y = M([(u0 + (1.05 - u0) * (k + 0.5) / n, v + 0.004 * math.sin((k + 0.5) / n * 9 + v * 20))])[0]
        big.append((X, Y, k))
    q = 10.5 * s
    sh = mask(W, H, *[disc(X + 5 * s, Y + 9 * s, q) for X, Y, _ in big])
    d = d * (1 - 0.28 * blur(sh, 3 * s))[..., None]
    for par, c in ((0, "#E8663D"), (1, "#FBF3E2")):
        d = over(d, c, mask(W, H, *[disc(X, Y, q) for X, Y, k in big if k % 2 == par]))
    return over(d, "#ffffff", mask(W, H, *[disc(X - q * 0.3, Y - q * 0.35, q * 0.25) for X, Y, _ in big]) * 0.7)


def swimmer(d, W, H, rng, s, pos, k, cap, wide, st):
    """one swimmer from above, heading into the lake"""
    X, Y = pos
    c, sn = (1, 0) if wide else (0, -1)

    def moved(a):
        return [(X + (p * c - q * sn) * k, Y + (p * sn + q * c) * k) for p, q in a]

    skin = "#F0BE93" if st != 1 else "#D89C6E"
    rip = _ripples(s, moved)
    d = over(d, "#F4FDFF", strokes(W, H, rip) * 0.75)
    body, legs, arm1, arm2 = _limbs(k, st, moved)
    sm = mask(W, H, body, legs, arm1)
    d = d * (1 - 0.26 * blur(shift(sm, int(7 * s), int(14 * s)), 6 * s))[..., None]
    d = over(d, mix(rgb(skin), rgb("#8FD3E8"), 0.40), mask(W, H, legs))
    for p, c_ in ((arm2, skin), (arm1, skin), (body, skin)):
        d = torn_scaled(d, p, c_, rng, s, 3, 0.6, 1.5)
    suit = _suit_mask(W, H, moved, body)
    d = over(d, "#1D3B4A" if st != 1 else "#E8663D", suit)
    h = moved([(0.62, 0)])[0]
    d = torn_scaled(d, disc(*h, k * 0.36), cap, rng, s, 4, 0.7, 2)
    fo = np.clip(strokes(W, H, [(moved([(-2.25, -0.2), (-2.45, 0), (-2.2, 0.25)]), k * 0.16, 0.9)]), 0, 1)
    return over(d, "#F4FDFF", fo * smooth(0.35, 0.55, fractal_noise(H, W, 10 * s + 1, rng, 3)))


def _ripples(s, moved):
    return [
        (
            [
                *moved(
                    [
                        (-2.3 - 0.55 * j, -0.55 - 0.28 * j),
                        (-0.6 - 0.25 * j, -0.62 - 0.36 * j),
                        (0.75 + 0.22 * j, -0.46 - 0.30 * j),
                    ]
                )
            ],
            4.2 * s,
            0.85 - 0.22 * j,
        )
        for j in range(3)
    ] + [
        (
            [
                *moved(
                    [
                        (-2.3 - 0.55 * j, 0.55 + 0.28 * j),
                        (-0.6 - 0.25 * j, 0.62 + 0.36 * j),
                        (0.75 + 0.22 * j, 0.46 + 0.30 * j),
                    ]
                )
            ],
            4.2 * s,
            0.85 - 0.22 * j,
        )
        for j in range(3)
    ]


def _limbs(k, st, moved):
    body = join(taper(moved([(0.15, 0), (-0.9, 0)]), k * 0.66, k * 0.46)[0])
    legs = join(
        taper(moved([(-0.9, -0.12), (-1.6, -0.20), (-2.15, -0.12 - 0.10 * st)]), k * 0.25, k * 0.13)[0],
        taper(moved([(-0.9, 0.12), (-1.6, 0.18), (-2.15, 0.24)]), k * 0.25, k * 0.13)[0],
    )
    arm1 = taper(moved([(0.05, -0.28), (0.55, -0.62), (1.25, -0.42)]), k * 0.23, k * 0.15)[0]
    arm2 = taper(moved([(0.02, 0.30), (-0.35, 0.72), (-0.95, 0.80)]), k * 0.23, k * 0.15)[0]
    return body, legs, arm1, arm2


def _suit_mask(W, H, moved, body):
    return mask(
        W,
        H,
        rect(
            *(min(a, b) for a, b in zip(*moved([(-1.15, -0.5), (-0.45, 0.5)]), strict=False)),
            *(max(a, b) for a, b in zip(*moved([(-1.15, -0.5), (-0.45, 0.5)]), strict=False)),
        ),
    ) * mask(W, H, body)


def teacher(d, W, H, rng, s, pos, k, wide):
    """straw hat from above, a long afternoon shadow, dry shoes at the edge"""
    X, Y = pos
    q, shp = _long_shadow(k, wide, X, Y)
    d = d * (1 - 0.50 * blur(mask(W, H, shp), 3.5 * s))[..., None]
    c, sn = (1, 0) if wide else (0, -1)

    def moved(a):
        return [(X + (p * c - r * sn) * q, Y + (p * sn + r * c) * q) for p, r in a]

    d = _teacher_body(d, rng, s, q, moved)
    d = torn_scaled(
        d, taper(moved([(0.10, 0.95), (0.62, 1.18), (1.10, 0.92)]), q * 0.30, q * 0.22)[0], "#FBF7EF", rng, s, 4, 0.8, 2
    )
    d = torn_scaled(d, disc(*moved([(1.18, 0.88)])[0], q * 0.13), "#E2B083", rng, s, 2, 0.5, 1)
    d = torn_scaled(d, disc(X, Y, q * 0.82), "#E9C46A", rng, s, 8, 1.2, 2.5)
    c_ = Canvas(W, H)
    for r in (0.74, 0.66, 0.58):
        c_.canvas.drawCircle(X, Y, q * r, pen("#fff", 1, 1.8 * s))
    d = over(d, "#B98B34", c_.mask() * 0.55)
    d = torn_scaled(d, disc(X, Y, q * 0.50), "#2F6F5E", rng, s, 3, 0.7, 0)
    return torn_scaled(d, disc(X - q * 0.03, Y - q * 0.03, q * 0.42), "#F0D080", rng, s, 3, 0.7, 0)


def _long_shadow(k, wide, X, Y):
    q = k * 0.92
    sx, sy = (-0.86, 0.50) if wide else (-0.62, 0.78)
    L = q * (5.2 if wide else 4.6)
    shp = join(
        taper([(X, Y), (X + sx * L * 0.55, Y + sy * L * 0.55)], q * 0.95, q * 1.05)[0],
        taper([(X + sx * L * 0.5, Y + sy * L * 0.5), (X + sx * L * 0.78, Y + sy * L * 0.78)], q * 0.40, q * 0.34)[0],
        disc(X + sx * L * 0.80, Y + sy * L * 0.80, q * 0.98, q * 0.70),
    )
    shp.setFillType(skia.PathFillType.kWinding)
    return q, shp


def _teacher_body(d, rng, s, q, moved):
    for sg in (-1, 1):
        d = torn_scaled(
            d, taper(moved([(0.55, sg * 0.26), (0.98, sg * 0.28)]), q * 0.34, q * 0.30)[0], "#2B2420", rng, s, 3, 0.6, 1
        )
    return torn_scaled(
        d,
        curve(
            moved(
                [(0.38, -0.95), (0.30, 0), (0.38, 0.95), (-0.10, 1.12), (-0.48, 0.55), (-0.50, -0.55), (-0.10, -1.12)]
            ),
            True,
        ),
        "#FBF7EF",
        rng,
        s,
        8,
        1,
        2.5,
    )
