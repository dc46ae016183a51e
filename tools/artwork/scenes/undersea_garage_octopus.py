"""Draws coral, neon sign and the octopus of undersea-garage."""

import math

import numpy as np

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import add, over, smooth
from ..kit.crayon import crayon_face, wax, wax_line
from ..kit.fields import grid, soft_blur
from ..kit.shapes import disc, rect, taper
from .undersea_garage_tools import tool

ARMS = [
    ([(-0.55, 0.55), (-1.25, 0.80), (-1.95, 0.30), (-1.85, -0.42)], "spanner", -1.75),
    ([(0.55, 0.55), (1.25, 0.80), (1.95, 0.30), (1.85, -0.42)], "hammer", -1.35),
    ([(-0.50, 0.75), (-1.25, 1.25), (-1.98, 1.12), (-2.15, 0.62)], "oil", -1.9),
    ([(0.50, 0.75), (1.25, 1.25), (1.98, 1.12), (2.15, 0.62)], "driver", -1.1),
    ([(-0.42, 0.90), (-0.95, 1.62), (-1.55, 1.88), (-2.00, 1.62)], "saw", -2.35),
    ([(0.42, 0.90), (0.95, 1.62), (1.55, 1.88), (2.00, 1.62)], "torch", -0.10),
    ([(-0.20, 1.0), (-0.38, 1.75), (-0.80, 2.22), (-1.22, 2.16)], "brush", 2.75),
    ([(0.20, 1.0), (0.38, 1.75), (0.80, 2.22), (1.22, 2.12)], "clock", 0),
]


def coral(d, W, H, rng, s, T, X, Y, h, c):
    for _k, (lean, length) in enumerate([(0, 1), (-0.30, 0.72), (0.32, 0.66), (-0.14, 0.50), (0.18, 0.52)]):
        d = wax(
            d,
            taper(
                [
                    (X + lean * h * 0.2, Y),
                    (X + lean * h * 0.6, Y - h * length * 0.5),
                    (X + lean * h * 0.85, Y - h * length),
                ],
                h * 0.13,
                h * 0.085,
            )[0],
            c,
            rng,
            s,
            1.3,
            0.85,
            8,
            T=T,
        )
    return d


def neon_spanner(d, W, H, rng, s, T, cx, cy, z):
    """sign board: a spanner of light with an arrow of bulbs"""
    d, bw, bh = _board(d, rng, s, T, cx, cy, z)
    L, w = z * 0.82, z * 0.062
    c = Canvas(W, H)
    c.canvas.save()
    c.canvas.translate(cx, cy)
    c.canvas.rotate(-14)
    m = _spanner_outline(z, w, L, c)
    d = add(d, "#FFD166", soft_blur(m, z * 0.10) * 0.95 + soft_blur(m, z * 0.42) * 0.95)
    d = over(d, "#FFF4CC", m)
    b = Canvas(W, H)
    bm = _bulbs(cx, cy, z, bw, bh, b)
    d = add(d, "#FF7F6B", soft_blur(bm, z * 0.06) * 1.6)
    return over(d, "#FFC2A8", bm)


def _board(d, rng, s, T, cx, cy, z):
    bw, bh = z * 1.55, z * 0.60
    for sg in (-1, 1):
        d = wax(
            d,
            rect(cx + sg * bw * 0.72 - z * 0.05, cy + bh * 0.8, cx + sg * bw * 0.72 + z * 0.05, cy + z * 4.8),
            "#0A2C3C",
            rng,
            s,
            1.5,
            1,
            8,
            T=T,
        )
    d = wax(d, rect(cx - bw, cy - bh, cx + bw, cy + bh, z * 0.16), "#082A3A", rng, s, -0.3, 1, 9, T=T)
    return d, bw, bh


def _spanner_outline(z, w, L, c):
    h, J = z * 0.10, z * 0.27
    head = [(L + J * math.cos(k), J * math.sin(k)) for k in np.linspace(0.50, math.pi - 0.40, 10)] + [(-L + J * 1.0, h)]
    tail = [(L + J * math.cos(k), -J * math.sin(k)) for k in np.linspace(0.50, math.pi - 0.40, 10)] + [
        (-L + J * 1.0, -h)
    ]
    for p in (
        polygon(head, False),
        polygon(tail, False),
        polygon([head[0], (L + J * 0.10, J * 0.22), (L + J * 0.10, -J * 0.22), tail[0]], False),
        disc(-L, 0, J * 1.02),
        disc(-L, 0, J * 0.52),
    ):
        c.canvas.drawPath(p, pen("#fff", 1, w))
    c.canvas.restore()
    return c.mask()


def _bulbs(cx, cy, z, bw, bh, b):
    n = 30
    for k in range(n):
        t = k / n * 4
        i = int(t)
        f = t - i
        px, py = [(-1 + 2 * f, -1), (1, -1 + 2 * f), (1 - 2 * f, 1), (-1, 1 - 2 * f)][i]
        b.canvas.drawCircle(cx + px * bw * 0.93, cy + py * bh * 0.84, z * 0.038, pen("#fff", 1 if k % 2 else 0.45))
    return b.mask()


def octopus(d, W, H, rng, s, T, cx, cy, z, fl):
    body, dk = "#FF7F6B", "#D9574E"
    sh = soft_blur(mask(W, H, disc(cx, cy + z * 2.15, z * 1.7, z * 0.18)), z * 0.12)
    d = d * (1 - 0.5 * sh)[..., None]
    for pts, kind, a in ARMS[:-1]:
        X, Y = cx + pts[-1][0] * z, cy + pts[-1][1] * z
        d = tool(d, W, H, rng, s, T, kind, X + math.cos(a) * z * 0.30, Y + math.sin(a) * z * 0.30, z * 0.60, a)
    d = _arms_of_octopus(d, W, H, rng, s, T, cx, cy, z, body)
    d = tool(d, W, H, rng, s, T, "clock", cx + z * 1.36, cy + z * 2.16, z * 0.58, 0)
    head = _octopus_head(cx, cy, z)
    d = over(d, "#D05A52", mask(W, H, head))
    d = wax(d, head, body, rng, s, -0.7, 1.0, 11, T=T, dark=0.66)
    x, y = grid(W, H)
    hm = mask(W, H, head)
    d = over(d, "#FFD166", hm * np.exp(-(((x - cx) / (z * 0.8)) ** 2) - ((y - cy + z * 1.15) / (z * 0.42)) ** 2) * 0.55)
    d = over(d, "#B23A45", hm * smooth(cy + z * 0.35, cy + z * 1.2, y) * 0.28)
    for px, py, q in ((-0.55, -0.62, 0.12), (-0.30, -0.85, 0.08), (0.62, -0.55, 0.10), (0.42, -0.80, 0.06)):
        d = over(
            d, dk, mask(W, H, disc(cx + px * z, cy + py * z, q * z, q * z * 0.8)) * smooth(0.3, 0.55, T + 0.1) * 0.75
        )
    d, gy = _goggle_strap(d, rng, s, T, cx, cy, z)
    d = _goggles(d, rng, s, T, cx, z, gy)
    return crayon_face(d, W, H, rng, s * 1.0, T, cx, cy + z * 0.12, z * 1.35, "laugh")


def _arms_of_octopus(d, W, H, rng, s, T, cx, cy, z, body):
    for n, (pts, _kind, _a) in enumerate(ARMS):
        P_ = [(cx + p * z, cy + q * z) for p, q in pts]
        ex, ey = P_[-1]
        px, py = P_[-2]
        curl = [(ex + (ex - px) * 0.12 + (-1 if pts[0][0] < 0 else 1) * -z * 0.14, ey + (ey - py) * 0.10 - z * 0.02)]
        path, q = taper(P_ + curl, z * 0.46, z * 0.13)
        d = over(d, "#C4524F", mask(W, H, path))
        d = wax(d, path, body if n % 2 else "#F5725F", rng, s, 0.7, 0.97, 9, T=T, dark=0.66)
        side = -1 if pts[0][0] < 0 else 1
        for k in range(14, 54, 6):
            wk = z * (0.46 - 0.33 * k / 60)
            t = q[min(k + 1, 59)] - q[k - 1]
            t = t / (np.linalg.norm(t) + 1e-6)
            nx, ny = -t[1] * -side, t[0] * -side
            d = over(
                d, "#FFD9C2", mask(W, H, disc(q[k][0] + nx * wk * 0.26, q[k][1] + ny * wk * 0.26, wk * 0.15)) * 0.95
            )
    return d


def _octopus_head(cx, cy, z):
    return curve(
        [
            (cx - z * 0.78, cy + z * 0.95),
            (cx - z * 0.98, cy + z * 0.35),
            (cx - z * 1.02, cy - z * 0.35),
            (cx - z * 0.62, cy - z * 1.02),
            (cx, cy - z * 1.22),
            (cx + z * 0.62, cy - z * 1.02),
            (cx + z * 1.02, cy - z * 0.35),
            (cx + z * 0.98, cy + z * 0.35),
            (cx + z * 0.78, cy + z * 0.95),
            (cx, cy + z * 1.12),
        ],
        True,
    )


def _goggle_strap(d, rng, s, T, cx, cy, z):
    """Goggles pushed up, eyes, smile."""
    gy = cy - z * 0.62
    d = wax_line(
        d,
        [(cx - z * 0.93, gy + z * 0.10), (cx, gy - z * 0.04), (cx + z * 0.93, gy + z * 0.10)],
        "#3A2A35",
        z * 0.15,
        rng,
        s,
        T,
    )
    return d, gy


def _goggles(d, rng, s, T, cx, z, gy):
    for sg in (-1, 1):
        d = wax(d, disc(cx + sg * z * 0.30, gy - z * 0.05, z * 0.285), "#3A2A35", rng, s, 0.3, 1, 8, T=T)
        d = wax(d, disc(cx + sg * z * 0.30, gy - z * 0.05, z * 0.19), "#9FE3DC", rng, s, 0.9, 1, 8, T=T)
        d = wax_line(
            d,
            [(cx + sg * z * 0.30 - z * 0.09, gy - z * 0.02), (cx + sg * z * 0.30 + z * 0.05, gy - z * 0.15)],
            "#ffffff",
            z * 0.05,
            rng,
            s,
            T,
        )
    return d
