"""Draws the heartbeat ridge and the ambulance of altitude-4700."""

import numpy as np

from ..kit.brush import pen, polygon
from ..kit.colour import mix, screen, smooth
from ..kit.light import vignette
from ..kit.prints import grain
from ..kit.shapes import disc, rect
from ..kit.strokes import paste


def beat(t):
    """one heart beat over t = 0..1, as a height 0..1"""

    def g(c, w, h, p=2.0):
        return h * np.exp(-(np.abs((t - c) / w) ** p))

    return (
        g(0.22, 0.050, 0.13)
        + g(0.445, 0.072, 1.0, 1.02)
        - g(0.350, 0.018, 0.045)
        - g(0.560, 0.022, 0.07)
        + g(0.76, 0.070, 0.20)
    )


def heartbeat_ridge(W, H, rng, base, amp, beats):
    """ridge line (pixel rows) and the columns of the summits; beats = [(x0, x1, scale)]"""
    xs = np.arange(W, dtype=np.float32)
    r = np.zeros(W, np.float32)
    tops = []
    for x0, x1, k in beats:
        t = (xs - x0) / (x1 - x0)
        r += np.where((t >= 0) & (t < 1), beat(t) * k, 0)
        tops.append((mix(x0, x1, 0.445), k))
    return base - r * amp, tops


def ambulance_glass(c, ax, ay, u):
    c.canvas.drawPath(
        polygon(
            [
                (ax + u * 0.44, ay - u * 0.88),
                (ax + u * 0.68, ay - u * 0.84),
                (ax + u * 0.88, ay - u * 0.56),
                (ax + u * 0.44, ay - u * 0.56),
            ]
        ),
        pen("#20374f"),
    )


def ambulance_lamp(frame, d, c, ax, ay, u):
    W, wide, rng = frame.width, frame.wide, frame.rng
    x, y = frame.grid
    c.canvas.drawPath(rect(ax - u * 1.05, ay - u * 0.52, ax + u * 1.06, ay - u * 0.36), pen("#d8572a"))
    for q in (-0.62, 0.66):
        c.canvas.drawPath(disc(ax + u * q, ay - u * 0.12, u * 0.22), pen("#10202f"))
    c.canvas.drawPath(rect(ax + u * 0.02, ay - u * 1.34, ax + u * 0.34, ay - u * 1.16, u * 0.06), pen("#ff7a45"))
    d = paste(d, c)
    lamp = np.exp(-((np.hypot(x - ax - u * 0.18, y - ay + u * 1.28) / (u * 1.1)) ** 1.3))
    d = screen(d, "#ff8a50", lamp * 0.85)
    beam = (
        np.exp(-(((y - ay + u * 0.36 - (x - ax) * 0.05) / (u * 0.10 + np.clip(x - ax, 0, None) * 0.16)) ** 2))
        * smooth(ax + u * 0.9, ax + u * 1.1, x)
        * np.exp(-np.clip(x - ax, 0, None) / (u * 4))
    )
    d = screen(d, "#fff2cf", beam * 0.75)
    if wide:
        d = d * mix(1, 0.40, smooth(0.50, 0.16, x / W))[..., None]
    return grain(vignette(d, 0.20, 0.6, 0.5), rng, 0.011 if wide else 0.016, 1)
