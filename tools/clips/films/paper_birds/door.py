"""Draws the bird that comes down at a door."""

import math

import skia

from ....artwork.kit.brush import pen, polygon
from ...picture.easing import ease, lerp
from ...picture.frame import PLUS, SCREEN, H, W
from ...picture.sprites import grad, put, stroke_pen
from .bird import Look, Pose, bird
from .sheets import NIGHT, RED_PAPER, SHADOW, SOFT, WARM

LEFT, RIGHT, TOP, STEP = 760, 980, 150, 560


def door(f, t):
    """35.3–40.5 s: the door opens, and one bird comes down on the light."""
    c = f.canvas
    opened = ease(35.4, 37.2, t)
    put(c, NIGHT, 0, 0, centre=False)
    _wall_and_door(c, opened)
    _landing_bird(c, t)
    for k in range(30):
        q = (k * 0.618) % 1
        at = 560 + q * 420 - (k % 5) * 40, (k * 83 - t * 14 * (1 + q)) % 420 + 190
        put(c, SOFT, *at, 0.05 + 0.06 * q, a=0.5 * opened, mode=PLUS)


def _wall_and_door(c, opened):
    for k in range(8):
        c.drawLine(0, 60 + k * 72, W, 60 + k * 72, stroke_pen("#1d252e", 0.55, 2))
    grad(c, STEP, H, "#3c4853", 1, "#1d252e", 1)
    sill = [(LEFT, STEP + 14), (RIGHT, STEP + 14)]
    c.drawPath(polygon([*sill, (RIGHT + 60, H), (LEFT - 520, H)]), pen("#f0a06a", 0.50 * opened))
    c.drawPath(polygon([*sill, (RIGHT - 40, H), (LEFT - 260, H)]), pen("#ffd9a8", 0.35 * opened))
    c.drawRect(skia.Rect.MakeLTRB(LEFT - 18, TOP - 18, RIGHT + 18, STEP + 4), pen("#1a2129"))
    c.drawRect(skia.Rect.MakeLTRB(LEFT, TOP, RIGHT, STEP), pen("#f6c48c"))
    grad(c, TOP, STEP, "#fff1d6", 0.9, "#e3833a", 0.5, x0=LEFT, x1=RIGHT)
    edge = RIGHT - lerp(RIGHT - LEFT, 40, opened)
    c.drawPath(polygon([(RIGHT, TOP), (edge, TOP), (edge, STEP + 16 * opened), (RIGHT, STEP)]), pen("#4a5965"))
    c.drawCircle(edge + 14, 362, 6, pen("#e9b25a"))
    put(c, WARM, 870, 380, 3.8, a=0.55 * opened, mode=SCREEN)
    c.drawRect(skia.Rect.MakeLTRB(LEFT - 60, STEP, RIGHT + 60, STEP + 16), pen("#5d6b75"))


def _landing_bird(c, t):
    e, land = ease(35.5, 38.6, t), ease(38.2, 38.9, t)
    x = lerp(-80, 560, e)
    y = lerp(120, 612, e**1.35) - 60 * math.sin(e * math.pi) * 0.6
    put(c, SHADOW, x + 10, 650, 1.0 * e, 0.12, a=0.7 * e)
    flap = lerp(0.25 + 0.4 * math.sin(t * 7), 0.75 + 0.04 * math.sin(t * 2), land)
    pose = Pose(0.4, lerp(-0.25, 0, land), -0.4, flap, view=lerp(0.8, 0.12, land))
    bird(c, x, y, lerp(44, 82, e), pose, Look("#fff6e8", "#7b8a90", RED_PAPER, words=ease(38.6, 40.2, t)))
