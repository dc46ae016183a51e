"""Slanting rain over a stone lane before dawn: the stove of one shop is the only warm light."""

import numpy as np

from ..kit.brush import mask, polygon
from ..kit.colour import flat, over, smooth
from ..kit.lettering import draw_path, text_path, words
from ..kit.prints import grain, paper
from .morning_rain_lane_lane import eaves, lane_slabs, lane_walls, slant_rain, umbrella_walker, wash
from .morning_rain_lane_shop import warm_shop


def scene(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    left, right = lane_walls(W, H, wide)
    vx, vy = (W * 0.66, H * 0.50) if wide else (W * 0.465, H * 0.50)
    d = _misty_sky(frame, vy, vx)
    d, st, fade = _walls_and_street(frame, d, right, left)
    d = lane_slabs(d, W, H, vx, vy, st, s, rng, fade)
    d = warm_shop(d, W, H, right, s, rng, st, wide)
    return _walker_and_rain(frame, d, vx)


def _misty_sky(frame, vy, vx):
    W, H, s, rng = frame.width, frame.height, frame.short_unit, frame.rng
    _, y = frame.grid
    d = flat(W, H, "#edf1ea")
    d = wash(d, 1 - smooth(H * 0.12, H * 0.62, y), "#bfd2cc", rng, s, 0.75, pool=0.8)
    far = [(vx - 150 * s + 60 * s * i, vy - (60 + 46 * rng.random()) * s) for i in range(6)]
    return wash(
        d,
        mask(W, H, polygon([*far, (vx + 170 * s, vy + 112 * s), (vx - 170 * s, vy + 112 * s)])),
        "#a9c1ba",
        rng,
        s,
        0.8,
    )


def _walls_and_street(frame, d, right, left):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, _ = frame.grid
    street = polygon(
        [left.at(0, 1), left.at(1, 1), right.at(1, 1), right.at(0, 1), (W * 1.2, H * 1.3), (-W * 0.2, H * 1.3)]
    )
    st = mask(W, H, street)
    d = wash(d, st, "#93aea6", rng, s, 0.9, pool=0.6)
    fade = smooth(0.26, 0.50, x / W) if wide else np.ones_like(x)
    d = wash(d, mask(W, H, left.quad(0, 1, 0, 1)) * fade, "#7f9f98", rng, s, 0.95, pool=0.5)
    d = wash(d, mask(W, H, left.quad(0, 0.45, 0.62, 1)) * fade, "#8aa9a1", rng, s, 0.7)
    d = wash(d, mask(W, H, right.quad(0, 1, 0, 1)), "#6f918a", rng, s, 1.0, pool=0.45)
    for wall, spots in ((left, ((0.18, 0.34), (0.50, 0.62), (0.74, 0.82))), (right, ((0.66, 0.74), (0.82, 0.89)))):
        for a, b in spots:
            d = wash(d, mask(W, H, wall.quad(a, b, 0.42, 1)) * fade, "#5a7a74", rng, s, 0.75)
            d = wash(d, mask(W, H, wall.quad(a + 0.02, b - 0.02, 0.16, 0.30)) * fade, "#54736e", rng, s, 0.7)
    for wall in (left, right):
        p, under, ends = eaves(W, H, wall, 0, 1, 74 * s, s, 26)
        d = wash(d, mask(W, H, under) * fade, "#5d7c76", rng, s, 0.95, wob=1.2)
        d = wash(d, np.maximum(mask(W, H, p), mask(W, H, ends)) * fade, "#3c5653", rng, s, 1.0, wob=1.2)
    return d, st, fade


def _walker_and_rain(frame, d, vx):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, _ = frame.grid
    d = umbrella_walker(
        d, vx + (-14 if wide else 6) * s, H * (0.735 if wide else 0.715), (158 if wide else 150) * s, rng
    )
    d = slant_rain(d, W, H, s, rng, 520 if wide else 420)
    d = paper(d, rng, 0.045, 0.014)
    if wide:
        d = over(d, "#eaf0e9", smooth(0.50, 0.20, x / W) * 0.55)
    return grain(d, rng, 0.010 if wide else 0.014)


def title(d, W, H, rng):
    d = draw_path(
        d,
        text_path("朝雨巷", "xiaowei", W * 0.150, W * 0.455, H * 0.040, vertical=True, lead=1.02),
        "#22312f",
        0.95,
        wob=1.2,
        rng=rng,
    )
    return words(d, "天没亮，灶先醒", W * 0.30, H * 0.957, W * 0.032, "#22312f", "kai", track=W * 0.012, a=0.9)
