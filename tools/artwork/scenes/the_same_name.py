"""The character for `name` lies across a fold; left and right of it the sheet becomes two profiles
face to face. Only the drop between them is red."""

import numpy as np
import skia

from ..kit.brush import curve, mask, pen
from ..kit.colour import flat, over, smooth
from ..kit.lettering import text_path
from ..kit.posters import letter_shaded
from ..kit.prints import finish, paper
from ..kit.shapes import oval, place

PROFILE = [
    (-0.34, -0.34),
    (-0.14, -0.20),
    (-0.03, -0.06),
    (0.03, 0.06),
    (0.058, 0.16),
    (0.045, 0.235),
    (0.085, 0.32),
    (0.165, 0.425),
    (0.158, 0.462),
    (0.095, 0.478),
    (0.104, 0.512),
    (0.122, 0.540),
    (0.088, 0.563),
    (0.112, 0.588),
    (0.106, 0.622),
    (0.072, 0.652),
    (0.098, 0.700),
    (0.088, 0.752),
    (0.02, 0.795),
    (-0.10, 0.832),
    (-0.155, 0.90),
    (-0.165, 1.0),
    (-0.13, 1.12),
    (-0.02, 1.24),
]


def scene(frame):
    """The character for `name` lies across a fold; left and right of it the sheet becomes two profiles
    face to face. Only the drop between them is red."""
    W, H, wide = frame.width, frame.height, frame.wide
    s = H / (900 if wide else 1200)
    cx = W * (0.665 if wide else 0.5)
    d, top, size = _two_faces(frame, s, cx)
    return _fold_and_drop(frame, d, s, cx, top, size)


def _two_faces(frame, s, cx):
    W, H, wide = frame.width, frame.height, frame.wide
    _, y = frame.grid
    size, top, gap = (H * 0.86, H * 0.085, H * 0.176) if wide else (H * 0.62, H * 0.190, W * 0.190)
    left = mask(W, H, profile_path(cx - gap, top, size, -10, H, 1))
    right = mask(W, H, profile_path(cx + gap, top, size, W + 10, H, -1))
    d = flat(W, H, "#f4f4f2")
    d = over(d, "#c0c0bf", right)
    d = over(d, "#111111", left)
    em = H * 0.94 if wide else W * 1.04
    g = text_path("名", "song", em, 0, 0)
    b = g.computeTightBounds()
    g.offset(cx - b.centerX(), (H * 0.50 if wide else H * 0.475) - b.centerY())
    m = mask(W, H, g)
    d = over(d, "#1a1a1a", m * (1 - left) * (1 - right) * 0.13 * (1 - smooth(top + size * 0.78, top + size * 0.90, y)))
    line_l = mask(W, H, profile_path(cx - gap, top, size, -10, H, 1), paint=pen("#fff", 1, 11 * s))
    d = over(d, "#c7c7c7", m * left * (1 - line_l))
    d = over(d, "#111111", m * right)
    return d, top, size


def _fold_and_drop(frame, d, s, cx, top, size):
    """The fold: a soft valley down the middle."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, _ = frame.grid
    fold = (x - cx) / (W * (0.10 if wide else 0.20))
    d = (
        d
        * (1 - 0.20 * np.exp(-np.abs(fold) * 2.2) * (fold < 0) - 0.07 * np.exp(-np.abs(fold) * 3) * (fold >= 0))[
            ..., None
        ]
    )
    d = over(d, "#ffffff", np.exp(-(((x - cx - 1.2 * s) / (1.3 * s)) ** 2)) * 0.55)
    z = size * 0.040
    dp = place(drop_shape(), cx, top + size * 0.905, z)
    dm = mask(W, H, dp)
    d = over(d, "#c8392b", dm)
    d = over(d, "#f3b1a6", mask(W, H, place(oval(-0.40, 0.05, -0.14, 0.52), cx, top + size * 0.905, z)) * 0.7)
    d = paper(d, rng, 0.035, 0.008)
    return finish(d, W, H, rng, 0.14, cx / W)


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(
        d,
        "the-same-name",
        (0.5, 0.79, 0.3),
        "#111111",
        small=("THE SAME NAME", "bodoni", 0.026, 0.5, 0.93, "c", "#111111"),
    )


def profile_path(x0, top, size, far, H, sgn):
    """A head in profile as one shape that runs to the edge `far` of the sheet."""
    pts = [(x0 + sgn * px * size, top + py * size) for px, py in PROFILE]
    p = curve(pts)
    p.lineTo(float(pts[-1][0]), H + 10.0)
    p.lineTo(float(far), H + 10.0)
    p.lineTo(float(far), -10.0)
    p.lineTo(float(pts[0][0]), -10.0)
    p.close()
    return p


def drop_shape():
    p = skia.Path()
    p.moveTo(0, -1.25)
    p.cubicTo(0.18, -0.70, 0.72, -0.20, 0.72, 0.28)
    p.cubicTo(0.72, 0.72, 0.38, 1, 0, 1)
    p.cubicTo(-0.38, 1, -0.72, 0.72, -0.72, 0.28)
    p.cubicTo(-0.72, -0.20, -0.18, -0.70, 0, -1.25)
    p.close()
    return p
