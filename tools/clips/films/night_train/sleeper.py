"""Draws the man who sleeps opposite, seen in the glass."""

import math

from ....artwork.kit.brush import curve, pen
from ...picture.frame import PLUS
from ...picture.sprites import put, stroke_pen
from .outside import BLUE, CORE, WARM, bars, frame_window, land, night

SHOULDERS = ((596, 590), (668, 500), (764, 446), (850, 418), (930, 430), (1030, 480), (1092, 580))
FACE = ((864, 204), (820, 222), (798, 262), (792, 292), (770, 330), (786, 340), (781, 356), (789, 368), (792, 392))
NECK = ((822, 408), (850, 414), (862, 450), (934, 446), (926, 384), (946, 330), (944, 262), (912, 216))
CAP = ((734, 306), (792, 272), (800, 226), (858, 190), (930, 206), (954, 262), (900, 270), (806, 284), (734, 306))
EYE, EAR = ((796, 312), (805, 317), (815, 314)), ((866, 300), (878, 290), (888, 306), (878, 326))


def sleeper(f, t):
    """21.2–26.6 s: lights sweep over him, and he says half a sentence."""
    c = f.canvas
    night(c, t, 0.25)
    land(c, t)
    bars(c, t, 34, 21, 0.8, 1.1, 0.5)
    breath, sweep = 3 * math.sin(t * 1.5), (t * 620) % 1900 - 300
    body = curve([(560, 720), *_moved(SHOULDERS, breath), (1120, 720)])
    _lit_shape(c, body, "#0a0f1e", sweep)
    _lit_shape(c, curve(_moved(FACE + NECK, breath), True), "#0d1428", sweep)
    _lit_shape(c, curve(_moved(CAP, breath), True), "#080c18", sweep)
    c.drawPath(curve(_moved(EYE, breath)), stroke_pen("#05070c", 0.95, 3.5))
    c.drawPath(curve(_moved(EAR, breath)), stroke_pen("#e9b25a", 0.35, 3))
    put(c, WARM, 1150, 90, 2.4, a=0.65, mode=PLUS)
    put(c, CORE, 1150, 90, 0.9, mode=PLUS)
    for k in range(5):  # the half sentence: dots that never become words
        u = (t * 0.22 + k / 5) % 1
        at = 760 - u * 260, 352 - u * 120 + 12 * math.sin(u * 7)
        put(c, CORE, *at, 0.18 + 0.2 * u, a=0.8 * math.sin(math.pi * u), mode=PLUS)
    frame_window(c)


def _moved(points, down):
    return [(x, y + down) for x, y in points]


def _lit_shape(c, shape, colour, sweep):
    """A dark shape with light on the lamp's side, and what sweeps past."""
    c.drawPath(shape, pen(colour, 0.97))
    c.save()
    c.clipPath(shape, doAntiAlias=True)
    c.translate(-1, 1)
    for width, a in ((46, 0.07), (26, 0.10), (12, 0.18), (4, 0.55)):
        c.drawPath(shape, stroke_pen("#e9b25a", a, width, PLUS))
    c.translate(1, -1)
    put(c, WARM, sweep, 360, 1.5, 3, a=0.55, mode=PLUS)
    put(c, BLUE, 700, 330, 2.2, a=0.25, mode=PLUS)
    c.restore()
