"""Draws the two people and their tracks of nine-minutes-of-dusk."""

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import curve, mask, pen, polygon
from ..kit.colour import add, over
from ..kit.fields import shift
from ..kit.light import bloom, calm_left
from ..kit.prints import finish
from ..kit.shapes import mirror_x, oval, place


def figure(x, y, q, sgn):
    """A small walker leaning into the slope, with a stick."""
    p = _figure_coat()
    p = _figure_head(sgn, p)
    return place(p, x, y, q)


def _figure_coat():
    return place(
        curve(
            [
                (-0.16, 0),
                (-0.20, -0.62),
                (-0.16, -1.18),
                (0.10, -1.34),
                (0.26, -1.15),
                (0.24, -0.62),
                (0.34, 0),
                (0.16, 0),
                (0.06, -0.52),
                (-0.02, 0),
            ],
            True,
        ),
        0,
        0,
        1,
    )


def _figure_head(sgn, p):
    p.addPath(oval(-0.07, -1.72, 0.27, -1.34))
    p.addPath(curve([(-0.36, -1.16), (-0.42, -0.72), (-0.20, -0.66), (-0.10, -1.18)], True))
    p.addPath(polygon([(0.52, -0.98), (0.565, -0.98), (0.66, 0.06), (0.62, 0.06)]))
    p.addPath(polygon([(0.14, -1.12), (0.20, -1.18), (0.58, -0.84), (0.54, -0.78)]))
    if sgn < 0:
        p = mirror_x(p)
    return p


def tracks(c, pts, q, rng):
    """Footprints from pts[0] to pts[-1], smaller towards the end."""
    p = np.array(pts, float)
    n = 70
    t = np.linspace(0, len(p) - 1, n)
    i = np.minimum(t.astype(int), len(p) - 2)
    f = (t - i)[:, None]
    way = nd.gaussian_filter1d(p[i] * (1 - f) + p[i + 1] * f, 6, axis=0, mode="nearest")
    for k, (a, b) in enumerate(way):
        z = q * (1 - 0.80 * k / n)
        off = z * 0.9 * (1 if k % 2 else -1)
        c.canvas.drawOval(
            skia.Rect.MakeXYWH(float(a + off - z * 0.5), float(b - z * 0.35), float(z), float(z * 0.8)), pen()
        )


def tracks_and_people(frame, d, s, cx, c, m, figs):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    tr = c.mask() * m
    d = d * (1 - 0.42 * tr)[..., None]
    d = add(d, "#b9a5c4", np.clip(shift(tr, 0, int(2 * s) + 1) - tr, 0, 1) * 0.22)
    d = over(d, "#120f1d", mask(W, H, figs) * 0.98)
    d = bloom(d, 0.78, 26 * s, 0.42)
    if wide:
        d = calm_left(d, W, H, 0.38, 0.58)
    return finish(d, W, H, rng, 0.24, cx / W, 0.5)
