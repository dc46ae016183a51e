"""Plays the lake: plucked strings in D minor; lapping, wind, an oar, rain."""

import numpy as np

from .instruments import drone, flute, play, play_bells, play_chords, pluck
from .mixing import add, blank, burst, loudness_curve, noise, samples, wander

SCALE = (50, 53, 55, 57, 60, 62, 65, 67, 69, 72, 74)
CHORDS = (
    (0, (50, 57, 62)),
    (9, (48, 55, 64)),
    (18, (46, 53, 62, 69)),
    (26.5, (45, 52, 60)),
    (32, (50, 57, 65)),
    (38, (43, 50, 58, 62)),
    (43, (46, 53, 62)),
    (48.5, (48, 55, 64, 67)),
    (53.5, (50, 57, 62, 69)),
)
BELLS = ((1.2, 74), (11.6, 81), (21.8, 79), (27, 69), (38, 86), (43.2, 84), (54.2, 74))
BOAT = ((0, 69, 2.0), (2.1, 72, 0.9), (3.1, 74, 2.6), (6.2, 72, 1), (7.3, 69, 3))
DAWN = ((0, 74, 1.6), (1.7, 72, 1), (2.8, 69, 1.4), (4.4, 67, 1), (5.5, 62, 3.2))


def tracks():
    """Music and scene."""
    g = np.random.default_rng(5)
    return _music(g), _scene(g)


def _music(g):
    buf = blank()
    buf += drone(38, 0.06)
    play_chords(buf, CHORDS, lambda k: 11 if k < 8 else 6.5, 0.35, 0.34)
    t = 1.4
    while t < 57:  # like a guzheng, denser in the rain
        m = SCALE[int(g.integers(3, 11))]
        add(buf, pluck(m, 3.6, 0.8, int(t)), t, 0.16 + 0.06 * g.random(), g.uniform(-0.6, 0.6))
        t += g.choice([0.75, 1.5, 1.5, 2.25]) * (0.42 if 38 < t < 48 else 1)
    play_bells(buf, BELLS, 0.12, 0.2)
    play(buf, flute, BOAT, 15.8, 0.10, -0.2)
    play(buf, flute, DAWN, 48.8, 0.10, 0.2)
    return buf


def _scene(g):
    lapping = noise(180, 900, 1) * wander(3, 0.5, 0.15) * loudness_curve((0, 0.028), (60, 0.028))
    wind = noise(300, 1500, 2) * wander(9, 0.9, 0.2)
    rain = noise(1800, 9000, 4) * loudness_curve((36.8, 0), (39, 0.042), (46.5, 0.035), (50, 0.004), (51.5, 0))
    below = noise(60, 260, 5) * loudness_curve((31.4, 0), (32.4, 0.16), (36.6, 0.16), (37.6, 0))
    buf = lapping + wind * loudness_curve((5, 0), (7.5, 0.07), (10.5, 0.05), (12, 0)) + rain + below
    for _ in range(150):
        _drop(buf, g)
    for t in np.arange(15.6, 26, 1.75):  # the pole of the boat
        stroke = np.exp(-(((samples(0.7) - 0.25) / 0.12) ** 2))
        add(buf, burst(g, 0.7, 250, 1300) * stroke, t, 0.10, 0.1)
    return buf


def _drop(buf, g):
    t, f, q = g.uniform(37.2, 49.2), g.uniform(700, 2200), samples(0.09)
    sound = np.sin(2 * np.pi * (f * q + f * 4 * q * q)) * np.exp(-q * 55)
    add(buf, sound, t, 0.05 * g.random(), g.uniform(-1, 1))
