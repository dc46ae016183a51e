"""Draws the mountains behind the windows of leaving-at-dawn, each a print of its hour."""

import numpy as np
from scipy import ndimage as nd

from ..kit.colour import over, ramp, smooth
from ..kit.fields import below, fractal_noise, grid, noise_line

SKIES = [
    [(0, "#3c6b4e"), (0.35, "#a6c0a0"), (0.62, "#f0e2c0"), (0.8, "#e8a06a")],
    [(0, "#6f9d86"), (0.4, "#c9d7b8"), (0.8, "#f0e2c0")],
    [(0, "#86ab95"), (0.5, "#dfe3c6"), (0.8, "#f0e2c0")],
    [(0, "#c96f3f"), (0.4, "#e3a468"), (0.8, "#f0e2c0")],
    [(0, "#123524"), (0.45, "#3c6b4e"), (0.8, "#c9a56c")],
]


def keyline(m, k):
    return np.clip(nd.grey_dilation(m, size=(int(k) | 1,) * 2) - m, 0, 1)


def mountain_print(W, H, box, kind, hour, rng, s):
    """one woodblock print inside a window: a mountain at its own hour of the day"""
    d, Y0, w, h, y, v, uu = _print_sky(W, H, box, kind, hour)
    peaks = _peak_forms(kind)
    top = Y0 + h * (0.80 - peaks(uu)) - (noise_line(W, w * 0.16, rng, 4) - 0.5) * h * 0.045
    m = below(W, H, top)
    dep = (y - top[None, :]) / h
    light, base = _print_tones(hour)
    d = over(d, ramp(np.clip(dep / 0.42, 0, 1), [(0, base), (0.45, base), (1, light)]), m)
    cut = _knife_lines(W, H, rng, s, h, w, y, top)
    d = over(d, light, cut * m * 0.75 * np.exp(-dep * 1.6))
    d = _snow_caps(d, kind, Y0, h, y, v, uu, m, dep)
    e = np.exp(-(((y - top[None, :]) / (1.9 * s)) ** 2))
    d = over(d, "#123524", e * 0.9)
    for k, (yy, c) in enumerate([(0.80, "#a6c0a0"), (0.88, "#3c6b4e"), (0.945, "#123524")]):
        length = Y0 + h * yy - (noise_line(W, w * 0.3, rng, 3) - 0.4) * h * 0.06
        d = over(d, c if hour not in (3,) else ["#e3b77c", "#9a5a34", "#4a2a1c"][k], below(W, H, length))
        d = over(d, "#123524", np.exp(-(((y - length[None, :]) / (1.5 * s)) ** 2)) * 0.7)
    return d


def _print_sky(W, H, box, kind, hour):
    X0, Y0, X1, Y1 = box
    w, h = X1 - X0, Y1 - Y0
    x, y = grid(W, H)
    u, v = (x - X0) / w, (y - Y0) / h
    d = ramp(np.clip(v, 0, 1), SKIES[hour])
    sun = [(0.26, 0.50, 0.085), (0.72, 0.20, 0.075), (0.5, 0.16, 0.07), (0.70, 0.46, 0.10), (0.30, 0.22, 0.06)][hour]
    r = np.hypot((x - X0) - sun[0] * w, (y - Y0) - sun[1] * h)
    d = over(
        d, ["#c96f3f", "#f7efd8", "#f7efd8", "#a9472b", "#f7efd8"][hour], smooth(sun[2] * w + 1, sun[2] * w - 1, r)
    )
    for k in range(3):
        yy = 0.16 + 0.11 * k + 0.05 * (kind % 3)
        band = smooth(0.012, 0.008, np.abs(v - yy)) * smooth(0.30, 0.24, np.abs(u - (0.25 + 0.5 * ((k + kind) % 2))))
        d = over(d, "#f7efd8", band * 0.6)
    W1 = np.arange(W)
    uu = (W1 - X0) / w
    return d, Y0, w, h, y, v, uu


def _peak_forms(kind):
    return {
        0: lambda t: 0.46 * np.exp(-(np.abs((t - 0.56) / 0.26) ** 1.25)),
        1: lambda t: (
            0.40 * np.exp(-(np.abs((t - 0.34) / 0.15) ** 1.7)) + 0.34 * np.exp(-(np.abs((t - 0.72) / 0.13) ** 1.9))
        ),
        2: lambda t: 0.36 * np.exp(-(np.abs((t - 0.52) / 0.36) ** 5)) + 0.05 * np.exp(-(((t - 0.3) / 0.05) ** 2)),
        3: lambda t: (
            0.42 * np.maximum(0, 1 - np.abs(t - 0.42) / 0.34) + 0.20 * np.maximum(0, 1 - np.abs(t - 0.86) / 0.26)
        ),
        4: lambda t: (
            0.30 * np.exp(-(np.abs((t - 0.30) / 0.20) ** 2)) + 0.40 * np.exp(-(np.abs((t - 0.74) / 0.17) ** 1.3))
        ),
    }[kind]


def _print_tones(hour):
    base, light = [
        ("#3c6b4e", "#f0e2c0"),
        ("#2d5a41", "#a6c0a0"),
        ("#5d8a68", "#d9dcb8"),
        ("#7d3f26", "#e3a468"),
        ("#123524", "#6f9d86"),
    ][hour]
    return light, base


def _knife_lines(W, H, rng, s, h, w, y, top):
    cut = np.zeros((H, W), np.float32)
    wob = fractal_noise(H, W, 12 * s, rng, 2) - 0.5
    for k in range(9):
        length = (
            top
            + h * (0.035 + 0.048 * k)
            + np.abs(np.gradient(top)) * h * 0.02 * k
            + (noise_line(W, w * 0.10, rng, 3) - 0.5) * h * 0.05
        )
        cut = np.maximum(
            cut,
            np.exp(-(((y - length[None, :] + wob * 8 * s) / (1.5 * s)) ** 2))
            * smooth(0.30, 0.45, fractal_noise(H, W, 30 * s, rng, 2, ax=2)),
        )
    return cut


def _snow_caps(d, kind, Y0, h, y, v, uu, m, dep):
    if kind in (0, 3):
        snow = (
            smooth(
                0.0,
                0.012,
                (0.095 + 0.03 * np.sin(uu * 60)[None, :] * 1.0 + 0.02 * np.sin(uu * 143)[None, :]) - dep + 0 * v,
            )
            * m
            * (y < Y0 + h * 0.62)
        )
        d = over(d, "#f7efd8", snow)
    return d
