"""Draws the six instruments of ballad-of-the-court-musicians."""

from ..kit.brush import curve, pen, polygon
from ..kit.colour import mix
from ..kit.shapes import disc, oval, rect


def instrument(c, kind, cx, cy, r, gold, dark):
    """six court instruments as woven figures in a circle of radius 1"""
    k, G = _opened_canvas(c, cx, cy, r, gold)

    def moved(w):
        return pen(dark, 1, w)

    def spot(w):
        return pen(gold, 1, w)

    if kind == "pipa":
        _pipa(dark, G, k, moved, spot)
    elif kind == "harp":
        _harp(dark, G, k, moved, spot)
    elif kind == "flute":
        _flute(dark, G, k, spot)
    elif kind == "sheng":
        _sheng(dark, G, k, spot)
    elif kind == "drum":
        _drum(dark, G, k, moved, spot)
    elif kind == "ruan":
        _ruan(dark, G, k, moved, spot)
    k.restore()


def _pipa(dark, G, k, moved, spot):
    k.rotate(24)
    _pipa_body(G, k, spot)
    for q in range(5):
        k.drawPath(polygon([(-0.06, -0.50 + q * 0.085), (0.06, -0.50 + q * 0.085)], False), moved(0.022))
    for q in (-0.036, -0.012, 0.012, 0.036):
        k.drawPath(polygon([(q, -0.60), (q * 1.8, 0.52)], False), moved(0.010))
    k.drawPath(rect(-0.15, 0.50, 0.15, 0.57, 0.02), pen(dark))
    for e in (-1, 1):
        k.drawPath(curve([(e * 0.17, 0.22), (e * 0.23, 0.14), (e * 0.20, 0.05)]), moved(0.028))


def _harp(dark, G, k, moved, spot):
    _harp_body(G, k)
    for i in range(9):
        t = i / 8
        k.drawPath(
            polygon(
                [(mix(-0.26, 0.40, t), mix(-0.20, -0.64, t**0.7)), (mix(-0.20, 0.50, t), mix(0.60, 0.49, t))],
                False,
            ),
            spot(0.018),
        )
    k.drawPath(disc(0.46, -0.70, 0.085), G)
    k.drawPath(disc(0.46, -0.70, 0.035), pen(dark))
    k.drawPath(curve([(-0.44, 0.30), (-0.46, 0.0), (-0.36, -0.28)]), moved(0.025))


def _flute(dark, G, k, spot):
    k.rotate(-32)
    k.drawPath(rect(-0.84, -0.075, 0.84, 0.075, 0.05), G)
    for q in (-0.80, -0.46, -0.30, 0.66, 0.78):
        k.drawPath(rect(q - 0.014, -0.075, q + 0.014, 0.075), pen(dark))
    for q in (-0.58, -0.12, 0.02, 0.16, 0.30, 0.44):
        k.drawPath(disc(q, 0, 0.032), pen(dark))
    k.rotate(32)
    k.drawPath(curve([(0.56, -0.36), (0.62, -0.16), (0.54, 0.02)]), spot(0.03))
    k.drawPath(disc(0.54, 0.05, 0.055), G)
    for q in (-0.05, 0, 0.05):
        k.drawPath(polygon([(0.54 + q * 0.4, 0.09), (0.54 + q * 1.5, 0.44)], False), spot(0.03))
    k.drawPath(curve([(-0.52, 0.50), (-0.30, 0.38), (-0.10, 0.52), (0.12, 0.42), (0.28, 0.54)]), spot(0.035))
    k.drawPath(curve([(-0.30, -0.50), (-0.08, -0.62), (0.10, -0.50)]), spot(0.035))


def _ruan(dark, G, k, moved, spot):
    k.rotate(-18)
    k.drawPath(disc(0, 0.30, 0.46), G)
    k.drawPath(disc(0, 0.30, 0.40), moved(0.024))
    k.drawPath(rect(-0.06, -0.66, 0.06, 0.0), G)
    k.drawPath(rect(-0.09, -0.88, 0.09, -0.62, 0.03), G)
    for e in (-1, 1):
        k.drawPath(disc(e * 0.22, 0.20, 0.085), pen(dark))
        k.drawPath(disc(e * 0.22, 0.20, 0.038), G)
        for q in (-0.82, -0.70):
            k.drawPath(polygon([(e * 0.08, q), (e * 0.24, q)], False), spot(0.04))
            k.drawPath(disc(e * 0.25, q, 0.035), G)
    for q in range(7):
        k.drawPath(polygon([(-0.055, -0.52 + 0.085 * q), (0.055, -0.52 + 0.085 * q)], False), moved(0.020))
    for q in (-0.036, -0.012, 0.012, 0.036):
        k.drawPath(polygon([(q, -0.62), (q * 1.6, 0.50)], False), moved(0.010))
    k.drawPath(rect(-0.13, 0.50, 0.13, 0.56, 0.02), pen(dark))


def _drum(dark, G, k, moved, spot):
    k.drawPath(
        curve(
            [
                (-0.60, -0.42),
                (-0.20, -0.20),
                (0.20, -0.20),
                (0.60, -0.42),
                (0.60, 0.30),
                (0.20, 0.10),
                (-0.20, 0.10),
                (-0.60, 0.30),
            ],
            True,
        ),
        G,
    )
    _drum_heads(dark, G, k, moved, spot)
    for e in (-1, 1):
        k.drawPath(polygon([(e * 0.10, -0.52), (e * 0.56, -0.78)], False), spot(0.04))
        k.drawPath(disc(e * 0.10, -0.52, 0.06), G)


def _drum_heads(dark, G, k, moved, spot):
    for e in (-1, 1):
        k.drawPath(oval(e * 0.62 - 0.14, -0.46, e * 0.62 + 0.14, 0.34), G)
        k.drawPath(oval(e * 0.62 - 0.09, -0.38, e * 0.62 + 0.09, 0.26), moved(0.028))
        k.drawPath(disc(e * 0.62, -0.06, 0.045), pen(dark))
    for q in range(6):
        a = -0.46 + q * 0.184
        k.drawPath(
            polygon(
                [
                    (a, -0.36 + 0.22 * (1 - abs(a) / 0.46)),
                    (a + 0.09, 0.24 - 0.18 * (1 - abs(a) / 0.46)),
                    (a + 0.184, -0.36 + 0.22 * (1 - abs(a + 0.184) / 0.6)),
                ],
                False,
            ),
            moved(0.020),
        )
    for e in (-1, 1):
        k.drawPath(polygon([(e * 0.34, 0.18), (e * 0.50, 0.66)], False), spot(0.06))
        k.drawPath(polygon([(e * 0.16, 0.14), (-e * 0.34, 0.68)], False), spot(0.045))
    k.drawPath(rect(-0.60, 0.62, 0.60, 0.70, 0.03), G)


def _sheng(dark, G, k, spot):
    hs = [0.52, 0.74, 0.92, 1.06, 0.98, 0.80, 0.60]
    for i, h in enumerate(hs):
        X = -0.33 + 0.11 * i
        k.drawPath(rect(X - 0.043, 0.16 - h, X + 0.043, 0.2, 0.03), G)
        k.drawPath(disc(X, 0.02 - 0.05 * (i % 3), 0.020), pen(dark))
    k.drawPath(rect(-0.42, -0.30, 0.42, -0.24, 0.02), pen(dark))
    k.drawPath(rect(-0.41, -0.285, 0.41, -0.255, 0.01), G)
    k.drawPath(
        curve(
            [(-0.44, 0.16), (0.44, 0.16), (0.40, 0.44), (0.20, 0.66), (0, 0.70), (-0.20, 0.66), (-0.40, 0.44)],
            True,
        ),
        G,
    )
    k.drawPath(rect(-0.46, 0.13, 0.46, 0.20, 0.03), G)
    k.drawPath(rect(-0.42, 0.22, 0.42, 0.25), pen(dark))
    k.drawPath(curve([(0.30, 0.50), (0.56, 0.46), (0.70, 0.26), (0.76, 0.04)]), spot(0.085))
    k.drawPath(disc(0, 0.45, 0.075), pen(dark))
    k.drawPath(disc(0, 0.45, 0.032), G)


def _harp_body(G, k):
    k.drawPath(
        curve(
            [
                (-0.40, 0.66),
                (-0.56, 0.20),
                (-0.44, -0.36),
                (-0.02, -0.70),
                (0.34, -0.74),
                (0.46, -0.62),
                (0.30, -0.60),
                (0.02, -0.52),
                (-0.26, -0.26),
                (-0.32, 0.18),
                (-0.22, 0.60),
            ],
            True,
        ),
        G,
    )
    k.drawPath(polygon([(-0.36, 0.62), (0.56, 0.48), (0.58, 0.57), (-0.30, 0.74)]), G)
    k.drawPath(polygon([(-0.10, 0.64), (-0.02, 0.82), (0.10, 0.82), (0.04, 0.62)]), G)


def _pipa_body(G, k, spot):
    k.drawPath(
        curve(
            [
                (0, -0.30),
                (0.10, -0.14),
                (0.30, 0.16),
                (0.36, 0.46),
                (0.22, 0.70),
                (0, 0.77),
                (-0.22, 0.70),
                (-0.36, 0.46),
                (-0.30, 0.16),
                (-0.10, -0.14),
            ],
            True,
        ),
        G,
    )
    k.drawPath(polygon([(-0.075, -0.2), (-0.055, -0.62), (0.055, -0.62), (0.075, -0.2)]), G)
    k.drawPath(polygon([(-0.055, -0.60), (0.055, -0.60), (-0.08, -0.86), (-0.18, -0.80)]), G)
    for q in (-0.66, -0.75):
        k.drawPath(polygon([(-0.26, q - 0.02), (0.16, q + 0.02)], False), spot(0.035))


def _opened_canvas(c, cx, cy, r, gold):
    k = c.canvas
    k.save()
    k.translate(float(cx), float(cy))
    k.scale(float(r), float(r))
    G = pen(gold)
    return k, G
