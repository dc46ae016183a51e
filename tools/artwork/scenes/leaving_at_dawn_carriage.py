"""Draws the carriage and its passengers of leaving-at-dawn."""

import numpy as np
import skia

from ..kit.brush import curve, mask
from ..kit.colour import over, ramp, smooth
from ..kit.fields import fractal_noise, grid
from ..kit.shapes import oval, rect
from ..kit.strokes import stroke_mask
from .leaving_at_dawn_mountains import keyline, mountain_print


def carriage(d, x0, x1, y0, y1, nwin, rng, s, start, passenger):
    """one green carriage seen from the platform, each window framing its mountain"""
    d, W, H, y, T, L, body, rib = _carriage_body(d, x0, x1, y0, y1, s)
    d = _carriage_colours(d, y0, y, T, body)
    g = fractal_noise(H, W, 14 * s, rng, 4, 0.6, ax=16, ay=0.42)
    d = d * (1 + body * (g - 0.5) * 0.22)[..., None]
    for a, b, c in ((0.705, 0.728, "#e0b354"), (0.745, 0.753, "#e0b354"), (0.045, 0.055, "#e0b354")):
        d = over(d, c, mask(W, H, rect(x0, y0 + T * a, x1, y0 + T * b)) * body)
    d = over(d, "#0d281b", body * rib * (y > y0 + T * 0.78) * 0.35)
    ww = L / nwin
    seq = start if isinstance(start, list) else [(start + i) % 5 for i in range(nwin)]
    return _carriage_windows(d, x0, y0, nwin, rng, s, passenger, W, H, T, ww, seq)


def _carriage_body(d, x0, x1, y0, y1, s):
    H, W = d.shape[:2]
    x, y = grid(W, H)
    L, T = x1 - x0, y1 - y0
    body = mask(W, H, rect(x0, y0, x1, y1, T * 0.035))
    rp = skia.Path()
    rp.moveTo(x0 - T * 0.02, y0 + T * 0.03)
    rp.cubicTo(x0, y0 - T * 0.09, x0 + T * 0.10, y0 - T * 0.125, x0 + T * 0.30, y0 - T * 0.125)
    rp.lineTo(x1 - T * 0.30, y0 - T * 0.125)
    rp.cubicTo(x1 - T * 0.10, y0 - T * 0.125, x1, y0 - T * 0.09, x1 + T * 0.02, y0 + T * 0.03)
    rp.close()
    roof = mask(W, H, rp)
    d = over(d, "#0d281b", keyline(np.maximum(body, roof), 6 * s))
    rib = smooth(0.9, 1, np.cos((x - x0) / (T * 0.045) * 3.1416 * 2))
    d = over(d, ramp(np.clip((y - y0 + T * 0.13) / (T * 0.15), 0, 1), [(0, "#a6c0a0"), (1, "#5d8a68")]), roof)
    d = over(d, "#123524", roof * smooth(0.985, 1, np.cos((x - x0) / (L / 12) * 6.283)) * 0.6)
    return d, W, H, y, T, L, body, rib


def _carriage_colours(d, y0, y, T, body):
    return over(
        d,
        ramp(np.clip((y - y0) / T, 0, 1), [(0, "#1d4a33"), (0.55, "#26593d"), (0.80, "#1d4a33"), (1, "#123524")]),
        body,
    )


def _carriage_windows(d, x0, y0, nwin, rng, s, passenger, W, H, T, ww, seq):
    for i in range(nwin):
        a, b, t, u = x0 + ww * (i + 0.12), x0 + ww * (i + 0.88), y0 + T * 0.115, y0 + T * 0.645
        fr = mask(W, H, rect(a - T * 0.018, t - T * 0.018, b + T * 0.018, u + T * 0.018, T * 0.03))
        d = over(d, "#0d281b", keyline(fr, 5 * s))
        d = over(d, "#cfd3b2", fr)
        gl = mask(W, H, rect(a, t, b, u, T * 0.018))
        q = np.s_[max(0, int(t) - 4) : min(H, int(u) + 4), max(0, int(a) - 4) : min(W, int(b) + 4)]
        if q[1].start < W and q[1].stop > 0:
            hh, ww_ = d[q].shape[:2]
            sub = mountain_print(
                ww_, hh, (a - q[1].start, t - q[0].start, b - q[1].start, u - q[0].start), seq[i], seq[i], rng, s
            )
            d[q] = d[q] * (1 - gl[q][..., None]) + sub * gl[q][..., None]
        d = over(d, "#0d281b", stroke_mask(W, H, rect(a, t, b, u, T * 0.018), 3 * s))
        d = over(d, "#cfd3b2", mask(W, H, rect(a, t + (u - t) * 0.235, b, t + (u - t) * 0.262)))
        d = over(d, "#0d281b", mask(W, H, rect(a, t + (u - t) * 0.262, b, t + (u - t) * 0.27)) * 0.8)
        if i in passenger:
            d = _passenger(d, passenger, W, H, a, b, gl, i, u)
    return d


def _passenger(d, passenger, W, H, a, b, gl, i, u):
    w = b - a
    px = a + w * (0.27 if passenger[i] else 0.74)
    sgn = 1 if passenger[i] else -1
    z = w * 0.5
    man = _passenger_shape(px, u, z)
    d = over(d, "#0d281b", mask(W, H, *man) * gl)
    tx = px + sgn * z * 0.72
    d = over(
        d,
        "#0d281b",
        mask(
            W,
            H,
            rect(tx - z * 0.10, u - z * 0.26, tx + z * 0.10, u),
            rect(tx - z * 0.07, u - z * 0.31, tx + z * 0.07, u - z * 0.26),
        )
        * gl,
    )
    return over(d, "#c96f3f", mask(W, H, rect(tx - z * 0.075, u - z * 0.20, tx + z * 0.075, u - z * 0.07)) * gl)


def _passenger_shape(px, u, z):
    return [
        curve(
            [
                (px - z * 0.40, u),
                (px - z * 0.36, u - z * 0.34),
                (px - z * 0.12, u - z * 0.46),
                (px + z * 0.12, u - z * 0.46),
                (px + z * 0.36, u - z * 0.34),
                (px + z * 0.42, u),
            ],
            True,
        ),
        oval(px - z * 0.15, u - z * 0.86, px + z * 0.15, u - z * 0.48),
        rect(px - z * 0.06, u - z * 0.52, px + z * 0.06, u - z * 0.40),
    ]
