"""Plays the river: plucked strings in G major; water, grass, fire, the first birds."""

import numpy as np

from .instruments import bell, drone, flute, play, play_bells, play_chords, pluck
from .mixing import RATE, add, blank, burst, loudness_curve, noise, samples, wander

SCALE = (55, 57, 59, 62, 64, 67, 69)
CHORDS = (
    (0, (43, 55, 59)),
    (6, (48, 55, 64)),
    (12, (45, 52, 60, 64)),
    (17.5, (50, 57, 66)),
    (22.5, (43, 55, 62)),
    (28, (40, 52, 59, 64)),
    (34, (48, 55, 64, 67)),
    (39.5, (45, 57, 64)),
    (45, (50, 57, 62)),
    (50.5, (48, 60, 64, 67)),
    (55.5, (43, 55, 59, 62, 67)),
)
MELODY = ((0, 71), (1, 74), (2, 76), (3.5, 74), (4.5, 71), (5.5, 69), (7, 67))
VERSES = ((6.2, 0), (17.6, -5), (28.6, 0), (39.8, 0), (51, 0))  # second, transposed by
COUNTED = (67, 69, 71, 74, 76, 79, 81)
BELLS = ((1.6, 79), (12, 74), (22.8, 83), (34.2, 79), (51.2, 86), (55.8, 79))
UNDER_BRIDGE = ((0, 76, 1.3), (1.4, 74, 0.7), (2.2, 71, 1.6), (4, 69, 0.8), (4.9, 71, 2.2))
MORNING = ((0, 71, 1.4), (1.5, 74, 1), (2.6, 76, 2), (4.8, 79, 3.2))


def tracks():
    """Music and scene."""
    g = np.random.default_rng(8)
    return _music(g), _scene(g)


def _music(g):
    buf = blank()
    buf += drone(43, 0.05)
    play_chords(buf, CHORDS, lambda k: 8 if k < 10 else 4.6, 0.45, 0.36)
    for begins, transposed in VERSES:
        for t, m in MELODY:
            add(buf, pluck(m + transposed, 3.4, 0.9, int(begins)), begins + t * 0.72, 0.24, 0.15)
    t = 2.0
    while t < 57:
        add(buf, pluck(SCALE[int(g.integers(0, 7))], 4, 0.6, int(t * 7)), t, 0.11, g.uniform(-0.7, 0.7))
        t += g.choice([0.72, 0.72, 1.44, 2.16])
    for k, m in enumerate(COUNTED):  # the keeper counts
        add(buf, bell(m, 4), 45.6 + k * 0.62, 0.13, -0.6 + k * 0.2)
    play_bells(buf, BELLS, 0.11, -0.2)
    play(buf, flute, UNDER_BRIDGE, 28.7, 0.12)
    play(buf, flute, MORNING, 51.4, 0.10, 0.1)
    return buf


def _scene(g):
    water = noise(140, 800, 1) * wander(3, 0.6, 0.25) * loudness_curve((0, 0.02), (6, 0.035), (60, 0.035))
    ripples = noise(500, 3000, 7) * wander(5, 1.2, 0.05) * loudness_curve((0, 0.006), (60, 0.008))
    grass = noise(300, 2200, 6) * wander(4, 2, 0.2)
    buf = water + ripples + grass * loudness_curve((16.8, 0), (18, 0.05), (21, 0.05), (22.6, 0))
    for _ in range(260):
        _crackle(buf, g)
    for t in (1.2, 14.2):  # a flame is lit, another goes out
        sound = burst(g, 0.6, 900, 5000)
        add(buf, sound * np.exp(-np.arange(len(sound)) / 7000), t, 0.10)
    for k in range(14):  # the first birds
        q = samples(0.06)
        call = np.sin(2 * np.pi * (2600 + 900 * np.sin(q * 90)) * q) * np.sin(np.pi * q / 0.06)
        add(buf, call, 54.5 + k * 0.33 + 0.1 * g.random(), 0.03, g.uniform(-0.8, 0.8))
    return buf


def _crackle(buf, g):
    t, n = g.uniform(1.2, 59), int(0.012 * RATE)
    sound = g.standard_normal(n) * np.exp(-np.arange(n) / 90)
    add(buf, sound, t, 0.035 * g.random() ** 2, g.uniform(-0.5, 0.5))
