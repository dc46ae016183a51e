"""Draws the stop, the one who missed it, and the constellation of after-the-last-tram."""

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import add, mix, over, smooth
from ..kit.fields import grid, shift, soft_blur
from ..kit.light import vignette
from ..kit.prints import grain
from ..kit.shapes import disc, rect, taper
from ..kit.strokes import strokes


def bright_stars(d, W, H, s, vx, ty, wide):
    """a bow of larger stars that leads from the tail light up into the sky"""
    x, y = grid(W, H)
    pts = _star_places(wide)
    c = _star_lines(W, H, s, vx, ty, pts)
    d = add(d, "#8FA4E8", c * 0.20)
    return _star_lights(d, W, H, s, vx, ty, y, x, pts)


def _star_places(wide):
    return (
        [
            (0.050, 0.105, 0.55),
            (0.020, 0.215, 0.62),
            (0.085, 0.300, 0.5),
            (0.170, 0.350, 0.85),
            (0.255, 0.330, 0.5),
            (0.330, 0.395, 0.7),
        ]
        if not wide
        else [
            (0.030, 0.115, 0.55),
            (0.012, 0.225, 0.62),
            (0.050, 0.310, 0.5),
            (0.105, 0.375, 0.85),
            (0.165, 0.350, 0.5),
            (0.215, 0.430, 0.7),
        ]
    )


def _star_lines(W, H, s, vx, ty, pts):
    return strokes(
        W,
        H,
        [
            ([(vx + a * W, ty - b * H), (vx + e * W, ty - f * H)], 1.1 * s, 0.8)
            for (a, b, _), (e, f, _) in zip([(0, 0, 0), *pts[:-1]], pts, strict=False)
        ],
    )


def _star_lights(d, W, H, s, vx, ty, y, x, pts):
    for a, b, k in pts:
        X, Y = vx + a * W, ty - b * H
        r = np.hypot(x - X, y - Y)
        d = add(
            d,
            "#E6EDFF",
            k
            * (
                np.exp(-r / (3.4 * s)) * 1.5
                + np.exp(-r / (15 * s)) * 0.30
                + np.exp(-np.abs(x - X) / (1 * s)) * np.exp(-np.abs(y - Y) / (15 * s)) * 0.7
                + np.exp(-np.abs(y - Y) / (1 * s)) * np.exp(-np.abs(x - X) / (15 * s)) * 0.7
            ),
        )
    return d


def stop_and_figure(d, W, H, s, wide, yy, bx, hz):
    d, y, x, fy, px, z = _platform(d, W, H, s, wide)
    lx_, ly_, lamp, c, b = _lamp_post_and_coat(W, H, fy, px, z)

    def moved(a):
        return [(px + p * z, b - q * z) for p, q in a]  # a coat, a scarf, two legs

    for part in (
        disc(px + z * 0.01, b - z * 1.035, z * 0.070, z * 0.083),
        curve(moved([(-0.085, 1.03), (-0.075, 1.10), (0.0, 1.135), (0.085, 1.10), (0.095, 1.02), (0.06, 0.99)]), True),
        polygon(moved([(-0.045, 0.97), (0.055, 0.97), (0.065, 0.90), (-0.055, 0.90)])),
        polygon(
            moved(
                [
                    (-0.15, 0.90),
                    (-0.06, 0.935),
                    (0.06, 0.935),
                    (0.15, 0.90),
                    (0.165, 0.62),
                    (0.205, 0.27),
                    (-0.205, 0.27),
                    (-0.165, 0.62),
                ]
            )
        ),
        polygon(moved([(-0.15, 0.29), (-0.02, 0.29), (-0.03, 0.03), (-0.12, 0.03)])),
        polygon(moved([(0.02, 0.29), (0.15, 0.29), (0.12, 0.03), (0.03, 0.03)])),
        rect(px - z * 0.15, b - z * 0.045, px - z * 0.025, b + 2, z * 0.02),
        rect(px + z * 0.025, b - z * 0.045, px + z * 0.15, b + 2, z * 0.02),
        taper(moved([(0.14, 0.86), (0.20, 0.62), (0.22, 0.40)]), z * 0.085, z * 0.06)[0],
        taper(moved([(-0.14, 0.86), (-0.20, 0.62), (-0.16, 0.46)]), z * 0.085, z * 0.06)[0],
    ):
        c.canvas.drawPath(part, pen())
    scarf = _scarf_and_bag(fy, px, z, c, moved)
    return _figure_and_light(d, W, H, s, y, x, z, lx_, ly_, lamp, c, scarf)


def _platform(d, W, H, s, wide):
    x, y = grid(W, H)
    fy = H * (0.965 if wide else 0.935)
    px = W * (0.505 if wide else 0.215)
    z = H * (0.165 if wide else 0.145)
    plat = mask(
        W,
        H,
        polygon(
            [
                (-20 if not wide else W * 0.36, fy - z * 0.10),
                (px + z * 0.92, fy - z * 0.10),
                (px + z * 1.15, H + 20),
                (-20 if not wide else W * 0.30, H + 20),
            ]
        ),
    )
    d = over(d, "#060A1A", plat)
    edge = np.clip(plat - shift(plat, 0, int(3 * s)), 0, 1)
    d = over(d, "#F2D16B", edge * 0.55)
    return d, y, x, fy, px, z


def _lamp_post_and_coat(W, H, fy, px, z):
    lx_, ly_ = px - z * 0.62, fy - z * 2.05
    lamp = disc(lx_ + z * 0.27, ly_ + z * 0.04, z * 0.085, z * 0.05)
    c = Canvas(W, H)
    c.canvas.drawPath(
        curve([(lx_, fy), (lx_, ly_ + z * 0.2), (lx_ + z * 0.08, ly_), (lx_ + z * 0.27, ly_ - z * 0.02)]),
        pen("#fff", 1, z * 0.035),
    )
    b = fy - z * 0.10
    return lx_, ly_, lamp, c, b


def _scarf_and_bag(fy, px, z, c, moved):
    scarf = taper(moved([(0.05, 0.90), (0.17, 0.86), (0.30, 0.90), (0.42, 0.84)]), z * 0.055, z * 0.075)[0]
    bag = rect(px + z * 0.24, fy - z * 0.38, px + z * 0.58, fy - z * 0.10, z * 0.03)
    c.canvas.drawPath(bag, pen())
    c.canvas.drawPath(
        curve(
            [
                (px + z * 0.33, fy - z * 0.38),
                (px + z * 0.36, fy - z * 0.46),
                (px + z * 0.46, fy - z * 0.46),
                (px + z * 0.49, fy - z * 0.38),
            ]
        ),
        pen("#fff", 1, z * 0.03),
    )
    return scarf


def _figure_and_light(d, W, H, s, y, x, z, lx_, ly_, lamp, c, scarf):
    m = c.mask()
    d = over(d, "#050814", m)
    rim = np.clip(m - shift(m, int(3 * s), int(3 * s)), 0, 1)
    d = add(d, "#F2C55B", rim * 0.65 * np.exp(-np.hypot(x - lx_, y - ly_) / (z * 1.5)))
    sc = mask(W, H, scarf)
    d = over(d, "#B8902F", sc)
    lm = mask(W, H, lamp)
    dy = np.clip(y - ly_, 0, 9e9)
    cone = np.exp(-(((x - lx_ - z * 0.27) / (z * 0.10 + dy * 0.42)) ** 2)) * np.exp(-dy / (z * 1.5)) * (y > ly_)
    d = add(d, "#F2D16B", cone * 0.20)
    d = over(d, "#FFF0BE", lm)
    return add(d, "#F2D16B", soft_blur(lm, 22 * s) * 1.5)


def poles(frame, d, hz, yy, bx, pc):
    H, s, wide = frame.height, frame.unit, frame.wide
    last = None
    for fy in (
        (0.62, 0.33, 0.185, 0.11, 0.068, 0.042, 0.026) if wide else (0.44, 0.245, 0.145, 0.09, 0.058, 0.038, 0.024)
    ):
        yk = hz + (H - hz) * fy
        px = np.interp(yk, yy, bx) + (yk - hz) * 0.48
        hh = (yk - hz) * 1.45
        w = max(1.0 * s, (yk - hz) * 0.0105)
        top = yk - hh
        pc.canvas.drawRect(skia.Rect.MakeLTRB(px - w, top, px + w, yk), pen())
        arm = (yk - hz) * 0.50
        pc.canvas.drawLine(px, top + hh * 0.07, px - arm, top + hh * 0.11, pen("#fff", 1, w * 1.1))
        tip = (px - arm * 0.95, top + hh * 0.12)
        if last:
            pc.canvas.drawLine(*last, *tip, pen("#fff", 0.85, max(0.8, 1.6 * s)))
        last = tip
    return over(d, "#060918", pc.mask())


def missed_it(frame, d, hz, vx, yy, bx):
    """The one who missed it: a stop sign, a lamp, a back."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    d = stop_and_figure(d, W, H, s, wide, yy, bx, hz)
    if wide:
        d = d * mix(0.72, 1, smooth(0.10, 0.50, x / W))[..., None]
    return grain(vignette(d, 0.30, vx / W, 0.55), rng, 0.011 if wide else 0.02, 1)
