"""Draws the river seen from under a bridge."""

import math

import skia

from ....artwork.kit.brush import pen
from ...picture.easing import ease
from ...picture.frame import PLUS, H, W
from ...picture.sprites import stroke_pen
from .ground import ground
from .lanterns import lantern, mirror


def under(f, t):
    """28–33.6 s: lights go by outside, a song rises as rings of light."""
    c = f.canvas
    ground(f, t, 0.14, 900 + t * 20, 0.9)
    for k in range(7):
        x = -150 + ((t - 27) * (62 + 9 * (k % 3)) + k * 205) % 1600
        y, s = 400 + 34 * (k % 3), 0.34 + 0.07 * (k % 3)
        mirror(c, x, y, s, k, t)
        lantern(c, x, y, s, k, t)
    for j in range(7):
        u = ((t - 28) * 0.3 + j / 7) % 1
        r = 40 + u * 420
        ring = skia.Rect.MakeXYWH(640 - r, 350 - r * 0.8, 2 * r, 1.6 * r)
        c.drawArc(ring, 200, 140, False, stroke_pen("#f0a23b", 0.42 * (1 - u) * ease(28, 29.5, t), 2.2, PLUS))
    _arch(c, 1 + 0.02 * (t - 28))


def _arch(c, z):
    """The dark bridge around the opening; its stones are lit at the edge."""
    sheet, opening = skia.Path(), skia.Path()
    sheet.addRect(skia.Rect.MakeXYWH(-20, -20, W + 40, H + 40))
    opening.addOval(skia.Rect.MakeXYWH(640 - 440 * z, 70 - 20 * z, 880 * z, 720 * z))
    arch = skia.Op(sheet, opening, skia.PathOp.kDifference_PathOp)
    c.drawPath(arch, pen("#08070b"))
    c.save()
    c.clipPath(arch, doAntiAlias=True)
    wide, high = 440 * z, 360 * z
    for k in range(34):
        angle = math.radians(180 + k * 180 / 33)
        x, y = math.cos(angle), math.sin(angle)
        inner, outer = (640 + x * wide, 430 + y * high), (640 + x * (wide + 95), 430 + y * (high + 95))
        c.drawLine(*inner, *outer, stroke_pen("#8a3b2c", 0.38, 2))
    for k, a in ((3, 0.55), (98, 0.22)):
        edge = skia.Rect.MakeLTRB(640 - wide - k, 430 - high - k, 640 + wide + k, 430 + high + k)
        c.drawOval(edge, stroke_pen("#c8653a", a, 3))
    c.restore()
