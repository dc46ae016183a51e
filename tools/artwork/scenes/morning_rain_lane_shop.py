"""Draws the warm shop of morning-rain-lane."""

import numpy as np

from ..kit.brush import curve, mask, polygon
from ..kit.colour import add, multiply, over, ramp, smooth
from ..kit.fields import blur, fractal_noise, grid
from ..kit.lettering import words
from ..kit.shapes import disc, rect
from ..kit.strokes import fill, lines_mask, stroke, wobble
from .morning_rain_lane_lane import wash


def warm_shop(d, W, H, wall, s, rng, st, wide):
    """The open shop front, its steamers, its light on the wet stones."""
    x, y = grid(W, H)
    t0, t1 = (0.20, 0.64) if wide else (0.21, 0.62)
    door = wall.quad(t0, t1, 0.46, 1.0)
    m = wobble(mask(W, H, door), rng, 1.2 * s, 14 * s)
    gx, gy = wall.at((t0 + t1) / 2, 0.80)
    d = _stove_light(d, W, H, s, rng, y, x, m, gx, gy)
    d = _beams_and_curtain(d, W, H, wall, s, rng, t1, t0)
    bx, by = wall.at(t0 + (t1 - t0) * 0.50, 0.985)
    bw, cook = _cook_shape(wall, s, t1, t0)
    d = over(d, "#7a4a38", blur(mask(W, H, *cook), 1.2 * s) * m * 0.90)
    d = _counter_and_steamers(d, s, by, bx, bw)
    n = fractal_noise(H, W, 60 * s, rng, 5)
    steam = _rising_steam(s, y, x, by, bx, n)
    d = over(d, "#fff8ec", np.clip(steam * (1.3 - 0.75 * m), 0, 0.95))
    d, spill = _lamp_and_spill(d, wall, s, y, x, t1, gx, by)
    rip = fractal_noise(H, W, 16 * s, rng, 4, ax=5, ay=0.6)
    return over(d, "#f2b27c", st * np.clip(spill * (0.35 + 0.9 * smooth(0.4, 0.65, rip)), 0, 0.9))


def _stove_light(d, W, H, s, rng, y, x, m, gx, gy):
    glow = np.exp(-(np.hypot((x - gx) / (190 * s), (y - gy) / (210 * s)) ** 1.4))
    d = over(d, "#f0b98a", np.clip(glow * 0.55 * (0.7 + 0.6 * fractal_noise(H, W, 70 * s, rng, 4)), 0, 0.8))
    return over(
        d,
        ramp(
            np.clip(
                np.exp(-(np.hypot((x - gx) / (120 * s), (y - gy) / (140 * s)) ** 2))
                + (fractal_noise(H, W, 60 * s, rng, 4) - 0.5) * 0.3,
                0,
                1,
            ),
            [(0, "#c66f45"), (0.45, "#f0a868"), (1, "#fff0cf")],
        ),
        m,
    )


def _beams_and_curtain(d, W, H, wall, s, rng, t1, t0):
    beams = [
        wall.at(t0, 0.46) + wall.at(t1, 0.46),
        wall.at(t0, 0.46) + wall.at(t0, 1.0),
        wall.at(t1, 0.46) + wall.at(t1, 1.0),
    ]
    d = multiply(d, "#4a3a33", lines_mask(W, H, beams, 7 * s) * 0.85)
    for i in range(4):
        a = t0 + (t1 - t0) * (i / 4) + 0.006
        b = t0 + (t1 - t0) * ((i + 1) / 4) - 0.006
        d = wash(d, mask(W, H, wall.quad(a, b, 0.47, 0.575 + 0.012 * (i % 2))), "#a4492f", rng, s, 0.95, wob=1)
    return d


def _cook_shape(wall, s, t1, t0):
    bw = 62 * s
    kx, ky = wall.at(t0 + (t1 - t0) * 0.74, 0.80)
    cook = [
        curve(
            [
                (kx - 40 * s, ky + 130 * s),
                (kx - 37 * s, ky + 20 * s),
                (kx - 14 * s, ky - 6 * s),
                (kx + 12 * s, ky - 4 * s),
                (kx + 33 * s, ky + 24 * s),
                (kx + 36 * s, ky + 130 * s),
            ],
            True,
        ),
        disc(kx - 6 * s, ky - 30 * s, 21 * s),
    ]
    return bw, cook


def _counter_and_steamers(d, s, by, bx, bw):
    d = fill(d, rect(bx - bw * 0.86, by - 70 * s, bx + bw * 0.86, by + 6 * s, 4 * s), "#43342d", 0.95)
    d = fill(d, rect(bx - bw * 0.96, by - 78 * s, bx + bw * 0.96, by - 66 * s, 3 * s), "#5b4438", 0.97)
    for i in range(3):
        yy = by - 78 * s - 25 * s * (i + 1)
        d = fill(
            d,
            rect(bx - bw * 0.62, yy, bx + bw * 0.62, yy + 23 * s, 5 * s),
            ("#7d5738", "#8f6643", "#a0764e")[i],
            0.98,
        )
        d = stroke(
            d, polygon([(bx - bw * 0.60, yy + 7 * s), (bx + bw * 0.60, yy + 7 * s)], False), "#d9b07c", 2 * s, 0.8
        )
    return d


def _rising_steam(s, y, x, by, bx, n):
    up = np.clip((by - 128 * s - y) / (430 * s), 0, 1)
    sway = np.sin(up * 7) * 30 * s - up * 90 * s
    return (
        np.exp(-(np.abs((x - bx - sway) / ((46 + 150 * up) * s)) ** 2))
        * smooth(0, 0.06, up)
        * (1 - up) ** 0.7
        * smooth(0.30, 0.58, n)
    )


def _lamp_and_spill(d, wall, s, y, x, t1, gx, by):
    lx, ly = wall.at(t1 + 0.015, 0.47)
    q = 27 * s
    d = stroke(
        d,
        polygon([(lx + q * 0.8, ly - q * 1.5), (lx - q * 0.4, ly - q * 1.5), (lx - q * 0.4, ly - q)], False),
        "#2b3a3a",
        3 * s,
    )
    d = add(d, "#d98c5f", np.exp(-np.hypot(x - lx + q * 0.4, y - ly - q * 0.2) / (q * 2.4)) * 0.42)
    d = fill(d, rect(lx - q * 1.3, ly - q, lx + q * 0.5, ly + q * 1.3, q * 0.18), "#ffdf9f")
    d = stroke(d, rect(lx - q * 1.3, ly - q, lx + q * 0.5, ly + q * 1.3, q * 0.18), "#7a4a38", 2.6 * s)
    d = words(d, "早", lx - q * 0.4, ly + q * 0.62, q * 1.36, "#a4492f", "kaib")
    spill = (
        np.exp(-(np.abs((x - gx + (y - by) * 0.62) / (150 * s + (y - by) * 0.35)) ** 2.2))
        * np.exp(-np.clip(y - by, 0, None) / (260 * s))
        * smooth(by - 60 * s, by + 20 * s, y)
    )
    return d, spill
