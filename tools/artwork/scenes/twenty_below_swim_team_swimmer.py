"""Draws the swimmers of twenty-below-swim-team."""

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import over
from ..kit.fields import blur, fractal_noise, shift, soft_blur, warp
from ..kit.lettering import text_path
from ..kit.prints import halftone
from ..kit.shapes import oval, place, rect


def capsule(L, r, bulb):
    """Thermometer outline along the y axis: tube from -L/2 to L/2, bulb at the bottom."""
    p = rect(-r, -L / 2, r, L / 2, r)
    q = skia.Path()
    q.addCircle(0, L / 2, bulb)
    return skia.Op(p, q, skia.PathOp.kUnion_PathOp)


def swimmer(d, W, H, at, turn, z, cap, stripe, n, pompom, wake_phase):
    """From above: splash, arms, shoulders, and the bright cap with its relay number."""

    def put(p):
        return place(p, at[0], at[1], z, turn)

    d = _wakes(d, W, H, z, put)
    back = _swimmer_back(W, H, put)
    d = over(d, "#b9c9c4", back * 0.55)
    d = over(
        d,
        cap,
        mask(W, H, put(curve([(-0.56, 1.35), (0.56, 1.35), (0.46, 2.1), (0, 2.45), (-0.46, 2.1)], True))) * 0.55,
    )
    d = _swimmer_arms(d, W, H, z, cap, stripe, wake_phase, put)
    g = _number_glyph(turn, z, n, put)
    d = over(d, "#16425b", mask(W, H, g))
    return _pompom_and_cap(d, W, H, z, pompom, put)


def _wakes(d, W, H, z, put):
    c = Canvas(W, H)
    for k, (r, a) in enumerate(((1.55, 0.85), (2.05, 0.55), (2.6, 0.30))):
        arc = skia.Path()
        arc.addArc(skia.Rect.MakeLTRB(-r, -r * 1.0 + 0.5, r, r * 1.0 + 0.5), 20 + 10 * k, 140 - 20 * k)
        c.canvas.drawPath(put(arc), pen("#fff", a, z * 0.13))
    return over(d, "#e7f3fb", c.mask() * 0.9)


def _swimmer_back(W, H, put):
    return mask(
        W,
        H,
        put(
            curve(
                [
                    (-0.62, 0.5),
                    (0.62, 0.5),
                    (0.55, 1.6),
                    (0.30, 2.5),
                    (0.22, 3.5),
                    (-0.22, 3.5),
                    (-0.30, 2.5),
                    (-0.55, 1.6),
                ],
                True,
            )
        ),
    )


def _swimmer_arms(d, W, H, z, cap, stripe, wake_phase, put):
    s = 1 if wake_phase else -1
    arm = curve([(s * 0.62, 0.62), (s * 1.02, 0.05), (s * 0.98, -0.70), (s * 0.74, -1.55)])
    arm2 = curve([(-s * 0.62, 0.62), (-s * 1.12, 1.05), (-s * 1.08, 1.70), (-s * 0.92, 2.10)])
    m = mask(W, H, put(arm), put(arm2), paint=pen("#fff", 1, z * 0.36))
    m = np.maximum(m, mask(W, H, put(oval(-0.95, 0.15, 0.95, 1.25))))
    d = over(d, "#16425b", soft_blur(shift(m, int(z * 0.12), int(z * 0.22)), z * 0.10) * 0.6)
    d = over(d, "#f0c3a0", m)
    head = mask(W, H, put(oval(-0.80, -0.92, 0.80, 0.72)))
    d = over(d, "#16425b", soft_blur(shift(head, int(z * 0.14), int(z * 0.22)), z * 0.12) * 0.55)
    d = over(d, cap, head)
    band = mask(W, H, put(curve([(0, -1.0), (0, 0.8)])), paint=pen("#fff", 1, z * 0.30)) * head
    d = over(d, stripe, band)
    shade = halftone(np.clip(blur(1 - head, z * 0.28) * 1.5 - 0.28, 0, 1) * head, max(3.2, z * 0.13), 25)
    d = over(d, "#16425b", shade * head * 0.38)
    d = over(d, "#ffffff", mask(W, H, put(oval(-0.52, -0.68, -0.20, -0.34))) * 0.75)
    plate = mask(W, H, put(oval(-0.40, -0.46, 0.40, 0.34)))
    return over(d, "#fbfdff", plate)


def _number_glyph(turn, z, n, put):
    g = text_path(str(n), "archivo", z * 0.62, 0, 0)
    b = g.computeTightBounds()
    g.offset(-b.centerX(), -b.centerY())
    m2 = skia.Matrix()
    m2.setTranslate(*map(float, put(polygon([(0, -0.06), (0, -0.06)])).getPoint(0)))
    m2.preRotate(float(turn))
    g.transform(m2)
    return g


def _pompom_and_cap(d, W, H, z, pompom, put):
    if pompom:
        pom = put(oval(-0.40, -1.42, 0.40, -0.64))
        pm = mask(W, H, pom)
        pm = np.clip(
            warp(
                pm,
                (fractal_noise(H, W, z * 0.12, np.random.default_rng(5), 2) - 0.5) * z * 0.22,
                (fractal_noise(H, W, z * 0.12, np.random.default_rng(6), 2) - 0.5) * z * 0.22,
            ),
            0,
            1,
        )
        d = over(d, "#16425b", soft_blur(shift(pm, int(z * 0.06), int(z * 0.10)), z * 0.05) * 0.5)
        d = over(d, "#f9d65c", pm)
    return d
