"""Plays the train: bells like an electric piano in A minor; the rails joint by joint, brakes, a tunnel, a far horn."""

import numpy as np

from .instruments import bell, drone, envelope, flute, play, play_chords, pluck
from .mixing import RATE, TIME, add, blank, burst, loudness_curve, noise, samples, wander

SCALE = (57, 60, 62, 64, 67, 69, 72, 74, 76)
CHORDS = (
    (0, (45, 52, 60)),
    (8, (41, 53, 60)),
    (16, (43, 50, 59, 62)),
    (21.4, (45, 52, 64)),
    (27, (38, 50, 57, 65)),
    (32.4, (41, 48, 57, 64)),
    (38, (45, 57, 60)),
    (43, (40, 52, 59)),
    (48.5, (41, 53, 60)),
    (53.6, (48, 55, 64)),
    (57, (48, 55, 60, 64, 67)),
)
BASS = (45, 45, 52, 48)
VIADUCT = ((0, 69, 1.6), (1.8, 72, 0.8), (2.7, 76, 2.6), (5.6, 74, 1), (6.7, 72, 1), (7.8, 69, 3))
PLATFORM = ((0, 64, 2.2), (2.6, 67, 1.2), (4, 69, 3))
MORNING = ((0, 76, 1.2), (1.3, 79, 1.2), (2.6, 84, 2.6))
SPEEDS = (0, 28.5, 33.6, 42.6, 47.5, 50, 53.5, 60), (1, 1, 0, 0, 0.75, 1.6, 1.5, 0.5)


def tracks():
    """Music and scene."""
    g = np.random.default_rng(6)
    return _music(g), _scene(g)


def _music(g):
    buf = blank()
    buf += drone(33, 0.06)
    play_chords(buf, CHORDS, lambda k: 9.5 if k < 9 else 5.5 if k < 10 else 3, 0.5, 0.36)
    t = 1.0
    while t < 57:  # sparse at the empty platform
        is_empty = 33 < t < 43
        m = SCALE[int(g.integers(1, 9))]
        add(buf, bell(m, 3.6, 1.2), t, 0.12 if is_empty else 0.085, g.uniform(-0.6, 0.6))
        t += g.choice([0.625, 1.25, 1.25, 1.875]) * (2 if is_empty else 1)
    for k in range(44):
        t = 1 + k * 1.25
        if not 31 < t < 45:
            add(buf, pluck(BASS[k % 4] - (0 if k % 8 < 4 else 4), 2.4, 0.5, k), t, 0.2)
    play(buf, flute, VIADUCT, 15.6, 0.10, 0.2)
    play(buf, flute, PLATFORM, 36.4, 0.10, -0.1)
    play(buf, flute, MORNING, 54.4, 0.10)
    return buf


def _scene(g):
    speed = np.interp(TIME, *SPEEDS)
    from_outside = loudness_curve((15.3, 1), (16, 0.35), (20.8, 0.35), (21.4, 1))
    buf = noise(45, 240, 1) * (speed**0.8)[:, None] * 0.085 * from_outside
    buf += noise(300, 1400, 2) * (speed**1.4)[:, None] * 0.016 * wander(2, 1, 0.6) * from_outside
    buf += noise(200, 2600, 5) * loudness_curve((47.8, 0), (48.6, 0.05), (53, 0.05), (54, 0))
    _joints(buf, g, speed)
    q = samples(3.2)
    brakes = np.sin(2 * np.pi * (2350 - 210 * q) * q) * 0.5 + g.standard_normal(len(q)) * 0.1
    add(buf, brakes * envelope(len(q), 0.8, 1.6), 30.6, 0.022, 0.2)
    air = burst(g, 1.4, 900, 7000)
    add(buf, air * np.exp(-np.arange(len(air)) / 14000), 33.8, 0.05, -0.2)
    buf += noise(250, 900, 9) * wander(6, 0.5, 0.2) * loudness_curve((33, 0), (35, 0.018), (42, 0.018), (44, 0))
    for t in (17.2, 45.2):
        for f in (311, 370, 466):
            horn = samples(1.9)
            add(buf, np.sin(2 * np.pi * f * horn) * envelope(len(horn), 0.25, 0.9), t, 0.022, 0.4)
    return buf


def _joints(buf, g, speed):
    """Two wheels over every joint of the rails; softer from outside, harder when the film looks at the rails."""
    travelled = np.cumsum(speed) / RATE
    for joint in np.arange(0.4, travelled[-1], 0.72):
        t = float(np.interp(joint, travelled, TIME))
        fast = float(np.interp(t, TIME, speed))
        near = 0.35 if 15.6 < t < 21 else 1.35 if 26.6 < t < 32 else 1
        for after, gain, f, pan in ((0, 1, 105, -0.15), (0.13, 0.8, 92, 0.15)):
            add(buf, _clack(g, f), t + after / max(0.35, fast), 0.20 * gain * min(1, fast) * near, pan)


def _clack(g, f):
    q = samples(0.16)
    return np.sin(2 * np.pi * f * q) * np.exp(-q * 38) + 0.5 * burst(g, 0.16, 300, 2400) * np.exp(-q * 60)
