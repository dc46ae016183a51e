"""Six old tools, six strokes: together they are the character for a trade, laid on a chalk writing grid."""

import numpy as np
import skia

from ..kit.brush import Canvas, pen
from ..kit.colour import flat, over, smooth
from ..kit.fields import fractal_noise
from ..kit.lettering import caption, draw_path, text_path
from .trades_parts import Bench, file, file_ends, flat_part, turned
from .trades_parts2 import file_ridges, hook, rivets, saw, saw_grip, saw_teeth


def scene(frame):
    """Six old tools, six strokes: together they are the character for a trade, laid on a chalk writing grid."""
    s, oy, S, ox = _board_size(frame)

    def moved(px, py):
        return (ox + px * S, oy + py * S)

    d, ly, lx = _chalkboard(frame, s, S, moved)
    d = _writing_grid(frame, d, s, moved)
    b = _chalk_dust(frame, d, s, moved)

    def w(k):
        return k * S

    p1, p0 = _awl_ends(moved)
    _awl(S, b, w, p1, p0)
    p1, p0 = _chisel_ends(moved)
    file(S, b, w, p1, p0)
    p1, p0 = _brush_ends(moved)
    _brush(S, b, w, p1, p0)
    p1, p0 = file_ends(moved)
    file(S, b, w, p1, p0)
    p1, p0, rod, o, tip = file_ridges(frame, s, S, moved, b, w, p0, p1)
    hook(S, b, w, p0, p1, o, tip)
    p1, p0, dx, dy, teeth, hole = saw_teeth(frame, s, S, moved, b, w, rod)
    ring = saw_grip(S, p0, dx, dy, hole)
    saw(S, b, w, p0, p1, teeth, ring)
    return rivets(frame, s, S, ly, lx, b, w, p0, dx, dy)


def _board_size(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    s = H / 1200 * (1.12 if wide else 1)
    S, ox, oy = (H * 0.82, W * 0.68 - H * 0.41, H * 0.085) if wide else (W * 0.80, W * 0.10, H * 0.070)
    return s, oy, S, ox


def _chalkboard(frame, s, S, moved):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    d = flat(W, H, "#3c564e")
    wv = np.sin(x / s * 1.55) * 0.5 + np.sin(y / s * 1.55) * 0.5
    d = (
        d
        * (
            1
            + 0.045 * wv
            + 0.22 * (fractal_noise(H, W, 5 * s, rng, 3) - 0.5)
            + 0.34 * (fractal_noise(H, W, H * 0.35, rng, 4) - 0.5)
        )[..., None]
    )
    lx, ly = moved(0.35, 0.30)
    d = d * (0.46 + 0.74 * np.exp(-((x - lx) ** 2 + (y - ly) ** 2) / (S * 0.80) ** 2))[..., None]
    return d, ly, lx


def _writing_grid(frame, d, s, moved):
    """Chalk grid."""
    W, H, rng = frame.width, frame.height, frame.rng
    c = Canvas(W, H)
    q = [moved(-0.055, -0.035), moved(1.055, 1.055)]
    c.canvas.drawRect(skia.Rect.MakeLTRB(*q[0], *q[1]), pen("#fff", 1, 4 * s, cap=False))
    pn = pen("#fff", 0.8, 2.6 * s)
    pn.setPathEffect(skia.DashPathEffect.Make([17 * s, 14 * s], 0))
    mx, my = (q[0][0] + q[1][0]) / 2, (q[0][1] + q[1][1]) / 2
    for a, e in (
        ((q[0][0], my), (q[1][0], my)),
        ((mx, q[0][1]), (mx, q[1][1])),
        (q[0], q[1]),
        ((q[0][0], q[1][1]), (q[1][0], q[0][1])),
    ):
        c.canvas.drawLine(*map(float, (*a, *e)), pn)
    return over(d, "#efe6d5", c.mask() * smooth(0.30, 0.62, fractal_noise(H, W, 4 * s, rng, 3)) * 0.50)


def _chalk_dust(frame, d, s, moved):
    """Sawdust."""
    W, H, rng = frame.width, frame.height, frame.rng
    c = Canvas(W, H)
    for _ in range(520):
        rng.random()
        px, py = moved(0.5 + 0.45 * rng.standard_normal() * 0.8, 0.86 + 0.16 * rng.standard_normal())
        c.canvas.drawCircle(
            float(px), float(py), float((0.6 + 1.9 * rng.random() ** 2) * s), pen("#fff", 0.3 + 0.6 * rng.random())
        )
    d = over(d, "#d8b26e", c.mask() * 0.55)
    return Bench(d, rng, s)


def _awl_ends(moved):
    """1 awl."""
    p0, p1 = moved(0.395, 0.015), moved(0.125, 0.275)
    return p1, p0


def _awl(S, b, w, p1, p0):
    b.tool(
        [
            (
                flat_part(
                    p0, p1, [(0.50, 0.016 * S), (0.50, -0.016 * S), (0.985, -0.003 * S), (1.0, 0), (0.985, 0.003 * S)]
                ),
                p0,
                p1,
                w(0.016),
                "steel",
            ),
            (
                turned(
                    p0,
                    p1,
                    [(0.0, 0.016 * S), (0.03, 0.034 * S), (0.16, 0.042 * S), (0.32, 0.033 * S), (0.44, 0.024 * S)],
                ),
                p0,
                p1,
                w(0.042),
                "wood",
            ),
            (
                flat_part(p0, p1, [(0.43, 0.026 * S), (0.43, -0.026 * S), (0.515, -0.021 * S), (0.515, 0.021 * S)]),
                p0,
                p1,
                w(0.026),
                "brass",
            ),
        ]
    )


def _chisel_ends(moved):
    """2 carving chisel."""
    p0, p1 = moved(0.435, 0.265), moved(0.045, 0.640)
    return p1, p0


def _brush_ends(moved):
    """3 brush."""
    p0, p1 = moved(0.262, 0.475), moved(0.262, 0.985)
    return p1, p0


def _brush(S, b, w, p1, p0):
    b.tool(
        [
            (
                turned(
                    p0,
                    p1,
                    [(0.70, 0.040 * S), (0.78, 0.050 * S), (0.88, 0.040 * S), (0.95, 0.020 * S), (1.0, 0.003 * S)],
                ),
                p0,
                p1,
                w(0.050),
                "hair",
            ),
            (
                turned(
                    p0,
                    p1,
                    [(0.0, 0.012 * S), (0.02, 0.022 * S), (0.20, 0.026 * S), (0.42, 0.032 * S), (0.60, 0.036 * S)],
                ),
                p0,
                p1,
                w(0.036),
                "wood",
            ),
            (
                flat_part(p0, p1, [(0.585, 0.040 * S), (0.585, -0.040 * S), (0.715, -0.043 * S), (0.715, 0.043 * S)]),
                p0,
                p1,
                w(0.043),
                "brass",
            ),
        ]
    )


def title(d, W, H, rng):
    d = d * (1 - 0.45 * smooth(0.70, 0.86, np.linspace(0, 1, H))[:, None, None])
    d = draw_path(d, text_path("行当", "song", W * 0.205, W * 0.095, H * 0.895, track=W * 0.018), "#efe6d5", 1)
    d = caption(d, "六件工具，六笔", "kai", W * 0.036, W * 0.900, H * 0.891, "#d8b26e", align="r", track=W * 0.004)
    return caption(
        d,
        "每一行，都有一句只有行内人懂的话",
        "kai",
        W * 0.030,
        W * 0.105,
        H * 0.945,
        "#d8cdb8",
        align="l",
        track=W * 0.005,
    )
