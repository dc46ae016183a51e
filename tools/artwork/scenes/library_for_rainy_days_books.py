"""Draws shelves, flying books and the umbrella of library-for-rainy-days."""

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen, polygon
from ..kit.colour import multiply, rgb
from ..kit.fields import blur, fractal_noise, warp


def wash(d, W, H, rng, m, col, soft=5.0, edge=0.5, strength=0.85):
    """Watercolour: wobbly shape, pigment dries darker at the edge, granulation inside."""
    n1, n2 = fractal_noise(H, W, 18, rng, 3) - 0.5, fractal_noise(H, W, 18, rng, 3) - 0.5
    m = warp(m, n1 * soft, n2 * soft)
    rim = np.clip(m - blur(m, 2.6) * 1.0, 0, 1) * 2.2 * m
    g = 0.80 + 0.34 * (fractal_noise(H, W, 5, rng, 2) - 0.5) + 0.55 * (fractal_noise(H, W, 60, rng, 3) - 0.5)
    d = multiply(d, col, np.clip(m * strength * g, 0, 1))
    return multiply(d, np.clip(rgb(col) if isinstance(col, str) else col, 0, 1) * 0.8, np.clip(rim * edge, 0, 1))


def bookshelf_rows(W, H, rng, x0, x1, floors, hgt):
    """Books as shapes grouped by ink; some lean, some are missing."""
    groups = {}
    for f in floors:
        x = x0
        while x < x1:
            w = hgt * rng.uniform(0.09, 0.22)
            h = hgt * rng.uniform(0.60, 0.90)
            if rng.random() < 0.11:
                x += w * rng.uniform(0.8, 2.2)
                continue
            j = int(rng.integers(0, 6))
            lean = rng.uniform(-0.02, 0.02) if rng.random() < 0.86 else rng.choice([-0.20, 0.20])
            p = polygon([(x, f), (x + lean * h, f - h), (x + w + lean * h, f - h), (x + w, f)])
            groups.setdefault(j, skia.Path()).addPath(p)
            x += w + hgt * 0.014 + abs(lean) * h * 0.9
    return groups


def flying_book(z):
    """An open book as a bird: two curved page wings."""
    p = skia.Path()
    p.moveTo(0, 0)
    p.cubicTo(0.25, -0.42, 0.75, -0.50, 1.15, -0.22)
    p.lineTo(1.02, 0.18)
    p.cubicTo(0.66, -0.06, 0.25, 0.04, 0, 0.36)
    p.cubicTo(-0.25, 0.04, -0.66, -0.06, -1.02, 0.18)
    p.lineTo(-1.15, -0.22)
    p.cubicTo(-0.75, -0.50, -0.25, -0.42, 0, 0)
    p.close()
    return p


def umbrella(W, H, cx, cy, R):
    """Canopy with scalloped edge, ribs, shaft and crook."""
    can, ribs = _canopy(W, H, cx, cy, R)
    st = _umbrella_stick(W, H, cx, cy, R)
    return mask(W, H, can), ribs.mask(), st.mask()


def _canopy(W, H, cx, cy, R):
    can = skia.Path()
    can.moveTo(cx - R, cy)
    can.cubicTo(cx - R * 0.92, cy - R * 0.82, cx + R * 0.92, cy - R * 0.82, cx + R, cy)
    n = 5
    for i in range(n):
        a, b = cx + R - 2 * R * i / n, cx + R - 2 * R * (i + 1) / n
        can.quadTo((a + b) / 2, cy - R * 0.17, b, cy)
    can.close()
    ribs = Canvas(W, H)
    for i in range(1, n):
        bx = cx - R + 2 * R * i / n
        ribs.canvas.drawPath(
            curve([(cx, cy - R * 0.625), (cx + (bx - cx) * 0.62, cy - R * 0.42), (bx, cy)]), pen("#fff", 1, R * 0.012)
        )
    return can, ribs


def _umbrella_stick(W, H, cx, cy, R):
    st = Canvas(W, H)
    st.canvas.drawPath(
        curve(
            [
                (cx, cy - R * 0.71),
                (cx, cy + R * 0.2),
                (cx, cy + R * 0.86),
                (cx + R * 0.05, cy + R * 1.0),
                (cx + R * 0.15, cy + R * 1.02),
                (cx + R * 0.20, cy + R * 0.93),
            ]
        ),
        pen("#fff", 1, R * 0.030),
    )
    return st
