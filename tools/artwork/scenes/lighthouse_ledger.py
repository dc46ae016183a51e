"""Rings of light leave the lamp and show the ruled lines of a ledger in the dark;
of the outermost ring a piece is torn out, like one night missing from the book."""

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import mask, polygon
from ..kit.colour import add, flat, mix, over, rgb, smooth
from ..kit.fields import below, fractal_noise, noise_line, shift, soft_blur
from ..kit.light import bloom
from ..kit.posters import letter_shaded
from ..kit.prints import finish
from ..kit.shapes import rect


def scene(frame):
    """Rings of light leave the lamp and show the ruled lines of a ledger in the dark;
    of the outermost ring a piece is torn out, like one night missing from the book."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    s = H / (900 if wide else 1200)
    cx, cy, R = (W * 0.660, H * 0.455, H * 0.405) if wide else (W * 0.5, H * 0.405, W * 0.455)
    d = flat(W, H, "#0c1119")
    r = np.hypot(x - cx, y - cy) / R
    ang = np.degrees(np.arctan2(cy - y, x - cx))
    d, edges, gone = _pages_of_light(frame, d, s, R, r, ang)
    d = _ruled_lines(frame, d, s, R, cx, cy, r, edges, gone)
    d, sea = _sea_and_mirror(frame, d, s)
    rock, rk = _rock_line(frame, R, cx, sea)
    d = _lighthouse_tower(frame, d, R, cx, cy, sea)
    d = add(d, "#fff0bf", np.exp(-r / 0.060) * 0.75)
    d = over(d, "#0a0e15", rk)
    d = add(d, "#7c8ea0", np.exp(-(((y - rock[None, :] - 1.5 * s) / (2.2 * s)) ** 2)) * rk * 0.35)
    d = _foam_and_bloom(frame, d, s, R, cx, sea)
    return finish(d, W, H, rng, 0.20, cx / W, cy / H)


def _pages_of_light(frame, d, s, R, r, ang):
    W, H, rng = frame.width, frame.height, frame.rng
    cols = ["#fff4cf", "#f6d77a", "#d9bd78", "#b3a980", "#7c8ea0", "#566a82", "#3d5069", "#2b3a4f"]
    edges = [0.135, 0.235, 0.345, 0.465, 0.590, 0.720, 0.855, 1.0]
    gone = smooth(
        -1.2, 1.2, ang - (26 + 6 * (noise_line(4096, 900, rng, 4)[np.clip((r * 1500).astype(int), 0, 4095)] - 0.5))
    ) * smooth(
        -1.2, 1.2, 61 - ang + 9 * (noise_line(4096, 260, rng, 5)[np.clip((r * 2600).astype(int), 0, 4095)] - 0.5)
    )
    for k in range(len(edges) - 1, -1, -1):
        m = np.clip((edges[k] - r) * R / 1.2 + 0.5, 0, 1)
        if k == len(edges) - 1:
            ring_in = np.clip((r - edges[k - 1]) * R / 1.2 + 0.5, 0, 1)
            m = m * (1 - gone * ring_in)
        sh = np.clip(soft_blur(shift(m, 0, int(9 * s)), 14 * s), 0, 1) * (1 - m)
        d = d * (1 - 0.55 * sh)[..., None]
        tex = 1 + (fractal_noise(H, W, 5, rng, 3) - 0.5) * 0.10 + (fractal_noise(H, W, 160 * s, rng, 3) - 0.5) * 0.16
        d = over(d, rgb(cols[k]) * tex[..., None], m)
        lip = np.exp(-(((r - edges[k]) * R / (1.5 * s) + 1.2) ** 2)) * m
        d = add(d, "#f6e6b4", lip * 0.22)
    return d, edges, gone


def _ruled_lines(frame, d, s, R, cx, cy, r, edges, gone):
    """Ledger rules: only visible where there is light."""
    x, y = frame.grid
    lit = np.clip((1.0 - r) * R / 1.5 + 0.5, 0, 1)
    step = R * 0.105
    f = np.abs(((y - cy) / step + 0.5) % 1 - 0.5) * step
    rule = np.exp(-((f / (1.0 * s)) ** 2))
    margin = np.exp(-(((x - cx + R * 0.60) / (1.3 * s)) ** 2)) + np.exp(-(((x - cx + R * 0.575) / (1.3 * s)) ** 2))
    hole = gone * np.clip((r - edges[-2]) * R + 0.5, 0, 1)
    vis = smooth(0.20, 0.34, r) * lit
    d = over(d, "#0c1119", rule * vis * 0.46 * (1 - hole))
    d = over(d, "#8c3b2f", np.clip(margin, 0, 1) * vis * 0.85 * (1 - hole))
    # glow
    return add(d, "#f6d77a", np.exp(-r / 0.26) * 0.34)


def _sea_and_mirror(frame, d, s):
    """Sea, rock, tower."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    sea = H * (0.800 if wide else 0.735)
    wm = np.clip(y - sea + 0.5, 0, 1)
    t = np.clip((y - sea) / (H - sea), 0, 1)
    mir = np.clip(2 * sea - y, 0, H - 1)
    wav = (fractal_noise(H, W, 18 * s, rng, 3, 0.6, ax=6, ay=0.35) - 0.5) * (30 + 90 * t) * s
    refl = np.stack(
        [
            nd.map_coordinates(d[..., i], [np.clip(mir + wav * 0.25, 0, H - 1), np.clip(x + wav, 0, W - 1)], order=1)
            for i in range(3)
        ],
        -1,
    )
    water = refl * (0.50 - 0.38 * t)[..., None] + rgb("#0c1119") * 0.75
    d = over(d, water, wm)
    return d, sea


def _rock_line(frame, R, cx, sea):
    W, H, rng = frame.width, frame.height, frame.rng
    _, y = frame.grid
    rock = (
        sea
        + H * 0.030
        - H * 0.095 * np.exp(-(np.abs((np.arange(W) - cx) / (R * 0.42)) ** 2.2))
        - (noise_line(W, R * 0.30, rng, 6, 0.55) - 0.5)
        * H
        * 0.045
        * np.exp(-(np.abs((np.arange(W) - cx) / (R * 0.62)) ** 2))
    )
    rk = below(W, H, rock) * np.clip(
        (sea + H * 0.026 + (noise_line(W, R * 0.2, rng, 4) - 0.5) * H * 0.012)[None, :] - y + 0.5, 0, 1
    )
    return rock, rk


def _lighthouse_tower(frame, d, R, cx, cy, sea):
    W, H = frame.width, frame.height
    x, y = frame.grid
    w = R * 0.118
    tp, bars = tower(cx, cy, sea - H * 0.052 - cy, w)
    tm = mask(W, H, tp)
    lamp = mask(W, H, rect(cx - w * 0.48, cy - w * 0.50, cx + w * 0.48, cy + w * 0.44))
    d = over(d, "#fffbe8", lamp)
    d = over(d, "#0f151f", tm)
    side = smooth(cx - w * 0.9, cx + w * 0.2, x)
    d = add(d, "#2b3a4f", tm * (1 - side) * 0.62)
    bandy = (y - cy) / R
    for a, b in ((0.235, 0.345), (0.465, 0.590)):
        bm = tm * smooth(a - 0.004, a + 0.004, bandy) * smooth(b + 0.004, b - 0.004, bandy)
        d = over(d, mix(rgb("#8c3b2f") * 1.05, rgb("#4a1f1b"), side[..., None]), bm)
    win = mask(W, H, rect(cx - w * 0.07, cy + R * 0.395, cx + w * 0.07, cy + R * 0.43, w * 0.07))
    d = over(d, "#f6d77a", win)
    return over(d, "#0f151f", mask(W, H, bars))


def _foam_and_bloom(frame, d, s, R, cx, sea):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    foam = (
        np.exp(-(((y - sea - H * 0.026) / (3.0 * s)) ** 2))
        * smooth(0.45, 0.6, fractal_noise(H, W, 26 * s, rng, 3, ax=3))
        * np.exp(-(np.abs((x - cx) / (R * 0.55)) ** 4))
    )
    d = add(d, "#7c8ea0", foam * 0.5)
    return bloom(d, 0.80, 26 * s, 0.35)


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(
        d,
        "lighthouse-ledger",
        (0.5, 0.822, 0.62),
        "#f3e3b4",
        small=("有一夜，灯是自己亮的。", "songr", 0.028, 0.5, 0.955, "c", "#a9b6c4"),
    )


def tower(cx, ly, h, w):
    """Tapered tower below the lamp room, gallery and cap."""
    p = _tower_body(cx, ly, h, w)
    return _tower_top(cx, ly, w, p)


def _tower_body(cx, ly, h, w):
    return polygon(
        [
            (cx - w * 0.50, ly + w * 0.55),
            (cx + w * 0.50, ly + w * 0.55),
            (cx + w * 0.98, ly + h),
            (cx - w * 0.98, ly + h),
        ]
    )


def _tower_top(cx, ly, w, p):
    p.addPath(rect(cx - w * 0.78, ly + w * 0.42, cx + w * 0.78, ly + w * 0.60, w * 0.03))
    cap = skia.Path()
    cap.moveTo(cx - w * 0.56, ly - w * 0.50)
    cap.quadTo(cx, ly - w * 1.25, cx + w * 0.56, ly - w * 0.50)
    cap.close()
    p.addPath(cap)
    p.addPath(rect(cx - w * 0.035, ly - w * 1.22, cx + w * 0.035, ly - w * 0.80))
    bars = skia.Path()
    for k in (-0.44, -0.15, 0.15, 0.44):
        bars.addPath(rect(cx + w * k - w * 0.022, ly - w * 0.52, cx + w * k + w * 0.022, ly + w * 0.44))
    for k in range(-5, 6):
        bars.addPath(rect(cx + w * 0.15 * k - w * 0.012, ly + w * 0.22, cx + w * 0.15 * k + w * 0.012, ly + w * 0.44))
    bars.addPath(rect(cx - w * 0.78, ly + w * 0.20, cx + w * 0.78, ly + w * 0.235))
    return p, bars
