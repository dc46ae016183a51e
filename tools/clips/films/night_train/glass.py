"""Draws a hand on fogged glass."""

import math

import numpy as np
from scipy import ndimage as nd

from ....artwork.kit.brush import Canvas, curve, pen
from ....artwork.kit.fields import fractal_noise
from ...picture.easing import ease
from ...picture.frame import PLUS
from ...picture.sprites import flat, put, stroke_pen
from .outside import WARM, bars, frame_window, land, night

PANE = 1132, 590
CORNER = 74, 44
FINGERS = ((-33, 190, 44), (-11, 226, 46), (8, 222, 46), (27, 184, 42))  # lean in degrees, length, width
PALM = ((-78, -40), (-60, 86), (0, 112), (64, 88), (82, -34), (30, -66), (-40, -66))
THUMB = ((-66, 50), (-116, 8), (-150, -52))


def _print():
    """How much of the fog a hand has wiped away."""
    sheet = Canvas(*PANE)
    c, x, y = sheet.canvas, 610, 410
    c.drawPath(curve([(x + across, y + down) for across, down in PALM], True), pen())
    for lean, length, width in FINGERS:
        right, up = math.sin(math.radians(lean)), math.cos(math.radians(lean))
        tip = x + length * right, y - length * up
        c.drawLine(x + 74 * right, y - 84 * up, *tip, pen("#ffffff", 1, width))
    c.drawPath(curve([(x + across, y + down) for across, down in THUMB]), pen("#ffffff", 1, 46))
    return nd.gaussian_filter(sheet.mask(), 5)


def _fog():
    width, height = PANE
    unrest = fractal_noise(height, width, 130, np.random.default_rng(24), 5) - 0.5
    fog = np.clip(0.62 + 0.5 * unrest, 0, 1).astype(np.float32) * 0.52
    return flat("#8fa6c4", fog), flat("#8fa6c4", fog * (1 - _print() * 0.97))


FOG, FOG_WITH_PRINT = _fog()


def hand(f, t):
    """10.5–15.8 s: a hand on the glass warms the cold."""
    c = f.canvas
    night(c, t, 0.4)
    land(c, t)
    bars(c, t, 38, 11, 0.9, 0.8, 0.55)
    cold, warm = ease(10.4, 11.4, t), ease(11.2, 12.6, t)
    put(c, FOG, *CORNER, a=cold * (1 - warm), centre=False)
    put(c, FOG_WITH_PRINT, *CORNER, a=cold * warm, centre=False)
    put(c, WARM, 684, 440, 3.0, a=0.55 * warm * (1 - 0.5 * ease(14, 16, t)), mode=PLUS)
    _drops(c, t)
    frame_window(c)


def _drops(c, t):
    """Drops that run from the print."""
    q = np.random.default_rng(5)
    for _ in range(9):
        x, begins, speed = 560 + q.random() * 270, 12.4 + q.random() * 2, 40 + q.random() * 70
        run = max(0, t - begins) * speed
        if run:
            y = 440 + 90 * q.random()
            c.drawLine(x, y, x + 2, y + run, stroke_pen("#070b14", 0.5, 4))
            c.drawCircle(x + 2, y + run, 4, pen("#dfe8f5", 0.6))
