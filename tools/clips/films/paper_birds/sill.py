"""Draws birds on the sill, and the wind that takes them."""

import math

import numpy as np
import skia

from ....artwork.kit.brush import curve, pen, polygon
from ....artwork.kit.colour import rgb
from ...picture.easing import ease, lerp, window
from ...picture.frame import SCREEN
from ...picture.sprites import put, stroke_pen, tint
from .bird import Look, Pose, bird
from .sheets import CLOUDS, RED_PAPER, ROOM, SHADOW, SKY, SUN, WHITE_PAPER

# place, size, and whether it looks to the right
BIRDS = [(408, 55.2, False), (540, 66, True), (700, 75, False), (850, 60, True), (975, 49.2, False)]
CLOTH = "#f1ece1"
PANE = skia.Rect.MakeLTRB(230, 40, 1110, 560)


def sill(f, t):
    """10.1–25.3 s: the first wind takes the tails, the second the birds."""
    c = f.canvas
    first, second = window(15.3, 20.6, t, 0.9), ease(20.4, 21.8, t)
    near = 1 + 0.16 * ease(14.8, 16.5, t) - 0.16 * ease(20.2, 23, t)
    c.save()
    c.translate(640, 470)
    c.scale(near, near)
    c.translate(-640, -470)
    put(c, ROOM, 640, 360, 1.25)
    _outside(c, t, first, second)
    _window_frame(c)
    for k, (x, s, is_right) in enumerate(BIRDS):
        _sitting_bird(c, t, k, (x, s, is_right), first)
        _stolen_tail(c, t - 16.2 - k * 0.55, k, (x, s, is_right))
    _curtain(c, 160, 1, t, (0.08 + 0.9 * first + 0.75 * second) * 0.62)
    _curtain(c, 1180, -1, t, 0.03 - 0.5 * first - 0.3 * second)
    c.restore()
    _wind(c, t, first * 0.7 + second * 0.5 * (1 - ease(23.5, 25, t)))


def _outside(c, t, first, second):
    c.save()
    c.clipRect(PANE)
    put(c, SKY, 640, 300, 1.0)
    put(c, SUN, 900, 170, 3.4, a=0.8 * (1 - 0.7 * first), mode=SCREEN)
    for k, cloud in enumerate(CLOUDS):
        put(c, cloud, 300 + k * 260 - (t - 10) * (10 + 14 * k) % 400, 430 + k * 40, 1, a=0.8)
    tint(c, "#56646d", 0.42 * first)
    tint(c, "#f0b48a", 0.20 * second)
    c.restore()


def _window_frame(c):
    c.drawRect(PANE, stroke_pen(WHITE_PAPER, 1, 22))
    c.drawLine(670, 40, 670, 560, stroke_pen(WHITE_PAPER, 1, 12))
    c.drawLine(230, 250, 1110, 250, stroke_pen(WHITE_PAPER, 1, 12))
    c.drawRect(skia.Rect.MakeLTRB(150, 560, 1190, 604), pen("#fbf8f1"))
    c.drawRect(skia.Rect.MakeLTRB(150, 604, 1190, 622), pen("#aeb8b8"))
    c.drawPath(polygon([(230, 622), (1110, 622), (1250, 900), (330, 900)]), pen(WHITE_PAPER, 0.20))


def _sitting_bird(c, t, k, place, wind):
    x, s, is_right = place
    aloft = max(0, t - 21.0 - k * 0.38)
    fly = ease(0, 1.2, aloft)
    rock = wind * 0.14 * math.sin(t * 9 + k)
    if not fly:
        put(c, SHADOW, x, 563, 0.6, 0.07, a=0.6)
    pose = Pose(
        yaw=0.35 if is_right or fly > 0.3 else 2.75,
        pitch=rock + 0.25 * fly,
        flap=lerp(1.15, 0.35 + 0.75 * math.sin(t * 9 + k), fly) + rock,
        view=lerp(0.12, 0.8, fly),
    )
    at = x + aloft**1.8 * (46 if k % 2 else 70), 560 - s * 0.46 - aloft**1.9 * 44
    look = Look(accent=RED_PAPER, has_tail=t <= 16.2 + k * 0.55)
    bird(c, *at, s * (1 - 0.3 * ease(0, 4, aloft)), pose, look)


def _stolen_tail(c, age, k, place):
    if not 0 < age < 4:
        return
    x, s, is_right = place
    at_x = x + (-s if is_right else s) * 1.2 + age * age * 90 + age * 140
    at_y = 560 - s - age * 70 - 40 * math.sin(age * 3 + k)
    turned = age * 5 + k
    corners = [(at_x + 38 * math.cos(turned + j), at_y + 30 * math.sin(turned + j)) for j in (0, 2.0, 3.6)]
    c.drawPath(polygon(corners), pen(RED_PAPER))


def _curtain(c, x, side, t, blow):
    """Three folds of cloth that answer the wind."""
    for k in range(3):
        a = x + side * k * 46
        w = blow * (60 + 46 * k) * (0.7 + 0.3 * math.sin(t * 2.3 + k * 0.9)) * side
        near = [(a - 30, -20), (a - 22, 200), (a - 26 + w * 0.4, 430), (a - 36 + w, 640)]
        far = [(a + 40 + w * 1.1, 655), (a + 36 + w * 0.45, 430), (a + 34, 200), (a + 36, -20)]
        c.drawPath(curve(near + far, True), pen(rgb(CLOTH) * (1 - 0.07 * k), 0.93))


def _wind(c, t, strength):
    q = np.random.default_rng(3)
    for _ in range(26):
        x, y, r = (q.random() * 1900 + t * (620 + 300 * q.random())) % 1900 - 300, q.random() * 560, q.random()
        a = strength * r
        if a > 0.03:
            line = curve([(x, y), (x + 90, y - 10), (x + 180, y + 8), (x + 260 * (0.4 + r), y)])
            c.drawPath(line, stroke_pen("#ffffff", 0.55 * a, 2))
