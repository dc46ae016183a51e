"""A horseshoe bend is a 24 hour dial: noon on top, midnight at the neck, a boat on every hour."""

import math

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import Canvas, mask, pen, polygon
from ..kit.colour import add, over, ramp, rgb, screen, smooth
from ..kit.fields import fractal_noise, noise_line, shift, soft_blur, warp
from ..kit.lettering import caption, text_path
from ..kit.strokes import stroke_mask
from .twenty_four_hours_of_a_river_river import boat_at_hour, clock_hand, omega

HOURS = [
    (0, "#123247"),
    (3, "#1a4a60"),
    (5, "#6b6f74"),
    (6, "#d97a45"),
    (7.2, "#e6b184"),
    (9, "#a9cac4"),
    (12, "#f3e9d2"),
    (15, "#b4cfc6"),
    (16.8, "#e8c594"),
    (18, "#cc6b3d"),
    (19.3, "#7a5a60"),
    (21, "#1d4a5f"),
    (24, "#123247"),
]


def scene(frame):
    s = frame.unit
    R, cx, cy, pts, bw, wob, n2, n1, river = _river_course(frame)
    d, hour, rc, day, dist = _hour_colours(frame, R, cx, cy, river)
    d = _current_strokes(frame, d, day, dist)
    d = _banks_and_shadow(frame, d, pts, bw, wob, n1, n2, river, rc, day)
    d, c, tx = _glints_and_dial(frame, d, river, hour)
    for i in range(96):
        th = i / 96 * 2 * math.pi
        a = (-math.sin(th), math.cos(th))
        r0 = R * 1.215
        length = R * (0.055 if i % 4 == 0 else 0.02)
        if (i % 96) < 4 or i > 92:
            continue
        _dial_tick(R, a, c, cx, cy, i, length, r0, s, tx)
    d = _hour_numbers(frame, d, R, cx, cy, c, tx)
    d = _boats(frame, d, R, cx, cy, bw)
    return clock_hand(frame, d, R, cx, cy)


def _dial_tick(R, a, c, cx, cy, i, length, r0, s, tx):
    c.canvas.drawLine(
        cx + a[0] * r0,
        cy + a[1] * r0,
        cx + a[0] * (r0 + length),
        cy + a[1] * (r0 + length),
        pen("#fff", 1 if i % 4 == 0 else 0.55, (2.2 if i % 4 == 0 else 1.2) * s),
    )
    if i % 4 == 0:
        r1 = R * 1.35
        tx.addPath(
            text_path(
                str(i // 4),
                "grotesk",
                R * (0.098 if i % 24 == 0 else 0.070),
                cx + a[0] * r1,
                cy + a[1] * r1 + R * 0.028,
                align="c",
            )
        )


def _river_course(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    cx, cy, R = (W * 0.685, H * 0.455, H * 0.315) if wide else (W * 0.5, H * 0.575, W * 0.335)
    pts, _hrs = omega(cx, cy, R, W, H, wide)
    bw = R * 0.205
    wob = (
        np.interp(np.arange(len(pts)), np.arange(0, len(pts), 1), (noise_line(len(pts), 90, rng, 3) - 0.5)) * bw * 0.30
    )
    rm = stroke_mask(W, H, polygon(pts, False), bw * 1.02)
    n1, n2 = fractal_noise(H, W, 60 * s, rng, 4) - 0.5, fractal_noise(H, W, 60 * s, rng, 4) - 0.5
    river = np.clip(warp(rm, n1 * 16 * s, n2 * 16 * s), 0, 1)
    return R, cx, cy, pts, bw, wob, n2, n1, river


def _hour_colours(frame, R, cx, cy, river):
    """Colour of the hour by angle."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    hour = (np.arctan2(-(x - cx), (y - cy)) % (2 * math.pi)) / (2 * math.pi) * 24
    hour = np.where(y > cy + R * 1.10, np.where(x < cx, 0.6, 23.4), hour)
    rc = ramp(hour, HOURS)
    day = np.clip(np.cos((hour - 12) / 24 * 2 * math.pi) * 0.5 + 0.5, 0, 1)
    rad = np.hypot(x - cx, y - cy) / R
    dusk = (np.exp(-(((hour - 6) / 1.5) ** 2)) + np.exp(-(((hour - 18) / 1.5) ** 2))) * smooth(0.30, 0.85, rad)
    near = np.exp(-(((rad - 1) / 0.95) ** 2))
    land = (
        rgb("#0f1b22")
        + (rgb("#2b5a68") - rgb("#0f1b22")) * (day * 0.62 * near + 0.05)[..., None]
        + rgb("#cc6b3d") * (dusk * 0.20 * near)[..., None]
    )
    d = land * (0.86 + 0.28 * fractal_noise(H, W, 26 * s, rng, 5, 0.6))[..., None]
    dist = nd.distance_transform_edt(river < 0.5) / s
    lv = dist / 17 + (fractal_noise(H, W, 170 * s, rng, 4) - 0.5) * 5.0 * smooth(0, 130, dist)
    ct = 1 - smooth(0.05, 0.14, np.abs((lv % 1) - 0.5) * 1.0)
    fade = np.exp(-dist / 240) * (smooth(0.24, 0.52, x / W) * 0.9 + 0.1 if wide else 1)
    d = add(d, "#6fa3a8", ct * fade * 0.30 * (0.35 + 0.9 * day))
    d = add(d, "#cc6b3d", ct * fade * dusk * 0.22)
    return d, hour, rc, day, dist


def _current_strokes(frame, d, day, dist):
    """Groves."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    c = Canvas(W, H)
    c2 = Canvas(W, H)
    for _ in range(2600):
        px, py = rng.random() * W, rng.random() * H
        i, j = int(py), int(px)
        dd = dist[i, j]
        if (
            12 < dd < 150
            and rng.random() < np.exp(-dd / 60) * 0.8
            and np.sin(px / s * 0.021 + 1) * np.cos(py / s * 0.017) > -0.1
        ):
            z = (3 + 5 * rng.random()) * s
            c.canvas.drawCircle(px, py, z, pen())
            c2.canvas.drawCircle(px - z * 0.3, py - z * 0.35, z * 0.55, pen())
    d = over(d, "#0b1a1e", c.mask() * 0.55)
    return add(d, "#4d7f78", c2.mask() * (0.10 + 0.35 * day))


def _banks_and_shadow(frame, d, pts, bw, wob, n1, n2, river, rc, day):
    """River: bank, water, flow lines."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    bank = np.clip(nd.grey_dilation(river, size=(int(7 * s) | 1,) * 2) - river, 0, 1)
    d = over(d, "#e8dcc4", bank * (0.25 + 0.55 * day))
    d = d * (1 - 0.4 * np.clip(soft_blur(shift(river, 0, int(5 * s)), 9 * s) - river, 0, 1))[..., None]
    d = over(d, rc, river)
    c = Canvas(W, H)
    for o in np.linspace(-0.40, 0.40, 9):
        tg = np.gradient(pts, axis=0)
        nm = np.stack([-tg[:, 1], tg[:, 0]], 1) / np.linalg.norm(tg, axis=1)[:, None]
        q = pts + nm * (o * bw + wob[:, None] * 0.4 * (1 - abs(o)))
        j = 0
        while j < len(q) - 20:
            length = int(20 + 70 * rng.random())
            c.canvas.drawPath(
                polygon(q[j : j + length], False), pen("#fff", 0.35 + 0.5 * rng.random(), (1 + 1.2 * rng.random()) * s)
            )
            j += length + int(10 + 50 * rng.random())
    fl = warp(c.mask(), n1 * 16 * s, n2 * 16 * s) * river
    d = screen(d, "#ffffff", fl * (0.20 + 0.12 * (1 - day)))
    return d * (1 - 0.13 * fl * day)[..., None]


def _glints_and_dial(frame, d, river, hour):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    gl = river * np.exp(-(((hour - 12) / 2.4) ** 2)) * smooth(0.62, 0.72, fractal_noise(H, W, 10 * s, rng, 2, ax=3))
    d = add(d, "#ffffff", gl * 0.35)
    # dial: ticks, numerals, boats
    c = Canvas(W, H)
    tx = skia.Path()
    return d, c, tx


def _hour_numbers(frame, d, R, cx, cy, c, tx):
    W, H, s = frame.width, frame.height, frame.unit
    c.canvas.drawCircle(cx, cy, R * 0.775, pen("#fff", 0.5, 1.2 * s))
    for i in range(24):
        th = (i + 0.5) / 24 * 2 * math.pi
        a = (-math.sin(th), math.cos(th))
        c.canvas.drawLine(
            cx + a[0] * R * 0.74,
            cy + a[1] * R * 0.74,
            cx + a[0] * R * 0.775,
            cy + a[1] * R * 0.775,
            pen("#fff", 0.6, 1.2 * s),
        )
    d = over(d, "#e8dcc4", c.mask() * 0.75)
    return over(d, "#e8dcc4", mask(W, H, tx) * 0.92)


def _boats(frame, d, R, cx, cy, bw):
    rng = frame.rng
    x, y = frame.grid
    for i in range(24):
        d = boat_at_hour(d, R, cx, cy, bw, i, rng, x, y)
    return d


def title(d, W, H, rng):
    d = caption(d, "一条河的", "xiaowei", W * 0.135, W * 0.5, H * 0.118, "#f3e9d2", track=W * 0.018)
    d = caption(d, "二十四小时", "xiaowei", W * 0.135, W * 0.5, H * 0.222, "#f3e9d2", track=W * 0.018)
    return caption(d, "同一条河，二十四副面孔", "heir", W * 0.028, W * 0.5, H * 0.962, "#e8dcc4", 0.9, track=W * 0.010)
