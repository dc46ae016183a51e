"""Draws turnips and the snail of turnip-hollow-kindergarten."""

import math

import numpy as np

from ..kit.brush import curve, mask
from ..kit.colour import mix, over, rgb, smooth
from ..kit.crayon import crayon_face, wax, wax_line
from ..kit.fields import soft_blur
from ..kit.prints import grain
from ..kit.shapes import disc


def turnip(d, W, H, rng, s, T, cx, gy, z, col, leaf, mood, tall=1.0):
    """one turnip head in its hole: leaves, round body, a face"""
    d = _turnip_leaves(d, rng, s, T, cx, gy, z, leaf, tall)
    body = _turnip_body(cx, gy, z)
    d = wax(d, body, mix(rgb(col), rgb("#FFF1DE"), 0.42), rng, s, 0.5, 1.0, 9, T=T, edge=False)
    d = over(d, mix(rgb(col), rgb("#FFF1DE"), 0.30), mask(W, H, body))
    d = wax(d, body, col, rng, s, -0.65, 0.90, 11, T=T)
    d = over(
        d, "#ffffff", soft_blur(mask(W, H, disc(cx - z * 0.36, gy - z * 0.62, z * 0.13, z * 0.19)), z * 0.06) * 0.45
    )
    return crayon_face(d, W, H, rng, s, T, cx, gy - z * 0.36, z, mood)


def _turnip_leaves(d, rng, s, T, cx, gy, z, leaf, tall):
    for k, (lean, length) in enumerate(((-0.55, 0.80), (0.52, 0.85), (0, 1.15 * tall))):
        bx, by = cx + lean * z * 0.18, gy - z * 0.86
        tx, ty = cx + lean * z * 1.15 * length, gy - z * (0.9 + length * (1.0 if k < 2 else 0.95))
        mxx, myy = (bx + tx) / 2 + lean * z * -0.10, (by + ty) / 2
        wd = z * (0.24 if k < 2 else 0.27)
        nx, ny = (ty - by), -(tx - bx)
        q = math.hypot(nx, ny)
        nx, ny = nx / q * wd, ny / q * wd
        lp = curve(
            [
                (bx, by),
                (mxx - nx * 0.6, myy - ny * 0.6),
                (mxx * 0.45 + tx * 0.55 - nx * 1.15, myy * 0.45 + ty * 0.55 - ny * 1.15),
                (tx, ty),
                (mxx * 0.45 + tx * 0.55 + nx * 1.15, myy * 0.45 + ty * 0.55 + ny * 1.15),
                (mxx + nx * 0.6, myy + ny * 0.6),
            ],
            True,
        )
        d = wax(d, lp, leaf[k % len(leaf)], rng, s, math.atan2(ty - by, tx - bx) + 0.5, 0.84, 9, T=T)
        d = wax_line(
            d, [(bx, by), (mxx, myy), (tx * 0.9 + bx * 0.1, ty * 0.9 + by * 0.1)], "#3F7A38", z * 0.035, rng, s, T
        )
    return d


def _turnip_body(cx, gy, z):
    return curve(
        [
            (cx - z * 0.10, gy - z * 0.98),
            (cx - z * 0.52, gy - z * 0.88),
            (cx - z * 0.74, gy - z * 0.42),
            (cx - z * 0.60, gy + z * 0.10),
            (cx, gy + z * 0.34),
            (cx + z * 0.60, gy + z * 0.10),
            (cx + z * 0.74, gy - z * 0.42),
            (cx + z * 0.52, gy - z * 0.88),
            (cx + z * 0.10, gy - z * 0.98),
        ],
        True,
    )


def snail(d, W, H, rng, s, T, cx, cy, z):
    body = _snail_body(cx, cy, z)
    d = wax(d, body, "#F7C873", rng, s, 0.1, 0.95, 8, T=T, dark=0.72)
    for dx in (0.80, 1.02):
        d = wax_line(
            d, [(cx + z * dx, cy - z * 0.72), (cx + z * (dx + 0.06), cy - z * 1.12)], "#B9812F", z * 0.075, rng, s, T
        )
        d = over(d, "#4A2E22", mask(W, H, disc(cx + z * (dx + 0.06), cy - z * 1.15, z * 0.085)))
    return _snail_shell(d, rng, s, T, cx, cy, z)


def _snail_body(cx, cy, z):
    return curve(
        [
            (cx - z * 1.0, cy + z * 0.10),
            (cx - z * 0.3, cy - z * 0.04),
            (cx + z * 0.42, cy - z * 0.10),
            (cx + z * 0.62, cy - z * 0.62),
            (cx + z * 0.92, cy - z * 0.78),
            (cx + z * 1.10, cy - z * 0.52),
            (cx + z * 0.95, cy - z * 0.12),
            (cx + z * 0.62, cy + z * 0.16),
            (cx - z * 0.2, cy + z * 0.20),
        ],
        True,
    )


def _snail_shell(d, rng, s, T, cx, cy, z):
    sx, sy = cx - z * 0.14, cy - z * 0.50
    d = wax(d, disc(sx, sy, z * 0.66), "#E85D75", rng, s, -0.7, 0.95, 8, T=T)
    sp = [
        (sx + math.cos(a) * z * (0.08 + 0.070 * a), sy + math.sin(a) * z * (0.08 + 0.070 * a))
        for a in np.linspace(0, 7.4, 26)
    ]
    d = wax_line(d, sp, "#FFF0DC", z * 0.095, rng, s, T)
    return wax_line(
        d,
        [(cx + z * 0.82, cy - z * 0.36), (cx + z * 0.92, cy - z * 0.31), (cx + z * 1.0, cy - z * 0.38)],
        "#4A2E22",
        z * 0.06,
        rng,
        s,
        T,
    )


def turnips_in_row(frame, d, T, row):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    u = H if wide else W
    for fx, fy, z, c, mood, tall in row:
        X, Y, z = W * fx, H * fy, u * z
        d = wax(d, disc(X, Y + z * 0.20, z * 1.02, z * 0.30), "#3B2617", rng, s, 0, 1.0, 9, T=T)
        d = turnip(d, W, H, rng, s, T, X, Y, z, c, ["#7BB662", "#5FA052", "#8FC46E"], mood, tall)
        front = curve(
            [
                (X - z * 1.08, Y + z * 0.18),
                (X - z * 0.6, Y + z * 0.22),
                (X, Y + z * 0.30),
                (X + z * 0.6, Y + z * 0.22),
                (X + z * 1.08, Y + z * 0.18),
                (X + z * 0.9, Y + z * 0.60),
                (X, Y + z * 0.72),
                (X - z * 0.9, Y + z * 0.60),
            ],
            True,
        )
        d = wax(d, front, "#7A5234", rng, s, -0.2, 1.0, 11, T=T, dark=0.72)
    return d, u


def snail_and_calm(frame, d, T, row, u):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    fx, fy, z, _, _, tall = row[-1]
    z *= u
    d = snail(d, W, H, rng, s, T, W * fx + z * 0.02, H * fy - z * (0.9 + 1.15 * tall * 0.95) - z * 0.02, z * 0.50)
    if wide:
        calm = (0.72 * (1 - smooth(0.26, 0.50, x / W)))[..., None]
        d = d * (1 - calm) + soft_blur(d, 9 * s) * calm  # rubbed smooth where words stand
    return grain(d, rng, 0.010 if wide else 0.014, 1)
