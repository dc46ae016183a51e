"""Orion's three belt stars slip westward out of the chart; a dish catches one of them."""

import math

import numpy as np

from ..kit.colour import add, mix, over, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, noise_line
from ..kit.lettering import words
from ..kit.light import bloom, specks, vignette
from ..kit.prints import grain
from ..kit.shapes import disc
from ..kit.strokes import lines_mask, stroke
from .west_of_orion_telescope import chart_net, falling_arc, radio_telescope, sky_place, star

ORION = {
    "betelgeuse": (5.919, 7.41, 1.0),
    "bellatrix": (5.419, 6.35, 0.72),
    "alnitak": (5.679, -1.94, 0.70),
    "alnilam": (5.604, -1.20, 0.74),
    "mintaka": (5.533, -0.30, 0.66),
    "saiph": (5.796, -9.67, 0.66),
    "rigel": (5.242, -8.20, 1.05),
    "meissa": (5.585, 9.93, 0.46),
    "hatysa": (5.590, -5.91, 0.44),
}
ORION_LINES = [
    ("meissa", "betelgeuse"),
    ("meissa", "bellatrix"),
    ("betelgeuse", "alnitak"),
    ("bellatrix", "mintaka"),
    ("alnitak", "saiph"),
    ("mintaka", "rigel"),
    ("saiph", "rigel"),
]
BELT = ("alnitak", "alnilam", "mintaka")


def scene(frame):
    W, H, s, wide = frame.width, frame.height, frame.short_unit, frame.wide
    cx, cy, k = (W * 0.595, H * 0.375, 23.0 * s) if wide else (W * 0.42, H * 0.400, 24.5 * s)
    d = vertical_gradient(W, H, [(0, "#04060f"), (0.45, "#0b1230"), (0.80, "#1b2a66"), (1, "#2b3b80")])
    d = _sky_and_net(frame, d, k, cx, cy)
    at = {n: sky_place(ra, dec, cx, cy, k) for n, (ra, dec, _) in ORION.items()}
    d = _constellation(frame, d, at)
    return _dish_and_fallen_star(frame, d, cx, at)


def _sky_and_net(frame, d, k, cx, cy):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, y = frame.grid
    band = np.exp(-((((x - cx) * 0.75 + (y - cy) * 0.66 + 60 * s) / (250 * s)) ** 2))
    d = add(
        d,
        "#2a3a86",
        band
        * smooth(0.35, 0.80, fractal_noise(H, W, 190 * s, rng, 6, 0.58))
        * 0.60
        * (smooth(0.28, 0.58, x / W) if wide else 1.0),
    )
    quiet = smooth(0.20, 0.52, x / W) if wide else 1.0
    d = add(
        d,
        "#b9c7f5",
        specks(W, H, 900 if wide else 760, rng, 0.35 * s, 2.0 * s, 5, (0, 0, 1, 0.86)) * (0.35 + 0.55 * quiet),
    )
    net, tick = chart_net(W, H, cx, cy, k, s)
    return add(d, "#3c4f9a", (net * 0.42 + tick * 0.55) * (0.25 + 0.75 * quiet) * smooth(H * 0.92, H * 0.70, y))


def _constellation(frame, d, at):
    W, H, s = frame.width, frame.height, frame.short_unit
    mid = at["alnilam"]
    at.update({n: (mid[0] + (at[n][0] - mid[0]) * 2.15, mid[1] + (at[n][1] - mid[1]) * 2.15) for n in BELT})
    segs = [(*at[a], *at[b]) for a, b in ORION_LINES]
    d = over(d, "#8fa2e6", lines_mask(W, H, segs, 1.6 * s) * 0.72)
    d = over(
        d,
        "#8fa2e6",
        lines_mask(W, H, [(*at["alnitak"], *at["alnilam"]), (*at["alnilam"], *at["mintaka"])], 1.4 * s) * 0.35,
    )
    for n, (_, _, size) in ORION.items():
        if n not in BELT:
            d = star(d, *at[n], 7.0 * size * s, "#ffb892" if n == "betelgeuse" else "#b9c7f5", 0.8 if size > 0.9 else 0)
    for n in BELT[:2]:
        d = falling_arc(d, (at[n][0] - 92 * s, at[n][1] + 44 * s), at[n], (0, -10 * s), "#b9c7f5", s * 0.6)
        d = star(d, *at[n], 9.0 * s, "#dfe7ff", 0.45)
    return d


def _dish_and_fallen_star(frame, d, cx, at):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, _ = frame.grid
    d = stroke(d, disc(*at["mintaka"], 13 * s), "#ff9a6d", 1.8 * s, 0.95)
    hill = H * (0.925 if wide else 0.905) - (noise_line(W, W * 0.5, rng, 5, 0.4) - 0.5) * H * 0.07
    tx, ty, R, tilt = (
        (W * 0.755, H * 0.665, 172 * s, math.radians(118))
        if wide
        else (W * 0.640, H * 0.752, 186 * s, math.radians(118))
    )
    d, f = radio_telescope(d, tx, ty, R, tilt, H * (0.95 if wide else 0.93), s)
    d = over(d, "#03050c", below(W, H, hill))
    d = falling_arc(d, at["mintaka"], f, (120 * s, -30 * s), "#ff7a45", s)
    d = star(d, *f, 12 * s, "#ff7a45", 1.5)
    d = bloom(d, 0.66, 26 * s, 0.5)
    if wide:
        d = d * mix(1, 0.74, smooth(0.46, 0.12, x / W))[..., None]
    return grain(vignette(d, 0.26, cx / W, 0.45), rng, 0.011 if wide else 0.017)


def title(d, W, H, rng):
    d = words(d, "参宿以西", W * 0.5, H * 0.128, W * 0.138, "#eef2ff", "heir", track=W * 0.062)
    return words(d, "WEST OF ORION", W * 0.5, H * 0.168, W * 0.030, "#ff9a6d", "josefin", track=W * 0.020, a=0.95)
