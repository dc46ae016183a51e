"""The night sky is the radar screen: the tower is its centre, the aircraft one point of light."""

import math

import numpy as np

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import add, over, ramp, smooth, vertical_gradient
from ..kit.fields import fractal_noise, grid, soft_blur
from ..kit.lettering import draw_path, words
from ..kit.light import specks, vignette
from ..kit.prints import grain
from ..kit.shapes import disc, rect
from ..kit.strokes import fill, lines_mask, stroke


def scene(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    cx, ground, h = (W * 0.655, H * 0.865, 215 * s) if wide else (W * 0.5, H * 0.845, 225 * s)
    d, cy = _sky_and_radar(frame, cx, h, ground)
    d = over(d, "#ff6a4a", circle(W, H, cx, ground - h * 1.24, 3.6 * s))
    ax, ay = (cx - 285 * s, cy - 350 * s) if wide else (W * 0.225, H * 0.405)
    d = aircraft_point(d, W, H, ax, ay, cx, cy, s)
    return grain(vignette(d, 0.30, cx / W, 0.5), rng, 0.012 if wide else 0.018)


def _sky_and_radar(frame, cx, h, ground):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, y = frame.grid
    cy, step = ground - h * 0.89, (150 if wide else 168) * s
    d = vertical_gradient(W, H, [(0, "#05080d"), (0.45, "#0a1825"), (0.80, "#12303f"), (1, "#0a1a22")])
    d = d * (0.82 + 0.36 * fractal_noise(H, W, 260 * s, rng, 4))[..., None]
    d = add(d, "#cfe8f0", specks(W, H, 420 if wide else 300, rng, 0.35 * s, 1.7 * s, 5, (0, 0, 1, 0.7)) * 0.75)
    mx, my, mr = (W * 0.90, H * 0.165, 44 * s) if wide else (W * 0.80, H * 0.335, 46 * s)
    moon = circle(W, H, mx, my, mr) * (1 - circle(W, H, mx - mr * 0.42, my - mr * 0.16, mr * 0.94))
    d = add(d, "#9fe0c8", np.exp(-np.hypot(x - mx, y - my) / (mr * 1.7)) * 0.16)
    d = over(d, "#e9f4e6", moon * 0.95)
    d = radar_sky(d, W, H, cx, cy, step, s, math.radians(96 if not wide else 102), rng)
    d = over(d, "#e9f4e6", moon * 0.6)
    glow = np.exp(-(np.hypot((x - cx) / (W * 0.55), (y - ground) / (H * 0.12)) ** 2))
    d = add(d, "#1f6f78", glow * 0.30)
    d = airfield(d, W, H, cx, ground, s, rng)
    dark, glass, _bars = control_tower(W, H, cx, ground, h)
    d = over(d, "#04080c", dark)
    d = over(d, ramp(np.clip((y - ground + h) / (h * 0.2), 0, 1), [(0, "#f7c46a"), (1, "#f2a33a")]), glass)
    d = add(d, "#f2a33a", soft_blur(glass, 26 * s) * 0.75)
    return d, cy


def title(d, W, H, rng):
    size, gap, x0, y0 = W * 0.178, W * 0.018, W * 0.5, H * 0.062
    for i, ch in enumerate("夜航频率"):
        cx = x0 + (i - 1.5) * (size + gap)
        box = rect(cx - size / 2, y0, cx + size / 2, y0 + size * 1.16, size * 0.07)
        d = draw_path(d, box, "#0b141c", 0.96, shadow=("#000000", 0.5, W * 0.008, 0, int(W * 0.006)))
        d = fill(d, rect(cx - size / 2, y0, cx + size / 2, y0 + size * 0.58, size * 0.07), "#14212c", 0.9)
        d = words(d, ch, cx, y0 + size * 0.895, size * 0.80, "#f2ead2", "hei")
        d = fill(d, rect(cx - size / 2, y0 + size * 0.565, cx + size / 2, y0 + size * 0.588), "#03060a", 0.9)
        for k in (-1, 1):
            d = fill(
                d,
                rect(
                    cx + k * size * 0.5 - size * 0.02,
                    y0 + size * 0.53,
                    cx + k * size * 0.5 + size * 0.02,
                    y0 + size * 0.63,
                ),
                "#2a3a46",
            )
    return words(d, "听见你了，请继续", W * 0.5, H * 0.948, W * 0.034, "#f2a33a", "heir", track=W * 0.016, a=0.95)


def radar_sky(d, W, H, cx, cy, step, s, sweep, rng, span=1.15):
    """Range rings, bearing lines and the sweep with its afterglow, all centred on the tower."""
    x, y = grid(W, H)
    r, th = np.hypot(x - cx, y - cy), np.arctan2(cy - y, x - cx)
    up = smooth(cy + 4 * s, cy - 60 * s, y)
    back = (th - sweep) % (2 * math.pi)
    after = np.exp(-back / 0.42) * (back < span * 2)
    d = add(d, "#1f8f8a", after * up * np.exp(-r / (step * 6)) * (0.62 + 0.25 * fractal_noise(H, W, 60 * s, rng, 4)))
    beam = np.exp(-np.abs(np.sin((th - sweep) / 2)) * 2 * r / (2.2 * s)) * (np.cos(th - sweep) > 0)
    d = add(d, "#bff5e0", beam * up * np.exp(-r / (step * 7)) * 0.95)
    rings = np.exp(-np.abs((r / step) - np.round(r / step)) * step / (1.0 * s)) * (r > step * 0.5)
    d = add(d, "#4fb5a8", rings * up * (0.26 + 0.60 * after))
    for k in range(1, 12):
        a = math.pi * k / 12
        ray = np.exp(-np.abs(np.sin(th - a)) * r / (0.8 * s)) * (np.cos(th - a) > 0)
        d = add(d, "#4fb5a8", ray * up * 0.15 * (r > step))
    ticks = (
        np.exp(-np.abs(((th * 36 / math.pi) + 0.5) % 1 - 0.5) * r * math.pi / 36 / (1.1 * s))
        * (np.abs(r / step - np.round(r / step)) * step < 7 * s)
        * (r > step)
    )
    return add(d, "#9fe0c8", ticks * up * 0.42)


def control_tower(W, H, cx, foot, h):
    """Silhouette of the tower; the cab sits where the radar's centre is."""
    w, shaft, neck = _shaft_and_neck(cx, foot, h)
    roof, cab = _roof_and_cab(cx, foot, h, w)
    mast = rect(cx - w * 0.07, foot - h * 1.24, cx + w * 0.07, foot - h)
    dark = mask(W, H, shaft, neck, roof, cab, mast)
    glass = _cab_glass(W, H, cx, foot, h, w)
    bars = _window_bars(W, H, cx, foot, h, w)
    return dark, glass * (1 - bars), bars


def _shaft_and_neck(cx, foot, h):
    w = h * 0.085
    shaft = polygon(
        [
            (cx - w * 0.8, foot - h * 0.72),
            (cx + w * 0.8, foot - h * 0.72),
            (cx + w * 1.15, foot + 4),
            (cx - w * 1.15, foot + 4),
        ]
    )
    neck = polygon(
        [
            (cx - w * 0.8, foot - h * 0.66),
            (cx + w * 0.8, foot - h * 0.66),
            (cx + w * 2.0, foot - h * 0.80),
            (cx - w * 2.0, foot - h * 0.80),
        ]
    )
    return w, shaft, neck


def _roof_and_cab(cx, foot, h, w):
    roof = polygon(
        [
            (cx - w * 2.75, foot - h * 0.975),
            (cx + w * 2.75, foot - h * 0.975),
            (cx + w * 2.5, foot - h * 1.015),
            (cx - w * 2.5, foot - h * 1.015),
        ]
    )
    cab = polygon(
        [
            (cx - w * 2.0, foot - h * 0.80),
            (cx + w * 2.0, foot - h * 0.80),
            (cx + w * 2.6, foot - h * 0.975),
            (cx - w * 2.6, foot - h * 0.975),
        ]
    )
    return roof, cab


def _cab_glass(W, H, cx, foot, h, w):
    return mask(
        W,
        H,
        polygon(
            [
                (cx - w * 1.98, foot - h * 0.835),
                (cx + w * 1.98, foot - h * 0.835),
                (cx + w * 2.42, foot - h * 0.965),
                (cx - w * 2.42, foot - h * 0.965),
            ]
        ),
    )


def _window_bars(W, H, cx, foot, h, w):
    return lines_mask(
        W,
        H,
        [
            (cx + w * k * 0.95, foot - h * 0.81, cx + w * k * 1.2, foot - h * 0.975)
            for k in (-1.35, -0.68, 0, 0.68, 1.35)
        ],
        w * 0.09,
    )


def airfield(d, W, H, cx, y0, s, rng):
    """Black ground with runway lights running away to both sides."""
    d = over(d, "#03060a", smooth(y0 - 1, y0 + 1, grid(W, H)[1]))
    c, b = Canvas(W, H), Canvas(W, H)
    for k in range(-40, 41):
        x = cx + k * 46 * s
        (b if k % 5 == 0 else c).canvas.drawCircle(x, y0 + 22 * s, (1.7 if k % 5 else 2.4) * s, pen())
        c.canvas.drawCircle(cx + k * 84 * s, y0 + 52 * s, 2.5 * s, pen("#fff", 0.8))
    a, w = c.mask(), b.mask()
    d = add(d, "#9fe0c8", a * 0.80 + soft_blur(a, 7 * s) * 1.0)
    return add(d, "#f2a33a", w + soft_blur(w, 9 * s) * 1.6)


def aircraft_point(d, W, H, ax, ay, cx, cy, s):
    """One amber point, the trail of its older echoes and its small data tag."""
    x, y = grid(W, H)
    for i in range(1, 10):
        px, py = ax - 27 * s * i * 0.95, ay + 27 * s * i * 0.42 + i * i * 0.9 * s
        d = add(d, "#f2a33a", circle(W, H, px, py, (4.3 - 0.3 * i) * s) * (0.72 - 0.07 * i))
    d = add(d, "#f2a33a", np.exp(-np.hypot(x - ax, y - ay) / (26 * s)) * 0.9)
    d = over(d, "#fff3d2", circle(W, H, ax, ay, 7.5 * s))
    d = stroke(d, disc(ax, ay, 23 * s), "#f2a33a", 1.8 * s, 0.9)
    d = stroke(
        d,
        polygon([(ax + 17 * s, ay - 16 * s), (ax + 50 * s, ay - 48 * s), (ax + 134 * s, ay - 48 * s)], False),
        "#f2a33a",
        1.6 * s,
        0.9,
    )
    d = words(d, "TBO 309", ax + 52 * s, ay - 57 * s, 21 * s, "#f7c87a", "grotesk", "l", 1 * s)
    return words(d, "118.35  ↓ 240", ax + 52 * s, ay - 27 * s, 15 * s, "#9fe0c8", "grotesk", "l", 0.5 * s, 0.85)
