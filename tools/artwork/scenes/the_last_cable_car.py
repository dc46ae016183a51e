"""One lit cabin hangs over midstream; the neon on both banks is made of lines that break off like half sentences."""

import numpy as np

from ..kit.brush import Canvas, pen
from ..kit.colour import add, mix, over, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, soft_blur
from ..kit.light import bloom, mirror_water, vignette
from ..kit.posters import letter_plain, small_line
from ..kit.prints import grain
from .the_last_cable_car_cabin import cable_and_cabin
from .the_last_cable_car_city import bank_buildings, city_steps, neon_lines


def scene(frame):
    H, wide = frame.height, frame.wide
    hz = int(H * (0.74 if wide else 0.735))
    d, mx = _evening_sky(frame, hz)
    d = _river_mirror(frame, d, hz, mx)
    return _rain(frame, d, mx)


def _evening_sky(frame, hz):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    mx = W * (0.655 if wide else 0.5)
    d = vertical_gradient(
        W,
        H,
        [(0, "#0F0919"), (0.26, "#231539"), (0.54, "#54306A"), (0.70, "#9A4468"), (0.76, "#C9646E"), (1, "#120A18")],
    )
    d = over(
        d, "#2A1838", smooth(0.48, 0.72, fractal_noise(H, W, 130 * s, rng, 4, 0.5, ax=3.5, ay=0.7)) * 0.55 * (y < hz)
    )
    d = add(d, "#D94F70", np.exp(-(((x - mx) / (W * 0.16)) ** 2) - ((y - hz) / (H * 0.17)) ** 2) * 0.30)
    for k, (c, depth) in enumerate([("#6B3A6C", 0.30), ("#3E2650", 0.62), ("#1C1128", 1.0)]):
        d = bank_buildings(d, W, H, rng, s, hz, mx, wide, k, c, depth)
    d = neon_lines(d, W, H, rng, s, hz, mx, wide)
    d = city_steps(d, W, H, s, hz, mx, wide)
    return d, mx


def _river_mirror(frame, d, hz, mx):
    """Cable, towers, cabin."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    cab = (mx, H * (0.455 if wide else 0.435), H * (0.098 if wide else 0.090))
    d = cable_and_cabin(d, W, H, s, cab, wide, rng)
    ref, t = mirror_water(d, hz, rng, s, 46, 17, 2.2)
    wm = below(W, H, np.full(W, hz, np.float32))
    d = over(d, "#0B0612", wm)
    d = add(d, ref, wm * (0.85 - 0.40 * t))
    gl = (
        smooth(0.50, 0.66, fractal_noise(H, W, 14 * s, rng, 3, 0.6, ax=5, ay=0.45))
        * np.exp(-(((x - mx) / (W * (0.03 + 0.05 * t))) ** 2))
        * wm
    )
    d = add(d, "#F5B14C", gl * (0.62 - 0.42 * t))
    return over(d, "#7FD1C7", wm * smooth(0.66, 0.76, fractal_noise(H, W, 11 * s, rng, 3, 0.6, ax=6, ay=0.4)) * 0.10)


def _rain(frame, d, mx):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    d = bloom(d, 0.58, 36 * s, 0.55)
    c = Canvas(W, H)
    for _ in range(900 if wide else 620):
        rx, ry = rng.random() * W * 1.1 - W * 0.05, rng.random() * H * 1.1 - H * 0.1
        length = (26 + 80 * rng.random()) * s
        c.canvas.drawLine(
            rx,
            ry,
            rx - length * 0.16,
            ry + length,
            pen("#fff", 0.05 + 0.20 * rng.random() ** 2, (0.7 + 0.9 * rng.random()) * s * 1.1),
        )
    lum = soft_blur(d.mean(-1), 40 * s)
    d = add(d, "#FFD9E0", c.mask() * (0.12 + 1.2 * lum))
    if wide:
        d = d * mix(0.55, 1, smooth(0.12, 0.52, x / W))[..., None]
    return grain(vignette(d, 0.28, mx / W, 0.5), rng, 0.011 if wide else 0.02, 1)


def title(d, W, H, rng):
    """The name in the light of the cabin."""
    d = letter_plain(d, "the-last-cable-car", (0.085, 0.832, 0.83), rng, halo=("#D94F70", 26, 0.45))
    return small_line(d, "四分钟过江，刚好够说一句话", "heir", 0.032, 0.5, 0.955, "#F9CFA6", track=0.014)
