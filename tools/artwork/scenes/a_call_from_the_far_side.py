"""The unseen half of the Moon exists only as a drawing; one coiled telephone cord leaves it for a satellite."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, pen, polygon
from ..kit.colour import add, flat, over, rgb, smooth
from ..kit.fields import fractal_noise
from ..kit.lettering import caption
from ..kit.light import glow
from ..kit.strokes import stroke_mask
from .a_call_from_the_far_side_moon_and_phone import (
    coiled_cord,
    crater_field,
    receiver_colours,
    receiver_hand,
    satellite,
)


def scene(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    cx, cy, R = (W * 0.675, H * 0.585, H * 0.355) if wide else (W * 0.47, H * 0.635, W * 0.40)
    d, fade = _space_glow(frame, R, cx, cy)
    d = _star_dots(frame, d)
    c, tilt, rx, ry = _dashed_orbit(frame, R, cx, cy)
    d = _orbit_ticks(frame, d, R, cx, cy, fade, c)
    # the moon
    X, Y, Z, h, ln = crater_field(150, R, rng)
    k, disc, col = _lit_moon(frame, R, X, ln, Z, h, Y)
    d = _moon_on_picture(frame, d, R, cx, cy, k, disc, col)
    d, foot = _satellite_place(frame, d, R, cx, cy, tilt, rx, ry)
    hx, hy, hs, hr = cx + R * 0.02, cy + R * 0.20, R * 0.30, -0.42

    def moved(pts):
        return [
            (hx + (px * math.cos(hr) - py * math.sin(hr)) * hs, hy + (px * math.sin(hr) + py * math.cos(hr)) * hs)
            for px, py in pts
        ]

    hand = receiver_hand(moved)
    cord = coiled_cord(R, foot, hx, hy, moved)
    return receiver_colours(frame, d, cx, cy, foot, hs, hy, hx, hr, hand, cord)


def _space_glow(frame, R, cx, cy):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    x, y = frame.grid
    d = flat(W, H, "#02040a")
    d = add(d, "#1b2a4d", np.exp(-((np.hypot(x - cx - R * 0.2, y - cy + R * 0.6) / (R * 1.9)) ** 2)) * 0.75)
    fade = smooth(0.30, 0.58, x / W) if wide else 0.55 + 0.45 * smooth(0.05, 0.4, y / H)
    step = 40 * s
    c = Canvas(W, H)
    c2 = Canvas(W, H)
    for i in range(int(max(W, H) / step) + 1):
        k = c2 if i % 5 == 0 else c
        k.canvas.drawLine(i * step, 0, i * step, H, pen("#fff", 1, 1))
        k.canvas.drawLine(0, i * step, W, i * step, pen("#fff", 1, 1))
    d = add(d, "#35507a", (c.mask() * 0.20 + c2.mask() * 0.42) * fade)
    return d, fade


def _star_dots(frame, d):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    c = Canvas(W, H)
    for _ in range(420 if wide else 300):
        c.canvas.drawCircle(
            rng.random() * W,
            rng.random() * H,
            float((0.4 + 1.5 * rng.random() ** 5) * s * 1.2),
            pen("#fff", 0.15 + 0.6 * rng.random()),
        )
    return add(d, "#cfd8e3", c.mask() * 0.8)


def _dashed_orbit(frame, R, cx, cy):
    """Construction: orbit, axes, ticks."""
    W, H, s = frame.width, frame.height, frame.unit
    rx, ry, tilt = R * 1.50, R * 1.14, -30
    c = Canvas(W, H)
    c.canvas.save()
    c.canvas.translate(cx, cy)
    c.canvas.rotate(tilt)
    pn = pen("#fff", 1, 1.8 * s)
    pn.setPathEffect(skia.DashPathEffect.Make([13 * s, 10 * s], 0))
    c.canvas.drawOval(skia.Rect.MakeLTRB(-rx, -ry, rx, ry), pn)
    return c, tilt, rx, ry


def _orbit_ticks(frame, d, R, cx, cy, fade, c):
    W, H, s = frame.width, frame.height, frame.unit
    c.canvas.restore()
    orb = c.mask()
    c = Canvas(W, H)
    c.canvas.drawCircle(cx, cy, R * 1.06, pen("#fff", 0.8, 1.2 * s))
    for i in range(120):
        a = i / 120 * 6.283
        length = 0.045 if i % 10 == 0 else 0.02
        c.canvas.drawLine(
            cx + R * 1.06 * math.cos(a),
            cy + R * 1.06 * math.sin(a),
            cx + R * (1.06 + length) * math.cos(a),
            cy + R * (1.06 + length) * math.sin(a),
            pen("#fff", 0.9, 1.2 * s),
        )
    c.canvas.drawLine(cx - R * 1.3, cy, cx + R * 1.3, cy, pen("#fff", 0.5, 1.1 * s))
    c.canvas.drawLine(cx, cy - R * 1.3, cx, cy + R * 1.3, pen("#fff", 0.5, 1.1 * s))
    return add(d, "#5f86bd", (c.mask() * 0.55 + orb * 0.75) * fade)


def _lit_moon(frame, R, X, ln, Z, h, Y):
    rng = frame.rng
    k = X.shape[0]
    gy, gx = np.gradient(h * R)
    L = np.array([-0.84, 0.34, -0.52])
    L = L / np.linalg.norm(L)
    lam = X * L[0] + Y * L[1] + Z * L[2]
    lit = np.clip(lam * 1.5 + 0.02 - (gx * L[0] + gy * L[1]) * 1.9 * smooth(-0.25, 0.15, lam), 0, 1.25)
    alb = 0.70 + 0.6 * (fractal_noise(k, k, R * 0.4, rng, 6) - 0.35)
    disc = np.clip((1 - np.hypot(X, Y)) * R + 0.5, 0, 1)
    lon, lat = np.arctan2(X, Z), np.arcsin(np.clip(Y, -1, 1))
    g = np.maximum(np.abs((lon / 0.2618) % 1 - 0.5), np.abs((lat / 0.2618) % 1 - 0.5))
    gr = smooth(0.480, 0.5, g)
    night = smooth(0.10, -0.10, lam)
    col = rgb("#060b18") * 1.0 + rgb("#16233f") * np.clip(Z * 0.55 + 0.1, 0, 1)[..., None]
    col = col + rgb("#6f95cc") * ((ln * 0.62 + gr * 0.16) * night)[..., None] + rgb("#dfe6ee") * (lit * alb)[..., None]
    return k, disc, col


def _moon_on_picture(frame, d, R, cx, cy, k, disc, col):
    W, H = frame.width, frame.height
    x, y = frame.grid
    y0, x0 = int(cy - R), int(cx - R)
    q = np.s_[max(0, y0) : min(H, y0 + k), max(0, x0) : min(W, x0 + k)]
    t = np.s_[
        max(0, -y0) : max(0, -y0) + (q[0].stop - q[0].start), max(0, -x0) : max(0, -x0) + (q[1].stop - q[1].start)
    ]
    d[q] = d[q] * (1 - disc[t][..., None]) + col[t] * disc[t][..., None]
    return add(
        d,
        "#a9c2e6",
        np.exp(-np.clip(np.hypot(x - cx, y - cy) - R, 0, 1e9) / (R * 0.06))
        * np.clip((-(x - cx) * 0.86 + (y - cy) * 0.3) / R, 0, 1) ** 1.5
        * 0.45
        * (np.hypot(x - cx, y - cy) > R),
    )


def _satellite_place(frame, d, R, cx, cy, tilt, rx, ry):
    """Satellite, cord, handset."""
    wide = frame.wide
    x, y = frame.grid
    a = math.radians(tilt)
    ph = -0.42 if not wide else -0.40
    sx, sy = (
        cx + rx * math.cos(ph) * math.cos(a) - ry * math.sin(ph) * math.sin(a),
        cy + rx * math.cos(ph) * math.sin(a) + ry * math.sin(ph) * math.cos(a),
    )
    d = add(d, "#8fb0e0", glow(x, y, sx, sy, R * 0.16) * 0.35)
    d, foot = satellite(d, sx, sy, R * 0.17, 0.50)
    return d, foot


def title(d, W, H, rng):
    d, y0 = _title_rules(d, W, H)
    return _small_words(d, W, y0)


def _title_rules(d, W, H):
    y0 = H * 0.155
    for yy in (y0 - W * 0.182, y0 + W * 0.026):
        d = over(d, "#5f86bd", stroke_mask(W, H, polygon([(W * 0.055, yy), (W * 0.945, yy)], False), 1.4) * 0.8)
    d = caption(d, "月背来电", "heavy", W * 0.205, W * 0.068, y0, "#e9eff8", align="l", track=W * 0.073)
    d = caption(
        d,
        "A CALL FROM THE FAR SIDE",
        "grotesk",
        W * 0.026,
        W * 0.078,
        y0 + W * 0.075,
        "#f0b429",
        align="l",
        track=W * 0.008,
    )
    return d, y0


def _small_words(d, W, y0):
    return caption(
        d,
        "信号要走一点三秒，父亲花了十一年",
        "heir",
        W * 0.027,
        W * 0.079,
        y0 + W * 0.128,
        "#a9bbd6",
        align="l",
        track=W * 0.006,
    )
