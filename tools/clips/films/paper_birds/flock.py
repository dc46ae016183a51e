"""Draws a sky full of birds, in sun and in storm."""

import math

import numpy as np

from ...picture.easing import ease
from ...picture.frame import SCREEN
from ...picture.sprites import put, stroke_pen, tint
from .bird import Look, Pose, bird
from .sheets import CLOUDS, RED_PAPER, SKY, STORM, SUN

# across, height, nearness, phase, yaw, roll of every bird, 0–1
FLOCK = np.random.default_rng(14).random((130, 6))
FLASHES = ((32.1, 1, 5), (33.9, 0.6, 6))  # second, strength, how fast it fades


def sky(f, t):
    """25.3–30.1 s: suddenly the sky is full."""
    c = f.canvas
    put(c, SKY, 0, 0, centre=False)
    put(c, SUN, 930, 200, 4.4, a=0.95, mode=SCREEN)
    for k, cloud in enumerate(CLOUDS):
        put(c, cloud, 640 - (t - 27) * (16 + 20 * k) + 90 * k, 520 + k * 80, 1 + 0.2 * k, a=0.85)
    _flock(c, t, 10 + int(110 * ease(25.0, 27.6, t)), 20, 1.0, ("#ffffff", "#7b8a90"))


def storm(f, t):
    """30.1–35.3 s: not afraid of rain."""
    c = f.canvas
    put(c, STORM, 0, 0, centre=False)
    flash = max(strength * math.exp(-(t - at) * fade) if t > at else 0 for at, strength, fade in FLASHES)
    for k, cloud in enumerate(CLOUDS):
        height = -1.1 if k == 0 else 1
        put(c, cloud, 700 - (t - 30) * (30 + 30 * k), 90 + k * 210, 1.1, height, a=0.10 + 0.3 * flash)
    tint(c, "#cfd6d2", 0.30 * flash, SCREEN)
    _flock(c, t, 52, 24, 1.1, ("#f6f2e9", "#5d6b75"))
    q = np.random.default_rng(6)
    for _ in range(210):
        z = 0.35 + q.random()
        x = (q.random() * 1700 - t * 330 * z) % 1700 - 200
        y = (q.random() * 900 + t * 1300 * z) % 900 - 120
        c.drawLine(x, y, x - 15 * z, y + 56 * z, stroke_pen("#cfd6d2", 0.26 * z, 1.3 * z))


def _flock(c, t, n, since, speed, papers):
    """n birds, the far ones first; every ninth has a red tail."""
    for k, (across, height, z, phase, yaw, roll) in sorted(enumerate(FLOCK[:n]), key=lambda each: each[1][2]):
        x = (across * 2000 + (t - since) * (60 + 210 * z) * speed) % 2000 - 360
        y = 60 + height * 560 + 26 * math.sin(t * 0.7 + phase * 6) - (x - 640) * 0.10
        pose = Pose(
            yaw=0.35 + 0.3 * (yaw - 0.5),
            pitch=0.10 + 0.1 * math.sin(t + phase * 6),
            roll=-0.45 + 0.3 * (roll - 0.5),
            flap=0.25 + 0.72 * math.sin(t * (6.5 - 2.8 * z) + phase * 6.3),
        )
        bird(c, x, y, 7 + 60 * z**2.5, pose, Look(*papers, RED_PAPER if k % 9 == 0 else None))
