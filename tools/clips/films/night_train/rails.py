"""Draws the rails, joint by joint, and the tunnel."""

import math

import numpy as np
import skia

from ....artwork.kit.brush import pen, polygon
from ...picture.easing import ease
from ...picture.frame import PLUS, H
from ...picture.sprites import grad, put, stroke_pen
from .outside import BLUE, CORE, HILL, WARM, WHITE, dist, night

VANISHING = 640, 300
FLAT = 0.82  # the tunnel is lower than wide


def rails(f, t):
    """26.6–32 s: the rails count us joint by joint."""
    c = f.canvas
    d = dist(t)
    x, y = VANISHING
    night(c, t, 0.8)
    put(c, HILL, -300, -138, 1, centre=False)
    grad(c, y - 10, H, "#0a1120", 1, "#05070c", 1)
    _track(c, d)
    _lamps(c, d)
    beat = (d * 1.75) % 1
    for side in (-1, 1):  # each joint a flash
        put(c, WHITE, *_seen(side * 216, 0.9 + beat * 0.8), 0.6, 0.2, a=math.exp(-beat * 7), mode=PLUS)
    put(c, BLUE, x, y, 2.6, 0.8, a=0.7, mode=PLUS)
    put(c, CORE, x, y - 2, 0.45, a=0.9, mode=PLUS)


def _seen(x, z):
    """Where something beside the track is seen from the last window."""
    return VANISHING[0] + x / z, VANISHING[1] + 420 / z


def _track(c, d):
    for k in range(46):
        z = (k + 1 - (d * 7) % 1) * 0.32 + 0.62
        (left, top), (right, _) = _seen(-330, z), _seen(330, z)
        c.drawRect(skia.Rect.MakeLTRB(left, top, right, top + 17 / z), pen("#1d2a45", min(1, 1.6 / z)))
    for side in (-1, 1):
        near = [_seen(side * 200, 0.55), _seen(side * 232, 0.55)]
        far = [_seen(side * 218, 40), _seen(side * 216, 40)]
        c.drawPath(polygon(near + far), pen("#6f8fb5", 0.95))
        c.drawLine(*_seen(side * 204, 0.55), *far[1], stroke_pen("#e8f0fa", 0.8, 2))


def _lamps(c, d):
    for k in range(9):
        z = (k + 1 - (d * 1.1) % 1) * 1.5 + 0.1
        s = 1 / z
        x, y = _seen(-760 if k % 2 else 760, z) if z > 0.2 else (0, 0)
        c.drawLine(x, y, x, y - 560 * s, stroke_pen("#0c1426", 1, max(1, 9 * s)))
        put(c, WARM if k % 3 else BLUE, x, y - 560 * s, 1.2 * s, a=min(1, s * 1.4), mode=PLUS)
        put(c, CORE, x, y - 560 * s, 0.8 * s, mode=PLUS)


def tunnel(f, t):
    """48.2–53.6 s: rings of light, and one warm light far behind that calls."""
    c = f.canvas
    c.clear(skia.Color4f(0.012, 0.02, 0.04, 1))
    d = dist(t) * 2.3
    end = 640 + 40 * math.sin(t * 0.5), 350
    put(c, BLUE, *end, 4, a=0.45, mode=PLUS)
    for k in range(26):
        _ring(c, end, (k + d % 1) / 26, int(k - math.floor(d)))
    _streaks(c, end, d)
    small = 1 - 0.6 * ease(49, 53.4, t)
    put(c, WARM, *end, 1.5 * small, a=0.75 + 0.25 * math.sin(t * 3), mode=PLUS)
    put(c, CORE, *end, 1.2 * small, a=1, mode=PLUS)


def _ring(c, end, z, number):
    """Every fifth ring of the tunnel is a warm lamp."""
    is_lamp = number % 5 == 0
    colour = "#e9b25a" if is_lamp else "#6f8fb5" if number % 2 else "#2f4670"
    r = _radius(1 - z)
    a = (1 - abs(2 * z - 1) ** 3) * 0.8 * (0.9 if is_lamp else 0.55)
    ring = skia.Rect.MakeXYWH(end[0] - r, end[1] - r * FLAT, 2 * r, 2 * FLAT * r)
    c.drawOval(ring, stroke_pen(colour, a, 1 + 26 * (1 - z) ** 3, PLUS))


def _streaks(c, end, d):
    q = np.random.default_rng(4)
    for _ in range(70):
        angle, phase = q.random() * 6.283, q.random()
        z = (phase + d * 0.11 * (1 + q.random())) % 1
        x, y = math.cos(angle), math.sin(angle) * FLAT
        near, far = _radius(1 - z), _radius(max(0, 1 - z - 0.04))
        line = end[0] + x * near, end[1] + y * near, end[0] + x * far, end[1] + y * far
        c.drawLine(*line, stroke_pen("#9db6d6", 0.4 * (1 - z), 2.2, PLUS))


def _radius(nearness):
    return 24 + nearness**2.6 * 1150
