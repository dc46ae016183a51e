"""Draws ink on the coat, splashes, birds and the print of the-man-who-looked-like-father."""

import math

import numpy as np

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import over, ramp, smooth
from ..kit.fields import fractal_noise, noise_line, soft_blur, warp
from ..kit.light import vignette
from ..kit.prints import grain, paper
from ..kit.strokes import stroke_mask
from .the_man_who_looked_like_father_figures import back_view


def figure_masks(frame, fy, cx, h):
    """The man."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    coat, legs, head, case, collar, seam, grip = back_view(cx, fy, h)
    bm = mask(W, H, coat, *legs)
    w1, w2 = fractal_noise(H, W, 16 * s, rng, 3) - 0.5, fractal_noise(H, W, 16 * s, rng, 3) - 0.5
    bm = warp(bm, w1 * 5 * s, w2 * 5 * s)
    fold = np.interp(
        np.clip((x - cx) / (h * 0.16) + 0.12 * np.sin((y - fy) / h * 9), -1.3, 1.3),
        np.linspace(-1.4, 1.4, 300),
        noise_line(300, 30, rng, 4, 0.6),
    )
    return grip, collar, case, seam, head, bm, w1, w2, fold


def coat_ink(frame, d, fy, h, bm, fold):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    d = over(d, "#efece6", np.clip(soft_blur(bm, 10 * s) * 1.2, 0, 1) * 0.5)
    return over(
        d,
        ramp(
            np.clip(
                0.15
                + 0.55 * fold
                + 0.35 * fractal_noise(H, W, 50 * s, rng, 5)
                - 0.25 * smooth(fy - h * 0.6, fy - h * 0.25, y) * -1 * 0.5,
                0,
                1,
            ),
            [(0, "#1d1917"), (0.5, "#36302b"), (0.8, "#5c5750"), (1, "#857d72")],
        ),
        bm * 0.96,
    )


def splash_dots(frame, d, fy, cx, h):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    d = over(
        d,
        "#8a8276",
        stroke_mask(W, H, polygon([(cx + 0.095 * h, fy - 0.335 * h), (cx + 0.275 * h, fy - 0.335 * h)], False), 1.6 * s)
        * 0.7,
    )
    # splashes
    c1 = Canvas(W, H)
    for _ in range(46):
        a, r = rng.random() * 6.283, h * (0.22 + 0.5 * rng.random())
        c1.canvas.drawCircle(
            float(cx + r * math.cos(a)),
            float(fy + h * 0.15 + r * math.sin(a) * 0.9),
            float((0.8 + 3.4 * rng.random() ** 4) * s),
            pen("#fff", 0.5 + 0.4 * rng.random()),
        )
    d = over(d, "#3a352f", c1.mask() * 0.55)
    # birds
    c1 = Canvas(W, H)
    return d, c1


def far_birds(frame, d, h, vx, vy, c1):
    s, wide = frame.unit, frame.wide
    for i in range(5):
        ox, oy, z = (
            vx + h * ((0.50 if wide else -1.08) + 0.085 * i),
            vy - h * ((0.30 if wide else 0.46) + 0.05 * abs(i - 2) + 0.02 * i),
            h * 0.020 * (1 + 0.3 * (i % 2)),
        )
        c1.canvas.drawPath(
            curve(
                [
                    (ox - z, oy - z * 0.5),
                    (ox - z * 0.35, oy - z * 0.38),
                    (ox, oy),
                    (ox + z * 0.35, oy - z * 0.42),
                    (ox + z, oy - z * 0.35),
                ]
            ),
            pen("#fff", 1, 1.7 * s),
        )
    return over(d, "#3a352f", c1.mask() * 0.8)


def last_print(frame, d):
    wide, rng = frame.wide, frame.rng
    d = paper(d, rng, 0.022, 0.005)
    return grain(vignette(d, 0.15), rng, 0.011 if wide else 0.016, 1)
