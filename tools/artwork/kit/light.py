"""Owns light: stars, glows, bloom, vignette and mirrors of water."""

import numpy as np
from scipy import ndimage as nd

from .brush import Canvas, pen
from .colour import add, smooth
from .fields import fractal_noise, grid, soft_blur, warp


def bloom(d, thr=0.72, s=30, amt=0.5):
    """Let what is brighter than `thr` glow over its surroundings."""
    h = np.clip(d - thr, 0, 1) / (1 - thr) * d
    return 1 - (1 - np.clip(d, 0, 1)) * (1 - np.clip(soft_blur(h, s) * amt, 0, 1))


def vignette(d, amt=0.4, cx=0.5, cy=0.45, p=2.2):
    """Darken towards the edges, from a centre given as parts of the picture."""
    H, W = d.shape[:2]
    x, y = grid(W, H)
    r = np.sqrt(((x / W - cx) * 1.15) ** 2 + ((y / H - cy) * 1.15) ** 2)
    return d * (1 - amt * np.clip(r, 0, 1) ** p * 1.6)[..., None]


def mirror_water(d, hz, rng, s, amp=34, up=10, side=1.5):
    """reflection of everything above hz, displaced by ripples and smeared"""
    H, W = d.shape[:2]
    _x, y = grid(W, H)
    k = min(H - hz, hz)
    ref = np.zeros_like(d)
    ref[hz : hz + k] = d[hz - k : hz][::-1]
    t = np.clip((y - hz) / max(1, H - hz), 0, 1)
    rip = fractal_noise(H, W, 24 * s, rng, 4, 0.6, ax=5, ay=0.5) - 0.5
    ref = warp(ref, rip * amp * s * (t + 0.15), rip * amp * 1.1 * s)
    return np.stack([nd.gaussian_filter(ref[..., i], (up * s, side * s)) for i in range(3)], -1), t


def starfield(d, rng, n, size, keep):
    """Stars of one kind wherever `keep` allows them."""
    H, W = d.shape[:2]
    c = Canvas(W, H)
    for _ in range(n):
        c.canvas.drawCircle(
            rng.random() * W,
            rng.random() * H,
            size * (0.35 + 1.1 * rng.random() ** 5),
            pen("#fff", 0.25 + 0.75 * rng.random() ** 2),
        )
    return add(d, "#DCE6FF", c.mask() * keep)


def stars(d, rng, n, biggest, area):
    """Many faint stars, few bright ones, inside `area`."""
    H, W = d.shape[:2]
    c = Canvas(W, H)
    for _ in range(n):
        k = rng.random() ** 5
        c.canvas.drawCircle(
            float(rng.random() * W),
            float(rng.random() * H),
            float(0.45 + biggest * k),
            pen("#fff", float(0.18 + 0.75 * rng.random() * (0.4 + 0.6 * k))),
        )
    m = c.mask() * area
    return add(d, "#e9eef8", m + soft_blur(m, 2.2) * 0.6)


def calm_left(d, W, H, amount=0.45, edge=0.52):
    """Darken the text side of a wide picture a little."""
    x, _ = grid(W, H)
    return d * (1 - amount * (1 - smooth(0.10, edge, x / W)))[..., None]


def specks(W, H, n, rng, rmin, rmax, power=4, box=(0, 0, 1, 1)):
    """Coverage of n bright dots inside a box given as parts of the picture; most of them small."""
    c = Canvas(W, H)
    for _ in range(n):
        x, y = W * (box[0] + rng.random() * (box[2] - box[0])), H * (box[1] + rng.random() * (box[3] - box[1]))
        t = rng.random() ** power
        c.canvas.drawCircle(
            float(x), float(y), float(rmin + (rmax - rmin) * t), pen("#fff", 0.25 + 0.7 * rng.random() * (0.4 + t))
        )
    return c.mask()


def glow(x, y, cx, cy, r):
    """Light that falls off around a place."""
    return np.exp(-np.hypot(x - cx, y - cy) / r)
