"""Draws banks, neon signs and steps of the-last-cable-car."""

import numpy as np
import skia

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import add, mix, over, rgb, smooth
from ..kit.fields import grid, soft_blur
from ..kit.shapes import rect
from ..kit.strokes import strokes


def bank_buildings(d, W, H, rng, s, hz, mx, wide, k, col, depth):
    """tall houses stacked on a slope on both banks, lower towards the river"""
    gap, body, win, y0, st = _empty_bank(W, H, s, hz, wide, k)
    for side in (-1, 1):
        bx = mx + side * gap
        while -W * 0.1 < bx < W * 1.1:
            bw = (34 + 60 * rng.random()) * s * (1 + 0.35 * k)
            _one_building(W, H, rng, s, mx, wide, k, body, bw, bx, side, st, win, y0)
            bx += side * bw * (0.92 + 0.35 * rng.random())
    return _windows_on_bank(d, W, H, hz, wide, k, col, body, win)


def _one_building(W, H, rng, s, mx, wide, k, body, bw, bx, side, st, win, y0):
    far = abs(bx - mx) / (W * (0.5 if not wide else 0.42))
    hh = H * (0.12 + 0.38 * min(1, far) ** 0.9 * (1.15 - 0.10 * k)) * (0.72 + 0.5 * rng.random()) * (0.9 + 0.10 * k)
    if wide and side < 0:
        hh *= 0.62 if bx < W * 0.42 else 0.85
    length, r_ = (bx - bw, bx) if side < 0 else (bx, bx + bw)
    body.canvas.drawRect(skia.Rect.MakeLTRB(length, y0 - hh, r_, y0), pen())
    if rng.random() < 0.5:
        body.canvas.drawRect(
            skia.Rect.MakeLTRB(length + bw * 0.3, y0 - hh - 14 * s, length + bw * 0.62, y0 - hh), pen()
        )
    if rng.random() < 0.3:
        body.canvas.drawLine(length + bw * 0.5, y0 - hh, length + bw * 0.5, y0 - hh - 40 * s, pen("#fff", 1, 2 * s))
    cw = rng.choice(["#F5B14C", "#F5B14C", "#F5B14C", "#7FD1C7", "#FF8FA3"])
    for wy in np.arange(y0 - hh + st, y0 - st, st * 1.7):
        for wx in np.arange(length + st * 0.7, r_ - st, st * 1.45):
            if rng.random() < (0.20, 0.27, 0.26)[k]:
                win[cw].canvas.drawRect(
                    skia.Rect.MakeXYWH(wx, wy, st * 0.62, st * 0.85), pen("#fff", 0.25 + 0.7 * rng.random())
                )


def _empty_bank(W, H, s, hz, wide, k):
    gap = W * ((0.045, 0.085, 0.125)[k] if wide else (0.10, 0.20, 0.30)[k])
    body = Canvas(W, H)
    win = {c: Canvas(W, H) for c in ("#F5B14C", "#7FD1C7", "#FF8FA3")}
    y0 = hz + 4 * s
    st = (7.5, 9.5, 12)[k] * s
    return gap, body, win, y0, st


def _windows_on_bank(d, W, H, hz, wide, k, col, body, win):
    x, y = grid(W, H)
    m = body.mask()
    shade = rgb(col) * (1 - 0.35 * np.clip((y - H * 0.3) / (hz - H * 0.3), 0, 1) * (k == 2))[..., None]
    d = over(d, shade, m * (0.80 + 0.08 * k))
    left = mix(0.35, 1, smooth(0.25, 0.52, x / W)) if wide else 1
    for c, cv in win.items():
        d = add(d, c, cv.mask() * m * (0.42, 0.62, 0.85)[k] * left)
    return d


def neon_lines(d, W, H, rng, s, hz, mx, wide):
    """signs of glowing tube on the houses: columns of strokes, the last column stops in the middle"""
    spots = _sign_places(wide)
    return _signs(d, W, H, rng, s, spots)


def _sign_places(wide):
    return (
        [
            (0.785, 0.50, 2, 0.17, "#FF5C82"),
            (0.850, 0.40, 2, 0.25, "#7FE6DA"),
            (0.560, 0.575, 2, 0.11, "#FFC25E"),
            (0.945, 0.46, 2, 0.15, "#FF5C82"),
            (0.470, 0.60, 2, 0.09, "#7FE6DA"),
        ]
        if wide
        else [
            (0.050, 0.405, 2, 0.19, "#FF5C82"),
            (0.835, 0.385, 2, 0.15, "#7FE6DA"),
            (0.245, 0.565, 2, 0.115, "#FFC25E"),
            (0.715, 0.575, 2, 0.10, "#FF5C82"),
            (0.035, 0.635, 2, 0.07, "#7FE6DA"),
        ]
    )


def _signs(d, W, H, rng, s, spots):
    for fx, fy, n, fh, col in spots:
        q = H * 0.0165
        X0, Y0, h = W * fx, H * fy, H * fh
        c = Canvas(W, H)
        for k in range(n):
            _one_column(rng, s, X0, Y0, c, h, k, n, q)
        m = c.mask()
        wd = (n - 1) * q * 1.9
        back = mask(W, H, rect(X0 - q * 1.2, Y0 - q, X0 + wd + q * 1.2, Y0 + h + q * 0.3, 5 * s))
        d = over(d, "#140A1C", back * 0.90)
        fr = mask(
            W, H, rect(X0 - q * 1.2, Y0 - q, X0 + wd + q * 1.2, Y0 + h + q * 0.3, 5 * s), paint=pen("#fff", 1, 2 * s)
        )
        d = add(d, col, fr * 0.35 + soft_blur(m, 10 * s) * 0.85 + soft_blur(m, 44 * s) * 0.60)
        d = over(d, mix(rgb(col), rgb("#ffffff"), 0.45), m)
    return d


def _one_column(rng, s, X0, Y0, c, h, k, n, q):
    X = X0 + (n - 1 - k) * q * 1.9
    Y = Y0
    end = Y0 + h * (1 if k < n - 1 else 0.42)
    while end - q * 0.5 > Y:
        w, hh = q * 0.60, q * 1.05
        bars = [
            ((-w, 0), (w, 0)),
            ((-w * 0.7, hh * 0.5), (w * 0.7, hh * 0.5)),
            ((-w, hh), (w, hh)),
            ((-w, 0), (-w, hh)),
            ((w, 0), (w, hh)),
            ((0, -hh * 0.12), (0, hh)),
            ((0, hh * 0.3), (-w, hh)),
            ((0, hh * 0.3), (w, hh)),
        ]
        for b in rng.choice(8, size=rng.integers(3, 5), replace=False):
            (ax, ay), (bx_, by_) = bars[b]
            c.canvas.drawLine(X + ax, Y + ay, X + bx_, Y + by_, pen("#fff", 1, 2.7 * s))
        Y += q * 1.75


def city_steps(d, W, H, s, hz, mx, wide):
    """a stair with lamps climbs from the water on the near bank"""
    x0, y0, dx, dy, n = (
        (W * 0.905, hz, W * 0.0052, H * 0.0105, 22) if wide else (W * 0.80, hz, W * 0.0100, H * 0.0088, 22)
    )
    pts = []
    for k in range(n):
        pts += [(x0 + k * dx, y0 - k * dy), (x0 + k * dx, y0 - (k + 1) * dy)]
    body = mask(
        W, H, polygon([*pts, (x0 + n * dx, y0 - n * dy), (W + 20, y0 - n * dy), (W + 20, hz + 3), (x0, hz + 3)])
    )
    d = over(d, "#150C1C", body)
    ed = strokes(W, H, [([a, b], 2.2 * s, 0.9) for a, b in zip(pts[1::2], pts[2::2], strict=False)])
    d = add(d, "#F5B14C", ed * 0.55 + soft_blur(ed, 8 * s) * 0.35)
    for k in (4, 11, 18):
        X, Y = x0 + (k + 0.5) * dx, y0 - (k + 1) * dy
        post = strokes(W, H, [([(X, Y), (X, Y - 34 * s)], 2.6 * s, 1)])
        d = over(d, "#0B0612", post)
        lm = circle(W, H, X, Y - 38 * s, 5 * s)
        d = add(d, "#FFD08A", lm + soft_blur(lm, 14 * s) * 3.0)
    return d
