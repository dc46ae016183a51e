"""Draws the wall of peat books, its grass and roots, and the spade of the-bog-remembers."""

import numpy as np

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import add, mix, over, ramp, rgb, screen, smooth
from ..kit.fields import blur, fractal_noise, grid, noise_line, shift, soft_blur
from ..kit.shapes import rect


def peat_book(d, x0, x1, y0, y1, tone, kind, rng, s):
    """one layer of the wall drawn as a closed book: boards, pages or a ribbed spine"""
    W, q, sub, h, x, th, bd, yy = _book_strip(d, y0, y1, rng, s)

    def inx(a, b):
        return smooth(a - 1, a + 1, x + (fractal_noise(h, W, 24 * s, rng, 3) - 0.5) * 5 * s) * smooth(
            b + 1, b - 1, x + (fractal_noise(h, W, 24 * s, rng, 3) - 0.5) * 5 * s
        )

    def band(a, b):
        return smooth(a - 0.8, a + 0.8, yy) * smooth(b + 0.8, b - 0.8, yy)

    whole = band(y0, y1) * inx(x0, x1)
    tone = rgb(tone) * 1.12
    sh = soft_blur(shift(whole, int(4 * s), int(12 * s)), 9 * s)
    sub = sub * (1 - 0.85 * sh * (1 - whole))[..., None]
    fib = fractal_noise(h, W, 16 * s, rng, 5, 0.65, ax=9, ay=0.5)
    v = np.clip((yy - y0) / th, 0, 1)
    c0 = tone
    sub = _book_kind(x0, x1, y0, y1, kind, rng, s, W, sub, h, x, bd, yy, inx, band, whole, fib, v, c0)
    d[q] = sub
    return d


def _book_strip(d, y0, y1, rng, s):
    H, W = d.shape[:2]
    q = np.s_[max(0, int(y0) - 6) : min(H, int(y1) + int(26 * s)), :]
    sub = d[q]
    h, t0 = sub.shape[0], q[0].start
    x, y = grid(W, h)
    y = y + t0
    th = y1 - y0
    bd = th * 0.13
    n = (noise_line(W, 260 * s, rng, 4) - 0.5) * th * 0.16
    yy = y + n[None, :]
    return W, q, sub, h, x, th, bd, yy


def _book_kind(x0, x1, y0, y1, kind, rng, s, W, sub, h, x, bd, yy, inx, band, whole, fib, v, c0):
    if kind == 0:  # fore-edge: pages
        pages = band(y0 + bd, y1 - bd) * inx(x0 + 14 * s, x1 - 14 * s)
        pl = fractal_noise(h, W, 5 * s, rng, 3, 0.7, ax=60, ay=0.8)
        gaps = smooth(0.66, 0.74, pl)
        sub = over(sub, c0 * 0.22, whole * inx(x0, x1))
        sub = over(
            sub,
            mix(c0 * 1.02, rgb("#c8b37a"), 0.22)
            * (0.55 + 0.75 * pl + 0.25 * (fib - 0.5))[..., None]
            * (1 - 0.35 * np.abs(v - 0.5) * 1.4)[..., None],
            pages,
        )
        sub = sub * (1 - 0.5 * gaps * pages)[..., None]
        for a, b in ((y0, y0 + bd), (y1 - bd, y1)):
            m = band(a, b) * inx(x0, x1)
            sub = over(sub, c0 * (0.50 + 0.35 * fib + 0.25 * smooth(b, a, yy))[..., None], m)
            sub = add(sub, "#c8b37a", np.exp(-(((yy - a - 1.5 * s) / (1.4 * s)) ** 2)) * m * 0.22)
    else:  # spine: leather with raised bands
        sub = _book_spine(x0, x1, rng, s, W, sub, h, x, whole, fib, v, c0)
    return sub


def _book_spine(x0, x1, rng, s, W, sub, h, x, whole, fib, v, c0):
    rd = np.sqrt(np.clip(1 - (2 * v - 1) ** 2, 0, 1))
    col = c0 * (0.26 + 0.66 * rd * (0.62 + 0.38 * smooth(1, 0.1, v)) + 0.34 * (fib - 0.5))[..., None]
    sub = over(sub, col, whole)
    L = x1 - x0
    for t in (0.10, 0.27, 0.50, 0.73, 0.90):
        px = x0 + L * t + (rng.random() - 0.5) * L * 0.01
        m = np.exp(-(((x - px) / (7 * s)) ** 4)) * whole
        sub = over(sub, c0 * (0.5 + 0.75 * rd)[..., None], m * 0.85)
        sub = sub * (1 - 0.55 * whole * np.exp(-(((x - px - 11 * s) / (4 * s)) ** 2)))[..., None]
        for o in (-17, 21):
            sub = add(
                sub,
                "#c8b37a",
                whole
                * np.exp(-(((x - px - o * s) / (1.3 * s)) ** 2))
                * smooth(0.18, 0.3, v)
                * smooth(0.85, 0.7, v)
                * 0.32
                * smooth(0.35, 0.55, fractal_noise(h, W, 14 * s, rng, 2)),
            )
    return sub


def light_leak(d, cx, cy, amt, s):
    H, W = d.shape[:2]
    x, y = grid(W, H)
    a = np.exp(-(((x - cx + (y - cy) * 0.22) / (W * 0.10 if W < H else W * 0.055)) ** 2)) * np.exp(
        -(((y - cy) / (H * 0.75)) ** 2)
    )
    b = np.exp(-(((x - cx * 1.02 + (y - cy) * 0.22) / (W * 0.26 if W < H else W * 0.14)) ** 2)) * np.exp(
        -(((y - cy) / (H * 0.62)) ** 2)
    )
    d = screen(d, "#b8541f", np.clip(b * 0.62 * amt, 0, 1))
    d = screen(d, "#f2a94a", np.clip(a * 0.75 * amt, 0, 1))
    return screen(d, "#fff0c4", np.clip(a**3 * 0.55 * amt, 0, 1))


def grass(frame, surf):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    c = Canvas(W, H)
    cc = Canvas(W, H)
    for _ in range(900 if wide else 560):
        bx = rng.random() * W
        by = surf[int(min(W - 1, bx))] + H * 0.010
        gh = (8 + 38 * rng.random() ** 2) * s
        q = (rng.random() - 0.45) * gh * 0.7
        c.canvas.drawPath(
            curve([(bx, by), (bx + q * 0.3, by - gh * 0.6), (bx + q, by - gh)]),
            pen("#fff", 0.5 + 0.5 * rng.random(), (1 + 1.1 * rng.random()) * s),
        )
    return c, cc


def cotton_grass(frame, d, c, surf, cc):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for _ in range(40 if wide else 24):
        bx = rng.random() * W
        by = surf[int(min(W - 1, bx))]
        gh = (26 + 48 * rng.random()) * s
        q = (rng.random() - 0.3) * gh * 0.45
        c.canvas.drawPath(
            curve([(bx, by), (bx + q * 0.3, by - gh * 0.6), (bx + q, by - gh)]), pen("#fff", 0.9, 1.3 * s)
        )
        [
            cc.canvas.drawCircle(
                float(bx + q + (rng.random() - 0.5) * 11 * s),
                float(by - gh - 1 * s + (rng.random() - 0.5) * 14 * s),
                float((2.2 + 2.6 * rng.random()) * s),
                pen("#fff", 0.75),
            )
            for _ in range(7)
        ]
    d = over(d, "#3c4630", c.mask() * 0.9)
    cm = cc.mask()
    cm = np.clip(blur(cm, 1.5 * s) * (0.6 + 0.7 * fractal_noise(H, W, 5 * s, rng, 2)), 0, 1)
    return over(d, "#fff8e2", cm)


def roots(frame, d, x0, surf, L):
    """Roots hanging over the books."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    c = Canvas(W, H)
    for _ in range(22):
        bx = x0 + L * rng.random()
        by = surf[int(bx)]
        length = H * (0.02 + 0.07 * rng.random())
        c.canvas.drawPath(
            curve(
                [
                    (bx, by),
                    (bx + (rng.random() - 0.5) * 14 * s, by + length * 0.4),
                    (bx + (rng.random() - 0.5) * 22 * s, by + length * 0.7),
                    (bx + (rng.random() - 0.5) * 30 * s, by + length),
                ]
            ),
            pen("#fff", 0.8, (1 + 1.2 * rng.random()) * s),
        )
    return over(d, "#231a0f", c.mask() * 0.8)


def spade_shaft(frame, top, x0, L):
    """Spade."""
    H, wide = frame.height, frame.wide
    px, py, q = x0 + L * (0.66 if wide else 0.80), top + H * 0.030, H * (0.262 if wide else 0.232)
    shaft = [
        polygon(
            [
                (px - q * 0.024, py),
                (px + q * 0.024, py),
                (px + q * 0.020, py - q * 0.86),
                (px - q * 0.020, py - q * 0.86),
            ]
        )
    ]
    gripb = rect(px - q * 0.135, py - q * 0.905, px + q * 0.135, py - q * 0.845, q * 0.028)
    return q, py, px, shaft, gripb


def spade_blade(frame, d, surf, q, py, px, shaft, gripb):
    W, H = frame.width, frame.height
    x, y = frame.grid
    blade = polygon(
        [
            (px - q * 0.125, py + q * 0.06),
            (px - q * 0.135, py - q * 0.25),
            (px - q * 0.04, py - q * 0.27),
            (px - q * 0.034, py - q * 0.38),
            (px + q * 0.034, py - q * 0.38),
            (px + q * 0.04, py - q * 0.27),
            (px + q * 0.135, py - q * 0.25),
            (px + q * 0.125, py + q * 0.06),
        ]
    )
    sm = mask(W, H, *shaft, gripb)
    bm = mask(W, H, blade)
    sm = sm * (y < surf[None, :] + 4)
    d = over(
        d,
        ramp(np.clip((x - px) / (q * 0.14) * 0.5 + 0.5, 0, 1), [(0, "#2a2014"), (0.5, "#6b5230"), (1, "#a8874f")]),
        sm,
    )
    return d, bm
