"""Draws roofs, lattices, clouds and the swordsman of house-of-listening-cranes."""

import math

import numpy as np
import skia

from ..kit.brush import curve, pen, polygon
from ..kit.colour import over, rgb
from ..kit.fields import fractal_noise, shift, soft_blur
from ..kit.shapes import disc, rect
from ..kit.strokes import seg


def sheet(d, m, col, rng, lift=10, tex=0.05):
    """a cut paper layer: shadow, lit upper edge, fibre"""
    H, W = m.shape
    s = H / 1200
    k = max(1, int(lift * s))
    sh = soft_blur(shift(m, k // 2, k), k * 0.8) * 0.55 + soft_blur(shift(m, 1, 2), 2.2 * s) * 0.25
    d = d * (1 - np.clip(sh, 0, 0.75) * (1 - m))[..., None]
    c = (
        rgb(col)
        * (
            1
            + (fractal_noise(H, W, 4 * s, rng, 3) - 0.5) * tex * 2
            + (fractal_noise(H, W, 120 * s, rng, 3) - 0.5) * tex * 1.6
        )[..., None]
    )
    edge = np.clip(m - shift(m, 1, max(1, int(2 * s))), 0, 1)
    return over(d, c + (edge * 0.16)[..., None], m)


def roof(cx, eave, w, h, tw):
    """curved roof with raised tips"""
    p = skia.Path()
    p.moveTo(cx - w, eave - h * 0.52)
    p.cubicTo(cx - w * 0.82, eave - h * 0.10, cx - w * 0.42, eave - h * 0.30, cx - tw, eave - h)
    p.lineTo(cx + tw, eave - h)
    p.cubicTo(cx + w * 0.42, eave - h * 0.30, cx + w * 0.82, eave - h * 0.10, cx + w, eave - h * 0.52)
    p.cubicTo(cx + w * 0.96, eave - h * 0.06, cx + w * 0.78, eave + h * 0.12, cx + w * 0.60, eave + h * 0.10)
    p.lineTo(cx - w * 0.60, eave + h * 0.10)
    p.cubicTo(cx - w * 0.78, eave + h * 0.12, cx - w * 0.96, eave - h * 0.06, cx - w, eave - h * 0.52)
    p.close()
    return p


def slit(x0, y0, x1, y1, w):
    """lens-shaped knife cut"""
    dx, dy = x1 - x0, y1 - y0
    length = math.hypot(dx, dy) + 1e-6
    nx, ny = -dy / length * w, dx / length * w
    p = skia.Path()
    p.moveTo(x0, y0)
    p.quadTo((x0 + x1) / 2 + nx, (y0 + y1) / 2 + ny, x1, y1)
    p.quadTo((x0 + x1) / 2 - nx, (y0 + y1) / 2 - ny, x0, y0)
    return p


def roof_cuts(cx, eave, w, h, tw):
    cuts = []
    for k in np.linspace(-1, 1, 19):
        if abs(k) > 0.93:
            continue
        bx = cx + k * w * 0.66
        cuts.append(
            slit(
                cx + k * tw * 0.96,
                eave - h * (0.86 - 0.06 * abs(k)),
                bx,
                eave - h * (0.20 - 0.05 * (1 - abs(k)) - 0.04),
                w * 0.011,
            )
        )
    for k in np.linspace(-0.60, 0.60, 25):
        cuts.append(disc(cx + k * w, eave - h * 0.015, w * 0.0125))
    return cuts


def storey_cuts(cx, y0, y1, w, cells):
    """lattice windows between posts"""
    cuts, cw = _empty_cuts(w, cells)
    for i in range(cells):
        a, b = cx - w + cw * (i + 0.12), cx - w + cw * (i + 0.88)
        _lattice_cell(y0, y1, a, b, cuts)
    return cuts


def _lattice_cell(y0, y1, a, b, cuts):
    t, e = y0 + (y1 - y0) * 0.16, y1 - (y1 - y0) * 0.30
    n = 3
    m = 4
    gx, gy = (b - a) / n, (e - t) / m
    for q in range(n):
        for r in range(m):
            X, Y = a + gx * (q + 0.5), t + gy * (r + 0.5)
            k = 0.40
            cuts.append(
                polygon([(X, Y - gy * k), (X + gx * k, Y), (X, Y + gy * k), (X - gx * k, Y)])
                if (q + r) % 2
                else rect(X - gx * k, Y - gy * k, X + gx * k, Y + gy * k)
            )
    for q in range(5):
        cuts.append(
            rect(
                a + (b - a) * q / 5 + 1,
                y1 - (y1 - y0) * 0.20,
                a + (b - a) * (q + 0.62) / 5,
                y1 - (y1 - y0) * 0.06,
            )
        )


def _empty_cuts(w, cells):
    cuts = []
    cw = 2 * w / cells
    return cuts, cw


def cloud_path(x, y, w, h, rows=3):
    """auspicious cloud: stacked bars with round heads"""
    p = skia.Path()
    for i in range(rows):
        k = (0.62, 1.0, 0.78, 0.5)[i % 4]
        ox = (0.10, -0.06, 0.12, -0.1)[i % 4] * w
        yy = y + i * h * 0.62
        p.addRRect(
            skia.RRect.MakeRectXY(
                skia.Rect.MakeXYWH(float(x - w * k / 2 + ox), float(yy), float(w * k), float(h)), h / 2, h / 2
            )
        )
    p.addPath(disc(x - w * 0.06, y + h * 0.12, h * 0.78))
    p.addPath(disc(x + w * 0.17, y + h * 0.2, h * 0.58))
    return p


def swordsman(c, x, y, h, flip=1):
    """tiny leaping fighter"""

    def q(pts):
        return [(x + flip * a * h, y + b * h) for a, b in pts]

    c.canvas.drawPath(disc(*q([(0.06, -0.98)])[0], h * 0.085), pen())
    c.canvas.drawPath(disc(*q([(0.02, -1.09)])[0], h * 0.045), pen())
    _swordsman_body(c, q)
    return _swordsman_limbs(c, h, q)


def _swordsman_body(c, q):
    c.canvas.drawPath(
        curve(
            q(
                [
                    (0.0, -0.90),
                    (0.12, -0.88),
                    (0.14, -0.62),
                    (0.26, -0.36),
                    (-0.02, -0.40),
                    (-0.24, -0.30),
                    (-0.10, -0.62),
                ]
            ),
            True,
        ),
        pen(),
    )


def _swordsman_limbs(c, h, q):
    for leg in (((0.02, -0.42), (0.20, -0.24), (0.14, 0.0)), ((-0.06, -0.42), (-0.28, -0.30), (-0.50, -0.36))):
        c.canvas.drawPath(curve(q(leg)), pen("#fff", 1, h * 0.085))
    for arm in (((0.08, -0.82), (0.30, -0.80), (0.46, -0.90)), ((0.02, -0.82), (-0.22, -0.78), (-0.36, -0.92))):
        c.canvas.drawPath(curve(q(arm)), pen("#fff", 1, h * 0.065))
    a, b = q([(0.40, -0.86)])[0], q([(1.02, -1.20)])[0]
    seg(c, *a, *b, h * 0.032)
    c.canvas.drawPath(curve(q([(-0.04, -0.60), (-0.34, -0.56), (-0.60, -0.70)])), pen("#fff", 1, h * 0.04))
