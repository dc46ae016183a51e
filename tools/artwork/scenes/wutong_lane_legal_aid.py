"""An office without walls: three desks stand in a lane, the plane trees are its roof."""

import math

import numpy as np

from ..kit.brush import Canvas, pen
from ..kit.colour import add, flat, multiply
from ..kit.fields import blur, shift, soft_blur
from ..kit.lettering import phrase
from ..kit.prints import grain, paper
from ..kit.shapes import TAU, oval
from ..kit.strokes import paste
from .wutong_lane_legal_aid_lane import Iso, desk, lane_ground, lane_houses, stool
from .wutong_lane_legal_aid_trees import bicycle, crown, plane_leaf, trunk


def scene(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    n = 8
    u = H * 0.0640 if wide else W * 0.0585
    d, oy, ox = _ground_and_houses(frame, n, u)
    d = _leaf_shade(frame, d, n, u, oy, ox)
    d, g = _desks_and_crowns(frame, d, u, oy, ox)
    return _crown_and_leaves(frame, d, u, oy, ox, g)


def _ground_and_houses(frame, n, u):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    x, y = frame.grid
    ox, oy = (W * 0.684, H * 0.400) if wide else (W * 0.502, H * 0.462)
    d = flat(W, H, "#f2ede4")
    d = multiply(
        d,
        "#e3dcc8",
        np.exp(-(((x - ox) / (W * (0.36 if wide else 0.62))) ** 2 + ((y - oy - 5 * u) / (H * 0.40)) ** 2)) * 0.9,
    )
    g = Iso(W, H, ox, oy, u)
    base = Iso(W, H, ox, oy, u)
    base.face([(-1.2, -1, -0.55), (n + 0.6, -1, -0.55), (n + 0.6, n + 0.6, -0.55), (-1.2, n + 0.6, -0.55)], "#000000")
    d = multiply(d, "#8b8470", soft_blur(shift(base.cv.mask(), 0, int(26 * s)), 26 * s) * 0.55)
    lane_ground(g, n)
    lane_houses(g, n)
    d = paste(d, g.cv)
    return d, oy, ox


def _leaf_shade(frame, d, n, u, oy, ox):
    """Leaf shade on the stones."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    sh = Iso(W, H, ox, oy, u)
    for tx, ty, R in ((1.6, 5.2, 3.1), (6.0, 2.0, 3.1), (4.2, 4.2, 2.6)):
        for _ in range(320):
            a, q = rng.random() * TAU, math.sqrt(rng.random()) * R
            px, py = tx + 1.0 + math.cos(a) * q, ty + 0.6 + math.sin(a) * q
            if 0 < px < n and 0 < py < n:
                X, Y = sh.p(px, py)
                r = (0.06 + 0.17 * rng.random()) * u
                sh.cv.canvas.drawPath(oval(X - r, Y - r * 0.58, X + r, Y + r * 0.58), pen())
    floor = Iso(W, H, ox, oy, u)
    floor.face([(0, 0, 0), (n, 0, 0), (n, n, 0), (0, n, 0)], "#ffffff")
    fl = floor.cv.mask()
    shm = sh.cv.mask()
    return multiply(d, "#8f9876", np.clip(blur(shm, 1.8 * s) * 0.32 + soft_blur(shm, 26 * s) * 0.40, 0, 1) * fl)


def _desks_and_crowns(frame, d, u, oy, ox):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    g = Iso(W, H, ox, oy, u)
    lights = []
    t2 = trunk(g, 7.1, 0.95, 4.4, 0.27, rng)
    lights.append(desk(g, 3.5, 1.7, ("#c58b4a", "#8d5f33", "#a8743e"), rng, "#a63d40"))
    stool(g, 4.2, 3.15, "#8a9a5b")
    lights.append(desk(g, 1.6, 4.0, ("#c58b4a", "#8d5f33", "#a8743e"), rng, "#d1a054"))
    stool(g, 2.3, 5.45, "#a63d40")
    lights.append(desk(g, 5.2, 4.3, ("#c58b4a", "#8d5f33", "#a8743e"), rng, "#8a9a5b"))
    stool(g, 5.9, 5.8, "#d1a054")
    bicycle(g, 3.6, 7.3, "#a63d40")
    t1 = trunk(g, 0.95, 6.75, 4.3, 0.29, rng)
    d = paste(d, g.cv)
    for lx, ly in lights:
        d = add(d, "#ffc765", np.exp(-(((x - lx) / (u * 1.2)) ** 2 + ((y - ly - u * 0.28) / (u * 0.72)) ** 2)) * 0.40)
    g = Iso(W, H, ox, oy, u)
    crown(g, t1[0] + u * 0.1, t1[1] - u * 0.1, u * 2.45, u * 1.85, rng, 240)
    crown(g, t2[0], t2[1] - u * 0.3, u * 2.6, u * 1.95, rng, 250)
    return d, g


def _crown_and_leaves(frame, d, u, oy, ox, g):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    cm = g.cv.mask()
    d = multiply(d, "#6d705c", soft_blur(shift(cm, int(10 * s), int(26 * s)), 18 * s) * 0.30 * (1 - cm))
    d = paste(d, g.cv)
    c = Canvas(W, H)
    for k in range(13):
        px, py = ox + (rng.random() - 0.42) * u * 13, oy + u * (0.5 + rng.random() * 9)
        plane_leaf(
            c, px, py, u * (0.17 + 0.1 * rng.random()), rng.random() * TAU, ("#d1a054", "#b98339", "#a9b06a")[k % 3]
        )
    d = paste(d, c)
    d = paper(d, rng, 0.022, 0.004)
    return grain(d, rng, 0.010, 1)


def title(d, W, H, rng):
    d = phrase(d, "梧桐里", "xiaowei", W * 0.150, W * 0.5, H * 0.118, "#3f4b3b", 1, "c", W * 0.03)
    d = phrase(d, "法律援助所", "xiaowei", W * 0.076, W * 0.5, H * 0.178, "#a63d40", 1, "c", W * 0.022)
    return phrase(
        d, "小案子里，住着一个人的全部。", "kai", W * 0.034, W * 0.5, H * 0.955, "#3f4b3b", 0.95, "c", W * 0.004
    )
