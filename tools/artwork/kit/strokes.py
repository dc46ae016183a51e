"""Owns what is laid on a picture with one call: fills, strokes, lines, wobbling edges."""

from .brush import Canvas, curve, mask, pen, polygon
from .colour import over
from .fields import fractal_noise, warp


def seg(c, x0, y0, x1, y1, w, a=1.0, col="#ffffff"):
    """One straight line on a canvas."""
    c.canvas.drawLine(float(x0), float(y0), float(x1), float(y1), pen(col, a, w))


def paste(d, cv):
    """lay a coloured canvas over the picture"""
    cv.mask()
    col, a = cv.rgba()
    return d * (1 - a[..., None]) + col * a[..., None]


def stroke_mask(W, H, path, w, a=1, cap=True):
    """Coverage of a stroked path."""
    return mask(W, H, path, paint=pen("#fff", a, float(w), cap=cap))


def lines_mask(W, H, segs, width):
    """Coverage of straight lines."""
    c = Canvas(W, H)
    for x0, y0, x1, y1 in segs:
        c.canvas.drawLine(float(x0), float(y0), float(x1), float(y1), pen("#fff", 1, float(width)))
    return c.mask()


def fill(d, path, color, a=1.0):
    """Fill a path with a colour."""
    H, W = d.shape[:2]
    return over(d, color, mask(W, H, path) * a)


def stroke(d, path, color, width, a=1.0, cap=True):
    """Stroke a path with a colour."""
    H, W = d.shape[:2]
    return over(d, color, mask(W, H, path, paint=pen("#fff", 1, float(width), cap)) * a)


def wobble(m, rng, amt, cell):
    """Make the edge of a mask unsteady, as a hand does."""
    H, W = m.shape
    return warp(
        m, (fractal_noise(H, W, cell, rng, 3) - 0.5) * amt * 4, (fractal_noise(H, W, cell, rng, 3) - 0.5) * amt * 4
    )


def strokes(W, H, items):
    """coverage of many lines: items = (points, width, alpha)"""
    c = Canvas(W, H)
    for pts, w, a in items:
        c.canvas.drawPath(curve(pts) if len(pts) > 2 else polygon(pts, False), pen("#fff", a, w))
    return c.mask()
