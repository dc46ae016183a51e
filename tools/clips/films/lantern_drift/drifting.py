"""Draws lanterns that take fire, set off and drift."""

import math

import numpy as np

from ....artwork.kit.brush import curve
from ...picture.easing import ease, lerp, window
from ...picture.frame import PLUS, H
from ...picture.sprites import flat, put, stroke_pen, tint
from .ground import ground
from .lanterns import GLS, WHITE, lantern, mirror, sparks


def borrowed(f, t):
    """0–6 s: one lantern takes its fire."""
    c = f.canvas
    lit = ease(1.2, 3.8, t) * (1 + 0.12 * math.sin(t * 13) * (1 - ease(3, 5, t)))
    ground(f, t, 0, 20 + t * 4, 0.6, 0.6)
    tint(c, "#07070b", 0.45 * (1 - lit * 0.6))
    s = 1.25 + 0.02 * t
    x, y = 520 + t * 7, 560
    mirror(c, x, y, s, 0, t, lit)
    lantern(c, x, y, s, 0, t, 1, lit)
    q = 1 - ease(2.6, 4.6, t)  # the match that lends the fire
    if q:
        mx, my = lerp(900, x + 20, ease(0.2, 1.8, t)), lerp(250, y - 150, ease(0.2, 1.8, t))
        put(c, GLS, mx, my, 0.7 + 0.08 * math.sin(t * 17), a=q, mode=PLUS)
        put(c, WHITE, mx, my, 0.22, a=q, mode=PLUS)
        c.drawLine(mx, my + 8, mx + 60, my + 44, stroke_pen("#3b2320", q, 5))
    sparks(c, t, x, y - 210, 26, 3, 150, 260, lit)


START = [
    (210, 394, 0.34),
    (420, 428, 0.42),
    (-170, 452, 0.5),
    (60, 520, 0.68),
    (-250, 588, 0.86),
    (-40, 655, 1.0),
    (330, 486, 0.56),
]
GOES_OUT, BRIGHTER = 3, 5


def river(f, t):
    """6–22 s: seven set off; one goes out and its neighbour burns brighter; then the view follows them."""
    c = f.canvas
    ground(f, t, 0, t * 26, 0.9)
    speed = 46 + 10 * ease(11, 13, t)
    out = window(12.4, 17.8, t, 1.0)
    for k in sorted(range(7), key=lambda k: START[k][1]):
        x, y, s = START[k]
        x += speed * (0.62 + 0.5 * s) * (t - 4.2) * 1.35 - 190 * ease(17, 20, t) * s
        y += 5 * math.sin(t * 0.9 + k)
        lit = 1 + {GOES_OUT: -0.97, BRIGHTER: 0.55}.get(k, -0.35) * out
        mirror(c, x, y, s * 0.8, k, t, lit)
        lantern(c, x, y, s * 0.8, k, t, 1, lit)
        if k == GOES_OUT and out:
            _smoke(c, x, y, t, out)
        if k == BRIGHTER and out:
            sparks(c, t, x, y - 130, 16, 8, 90, 200, out)
    run = window(17.2, 22.6, t, 1.0)
    if run:
        _grass(c, t, run)


def _smoke(c, x, y, t, a):
    for j in range(7):
        u = (t * 0.35 + j / 7) % 1
        at = x + 14 * math.sin(u * 6 + j), y - 130 - u * 150
        put(c, WHITE, *at, 0.1 + 0.3 * u, a=0.11 * a * (1 - u), mode=PLUS)


def _grass(c, t, a):
    """Foreground reeds that rush past: do not run after it."""
    q = np.random.default_rng(9)
    for _ in range(70):
        x = (q.random() * 2200 - t * 330) % 2200 - 300
        h = 90 + q.random() * 230
        b = -26 - q.random() * 50
        blade = curve([(x, H + 8), (x + b * 0.2, H - h * 0.55), (x + b, H - h)])
        c.drawPath(blade, stroke_pen("#050407", a, 4 + 8 * q.random()))


def _disc():
    """A lantern out of focus, brighter at its edge."""
    r = np.hypot(*(np.mgrid[0:130, 0:130] - 65.0)).astype(np.float32)
    return flat("#f0a23b", np.clip((64 - r) / 3, 0, 1) * (0.72 + 0.28 * (r / 64) ** 3))


DISC = _disc()


def slowest(f, t):
    """22–28 s: close to the slowest one; the others are soft discs behind it, stars pass over."""
    c = f.canvas
    ground(f, t * 0.6, 0, 300 + t * 9, 0.7, 1)
    tint(c, "#0e0b12", 0.35)
    for k in range(6):
        x = (k * 263 + t * (14 + 5 * k) - 190) % 1560 - 130
        y = 250 + (k * 97) % 190
        put(c, DISC, x, y, 0.55 + 0.16 * (k % 4), a=(0.34 + 0.2 * math.sin(t * 1.1 + k * 2)), mode=PLUS)
        put(c, DISC, x, 610 + (k * 41) % 70, 0.9 + 0.16 * (k % 4), 0.16, a=0.08, mode=PLUS)
    x, y, s = 470 + (t - 22) * 13, 640, 1.75 + 0.03 * (t - 22)
    mirror(c, x, y, s, 2, t)
    lantern(c, x, y, s, 2, t, 1, 1.05)
    sparks(c, t, x, y - 290, 20, 5, 170, 300, 0.8)
