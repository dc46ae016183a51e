"""Owns the instruments: plucked string, bell, pad, flute, drone."""

import numpy as np
from scipy import signal

from .mixing import RATE, TIME, add, add_stereo, band, wander


def hz(m):
    """The frequency of a MIDI number."""
    return 440 * 2 ** ((m - 69) / 12)


def envelope(n, attack, release):
    """Soft ends for a sound of n samples; seconds for each end."""
    e = np.ones(n)
    a, r = min(n, int(attack * RATE)), min(n, int(release * RATE))
    e[:a] *= np.sin(np.linspace(0, np.pi / 2, a)) ** 2
    e[n - r :] *= np.cos(np.linspace(0, np.pi / 2, r)) ** 2
    return e


def pluck(m, seconds=3.2, bright=1.0, seed=0):
    """A plucked string: Karplus and Strong's loop, written as a filter."""
    period, n = int(RATE / hz(m) - 0.5), int(seconds * RATE)
    struck = np.random.default_rng(seed + m).uniform(-1, 1, period)
    struck = signal.lfilter([0.5 * bright, 0, 1 - 0.5 * bright], [1], struck)
    x = np.zeros(n)
    x[:period] = struck - struck.mean()
    kept = 0.9985 if m < 60 else 0.9965
    loop = np.zeros(period + 2)
    loop[0], loop[period], loop[period + 1] = 1, -kept * 0.5, -kept * 0.5
    y = signal.lfilter([1], loop, x) * envelope(n, 0.002, seconds * 0.4)
    return (y / (np.abs(y).max() + 1e-9)).astype(np.float32)


def bell(m, seconds=5.0, damping=1.0):
    """A bell: five partials, the high ones gone first."""
    t = np.arange(int(seconds * RATE)) / RATE
    partials = ((1, 1, 4), (2.0, 0.5, 6), (2.76, 0.34, 9), (4.1, 0.16, 14), (5.43, 0.09, 20))
    y = sum(a * np.sin(2 * np.pi * hz(m) * r * t) * np.exp(-t * d / seconds * damping) for r, a, d in partials)
    return (y * envelope(len(t), 0.004, seconds * 0.3) * 0.5).astype(np.float32)


def pad(pitches, seconds, bright=0.5, seed=0):
    """A soft chord: detuned partials that breathe."""
    t = np.arange(int(seconds * RATE)) / RATE
    g = np.random.default_rng(seed)
    y = np.zeros((len(t), 2))
    for m in pitches:
        for side in (0, 1):
            for _ in range(3):
                f, phase = hz(m) * (1 + g.normal() * 0.0022), g.random() * 6.28
                for h, a in ((1, 1), (2, 0.38 * bright), (3, 0.20 * bright), (4, 0.08 * bright)):
                    breath = 1 + 0.22 * np.sin(2 * np.pi * (0.07 + 0.09 * g.random()) * t + phase)
                    y[:, side] += a * np.sin(2 * np.pi * f * h * t + phase * h) * breath
    ends = envelope(len(t), min(3.2, seconds * 0.4), min(3.6, seconds * 0.45))
    return y / (len(pitches) * 5) * ends[:, None]


def flute(m, seconds, seed=0):
    """A breathy tone for the melody."""
    t = np.arange(int(seconds * RATE)) / RATE
    f = hz(m)
    vibrato = 1 + 0.0045 * np.sin(2 * np.pi * 4.7 * t) * np.clip(t / 0.7, 0, 1)
    phase = 2 * np.pi * np.cumsum(f * vibrato) / RATE
    y = np.sin(phase) + 0.22 * np.sin(2 * phase) + 0.09 * np.sin(3 * phase)
    breath = np.random.default_rng(seed + m).standard_normal(len(t))
    y = y + signal.sosfilt(band(f * 0.9, min(f * 2.6, 20000)), breath) * 0.10
    return (y * envelope(len(t), 0.16, min(0.6, seconds * 0.4)) * 0.5).astype(np.float32)


def drone(m, gain):
    """A deep tone for the whole film."""
    partials = ((0, 1, 1), (0, 1.003, 0.5), (12, 1, 0.3), (19, 1, 0.16))
    y = sum(a * np.sin(2 * np.pi * hz(m + up) * detuned * TIME) for up, detuned, a in partials)
    return (y * gain)[:, None] * wander(m, 0.15, 0.55) * np.ones((1, 2))


def play(buf, instrument, notes, t0, gain, pan=0.0):
    """A phrase; notes = (second from t0, pitch, length)."""
    for t, m, seconds in notes:
        add(buf, instrument(m, seconds), t0 + t, gain, pan)


def play_bells(buf, notes, gain, pan):
    """Single bells; notes = (second, pitch)."""
    for t, m in notes:
        add(buf, bell(m, 6), t, gain, pan)


def play_chords(buf, chords, lengths, bright, gain):
    """Chords one after another; chords = (second, pitches), lengths a function of the chord's number."""
    for k, (t, pitches) in enumerate(chords):
        add_stereo(buf, pad(pitches, lengths(k), bright, k), t, gain)
