"""Owns the buffer of a film's length: mixing into it, noises, loudness over time, echo."""

import numpy as np
from scipy import signal

RATE, DURATION_S = 48000, 60
N = RATE * DURATION_S
TIME = np.arange(N) / RATE


def blank():
    """Silence in stereo."""
    return np.zeros((N, 2), np.float32)


def add(buf, x, t, gain=1.0, pan=0.0):
    """Mix a mono sound in at a second; pan −1 is left, 1 is right, equally loud everywhere."""
    i = int(t * RATE)
    if 0 <= i < N:
        x = x[: N - i]
        angle = (pan + 1) * np.pi / 4
        buf[i : i + len(x), 0] += x * gain * np.cos(angle)
        buf[i : i + len(x), 1] += x * gain * np.sin(angle)


def add_stereo(buf, y, t, gain=1.0):
    """Mix a stereo sound in at a second."""
    i = int(t * RATE)
    y = y[: max(0, N - i)]
    buf[i : i + len(y)] += y * gain


def samples(seconds):
    """The times of a short sound."""
    return np.arange(int(seconds * RATE)) / RATE


def band(low, high):
    """A filter that lets a band of frequencies through."""
    return signal.butter(2, [low, high], "band", fs=RATE, output="sos")


def burst(g, seconds, low, high):
    """A short noise in a band."""
    return signal.sosfilt(band(low, high), g.standard_normal(int(seconds * RATE)))


def noise(low, high, seed):
    """Noise in a band for the whole film, equally strong whatever the band."""
    g = np.random.default_rng(seed)
    y = np.stack([signal.sosfilt(band(low, high), g.standard_normal(N)) for _ in range(2)], 1)
    return y / y.std()


def loudness_curve(*points):
    """Loudness over the film from (second, value) pairs."""
    seconds, values = zip(*points, strict=True)
    return np.interp(TIME, seconds, values)[:, None]


def wander(seed, rate=0.25, low=0.4):
    """A loudness that comes and goes."""
    g = np.random.default_rng(seed)
    k = int(DURATION_S * rate) + 4
    v = np.interp(TIME, np.linspace(0, DURATION_S, k), g.random(k))
    v = signal.sosfiltfilt(signal.butter(1, rate, fs=RATE, output="sos"), v)
    return (low + (1 - low) * np.clip(v, 0, 1))[:, None]


def reverb(x, seconds=3.0, wet=0.35, seed=1, dark=4200):
    """The same sound in a room."""
    n = int(seconds * RATE)
    g = np.random.default_rng(seed)
    room = g.standard_normal((n, 2)) * np.exp(-np.arange(n) / RATE * 6.2 / seconds)[:, None]
    room[: int(0.012 * RATE)] *= 0.2
    room = signal.sosfilt(signal.butter(1, dark, fs=RATE, output="sos"), room, axis=0)
    room /= np.sqrt((room**2).sum(0))
    echo = np.stack([signal.fftconvolve(x[:, k], room[:, k])[:N] for k in range(2)], 1)
    return x * (1 - wet * 0.4) + echo * wet
