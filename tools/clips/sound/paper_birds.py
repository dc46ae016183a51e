"""Plays the birds: a light music box in C major; paper, wind, rain, thunder far away, wings."""

import numpy as np
from scipy import signal

from .instruments import bell, drone, envelope, flute, play, play_chords, pluck
from .mixing import RATE, add, band, blank, loudness_curve, noise, wander

SCALE = (60, 62, 64, 67, 69, 72, 74, 76, 79, 81)
CHORDS = (
    (0, (48, 60, 64)),
    (5.3, (45, 57, 64)),
    (10.2, (53, 57, 60)),
    (15.4, (50, 57, 62)),
    (20.4, (48, 55, 64, 67)),
    (25.3, (53, 60, 64, 69)),
    (30.2, (45, 52, 57, 60)),
    (35.4, (50, 57, 65)),
    (40.6, (43, 55, 62)),
    (45.8, (53, 60, 67)),
    (51, (48, 55, 64)),
    (56, (48, 55, 60, 64, 67)),
)
STEP_S, PATTERN = 0.4, (0, 4, 2, 5, 3, 6, 4, 7)
# how often the box strikes, and how many wings there are: seconds and values
BOX = (0, 5, 15, 21, 26, 30, 31, 35, 41, 46, 51, 57), (0.35, 0.6, 0.5, 0.8, 1, 1, 0.55, 0.4, 0.5, 0.9, 0.5, 0.2)
WINGS = (21, 23, 25.3, 27, 30, 35, 36, 40, 41, 46, 51, 56), (0.5, 1, 1, 1, 0.8, 0.5, 0.3, 0.1, 0, 0.6, 0.2, 0.1)
SKY = ((0, 79, 1.2), (1.25, 76, 0.8), (2.1, 74, 0.8), (3, 76, 1.8))
DOOR = ((0, 69, 1.2), (1.3, 72, 1.2), (2.6, 67, 2.2))
IN_LINE = ((0, 76, 1.2), (1.25, 79, 1.2), (2.5, 81, 2.4), (5.4, 79, 1.2), (6.7, 76, 1), (7.8, 72, 2.4))
CREASES = (0.9, 1.3, 1.8, 2.3, 3.0, 3.6, 4.3, 4.8)
FOLDS = (5.6, 6.1, 6.6, 41, 41.7, 42.5, 43.3, 44.4, 44.8)


def tracks():
    """Music and scene."""
    g = np.random.default_rng(4)
    return _music(g), _scene(g)


def _music(g):
    buf = blank()
    buf += drone(36, 0.035)
    play_chords(buf, CHORDS, lambda k: 7 if k < 11 else 4.2, 0.55, 0.34)
    for k in range(int(56 / STEP_S)):
        t = 1 + k * STEP_S
        if g.random() < np.interp(t, *BOX) * 0.85:
            m = SCALE[(PATTERN[k % 8] + (k // 16) % 3) % 10] + (12 if k % 16 == 7 else 0)
            add(buf, bell(m, 2.2, 1.6), t, 0.085, g.uniform(-0.6, 0.6))
        if k % 8 == 0:
            add(buf, pluck(SCALE[(k // 8) % 5] - 12, 4, 0.7, k), t, 0.2, -0.2)
    play(buf, flute, SKY, 25.6, 0.11, 0.1)
    play(buf, flute, DOOR, 35.9, 0.10, -0.1)
    play(buf, flute, IN_LINE, 46, 0.10)
    return buf


def _scene(g):
    strength = ((0, 0.006), (14.9, 0.008), (16.4, 0.085), (19.5, 0.06), (20.6, 0.03), (22, 0.06), (25, 0.03))
    wind = noise(350, 1800, 3) * wander(7, 1.1, 0.15)
    buf = wind * loudness_curve(*strength, (30, 0.03), (46, 0.02), (60, 0.01))
    rain = ((29.6, 0), (31, 0.05), (34.5, 0.05), (36, 0.008), (40, 0.006), (41, 0))
    buf += noise(1600, 9000, 4) * loudness_curve(*rain)
    buf += noise(30, 110, 8) * loudness_curve((31.9, 0), (32.2, 0.22), (34, 0.12), (34.2, 0.2), (36, 0))
    for t in CREASES:
        _rustle(buf, g, t, 0.45, 0.11)
    for t in FOLDS:
        _rustle(buf, g, t, 0.4, 0.12)
    for _ in range(330):
        t = g.uniform(21, 56)
        if g.random() < np.interp(t, *WINGS):
            _rustle(buf, g, t, 0.09, 0.045 * g.random() + 0.01, g.uniform(-0.9, 0.9))
    return buf


def _rustle(buf, g, t, seconds, gain, pan=0.0):
    n = int(seconds * RATE)
    touches = g.standard_normal(n) * (g.random(n) > 0.6)
    sound = signal.sosfilt(band(1800, 9500), touches) * envelope(n, 0.02, seconds * 0.6)
    add(buf, sound, t, gain, pan)
