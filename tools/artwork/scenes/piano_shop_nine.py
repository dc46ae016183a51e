"""Half record, half plane tree: the grooves go on as growth rings; the needle is a piano key."""

import math

import numpy as np

from ..kit.brush import circle, curve, mask, pen, polygon
from ..kit.colour import add, flat, mix, over, ramp, rgb, smooth, vertical_gradient
from ..kit.fields import fractal_noise, grid, noise_line, shift, soft_blur
from ..kit.lettering import words
from ..kit.light import vignette
from ..kit.prints import grain
from ..kit.shapes import disc, turn
from ..kit.strokes import fill, stroke


def scene(frame):
    W, H, s, wide = frame.width, frame.height, frame.short_unit, frame.wide
    cx, cy, R = (W * 0.685, H * 0.515, 358 * s) if wide else (W * 0.5, H * 0.415, 346 * s)
    d = _dusk_table(frame, R, cx, cy)
    d = _label_and_arm(frame, d, R, cx, cy)
    return _fallen_leaf(frame, d, R, cx, cy)


def _dusk_table(frame, R, cx, cy):
    W, H, s, rng = frame.width, frame.height, frame.short_unit, frame.rng
    x, y = frame.grid
    d = vertical_gradient(W, H, [(0, "#3a3450"), (0.55, "#2b273a"), (1, "#1b1a22")])
    d = d * (0.84 + 0.30 * fractal_noise(H, W, 200 * s, rng, 4))[..., None]
    d = add(d, "#6a5a6e", np.exp(-((np.hypot(x - cx, y - cy) / (R * 1.45)) ** 2)) * 0.32)
    col, cover, _side, _r = tree_record(W, H, cx, cy, R, rng, s)
    d = d * (1 - 0.66 * soft_blur(shift(cover, int(14 * s), int(30 * s)), 22 * s))[..., None]
    light = 0.90 + 0.30 * np.clip(-((x - cx) + (y - cy)) / (2 * R), -1, 1)
    d = over(d, col * light[..., None], cover)
    label = circle(W, H, cx, cy, R * 0.285)
    d = over(d, "#c23b2e", label * (0.90 + 0.10 * fractal_noise(H, W, 8 * s, rng, 3)))
    return stroke(d, disc(cx, cy, R * 0.262), "#e8dcc5", 1.8 * s, 0.8)


def _label_and_arm(frame, d, R, cx, cy):
    W, H, s, wide = frame.width, frame.height, frame.short_unit, frame.wide
    d = words(d, "九", cx - R * 0.135, cy + R * 0.065, R * 0.175, "#f3e7d0", "song")
    d = words(d, "号", cx + R * 0.135, cy + R * 0.065, R * 0.175, "#f3e7d0", "song")
    d = fill(d, disc(cx, cy, R * 0.030), "#17141c")
    d = stroke(d, disc(cx, cy, R * 0.030), "#e8dcc5", 1.5 * s, 0.5)
    k = s * (1.0 if wide else 0.94)
    return tonearm(
        d,
        W,
        H,
        *(
            (W * 0.945, H * 0.135, cx + R * 0.30, cy + R * 0.60)
            if wide
            else (W * 0.875, H * 0.105, cx + R * 0.34, cy + R * 0.56)
        ),
        s,
        k,
    )


def _fallen_leaf(frame, d, R, cx, cy):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, _ = frame.grid
    lx, ly, lr, la = (cx - R * 0.98, cy + R * 0.80, 92 * s, -0.6) if wide else (W * 0.185, H * 0.665, 88 * s, -0.55)
    leaf, veins, stalk = plane_leaf(lx, ly, lr, la)
    lm = np.maximum(mask(W, H, leaf), mask(W, H, stalk, paint=pen("#fff", 1, 5 * s)))
    d = d * (1 - 0.6 * soft_blur(shift(lm, int(7 * s), int(12 * s)), 7 * s))[..., None]
    d = over(
        d,
        ramp(
            np.clip((x - lx + lr) / (2 * lr) * 0.7 + fractal_noise(H, W, 40 * s, rng, 3) * 0.4, 0, 1),
            [(0, "#9a5a2c"), (0.6, "#cf8f45"), (1, "#e9bd72")],
        ),
        lm,
    )
    for v in veins:
        d = stroke(d, polygon(v, False), "#7a4422", 2 * s, 0.8)
    return grain(vignette(d, 0.30, cx / W, cy / H), rng, 0.011 if wide else 0.018)


def title(d, W, H, rng):
    d = words(d, "旧都九号琴行", W * 0.5, H * 0.858, W * 0.128, "#f0e4cc", "xiaowei", track=W * 0.012)
    return words(d, "走音的不是琴，是那年夏天", W * 0.5, H * 0.914, W * 0.031, "#a78b6d", "songr", track=W * 0.014)


def plane_leaf(cx, cy, r, ang):
    """A plane-tree leaf: five pointed lobes, shallow teeth, a long stalk."""
    lobes = [(-90, 1.0), (-38, 0.88), (-142, 0.88), (18, 0.66), (162, 0.66)]
    pts = []
    order = sorted(lobes, key=lambda q: q[0])
    for i, (a, k) in enumerate(order):
        for da, f in ((-15, 0.66), (-9, 0.80), (-6, 0.74), (0, 1.0), (6, 0.74), (9, 0.80), (15, 0.66)):
            t = math.radians(a + da)
            pts.append((math.cos(t) * k * f, math.sin(t) * k * f))
        if i < 4:
            t = math.radians((a + order[i + 1][0]) / 2)
            k = 0.24 if a > 0 else 0.42
            pts.append((math.cos(t) * k, math.sin(t) * k))
    p = polygon(turn(pts, cx, cy, ang, r))
    veins = [
        turn([(0, 0.2), (math.cos(math.radians(a)) * k * 0.86, math.sin(math.radians(a)) * k * 0.86)], cx, cy, ang, r)
        for a, k in lobes
    ]
    stalk = curve(turn([(0, 0.2), (0.03, 0.62), (0.14, 1.05)], cx, cy, ang, r))
    return p, veins, stalk


def tree_record(W, H, cx, cy, R, rng, s):
    """Colour and coverage of the disc: vinyl on one side, growth rings on the other."""
    x, y = grid(W, H)
    dx, dy = x - cx, y - cy
    r, th = np.hypot(dx, dy) / R, np.arctan2(dy, dx)
    n_low = fractal_noise(H, W, R * 0.55, rng, 3) - 0.5
    side = smooth(-0.42, 0.42, np.cos(th - 0.62) + n_low * 0.55)
    rw = r * (1 + side * (0.16 * n_low + 0.028 * (fractal_noise(H, W, R * 0.10, rng, 3) - 0.5)))
    groove = 0.5 + 0.5 * np.sin(rw * R / (2.3 * s) * math.pi)
    vinyl = _vinyl_half(W, H, r, th, groove)
    wood = _wood_half(W, H, rng, s, r, th, n_low, rw)
    col = over(vinyl, wood, side)
    rim = mix(r, rw - 0.012, side)
    cover = np.clip((1 - rim) * R + 0.5, 0, 1)
    return col, cover, side, r


def _vinyl_half(W, H, r, th, groove):
    gap = sum(np.exp(-(((r - g) / 0.006) ** 2)) for g in (0.52, 0.70, 0.865))
    sheen = np.abs(np.cos(th + 0.95)) ** 14 + 0.55 * np.abs(np.cos(th + 0.62)) ** 40
    return (
        flat(W, H, "#15131b")
        + (groove * 0.055 + sheen * (0.24 + 0.12 * groove))[..., None] * rgb("#b9a9c8")
        + (gap * 0.05)[..., None]
    )


def _wood_half(W, H, rng, s, r, th, n_low, rw):
    prof = noise_line(2000, 46, rng, 5, 0.75)
    prof = (prof - prof.min()) / (prof.max() - prof.min())
    years = 0.5 + 0.5 * np.sin(
        (rw * 26 + np.interp(rw.ravel(), np.linspace(0, 1.4, 2000), prof).reshape(rw.shape) * 5) * 2 * math.pi
    )
    fine = fractal_noise(H, W, 3.2 * s, rng, 2)
    wood = ramp(
        np.clip(0.30 + 0.50 * (1 - years**3) + 0.26 * (fine - 0.5) + 0.5 * n_low + 0.12 * (1 - r), 0, 1),
        [(0, "#5a3f2c"), (0.35, "#a17a55"), (0.7, "#cfae82"), (1, "#ead9b6")],
    )
    ang = noise_line(4000, 14, rng, 4, 0.7)
    ray = np.interp((th % (2 * math.pi)).ravel(), np.linspace(0, 2 * math.pi, 4000), ang).reshape(th.shape)
    wood = wood * (1 - 0.20 * smooth(0.60, 0.72, ray))[..., None]
    bark = smooth(0.955, 0.975, rw)
    return over(wood, ramp(fractal_noise(H, W, 12 * s, rng, 4), [(0, "#2a1d16"), (1, "#6b4e38")]), bark)


def tonearm(d, W, H, px, py, nx, ny, s, k):
    """A brass arm whose head shell is an ivory piano key with its black neighbour."""
    ang = math.atan2(ny - py, nx - px)
    ux, uy, vx, vy = math.cos(ang), math.sin(ang), -math.sin(ang), math.cos(ang)

    def at(a, b):
        return (px + ux * a + vx * b, py + uy * a + vy * b)

    L = math.hypot(nx - px, ny - py)
    key, wide_ = 220 * k, 50 * k
    return _arm_parts(d, W, H, px, py, s, k, at, L, wide_, key)


def _arm_parts(d, W, H, px, py, s, k, at, L, wide_, key):
    def box(a0, a1, b0, b1):
        return polygon([at(a0, b0), at(a1, b0), at(a1, b1), at(a0, b1)])

    parts = [mask(W, H, box(-90 * k, L - key, -7 * k, 7 * k)), mask(W, H, box(L - key, L, -wide_ / 2, wide_ / 2))]
    shadow = soft_blur(shift(np.maximum(*parts), int(16 * s), int(26 * s)), 12 * s)
    d = d * (1 - 0.62 * shadow)[..., None]
    d = fill(d, disc(px, py, 62 * k), "#2c2738")
    d = stroke(d, disc(px, py, 62 * k), "#a78b6d", 4 * k, 0.9)
    d = over(d, "#a78b6d", parts[0])
    d = fill(d, box(-90 * k, L - key, -7 * k, -3 * k), "#e5cfa9", 0.85)
    d = fill(d, box(-128 * k, -78 * k, -24 * k, 24 * k), "#a78b6d")
    d = fill(d, disc(px, py, 26 * k), "#d5ba92")
    d = over(d, "#f4ecdb", parts[1])
    d = fill(d, box(L - key, L, wide_ * 0.38, wide_ * 0.5), "#c9b99b", 0.9)
    d = fill(d, box(L - 5 * k, L, -wide_ / 2, wide_ / 2), "#cdbb9a")
    d = fill(d, box(L - key - 4 * k, L - key * 0.38, -wide_ * 0.62, -wide_ * 0.10), "#0f0d14")
    return fill(d, box(L - key, L - key * 0.43, -wide_ * 0.54, -wide_ * 0.40), "#4a4356")
