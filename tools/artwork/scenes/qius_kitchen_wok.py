"""Draws the cracked wok with its cold and its hot half of qius-kitchen."""

import math

import numpy as np
import skia

from ..kit.brush import curve, mask, polygon
from ..kit.colour import flat, over
from ..kit.fields import fractal_noise, grid
from ..kit.prints import halftone
from ..kit.shapes import disc, rect, turn
from ..kit.strokes import fill, stroke


def crack_line(cx, y0, y1, amp, n, rng):
    """The jagged line that splits the wok."""
    ys = np.linspace(y0, y1, n)
    return [
        (cx + (amp * (1 if i % 2 else -1) * (0.55 + 0.55 * rng.random()) if 0 < i < n - 1 else 0), y)
        for i, y in enumerate(ys)
    ]


def chili(cx, cy, k, ang):
    """One chili: pod and stem."""
    pod = _chili_pod(cx, cy, k, ang)
    stem = curve(turn([(0.70, -0.30), (0.86, -0.46), (1.08, -0.48)], cx, cy, ang, k))
    shine = curve(turn([(-0.45, 0.36), (0, 0.28), (0.40, 0.06)], cx, cy, ang, k))
    return pod, stem, shine


def _chili_pod(cx, cy, k, ang):
    return curve(
        turn(
            [
                (-0.95, 0.26),
                (-0.55, 0.30),
                (0, 0.14),
                (0.45, -0.12),
                (0.66, -0.34),
                (0.78, -0.22),
                (0.62, 0.10),
                (0.15, 0.42),
                (-0.40, 0.50),
                (-0.80, 0.42),
            ],
            cx,
            cy,
            ang,
            k,
        ),
        True,
    )


def wok_half(W, H, cx, cy, R, side, s, rng):
    """One half of the wok with what cooks in it: colour and coverage, not yet cut."""
    x, y = grid(W, H)
    r = np.hypot(x - cx, y - cy) / R
    cover = mask(W, H, disc(cx, cy, R), *ear(cx, cy, R, side))
    d = flat(W, H, "#2e4057")
    d = over(d, "#1b2738", halftone(np.clip((y - cy + R) / (2 * R), 0, 1) * 0.8, 9 * s, 30))
    d = stroke(d, disc(cx, cy, R * 0.955), "#6b8199", 4 * s, 0.9)
    soup, dark, lite = ("#8fb9c9", "#4f8299", "#dcecea") if side < 0 else ("#e4572e", "#a92f1b", "#f3a712")
    broth = mask(W, H, disc(cx, cy, R * 0.84))
    d = over(d, soup, broth)
    shade = np.clip((r - 0.30) * 1.1 + (fractal_noise(H, W, R * 0.35, rng, 3) - 0.5) * 0.7, 0, 1)
    d = over(d, dark, broth * halftone(shade, 9 * s, 15 if side < 0 else 40))
    d = over(
        d,
        lite,
        broth
        * halftone(np.clip(0.55 - np.hypot(x - cx - side * R * 0.34, y - cy + R * 0.30) / (R * 0.55), 0, 1), 9 * s, 65)
        * 0.9,
    )
    d = cold_food(d, cx, cy, R, s) if side < 0 else hot_food(d, cx, cy, R, s)
    return d, cover


def ear(cx, cy, R, side):
    """The wok's loop handle on one side."""
    x = cx + side * R
    outer = rect(x - R * 0.16, cy - R * 0.25, x + R * 0.16, cy + R * 0.25, R * 0.10)
    inner = rect(x - R * 0.07, cy - R * 0.15, x + R * 0.07, cy + R * 0.15, R * 0.06)
    return [skia.Op(outer, inner, skia.kDifference_PathOp)]


def cold_food(d, cx, cy, R, s):
    """Cucumber, lotus root and ice."""
    d = _cucumbers(d, cx, cy, R, s)
    return _lotus_and_ice(d, cx, cy, R, s)


def _cucumbers(d, cx, cy, R, s):
    for fx, fy, k in ((-0.56, -0.26, 0.17), (-0.33, 0.44, 0.18), (-0.66, 0.20, 0.13)):
        px, py, q = cx + fx * R, cy + fy * R, k * R
        d = fill(d, disc(px + 5 * s, py + 8 * s, q), "#2e4057", 0.55)
        d = fill(d, disc(px, py, q), "#4c8a2c")
        d = fill(d, disc(px, py, q * 0.86), "#d8ecae")
        d = fill(d, disc(px, py, q * 0.52), "#b9dc82")
        for i in range(7):
            a = i * 2 * math.pi / 7
            d = fill(d, disc(px + math.cos(a) * q * 0.40, py + math.sin(a) * q * 0.40, q * 0.085), "#76b041")
    return d


def _lotus_and_ice(d, cx, cy, R, s):
    px, py, q = cx - 0.26 * R, cy - 0.50 * R, 0.20 * R
    d = fill(d, disc(px + 5 * s, py + 8 * s, q), "#2e4057", 0.55)
    d = fill(d, disc(px, py, q), "#e8d3ae")
    d = fill(d, disc(px, py, q * 0.88), "#fff3df")
    for i in range(7):
        a = i * 2 * math.pi / 7
        d = fill(d, disc(px + math.cos(a) * q * 0.55, py + math.sin(a) * q * 0.55, q * 0.17), "#8fb9c9")
    d = fill(d, disc(px, py, q * 0.13), "#8fb9c9")
    for fx, fy, a in ((-0.22, 0.02, 0.4), (-0.50, 0.02, -0.3), (-0.14, 0.62, 0.2)):
        q = R * 0.085
        cube = polygon(turn([(-1, -1), (1, -1), (1, 1), (-1, 1)], cx + fx * R, cy + fy * R, a, q))
        d = fill(d, cube, "#ffffff", 0.82)
        d = stroke(d, cube, "#4f8299", 2.4 * s, 0.9)
        d = stroke(
            d,
            polygon(turn([(-0.5, -0.4), (0.1, -0.5)], cx + fx * R, cy + fy * R, a, q), False),
            "#4f8299",
            2.4 * s,
            0.8,
        )
    return d


def hot_food(d, cx, cy, R, s):
    """Chilies, pepper and an oily shine."""
    d = _chilies(d, cx, cy, R, s)
    return _pepper_grains(d, cx, cy, R)


def _chilies(d, cx, cy, R, s):
    for fx, fy, k, a in (
        (0.40, -0.42, 0.25, 0.5),
        (0.56, 0.10, 0.24, -1.0),
        (0.27, 0.46, 0.26, 2.5),
        (0.20, -0.02, 0.19, -0.2),
    ):
        pod, stem, shine = chili(cx + fx * R, cy + fy * R, k * R, a)
        p2 = skia.Path(pod)
        p2.offset(5 * s, 8 * s)
        d = fill(d, p2, "#5e150d", 0.55)
        d = fill(d, pod, "#c3201a")
        d = stroke(d, stem, "#76b041", 8 * s)
        d = stroke(d, shine, "#ff9a6d", 4 * s, 0.9)
    return d


def _pepper_grains(d, cx, cy, R):
    for fx, fy in (
        (0.14, -0.56),
        (0.62, -0.16),
        (0.46, 0.38),
        (0.12, 0.24),
        (0.30, -0.22),
        (0.50, 0.56),
        (0.66, 0.32),
        (0.10, 0.66),
        (0.24, -0.68),
        (0.40, 0.12),
    ):
        d = fill(d, disc(cx + fx * R, cy + fy * R, R * 0.030), "#f3a712")
        d = fill(d, disc(cx + fx * R - R * 0.008, cy + fy * R - R * 0.008, R * 0.011), "#fff3df", 0.9)
    return d


def chopsticks(d, tip, ang, L, s, color, band):
    """A pair of chopsticks, tips closing on one point."""
    _H, _W = d.shape[:2]
    for off in (-1, 1):
        a = ang + off * 0.075
        t = (tip[0] + math.cos(ang + math.pi / 2) * off * 11 * s, tip[1] + math.sin(ang + math.pi / 2) * off * 11 * s)

        d = _one_chopstick(d, L, s, color, band, a, t)
    return d


def _one_chopstick(d, L, s, color, band, a, t):
    def stick(f0, f1):
        return polygon(
            turn(
                [
                    (f0 * L, -(5 + 8 * f0) * s),
                    (f1 * L, -(5 + 8 * f1) * s),
                    (f1 * L, (5 + 8 * f1) * s),
                    (f0 * L, (5 + 8 * f0) * s),
                ],
                *t,
                a,
                1,
            )
        )

    sh = stick(-0.03, 1)
    sh.offset(7 * s, 11 * s)
    d = fill(d, sh, "#2e4057", 0.22)
    d = fill(d, stick(-0.03, 1), color)
    d = fill(d, stick(0.60, 0.64), band)
    d = fill(d, stick(0.66, 0.68), band)
    return stroke(d, polygon(turn([(0.05 * L, -2 * s), (0.58 * L, -5 * s)], *t, a, 1), False), "#ffffff", 2.4 * s, 0.35)


def steam_curls(d, cx, cy, R, s):
    """Three cartoon curls over the hot half."""
    for i, (f, h) in enumerate(((0.34, 0.26), (0.58, 0.36), (0.80, 0.28))):
        x0, y0 = cx + f * R, cy - R * (1.02 - 0.22 * i)
        pts = [(x0 + math.sin(t * 5.4) * 15 * s, y0 - t * h * R) for t in np.linspace(0, 1, 9)]
        d = stroke(d, curve(pts), "#e4572e", 9 * s, 0.9)
    return d
