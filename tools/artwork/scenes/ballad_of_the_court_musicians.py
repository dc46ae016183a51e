"""Six instruments in pearl roundels around one that is empty and shines: whose sound is missing?"""

import math

import numpy as np

from ..kit.brush import Canvas, circle
from ..kit.colour import flat, mix, over, ramp, screen, smooth
from ..kit.fields import fractal_noise
from ..kit.lettering import draw_path, phrase, text_path
from ..kit.light import bloom
from ..kit.prints import grain
from ..kit.shapes import TAU
from ..kit.strokes import paste
from .ballad_of_the_court_musicians_instruments import instrument
from .ballad_of_the_court_musicians_ornament import floret, pearl_ring, thread

DEEP = "#2a0f14"
RED = "#7b1e22"
GOLD = "#d98e32"
PALE = "#f2d7a0"
TEAL = "#1f4e4a"


def scene(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    cx, cy, R = (W * 0.675, H * 0.50, H * 0.150) if wide else (W * 0.5, H * 0.425, W * 0.158)
    d, pitch = _woven_ground(frame, R, cx, cy)
    d, c = _six_roundels(frame, d, R, cx, cy, pitch)
    _empty_roundel(R, cx, cy, pitch, c)
    d = paste(d, c)
    d = _warm_centre(frame, d, R, cx, cy)
    return _silk(frame, d, R, cx, cy)


def _woven_ground(frame, R, cx, cy):
    W, H = frame.width, frame.height
    pitch = R * 2.10
    d = flat(W, H, DEEP)
    c = Canvas(W, H)
    lattice = []
    for i in range(-9, 10):
        for j in range(-9, 10):
            px, py = cx + pitch * 0.866 * i, cy + pitch * (j + 0.5 * (i % 2))
            if -R < px < W + R and -R < py < H + R:
                lattice.append((px, py))
    for px, py in lattice:
        if math.hypot(px - cx, py - cy) > pitch * 1.2:
            pearl_ring(c, px, py, R, "#3a1318", "#33151a", "#5d2a26", "#5a2420")
            floret(c, px, py, R * 0.56, "#4d1a1e", "#2a0f14", 8)
        for e in (0, 1):
            a = (px + pitch * 0.577, py) if e else (px - pitch * 0.577, py)
            floret(c, a[0], a[1], R * 0.17, "#7b1e22", "#d98e32", 6) if e else None
    d = paste(d, c)
    return d, pitch


def _six_roundels(frame, d, R, cx, cy, pitch):
    W, H, wide = frame.width, frame.height, frame.wide
    x, y = frame.grid
    if not wide:
        d = d * (1 - 0.62 * smooth(H * 0.74, H * 0.88, y))[..., None]
    else:
        d = d * mix(1, 0.42, smooth(0.50, 0.26, x / W))[..., None]
    c = Canvas(W, H)
    kinds = ["ruan", "flute", "drum", "harp", "sheng", "pipa"]
    ring = [(cx + pitch * math.sin(i * TAU / 6), cy - pitch * math.cos(i * TAU / 6)) for i in range(6)]
    for i, (px, py) in enumerate(ring):
        field = (RED, TEAL)[i % 2]
        pearl_ring(c, px, py, R, field, (TEAL, "#5f1519")[i % 2], PALE, GOLD)
        instrument(c, kinds[i], px, py, R * 0.80, "#f0c778", field if field == TEAL else "#5f1519")
    return d, c


def _empty_roundel(R, cx, cy, pitch, c):
    pearl_ring(c, cx, cy, R, "#120709", DEEP, "#fff0c9", "#f0b65a")
    for i in range(6):
        a = (i + 0.5) * TAU / 6
        floret(
            c,
            cx + math.cos(a + TAU / 12 * 0 - math.pi / 2) * pitch * 0.577,
            cy + math.sin(a - math.pi / 2) * pitch * 0.577,
            R * 0.17,
            GOLD,
            PALE,
            6,
        )


def _warm_centre(frame, d, R, cx, cy):
    """The empty field: only warm light is left."""
    W, H = frame.width, frame.height
    x, y = frame.grid
    r0 = np.hypot(x - cx, y - cy) / (R * 0.748)
    e = circle(W, H, cx, cy, R * 0.748)
    d = over(d, ramp(np.clip(r0, 0, 1), [(0, "#fff4d6"), (0.45, "#f6d48f"), (0.85, "#d98e32"), (1, "#a85a1e")]), e)
    ray = 0.5 + 0.5 * np.sin(np.arctan2(y - cy, x - cx) * 24)
    return d * (1 - e * 0.07 * ray * smooth(0.2, 0.9, r0))[..., None]


def _silk(frame, d, R, cx, cy):
    """Silk: warp and weft, worn places."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    wv = 2.6 * max(s, 0.6)
    d = (
        d
        * (1 + 0.055 * np.sin(y * TAU / wv / 1.25) + 0.035 * np.sin((x + (y // (wv)) * wv * 0.5) * TAU / wv / 1.6))[
            ..., None
        ]
    )
    d = d * (0.86 + 0.28 * fractal_noise(H, W, 90 * s, rng, 5))[..., None]
    d = d * (1 - 0.13 * smooth(0.60, 0.74, fractal_noise(H, W, 26 * s, rng, 4, 0.6, ax=2.4)))[..., None]
    d = thread(d, cx, cy, R)
    glow = np.exp(-((np.hypot(x - cx, y - cy) / (R * 1.9)) ** 2))
    d = screen(d, "#ffb14d", glow * 0.26)
    d = bloom(d, 0.80, 22 * s, 0.30)
    d = d * (0.72 + 0.42 * np.exp(-((np.hypot((x - cx) / (R * 4.2), (y - cy) / (R * 4.0))) ** 2)))[..., None]
    return grain(d, rng, 0.010, 1)


def title(d, W, H, rng):
    m = text_path("乐工行", "song", W * 0.165, W * 0.5, H * 0.905, track=W * 0.045, align="c")
    d = draw_path(d, m, "#f2d7a0", 1, shadow=("#1a070b", 0.8, 14, 0, 4))
    return phrase(d, "盛世有声，声里有人。", "songr", W * 0.033, W * 0.5, H * 0.955, "#d9a25a", 0.95, "c", W * 0.014)
