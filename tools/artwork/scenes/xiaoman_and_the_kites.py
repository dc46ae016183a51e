"""Twenty-four kites stand round a field like the hours of a sundial; the girl in the middle is its hand."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, mask, pen, polygon
from ..kit.colour import flat, over
from ..kit.cut_paper import torn_scaled
from ..kit.fields import blur, fractal_noise
from ..kit.lettering import text_path
from ..kit.prints import grain
from ..kit.shapes import disc, join, rect
from ..kit.strokes import strokes
from .xiaoman_and_the_kites_girl import girl_from_behind
from .xiaoman_and_the_kites_kites import kite_at


def scene(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    cx, cy, R = (W * 0.675, H * 0.50, H * 0.405) if wide else (W * 0.5, H * 0.435, W * 0.425)
    d = _sky_blue(frame, R, cx, cy)

    def cloud(ox, oy, q):
        return join(
            *[
                disc(ox + a * q, oy + b * q, k * q)
                for a, b, k in [(-1.3, 0.1, 0.7), (-0.5, -0.35, 0.85), (0.45, -0.5, 1.0), (1.35, 0, 0.72)]
            ],
            rect(ox - 1.4 * q, oy - 0.1 * q, ox + 1.4 * q, oy + 0.72 * q),
        )

    d = _paper_clouds(frame, d, cloud)
    d, f = _field_rings(frame, d, R, cx, cy)
    d = _dial_hand(frame, d, cx, cy, f)
    z, gx, gy, st = _strings(frame, R, cx, cy, f)
    d = _kites_and_strings(frame, d, R, cx, cy, st)
    d = girl_from_behind(d, W, H, rng, s, gx, gy, z)
    return _near_hills(frame, d)


def _sky_blue(frame, R, cx, cy):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    d = flat(W, H, "#A9D8D6")
    r = np.hypot(x - cx, y - cy)
    d = over(d, "#D4EEE9", np.exp(-((r / (R * 1.25)) ** 2)) * 0.85)
    return (
        d
        * (
            1
            + (fractal_noise(H, W, 4 * s + 1, rng, 3) - 0.5) * 0.10
            + (fractal_noise(H, W, 120 * s, rng, 3) - 0.5) * 0.05
        )[..., None]
    )


def _paper_clouds(frame, d, cloud):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for ox, oy, q in (
        [(0.07, 0.17, 0.040), (0.31, 0.84, 0.045), (0.97, 0.95, 0.05), (0.40, 0.10, 0.03)]
        if wide
        else [(0.06, 0.055, 0.045), (0.95, 0.735, 0.045), (0.02, 0.745, 0.04)]
    ):
        p = cloud(W * ox, H * oy, H * q)
        p.setFillType(skia.PathFillType.kWinding)
        d = torn_scaled(d, p, "#EAF6F2", rng, s, 7, 4, 3)
    return d


def _field_rings(frame, d, R, cx, cy):
    """The field: three rings of paper and furrows."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    f = R * 0.43
    d = torn_scaled(d, disc(cx, cy, f), "#2F6A5C", rng, s, 14, 4, 6)
    d = torn_scaled(d, disc(cx, cy, f * 0.86), "#3F7D6E", rng, s, 5, 3, 3)
    d = torn_scaled(d, disc(cx, cy, f * 0.66), "#5C9B7C", rng, s, 5, 3, 3)
    c = Canvas(W, H)
    for k in range(24):
        a = k / 24 * 6.283 - 1.5708
        0.93 if k % 6 == 0 else 0.90
        c.canvas.drawLine(
            cx + math.cos(a) * f * (0.74 if k % 6 else 0.70),
            cy + math.sin(a) * f * (0.74 if k % 6 else 0.70),
            cx + math.cos(a) * f * 0.80,
            cy + math.sin(a) * f * 0.80,
            pen("#fff", 1, (5 if k % 6 == 0 else 3) * s),
        )
    d = over(d, "#F7E8B0", c.mask() * 0.9)
    return d, f


def _dial_hand(frame, d, cx, cy, f):
    """Shadow hand of the sundial, strings, kites."""
    W, H, s = frame.width, frame.height, frame.unit
    ga = -1.5708 + 6.283 * 7 / 24
    hand = polygon(
        [
            (cx - f * 0.05, cy + f * 0.12),
            (cx + f * 0.05, cy + f * 0.16),
            (cx + math.cos(ga) * f * 0.70, cy + math.sin(ga) * f * 0.70),
        ]
    )
    return d * (1 - 0.45 * blur(mask(W, H, hand), 2 * s))[..., None]


def _strings(frame, R, cx, cy, f):
    W, H, s = frame.width, frame.height, frame.unit
    gx, gy, z = cx, cy + f * 0.52, f * 0.62
    hx, hy = gx + z * 0.02, gy - z * 1.62
    st = strokes(
        W,
        H,
        [
            ([(hx, hy), (cx + math.cos(a) * R * 0.66, cy + math.sin(a) * R * 0.66)], 1.9 * s, 0.95)
            for a in np.linspace(0, 6.283, 25)[:-1] - 1.5708
        ],
    )
    return z, gx, gy, st


def _kites_and_strings(frame, d, R, cx, cy, st):
    s, rng = frame.unit, frame.rng
    d = over(d, "#FBF7EF", st * 0.85)
    for i in range(24):
        a = i / 24 * 6.283 - 1.5708
        1.0 if i % 2 == 0 else 0.875
        d = kite_at(
            d,
            rng,
            s,
            cx + math.cos(a) * R * (1.0 if i % 2 == 0 else 0.715),
            cy + math.sin(a) * R * (1.0 if i % 2 == 0 else 0.715),
            R * (0.150 if i % 2 == 0 else 0.118),
            a,
            i,
        )
    return d


def _near_hills(frame, d):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    if not wide:
        for yy, c, ph in ((0.785, "#7FBE98", 0), (0.815, "#3F7D6E", 2), (0.915, "#2C6355", 4)):
            d = torn_scaled(
                d,
                polygon(
                    [(-60, H + 60)]
                    + [(X, H * yy + math.sin(X / W * 6 + ph) * H * 0.014) for X in range(-60, W + 80, 8)]
                    + [(W + 60, H + 60)]
                ),
                c,
                rng,
                s,
                10,
                4,
                5,
            )
    return grain(d, rng, 0.010 if wide else 0.014, 1)


def title(d, W, H, rng):
    """Every character torn from paper."""
    s = H / 1200
    cols = ["#FBF7EF", "#F7D774"]
    for n, (txt, size, x, y) in enumerate([("小满和", 0.118, 0.075, 0.868), ("二十四只风筝", 0.140, 0.075, 0.955)]):
        fx = W * x
        for i, ch in enumerate(txt):
            d = torn_scaled(
                d,
                text_path(ch, "kids", W * size, fx, H * y + H * 0.003 * (-1) ** i),
                cols[1] if n and i < 3 else cols[0],
                rng,
                s,
                5,
                0.5,
                0,
                tex=0.05,
            )
            fx += W * size * 1.01
    return d
