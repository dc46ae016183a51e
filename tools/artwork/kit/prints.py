"""Owns the print: grain, paper, dot screens and carved stripes."""

import math

import numpy as np
from PIL import Image
from scipy import ndimage as nd

from .fields import fractal_noise, grid
from .light import vignette


def grain(d, rng, amt=0.05, size=1.0, luma=True):
    """Film grain, strongest in the middle tones."""
    H, W = d.shape[:2]
    n = rng.standard_normal((H, W)).astype(np.float32)
    if size > 0.5:
        n = nd.gaussian_filter(n, size * 0.6)
        n /= n.std()
    L = d.mean(-1) if luma else 0.5
    k = amt * (1.1 - np.abs(L - 0.45) * 1.2)
    return d + (n * k)[..., None]


def paper(d, rng, amt=0.06, fib=0.03):
    """The unevenness and the fibres of paper."""
    H, W = d.shape[:2]
    n = fractal_noise(H, W, 6, rng, 3) - 0.5
    f = fractal_noise(H, W, 14, rng, 2, ax=6, ay=0.35) - 0.5
    f2 = fractal_noise(H, W, 14, rng, 2, ax=0.35, ay=6) - 0.5
    return d * (1 + (n * amt * 2 + (f + f2) * fib * 2)[..., None])


def to_image(d, path=None):
    """The picture as an image of 8 bits; also saved where a path is given."""
    a = (np.clip(d, 0, 1) * 255 + 0.5).astype(np.uint8)
    im = Image.fromarray(a)
    if path:
        im.save(path)
    return im


def finish(d, W, H, rng, vig=0.22, cx=0.5, cy=0.48):
    """The last steps of a plain picture: vignette and grain."""
    return np.clip(grain(vignette(d, vig, cx, cy), rng, 0.0105 if W > H else 0.0165, 1), 0, 1)


def hatch(v, dark, period):
    """carved stripes: v counts stripes, dark 0..1 is the share of ink"""
    tri = np.abs(2 * (v - np.floor(v)) - 1)
    return np.clip((dark - tri) * period * 0.5 + 0.5, 0, 1)


def halftone(v, cell, angle):
    """Darkness 0..1 to the coverage of a dot screen."""
    H, W = v.shape
    x, y = grid(W, H)
    a = math.radians(angle)
    u, w = (x * math.cos(a) + y * math.sin(a)) / cell, (-x * math.sin(a) + y * math.cos(a)) / cell
    cu, cw = np.floor(u) + 0.5, np.floor(w) + 0.5
    X, Y = (cu * math.cos(a) - cw * math.sin(a)) * cell, (cu * math.sin(a) + cw * math.cos(a)) * cell
    t = nd.map_coordinates(v.astype(np.float32), [np.clip(Y, 0, H - 1), np.clip(X, 0, W - 1)], order=1, mode="nearest")
    return np.clip((np.sqrt(np.clip(t, 0, 1)) * 0.74 - np.hypot(u - cu, w - cw)) * cell + 0.5, 0, 1)
