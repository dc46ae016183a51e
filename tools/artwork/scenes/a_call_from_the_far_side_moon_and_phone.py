"""Draws the Moon with its craters, the satellite and the telephone of a-call-from-the-far-side."""

import math

import numpy as np

from ..kit.brush import curve, mask, polygon
from ..kit.colour import add, over, ramp, smooth
from ..kit.fields import fractal_noise, soft_blur
from ..kit.light import bloom, glow, vignette
from ..kit.prints import grain
from ..kit.shapes import bezier
from ..kit.strokes import stroke_mask


def crater_field(n, R, rng):
    """height and blueprint lines of a cratered half sphere on a (2R x 2R) tile"""
    k, X, Y, Z, h, ln, done = _sphere_grid(R, rng)
    for _i in range(n * 3):
        a, r0 = rng.random() * 6.283, math.sqrt(rng.random()) * 0.99
        c = (r0 * math.cos(a), r0 * math.sin(a))
        cz = math.sqrt(max(0, 1 - r0 * r0))
        r = 0.022 + 0.155 * rng.random() ** 3.4
        if any((c[0] - e[0]) ** 2 + (c[1] - e[1]) ** 2 + (cz - e[2]) ** 2 < (0.92 * (r + e[3])) ** 2 for e in done):
            continue
        done.append((c[0], c[1], cz, r))
        x0, x1 = max(0, int((c[0] - 2 * r + 1) * R)), min(k, int((c[0] + 2 * r + 1) * R) + 1)
        y0, y1 = max(0, int((c[1] - 2 * r + 1) * R)), min(k, int((c[1] + 2 * r + 1) * R) + 1)
        if x1 <= x0 or y1 <= y0:
            continue
        q = np.s_[y0:y1, x0:x1]
        ang = np.arccos(np.clip(X[q] * c[0] + Y[q] * c[1] + Z[q] * cz, -1, 1))
        u = ang / r
        h[q] += np.where(u < 1, (u * u - 1) * 0.30 * r, 0) + np.exp(-(((u - 1) / 0.20) ** 2)) * 0.16 * r
        w = 1.3 / R
        if r > 0.034:
            ln[q] = np.maximum(
                ln[q],
                np.exp(-(((ang - r) / w) ** 2)) + (0.55 * np.exp(-(((ang - r * 0.62) / w) ** 2)) if r > 0.07 else 0),
            )
    return X, Y, Z, h, np.clip(ln, 0, 1)


def _sphere_grid(R, rng):
    k = int(2 * R) + 2
    v = (np.arange(k, dtype=np.float32) - R) / R
    X, Y = np.meshgrid(v, v)
    Z = np.sqrt(np.clip(1 - X * X - Y * Y, 0, 1))
    h = (fractal_noise(k, k, R * 0.5, rng, 7, 0.6) - 0.5) * 0.10
    ln = np.zeros((k, k), np.float32)
    done = []
    return k, X, Y, Z, h, ln, done


def satellite(d, cx, cy, q, rot):
    """line drawing of a relay satellite, filled with dark blue"""
    H, W = d.shape[:2]

    def moved(pts):
        return [
            (cx + (px * math.cos(rot) - py * math.sin(rot)) * q, cy + (px * math.sin(rot) + py * math.cos(rot)) * q)
            for px, py in pts
        ]

    def box(a, b, c, e):
        return polygon(moved([(a, b), (c, b), (c, e), (a, e)]))

    lw = q * 0.035
    d = _satellite_body(d, W, H, moved, box, lw)
    return d, moved([(0, 0.87)])[0]


def _satellite_body(d, W, H, moved, box, lw):
    body = [box(-0.30, -0.36, 0.30, 0.36)]
    pan = [box(-1.75, -0.30, -0.55, 0.30), box(0.55, -0.30, 1.75, 0.30)]
    arms = [polygon(moved([(-0.55, 0), (-0.30, 0)]), False), polygon(moved([(0.30, 0), (0.55, 0)]), False)]
    d = over(d, "#1f3358", mask(W, H, *pan))
    d = over(d, "#24304a", mask(W, H, *body))
    d = over(d, "#f0b429", mask(W, H, box(-0.30, -0.36, 0.30, -0.20)) * 0.9)
    cells = [
        polygon(moved([(sg * (0.55 + 0.3 * i), -0.30), (sg * (0.55 + 0.3 * i), 0.30)]), False)
        for sg in (-1, 1)
        for i in range(1, 4)
    ] + [polygon(moved([(sg * 0.55, 0), (sg * 1.75, 0)]), False) for sg in (-1, 1)]
    d = over(d, "#8fb0dc", sum(stroke_mask(W, H, p, lw * 0.7) for p in cells).clip(0, 1) * 0.8)
    dish = curve(moved([(-0.46, 0.56), (-0.30, 0.78), (0, 0.86), (0.30, 0.78), (0.46, 0.56)]))
    feed = polygon(moved([(-0.46, 0.56), (0, 0.42), (0.46, 0.56)]), False)
    d = over(d, "#0b1222", mask(W, H, dish))
    for p in body + pan + arms + [dish, feed, polygon(moved([(0, -0.36), (0, -0.66)]), False)]:
        d = over(d, "#e4ebf5", stroke_mask(W, H, p, lw))
    return d


def receiver_hand(moved):
    return curve(
        moved(
            [
                (-1.0, 0.42),
                (-1.06, 0.05),
                (-0.86, -0.22),
                (-0.4, -0.36),
                (0, -0.39),
                (0.4, -0.36),
                (0.86, -0.22),
                (1.06, 0.05),
                (1.0, 0.42),
                (0.60, 0.46),
                (0.54, 0.14),
                (0.30, -0.02),
                (0, -0.06),
                (-0.30, -0.02),
                (-0.54, 0.14),
                (-0.60, 0.46),
            ]
        ),
        True,
    )


def coiled_cord(R, foot, hx, hy, moved):
    n = 1500
    b = bezier(
        moved([(0.80, 0.46)])[0], (hx + R * 0.75, hy + R * 0.62), (foot[0] - R * 0.05, foot[1] + R * 0.95), foot, n
    )
    tg = np.gradient(b, axis=0)
    tg /= np.linalg.norm(tg, axis=1)[:, None]
    nm = np.stack([-tg[:, 1], tg[:, 0]], 1)
    sl = np.cumsum(np.linalg.norm(np.gradient(b, axis=0), axis=1))
    t = np.linspace(0, 1, n)
    amp = R * 0.042 * smooth(0, 0.03, t) * (1 - smooth(0.42, 0.72, t))
    ps = sl / (R * 0.036) * 6.283 * 0.5
    return b + nm * (np.sin(ps) * amp)[:, None] + tg * (np.cos(ps) * amp * 0.75)[:, None]


def receiver_colours(frame, d, cx, cy, foot, hs, hy, hx, hr, hand, cord):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    cm = stroke_mask(W, H, polygon(cord, False), 3.0 * s)
    hm = mask(W, H, hand)
    d = d * (1 - 0.6 * np.clip(soft_blur(np.maximum(hm, cm), 12 * s), 0, 1))[..., None]
    d = add(d, "#f0b429", soft_blur(cm, 9 * s) * 0.60 + soft_blur(hm, 40 * s) * 0.40)
    d = over(d, "#f0b429", cm)
    sh = np.clip(((y - hy) * math.cos(hr) - (x - hx) * math.sin(hr)) / hs, -1, 1)
    d = over(d, ramp(sh, [(-0.42, "#ffe29a"), (-0.2, "#f6c04a"), (0.45, "#b87a14")]), hm)
    d = add(d, "#ffe7ae", glow(x, y, foot[0], foot[1], 9 * s) * 1.3 + glow(x, y, foot[0], foot[1], 40 * s) * 0.4)
    return grain(vignette(bloom(d, 0.75, 18 * s, 0.3), 0.25, cx / W, cy / H), rng, 0.011 if wide else 0.018, 1)
