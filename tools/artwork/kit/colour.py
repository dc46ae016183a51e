"""Owns colour: reading it, ramps and gradients, and the ways of laying one layer over another."""

import numpy as np
import skia


def rgb(h):
    """A colour as `#rgb` or `#rrggbb` to three floats 0–1."""
    h = h.lstrip("#")
    h = "".join(c * 2 for c in h) if len(h) == 3 else h
    return np.array([int(h[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def skia_colour(h, a=1.0):
    """A colour, as text or floats, for Skia."""
    r = rgb(h) if isinstance(h, str) else np.asarray(h)
    return skia.Color4f(float(r[0]), float(r[1]), float(r[2]), float(a))


def mix(a, b, t):
    """From a at t = 0 to b at t = 1."""
    return a * (1 - t) + b * t


def smooth(a, b, x):
    """A soft step: 0 below a, 1 above b; also falling, where b is less than a."""
    t = np.clip((x - a) / (b - a + 1e-9), 0, 1)
    return t * t * (3 - 2 * t)


def flat(W, H, c):
    """A picture of one colour."""
    a = np.empty((H, W, 3), np.float32)
    a[:] = rgb(c) if isinstance(c, str) else c
    return a


def vertical_gradient(W, H, stops):
    """A picture from top to bottom; stops = (place 0–1, colour)."""
    ys = np.linspace(0, 1, H)
    p = [s[0] for s in stops]
    cs = np.array([rgb(s[1]) for s in stops])
    col = np.stack([np.interp(ys, p, cs[:, k]) for k in range(3)], 1).astype(np.float32)
    return np.repeat(col[:, None, :], W, 1)


def ramp(v, stops):
    """Colours of a field of values; stops = (value, colour)."""
    p = [s[0] for s in stops]
    cs = np.array([rgb(s[1]) for s in stops])
    return np.stack([np.interp(v, p, cs[:, k]) for k in range(3)], -1).astype(np.float32)


def over(d, c, m):
    """Lay a colour over the picture."""
    c = rgb(c) if isinstance(c, str) else c
    m = m[..., None]
    return d * (1 - m) + c * m


def multiply(d, c, m):
    """Darken the picture by a colour, as ink does."""
    c = rgb(c) if isinstance(c, str) else c
    m = m[..., None]
    return d * (1 - m + c * m)


def screen(d, c, m):
    """Lighten the picture by a colour, as a slide does."""
    c = rgb(c) if isinstance(c, str) else c
    return 1 - (1 - d) * (1 - c * m[..., None])


def add(d, c, m):
    """Add light of a colour."""
    c = rgb(c) if isinstance(c, str) else c
    return d + c * m[..., None]
