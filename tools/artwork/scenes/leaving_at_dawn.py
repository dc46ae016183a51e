"""A slow green train; every window is a print of another mountain, from first light to evening."""

import numpy as np

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import mix, over, ramp, smooth
from ..kit.fields import below, fractal_noise, noise_line, shift
from ..kit.lettering import caption, draw_path, text_path
from ..kit.light import vignette
from ..kit.prints import grain, paper
from ..kit.shapes import rect
from .leaving_at_dawn_carriage import carriage
from .leaving_at_dawn_mountains import keyline


def scene(frame):
    W, H = frame.width, frame.height
    hz = H * 0.70
    d = _morning_sky(frame, hz)
    d = _far_hills(frame, d, hz)
    d, T, y1, y0, rail = _track_place(frame, d)
    d = _sleepers(frame, d, T, rail)
    d = over(d, "#0d281b", mask(W, H, rect(-9, rail + T * 0.042, W + 9, rail + T * 0.056)))
    segs = _train_parts(frame, T)
    d = _wheels(frame, d, T, y1, y0, rail, segs)
    d = _field_lines(frame, d, T, rail)
    return _wood_grain_print(frame, d)


def _morning_sky(frame, hz):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    d = ramp(
        np.clip(y / hz + 0.02 * (fractal_noise(H, W, 160 * s, rng, 3, ax=3) - 0.5), 0, 1),
        [
            (0, "#123524"),
            (0.22, "#1f4a34"),
            (0.42, "#3c6b4e"),
            (0.62, "#a6c0a0"),
            (0.80, "#f0e2c0"),
            (0.92, "#eeb988"),
            (1, "#d98d5a"),
        ]
        if wide
        else [(0, "#f0e2c0"), (0.26, "#f0e2c0"), (0.40, "#eecb9c"), (0.60, "#df9a66"), (1, "#c96f3f")],
    )
    sx, sy, sr = (W * 0.30, H * 0.655, H * 0.10) if wide else (W * 0.80, H * 0.335, W * 0.115)
    if not wide:
        d = over(d, "#c96f3f", circle(W, H, sx, sy, sr))
    return d


def _far_hills(frame, d, hz):
    """Far ridges."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    for o, amp, c, lt in (
        ((0.09, 0.14, "#6f9d86", "#a6c0a0"), (0.02, 0.09, "#2d5a41", "#6f9d86"))
        if wide
        else ((0.245, 0.10, "#a6c0a0", "#d5dcb8"), (0.205, 0.06, "#3c6b4e", "#6f9d86"))
    ):
        r = hz - H * o - (noise_line(W, W * 0.24, rng, 5) - 0.25) * H * amp
        m = below(W, H, r)
        dp = (y - r[None, :]) / H
        d = over(d, ramp(np.clip(dp / 0.12, 0, 1), [(0, c), (1, lt)]), m)
        d = over(d, "#123524", np.exp(-(((y - r[None, :]) / (1.8 * s)) ** 2)) * 0.75)
    return d


def _track_place(frame, d):
    """Ground, rails."""
    W, H, wide = frame.width, frame.height, frame.wide
    _, y = frame.grid
    T = H * (0.335 if wide else 0.40)
    y1 = H * (0.745 if wide else 0.79)
    y0 = y1 - T
    rail = y1 + T * 0.165
    g = below(W, H, np.full(W, y1 + T * 0.02, np.float32))
    d = over(d, ramp(np.clip((y - y1) / (H - y1), 0, 1), [(0, "#3c6b4e"), (0.3, "#2d5a41"), (1, "#123524")]), g)
    return d, T, y1, y0, rail


def _sleepers(frame, d, T, rail):
    W, H, s = frame.width, frame.height, frame.unit
    c = Canvas(W, H)
    k = T * 0.17
    for i in range(-2, int(W / k) + 3):
        c.canvas.drawPath(
            polygon(
                [
                    (i * k + W * 0.01, rail + T * 0.03),
                    (i * k + k * 0.50 + W * 0.01, rail + T * 0.03),
                    (i * k + k * 0.44 + W * 0.01, rail + T * 0.115),
                    (i * k - k * 0.08 + W * 0.01, rail + T * 0.115),
                ]
            ),
            pen(),
        )
    d = over(d, "#0d281b", keyline(c.mask(), 3 * s))
    d = over(d, "#9a6a44", c.mask())
    return over(d, "#f0e2c0", mask(W, H, rect(-9, rail + T * 0.018, W + 9, rail + T * 0.042)))


def _train_parts(frame, T):
    """Train."""
    W, wide = frame.width, frame.wide
    segs = [
        (W * 0.435, W * 0.435 + T * 2.62, 4, 0, {1: 1, 2: 0}),
        (W * 0.435 + T * 2.74, W * 0.435 + T * 5.3, 4, 4, {}),
    ]
    if not wide:
        segs = [(-W * 0.235, W * 1.235, 4, [4, 0, 3, 4], {1: 1, 2: 0})]
    return segs


def _wheels(frame, d, T, y1, y0, rail, segs):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for a, b, n, st, ps in segs:
        for px in np.linspace(a + T * 0.35, b - T * 0.35, 2):
            for o in (-0.17, 0.17):
                wm = circle(W, H, px + T * o, rail - T * 0.065, T * 0.088)
                d = over(d, "#0d281b", wm)
                d = over(d, "#5d8a68", circle(W, H, px + T * o, rail - T * 0.065, T * 0.058))
                d = over(d, "#0d281b", circle(W, H, px + T * o, rail - T * 0.065, T * 0.022))
        d = over(d, "#0d281b", mask(W, H, rect(a + T * 0.1, y1, b - T * 0.1, y1 + T * 0.06)))
        d = carriage(d, a, b, y0, y1, n, rng, s, st, ps)
        if b + T * 0.1 < W:
            d = over(d, "#0d281b", mask(W, H, rect(b, y0 + T * 0.10, b + T * 0.10, y1 - T * 0.04)))
    if wide:
        d = over(d, "#0d281b", mask(W, H, rect(W * 0.43 - T * 0.05, y1 - T * 0.14, W * 0.43, y1 - T * 0.06)))
    return d


def _field_lines(frame, d, T, rail):
    """Grasses in front, steam-white wave lines of the field (woodblock waves)."""
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    for k in range(4 if wide else 5):
        length = (
            rail
            + T * 0.21
            + (H - rail - T * 0.21) * (k / 5)
            + np.sin(np.arange(W) / W * (10 if wide else 6) * 3.14 + k * 1.7) * H * 0.010
        )
        m = below(W, H, length)
        d = over(d, ("#2d5a41", "#3c6b4e", "#1d4a33", "#26593d", "#123524")[k], m)
        for o, th, c in ((0, 3.5, "#a6c0a0"), (9, 1.6, "#6f9d86"), (16, 1.2, "#5d8a68")):
            e = below(W, H, length + o * s) - below(W, H, length + (o + th) * s)
            d = over(d, c, np.clip(e, 0, 1) * 0.8)
    return d


def _wood_grain_print(frame, d):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    wg = fractal_noise(H, W, 14 * s, rng, 4, 0.6, ax=16, ay=0.42)
    d = d * (1 + (wg - 0.5) * 0.13)[..., None]
    d = over(d, "#f0e2c0", smooth(0.72, 0.88, fractal_noise(H, W, 7, rng, 3)) * 0.045)
    d = np.stack([shift(d[..., 0], 1, 1, 0.5), d[..., 1], d[..., 2]], -1)
    d[0, :], d[:, 0] = d[1, :], d[:, 1]
    if wide:
        d = d * mix(1, 0.56, smooth(0.47, 0.26, x / W) * smooth(0.15, 0.50, y / H))[..., None]
    return grain(vignette(paper(d, rng, 0.04, 0.008), 0.14), rng, 0.011 if wide else 0.016, 1)


def title(d, W, H, rng):
    d = draw_path(
        d,
        text_path("朝发夕至", "kaib", W * 0.192, W * 0.07, H * 0.178, track=W * 0.022),
        "#123524",
        1,
        rough=0.10,
        rng=rng,
    )
    return caption(
        d,
        "时速四十公里，才看得清人的脸",
        "kai",
        W * 0.032,
        W * 0.078,
        H * 0.222,
        "#7d3f26",
        align="l",
        track=W * 0.006,
    )
