"""Draws a line of birds that flies out of sight, and the one that arrives."""

import math

from ....artwork.kit.brush import curve, pen, polygon
from ...picture.easing import ease, lerp
from ...picture.frame import SCREEN, H, W
from ...picture.sprites import put, stroke_pen
from .bird import Look, Pose, bird
from .sheets import AGAINST_LIGHT, CLOUDS, DUSK, PALE, RED_PAPER, SHADOW, SUN, WHITE_PAPER


def in_line(f, t):
    """45.7–51 s: every bird farther than the last."""
    c = f.canvas
    put(c, DUSK, 0, 0, centre=False)
    put(c, SUN, 960, 505, 3.2, a=0.95, mode=SCREEN)
    for k, cloud in enumerate(CLOUDS[:2]):
        put(c, cloud, 620 + 120 * k - (t - 46) * 9, 640 + k * 60, 1.1, a=0.55)
    gone = (t - 45.2) * 0.62
    for k in range(15, -1, -1):
        z, n = k + gone % 1, k - int(gone)
        near = 1 / (0.55 + z * 0.42)
        x = lerp(960, -40, near * 0.66)
        y = lerp(470, 330, near) + 26 * math.sin(z * 0.9 + t * 0.5) * near
        pose = Pose(0.12, 0.06, -0.5, 0.3 + 0.7 * math.sin(t * 4.6 + n * 0.8))
        a = min(1, (16 - z) * 0.4) * ease(0, 0.5, z)
        look = Look("#fff8ec", "#8d6f74", RED_PAPER if n % 4 == 0 else None, a)
        bird(c, x, y, 118 * near**1.25, pose, look)


def far(f, t):
    """51–56.1 s: so far that one no longer sees whether it still flies."""
    c = f.canvas
    e = ease(50.5, 55.8, t)
    put(c, PALE, 0, 0, centre=False)
    put(c, SUN, 640, 420, 5, a=0.6, mode=SCREEN)
    for k, cloud in enumerate(CLOUDS):
        put(c, cloud, 560 + 100 * k - (t - 51) * (5 + 5 * k), 600 + 50 * k, 1.1, a=0.5 + 0.1 * k)
    pose = Pose(0.15, 0.16, -0.5, 0.3 + 0.7 * math.sin(t * 5))
    look = Look("#8d9ba1", "#4a5965", RED_PAPER, 1 - 0.5 * ease(54.5, 56, t))
    bird(c, lerp(560, 806, e), lerp(400, 236, e), lerp(54, 2.2, e**0.6), pose, look)
    way = [(-60, 640), (250, 590), (lerp(560, 640, e) - 80, 430), (lerp(520, 770, e), lerp(420, 258, e))]
    c.drawPath(curve(way), stroke_pen("#7b8a90", 0.22, 1.6))


def arrive(f, t):
    """56.1–60 s: but you said it arrived."""
    c = f.canvas
    put(c, AGAINST_LIGHT, 0, 0, centre=False)
    c.drawCircle(640, 330, 226 + 4 * (t - 56.1), pen(RED_PAPER))
    put(c, SUN, 560, 230, 2.6, a=0.42, mode=SCREEN)
    c.drawPath(polygon([(-10, 566), (W + 10, 558), (W + 10, H + 10), (-10, H + 10)]), pen("#2f3a44"))
    c.drawPath(polygon([(-10, 560), (W + 10, 552), (W + 10, 560), (-10, 568)]), pen(WHITE_PAPER, 0.8))
    e, still = ease(55.6, 57.6, t), ease(57, 58, t)
    put(c, SHADOW, 650, 570, 1.6 * e, 0.1, a=0.8 * e)
    flap = lerp(0.3 + 0.6 * math.sin(t * 6), 0.8, still)
    pose = Pose(0.45, lerp(-0.2, 0.02, e), -0.42, flap, view=lerp(0.8, 0.12, still))
    look = Look("#ffffff", "#98a5aa", "#c9502b")
    bird(c, lerp(420, 640, e), lerp(210, 506, e), lerp(90, 124, e), pose, look)
