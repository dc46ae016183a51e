"""A line of gold behind a snow ridge with nine rays like nine minutes; two walkers climb to it from either side."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas
from ..kit.colour import add, over, ramp, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, noise_line, warp
from ..kit.light import stars
from ..kit.posters import letter_shaded
from .nine_minutes_of_dusk_people import figure, tracks, tracks_and_people


def scene(frame):
    d, s, cx, hy = _dusk_sky(frame)
    d = _aurora(frame, d, s)
    d = _sun_rays(frame, d, s, cx, hy)
    d = _far_ridges(frame, d, cx, hy)
    ridge, m = _crest(frame, cx, hy)
    dep, snow = _snow_slope(frame, s, hy, ridge)
    d, c, reach, q = _wind_and_tracks(frame, d, s, cx, m, dep, snow)
    figs = _two_figures(frame, s, cx, c, ridge, reach, q)
    return tracks_and_people(frame, d, s, cx, c, m, figs)


def _dusk_sky(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    _, y = frame.grid
    s = H / (900 if wide else 1200)
    cx, hy = (W * 0.655, H * 0.560) if wide else (W * 0.5, H * 0.545)
    d = vertical_gradient(
        W,
        H,
        [
            (0, "#0b1120"),
            (0.16, "#16213a"),
            (0.34, "#394d70"),
            (0.46, "#86708f"),
            (hy / H - 0.02, "#f0a35c"),
            (hy / H + 0.04, "#f7e4d2"),
            (1, "#f7e4d2"),
        ],
    )
    d = stars(d, rng, 500, 1.1 * s, (y < H * 0.30).astype(np.float32))
    return d, s, cx, hy


def _aurora(frame, d, s):
    """Green breath of aurora far above."""
    W, H, rng = frame.width, frame.height, frame.rng
    _, y = frame.grid
    for k in range(2):
        base = H * (0.20 + 0.05 * k) + (noise_line(W, W * 0.5, rng, 3) - 0.5) * H * 0.22
        up = base[None, :] - y
        st = np.clip(noise_line(W, 16 * s, rng, 4, 0.6) * 0.8 + noise_line(W, 120 * s, rng, 3) - 0.55, 0, 1.3)
        d = add(
            d,
            ("#4f9a94", "#6f7fb5")[k],
            np.where(up > 0, np.exp(-up / (H * 0.085)), np.exp(up / (22 * s))) * st[None, :] * (0.30, 0.26)[k],
        )
    return d


def _sun_rays(frame, d, s, cx, hy):
    """Light of the nine minutes."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    rr = np.hypot(x - cx, (y - hy) * 1.0) / H
    d = add(d, "#f0a35c", np.exp(-np.hypot((x - cx) / (W * (0.26 if wide else 0.42)), (y - hy) / (H * 0.13))) * 0.55)
    ang = np.degrees(np.arctan2(hy - y, x - cx))
    rays = np.zeros_like(x)
    for k in range(9):
        a0 = 18 + 144 * k / 8
        wdt = 2.6 + 0.5 * math.sin(k * 2.3)
        rays += np.exp(-(((ang - a0) / wdt) ** 2)) * (0.75 + 0.25 * math.cos(k * 1.7))
    d = add(d, "#f7c98f", rays * np.exp(-rr / 0.15) * smooth(0.06, 0.13, rr) * 0.46)
    band = fractal_noise(H, W, 60 * s, rng, 4, 0.5, ax=10, ay=0.45)
    d = over(d, "#f7c48c", smooth(0.58, 0.76, band) * np.exp(-(((y - hy + H * 0.10) / (H * 0.09)) ** 2)) * 0.40)
    sr = H * 0.070
    sun = 1 - smooth(sr - 1.2, sr + 1.2, np.hypot(x - cx, y - hy - sr * 0.10))
    return over(d, "#fff3dc", sun)


def _far_ridges(frame, d, cx, hy):
    """Far ranges."""
    W, H, rng = frame.width, frame.height, frame.rng
    for o, c, amp, cell in ((0.030, "#8a6f90", 0.085, 0.34), (0.004, "#5d5a82", 0.085, 0.26)):
        r = (
            hy
            + H * 0.012
            - H * o
            - (noise_line(W, W * cell, rng, 7, 0.52) - 0.42)
            * H
            * amp
            * 1.5
            * smooth(0.02, 0.26, np.abs(np.arange(W) / W - cx / W))
        )
        d = over(d, c, below(W, H, r) * 0.92)
    return d


def _crest(frame, cx, hy):
    """The ridge: a gentle saddle in which the sun lies, two shoulders."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    xs = np.arange(W, dtype=np.float32)
    u = (xs - cx) / (H if wide else W * 1.15)
    ridge = (
        hy
        + H * (0.030 + 0.30 * np.abs(u) ** 1.15)
        - (noise_line(W, W * 0.12, rng, 6, 0.5) - 0.5) * H * 0.030 * smooth(0.02, 0.30, np.abs(u))
        + H * 0.018 * np.exp(-((u / 0.05) ** 2))
        - H * 0.018
    )
    if wide:
        ridge = np.minimum(ridge, H * 0.80 + (noise_line(W, W * 0.3, rng, 5) - 0.5) * H * 0.04)
    m = below(W, H, ridge)
    return ridge, m


def _snow_slope(frame, s, hy, ridge):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    dep = (y - ridge[None, :]) / H
    snow = ramp(
        np.clip(dep / 0.46, 0, 1),
        [(0, "#a690ad"), (0.06, "#7a769e"), (0.28, "#4a5a85"), (0.62, "#2a3a5e"), (1, "#141d33")],
    )
    slope = fractal_noise(H, W, 60 * s, rng, 5, 0.55, ax=2.2, ay=0.8)
    slope = warp(slope, np.zeros_like(x), np.repeat((ridge * 0.8)[None, :], H, 0) * -1)
    ripple = fractal_noise(H, W, 34 * s, rng, 4, 0.55, ax=5, ay=0.42)
    ripple = warp(ripple, np.zeros_like(x), np.repeat((-(ridge - hy) * 0.85)[None, :], H, 0))
    snow = (
        snow
        * (
            0.93
            + 0.10 * smooth(0.35, 0.68, slope)
            + 0.15 * (smooth(0.46, 0.66, ripple) - 0.4) * smooth(0.01, 0.12, dep)
        )[..., None]
    )
    return dep, snow


def _wind_and_tracks(frame, d, s, cx, m, dep, snow):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, _ = frame.grid
    wind = fractal_noise(H, W, 16 * s, rng, 3, 0.6, ax=7, ay=0.5)
    snow = snow + (0.035 * smooth(0.56, 0.72, wind) * np.exp(-dep / 0.25))[..., None]
    d = over(d, snow, m)
    near = np.exp(-np.abs(x - cx) / (W * (0.16 if wide else 0.30)))
    d = over(d, "#ffc271", np.clip(m * np.exp(-np.clip(dep, 0, 1) * H / (4.2 * s)) * (0.30 + 1.1 * near), 0, 0.95))
    d = add(d, "#f0a35c", m * np.exp(-np.clip(dep, 0, 1) / 0.060) * near**1.6 * 0.38)
    # walkers and their two trails
    reach = 0.165 if wide else 0.185
    q = H * (0.030 if wide else 0.026)
    c = Canvas(W, H)
    return d, c, reach, q


def _two_figures(frame, s, cx, c, ridge, reach, q):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    figs = skia.Path()
    for sg in (-1, 1):
        fx = cx + sg * (H if wide else W * 1.15) * reach * (1.0 if sg < 0 else 1.18)
        fy = ridge[int(np.clip(fx, 0, W - 1))] + 2 * s
        figs.addPath(figure(fx, fy, q, -sg))
        ex, ey = fx + sg * H * 0.012, fy + H * 0.010
        span = W * (0.20 if wide else 0.30)
        tracks(
            c,
            [
                (ex + sg * span * 1.25, H * 1.02),
                (ex + sg * span * 0.95, H * 0.90),
                (ex + sg * span * 0.98, H * 0.80),
                (ex + sg * span * 0.60, H * 0.725 if not wide else H * 0.76),
                (ex + sg * span * 0.28, ey + H * (0.075 if not wide else 0.07)),
                (ex, ey),
            ],
            11 * s,
            rng,
        )
    return figs


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(
        d,
        "nine-minutes-of-dusk",
        (0.5, 0.08, 0.76),
        "#f9eee2",
        small=("NINE MINUTES OF DUSK", "josefin", 0.03, 0.5, 0.205, "c", "#f7dcc0"),
    )
