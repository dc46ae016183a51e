"""A wok split into a cold and a hot half; above it two pairs of chopsticks will not let go of one dumpling."""

import math

import numpy as np

from ..kit.brush import mask, polygon
from ..kit.colour import flat, over, smooth
from ..kit.fields import shift
from ..kit.lettering import draw_path, text_path, words
from ..kit.prints import grain, halftone, paper
from ..kit.strokes import stroke
from .qius_kitchen_dumpling import dumpling
from .qius_kitchen_wok import chopsticks, crack_line, steam_curls, wok_half


def scene(frame):
    W, H, s, wide = frame.width, frame.height, frame.short_unit, frame.wide
    cx, cy, R = (W * 0.690, H * 0.665, 306 * s) if wide else (W * 0.5, H * 0.715, 318 * s)
    tip = (cx, H * 0.170) if wide else (cx, H * 0.352)
    d = _two_grounds(frame, R, cx, cy)
    d = steam_curls(d, cx, cy, R, s)
    L = (385 if wide else 480) * s
    d = chopsticks(d, (tip[0] - 50 * s, tip[1]), math.radians(193), L, s, "#2e4057", "#76b041")
    d = chopsticks(d, (tip[0] + 50 * s, tip[1]), math.radians(-13), L, s, "#e4572e", "#f3a712")
    d = _dumpling_and_rays(frame, d, tip)
    return _misprint(frame, d)


def _two_grounds(frame, R, cx, cy):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, y = frame.grid
    d = flat(W, H, "#fff3df")
    rad = np.exp(-((np.hypot(x - cx, y - cy) / (R * 2.15)) ** 2.4))
    left = x < cx
    rad = rad * (smooth(0.26, 0.50, x / W) if wide else 1.0)
    d = over(d, "#a9cfd6", halftone(rad * left * 0.75, 11 * s, 15))
    d = over(d, "#f7b03a", halftone(rad * ~left * 0.80, 11 * s, 15))
    gap = crack_line(cx, cy - R * 1.3, cy + R * 1.3, R * 0.085, 15, rng)
    for side in (-1, 1):
        far = -W if side < 0 else 2 * W
        open_ = [(px + side * 13 * s, py) for px, py in gap]
        half = mask(W, H, polygon([*open_, (far, gap[-1][1]), (far, gap[0][1])]))
        col, cover = wok_half(W, H, cx, cy, R, side, s, rng)
        lean = int(side * 9 * s)
        m = shift(cover * half, lean, int(-side * 9 * s))
        col = shift(col, lean, int(-side * 9 * s))
        d = over(d, "#2e4057", np.clip(shift(m, int(10 * s), int(18 * s)), 0, 1) * 0.25)
        d = over(d, col, m)
    return d


def _dumpling_and_rays(frame, d, tip):
    s = frame.short_unit
    d = dumpling(d, tip[0], tip[1] + 2 * s, 80 * s, s)
    for sgn in (-1, 1):
        for i in range(3):
            a = math.radians(-90 + sgn * (14 + 20 * i) if i else -90 + sgn * 14)
            p, q = 92 * s, 122 * s
            d = stroke(
                d,
                polygon(
                    [
                        (tip[0] + math.cos(a) * p, tip[1] + math.sin(a) * p * 0.85),
                        (tip[0] + math.cos(a) * q, tip[1] + math.sin(a) * q * 0.85),
                    ],
                    False,
                ),
                "#f3a712",
                6 * s,
            )
    return d


def _misprint(frame, d):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    n = round(2 * s)
    d = np.stack(
        [
            np.pad(d[..., 0], ((0, 0), (n, 0)), "edge")[:, :W],
            d[..., 1],
            np.pad(d[..., 2], ((n, 0), (0, 0)), "edge")[:H],
        ],
        -1,
    )
    d = paper(d, rng, 0.03, 0.008)
    return grain(d, rng, 0.010 if wide else 0.014)


def title(d, W, H, rng):
    p = text_path("仇家", "heavy", W * 0.235, W * 0.5, H * 0.190, track=W * 0.012, align="r")
    p.addPath(text_path("小馆", "heavy", W * 0.235, W * 0.512, H * 0.190, track=W * 0.012))
    d = draw_path(d, p, "#2e4057")
    x = np.arange(W, dtype=np.float32)[None, :] * np.ones((H, 1), np.float32)
    d = over(d, "#d8431d", mask(W, H, p) * (x > W * 0.506))
    return words(d, "姓仇，不记仇，只记账", W * 0.5, H * 0.240, W * 0.034, "#2e4057", "hei", track=W * 0.012)
