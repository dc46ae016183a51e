"""Owns the bridge to Skia: canvases, pens, paths and the masks that they cover."""

import numpy as np
import skia

from .colour import skia_colour


class Canvas:
    """A transparent sheet: draw on `canvas`, then read what is covered."""

    def __init__(self, W, H):
        self.pixels = np.zeros((H, W, 4), np.uint8)
        self.surface = skia.Surface(self.pixels)
        self.canvas = self.surface.getCanvas()
        self.canvas.clear(skia.Color4f(0, 0, 0, 0))

    def mask(self):
        """Coverage of every pixel, 0–1."""
        return self.pixels[..., 3].astype(np.float32) / 255

    def rgba(self):
        """Colours, multiplied by nothing yet, and coverage."""
        values = self.pixels.astype(np.float32) / 255
        return values[..., :3], values[..., 3]


def bounds(d, path, pad):
    """Left, top, right and bottom of a path in whole pixels, with room around it, inside the picture."""
    H, W = d.shape[:2]
    box = path.computeTightBounds()
    left, top = max(0, int(box.left()) - pad), max(0, int(box.top()) - pad)
    return left, top, min(W, int(box.right()) + pad), min(H, int(box.bottom()) + pad)


def pen(color="#ffffff", a=1, stroke=0, cap=True):
    """A Skia paint: it fills, or strokes with the given width and round ends."""
    paint = skia.Paint(AntiAlias=True, Color4f=skia_colour(color, a))
    if stroke:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(stroke)
        if cap:
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def polygon(pts, close=True):
    """Straight lines through points."""
    path = skia.Path()
    path.moveTo(*map(float, pts[0]))
    for point in pts[1:]:
        path.lineTo(*map(float, point))
    if close:
        path.close()
    return path


def curve(pts, close=False):
    """A smooth line (Catmull-Rom) through points."""
    path = skia.Path()
    n = len(pts)
    pts = [tuple(map(float, point)) for point in pts]
    path.moveTo(*pts[0])
    for i in range(n if close else n - 1):
        near = range(i - 1, i + 3)
        p0, p1, p2, p3 = (pts[k % n] if close else pts[max(0, min(n - 1, k))] for k in near)
        one = p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6
        two = p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6
        path.cubicTo(*one, *two, *p2)
    if close:
        path.close()
    return path


def mask(W, H, *paths, paint=None):
    """What the paths cover."""
    sheet = Canvas(W, H)
    for path in paths:
        sheet.canvas.drawPath(path, paint or pen())
    return sheet.mask()


def circle(W, H, cx, cy, r):
    """What a disc covers."""
    sheet = Canvas(W, H)
    sheet.canvas.drawCircle(float(cx), float(cy), float(r), pen())
    return sheet.mask()
