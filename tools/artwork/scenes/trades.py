"""Six old tools, six strokes: together they are the character for a trade, laid on a chalk writing grid."""

import numpy as np
import skia

from ..kit.brush import Canvas, pen
from ..kit.colour import flat, mix, over, smooth
from ..kit.fields import fractal_noise
from ..kit.lettering import caption, draw_path, text_path
from ..kit.light import vignette
from ..kit.prints import grain
from .trades_bench import Bench
from .trades_tools import lay_tools


def scene(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    s = H / 1200 * (1.12 if wide else 1)
    side, left, top = (H * 0.82, W * 0.68 - H * 0.41, H * 0.085) if wide else (W * 0.80, W * 0.10, H * 0.070)

    def place(across, down):
        return left + across * side, top + down * side

    light = place(0.35, 0.30)
    d = _chalkboard(frame, s, side, light)
    d = _writing_grid(frame, d, s, place)
    d = _sawdust(frame, d, s, place)
    bench = Bench(d, rng, s, place, side)
    lay_tools(bench)
    d = bench.d
    if wide:
        d = d * mix(1, 0.62, smooth(0.46, 0.20, frame.grid[0] / W))[..., None]
    return grain(vignette(d, 0.30, light[0] / W, light[1] / H), rng, 0.011 if wide else 0.018, 1)


def _chalkboard(frame, s, side, light):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    weave = np.sin(x / s * 1.55) * 0.5 + np.sin(y / s * 1.55) * 0.5
    fine, coarse = fractal_noise(H, W, 5 * s, rng, 3) - 0.5, fractal_noise(H, W, H * 0.35, rng, 4) - 0.5
    d = flat(W, H, "#3c564e") * (1 + 0.045 * weave + 0.22 * fine + 0.34 * coarse)[..., None]
    far = ((x - light[0]) ** 2 + (y - light[1]) ** 2) / (side * 0.80) ** 2
    return d * (0.46 + 0.74 * np.exp(-far))[..., None]


def _writing_grid(frame, d, s, place):
    """The square in which a character is practised: frame, cross and diagonals in chalk."""
    W, H, rng = frame.width, frame.height, frame.rng
    (x0, y0), (x1, y1) = place(-0.055, -0.035), place(1.055, 1.055)
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    c = Canvas(W, H)
    c.canvas.drawRect(skia.Rect.MakeLTRB(x0, y0, x1, y1), pen("#fff", 1, 4 * s, cap=False))
    dashes = pen("#fff", 0.8, 2.6 * s)
    dashes.setPathEffect(skia.DashPathEffect.Make([17 * s, 14 * s], 0))
    for line in ((x0, middle_y, x1, middle_y), (middle_x, y0, middle_x, y1), (x0, y0, x1, y1), (x0, y1, x1, y0)):
        c.canvas.drawLine(*map(float, line), dashes)
    worn = smooth(0.30, 0.62, fractal_noise(H, W, 4 * s, rng, 3))
    return over(d, "#efe6d5", c.mask() * worn * 0.50)


def _sawdust(frame, d, s, place):
    rng = frame.rng
    c = Canvas(frame.width, frame.height)
    for _ in range(520):
        rng.random()  # keeps the grains where the published picture has them
        x, y = place(0.5 + 0.45 * rng.standard_normal() * 0.8, 0.86 + 0.16 * rng.standard_normal())
        size = (0.6 + 1.9 * rng.random() ** 2) * s
        c.canvas.drawCircle(float(x), float(y), float(size), pen("#fff", 0.3 + 0.6 * rng.random()))
    return over(d, "#d8b26e", c.mask() * 0.55)


def title(d, W, H, rng):
    """The two characters large at the foot, with two small lines."""
    d = d * (1 - 0.45 * smooth(0.70, 0.86, np.linspace(0, 1, H))[:, None, None])
    d = draw_path(d, text_path("行当", "song", W * 0.205, W * 0.095, H * 0.895, track=W * 0.018), "#efe6d5", 1)
    small, long = "六件工具，六笔", "每一行，都有一句只有行内人懂的话"
    d = caption(d, small, "kai", W * 0.036, W * 0.900, H * 0.891, "#d8b26e", align="r", track=W * 0.004)
    return caption(d, long, "kai", W * 0.030, W * 0.105, H * 0.945, "#d8cdb8", align="l", track=W * 0.005)
