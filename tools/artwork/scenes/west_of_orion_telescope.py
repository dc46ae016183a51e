"""Draws star chart and radio telescope of west-of-orion."""

import math

import numpy as np

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import add, over, ramp
from ..kit.fields import grid, soft_blur
from ..kit.strokes import fill, lines_mask, stroke


def sky_place(ra, dec, cx, cy, k):
    """Chart place; east is on the left, as in the sky."""
    return cx - (ra - 5.58) * 15 * k, cy - (dec - 0.2) * k


def chart_net(W, H, cx, cy, k, s):
    """Hour circles and parallels around a pole far above."""
    x, y = grid(W, H)
    px, py = cx, cy - 44 * k
    r, th = np.hypot(x - px, y - py), np.arctan2(x - px, y - py)
    par, hour = r / (5 * k), th / math.radians(6.5)
    a = np.exp(-np.abs(par - np.round(par)) * 5 * k / (0.9 * s))
    b = np.exp(-np.abs(hour - np.round(hour)) * math.radians(6.5) * r / (0.9 * s))
    tick = (np.abs(hour * 6 - np.round(hour * 6)) * math.radians(6.5) / 6 * r < 1 * s) * (
        np.abs(par - np.round(par)) * 5 * k < 5 * s
    )
    return np.clip(a + b, 0, 1), tick.astype(np.float32)


def star(d, x, y, r, color="#e6ecff", flare=0.0):
    H, W = d.shape[:2]
    gx, gy = grid(W, H)
    q = np.hypot(gx - x, gy - y)
    d = add(d, color, np.exp(-q / (r * 2.3)) * 0.62)
    if flare:
        d = add(
            d,
            color,
            np.exp(-np.abs(gx - x) / (r * 5 * flare) - np.abs(gy - y) / (r * 0.20)) * 0.8
            + np.exp(-np.abs(gy - y) / (r * 5 * flare) - np.abs(gx - x) / (r * 0.20)) * 0.8,
        )
    return over(d, "#ffffff", circle(W, H, x, y, r * 0.78))


def dish_parts(cx, cy, R, tilt):
    """The telescope in its own frame: u along the rim, a along the axis."""
    ax, ay = math.cos(tilt), -math.sin(tilt)
    ux, uy = -ay, ax

    def at(u, a):
        return (cx + ux * u * R + ax * a * R, cy + uy * u * R + ay * a * R)

    rim = [at(math.cos(t), 0.30 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 90)]
    back = [at(u, -0.46 * (1 - u * u) - 0.0) for u in np.linspace(-1, 1, 40)]
    return at, polygon(rim), polygon(back), rim


def radio_telescope(d, cx, cy, R, tilt, foot, s):
    """The dish, its ribs, the tripod and the tower that carries it."""
    H, W = d.shape[:2]
    x, y = grid(W, H)
    at, rim, back, _ = dish_parts(cx, cy, R, tilt)
    hub, base, legs = _tower_legs(R, foot, at)
    for i in range(4):
        f, g = i / 4, (i + 1) / 4

        def lo(q):
            return (hub[1] + (foot - hub[1]) * q, R * 0.16 + (base - R * 0.16) * q)

        (y0, w0), (y1, w1) = lo(f), lo(g)
        legs += [
            (hub[0] - w0, y0, hub[0] + w1, y1),
            (hub[0] + w0, y0, hub[0] - w1, y1),
            (hub[0] - w1, y1, hub[0] + w1, y1),
        ]
    d = over(d, "#060a1a", np.maximum(lines_mask(W, H, legs[:4], R * 0.040), lines_mask(W, H, legs[4:], R * 0.016)))
    d = _yoke_and_dish(d, R, at, hub)
    bm = mask(W, H, back)
    d = over(d, ramp(np.clip((x - cx) / (2 * R) + 0.5, 0, 1), [(0, "#22306a"), (0.5, "#121a40"), (1, "#070b1e")]), bm)
    d, f = _dish_ribs(d, R, s, W, H, y, x, rim, at, bm)
    return _rings_and_tripod(d, s, W, H, at, rim, f)


def _tower_legs(R, foot, at):
    hub = at(0, -0.44)
    base = R * 0.60
    legs = [
        (hub[0] - R * 0.16, hub[1], hub[0] - base, foot),
        (hub[0] + R * 0.16, hub[1], hub[0] + base, foot),
        (hub[0] - R * 0.12, hub[1], hub[0] - base * 0.30, foot),
        (hub[0] + R * 0.12, hub[1], hub[0] + base * 0.30, foot),
    ]
    return hub, base, legs


def _yoke_and_dish(d, R, at, hub):
    return fill(
        d,
        polygon(
            [
                at(-0.30, -0.36),
                at(0.30, -0.36),
                (hub[0] + R * 0.24, hub[1] + R * 0.20),
                (hub[0] - R * 0.24, hub[1] + R * 0.20),
            ]
        ),
        "#080d22",
    )


def _dish_ribs(d, R, s, W, H, y, x, rim, at, bm):
    ribs = []
    for u in np.linspace(-0.85, 0.85, 11):
        p, q = at(u, 0), at(u * 0.35, -0.46 * (1 - (u * 0.35) ** 2))
        ribs.append((*p, *q))
    d = over(d, "#3c4f9a", lines_mask(W, H, ribs, 1.6 * s) * bm * 0.55)
    rm = mask(W, H, rim)
    f = at(0, 0.62)
    near = np.exp(-np.hypot(x - f[0], y - f[1]) / (R * 0.75))
    d = over(
        d,
        ramp(np.clip(0.12 + near * 0.95, 0, 1), [(0, "#141d48"), (0.45, "#5a5f9c"), (0.8, "#e0977e"), (1, "#ffd9b8")]),
        rm,
    )
    spokes = [(*at(0, -0.04), *at(math.cos(t), 0.30 * math.sin(t))) for t in np.linspace(0, 2 * math.pi, 25)]
    d = over(d, "#0b1230", lines_mask(W, H, spokes, 1.3 * s) * rm * 0.55)
    return d, f


def _rings_and_tripod(d, s, W, H, at, rim, f):
    for k in (0.33, 0.66):
        d = stroke(
            d,
            polygon(
                [at(k * math.cos(t), -0.04 * (1 - k) + 0.30 * k * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 70)]
            ),
            "#0b1230",
            1.3 * s,
            0.55,
        )
    d = stroke(d, rim, "#b9c7f5", 2.6 * s, 0.92)
    tripod = [(*at(math.cos(t) * 0.92, 0.276 * math.sin(t)), *f) for t in (0.35, 2.75, 4.71)]
    d = over(d, "#c9d4fa", lines_mask(W, H, tripod, 2.4 * s) * 0.9)
    return d, f


def falling_arc(d, p0, p1, bend, color, s):
    """Dashed path of the star that left its place."""
    mx, my = (p0[0] + p1[0]) / 2 + bend[0], (p0[1] + p1[1]) / 2 + bend[1]
    ts = np.linspace(0, 1, 61)
    pts = [
        (
            (1 - t) ** 2 * p0[0] + 2 * t * (1 - t) * mx + t * t * p1[0],
            (1 - t) ** 2 * p0[1] + 2 * t * (1 - t) * my + t * t * p1[1],
        )
        for t in ts
    ]
    H, W = d.shape[:2]
    c = Canvas(W, H)
    for i in range(2, 58, 2):
        c.canvas.drawLine(*pts[i], *pts[i + 1], pen("#fff", 0.25 + 0.75 * i / 60, (1.6 + 2.2 * i / 60) * s))
    m = c.mask()
    d = add(d, color, soft_blur(m, 8 * s) * 0.9)
    return over(d, color, m)
