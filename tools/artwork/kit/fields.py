"""Owns fields of numbers: noise, ridge lines, grids, blur, shift and warp."""

import numpy as np
from PIL import Image
from scipy import ndimage as nd


def noise(h, w, cy, cx, rng):
    """Smooth random numbers 0–1 in cells of cy × cx pixels."""
    gy, gx = int(np.ceil(h / cy)) + 4, int(np.ceil(w / cx)) + 4
    g = rng.random((gy, gx)).astype(np.float32)
    im = Image.fromarray(g).resize((max(1, int(gx * cx)), max(1, int(gy * cy))), Image.BICUBIC)
    a = np.asarray(im)
    oy = int(cy * 1.5)
    ox = int(cx * 1.5)
    return a[oy : oy + h, ox : ox + w]


def fractal_noise(h, w, cell, rng, oct=5, gain=0.5, ax=1.0, ay=1.0):
    """Noise over several octaves, its mean 0.5; `ax`, `ay` stretch the cells."""
    s = np.zeros((h, w), np.float32)
    amp = 1
    t = 0
    c = cell
    for _ in range(oct):
        if c < 1.2:
            break
        n = noise(h, w, max(1.2, c * ay), max(1.2, c * ax), rng)
        s += amp * n[:h, :w]
        t += amp
        amp *= gain
        c /= 2
    s /= t
    m, sd = s.mean(), s.std() + 1e-6
    return np.clip(0.5 + (s - m) / sd * 0.18, 0, 1)


def noise_line(n, cell, rng, oct=6, gain=0.5):
    """Fractal noise along one line of n pixels: ridges, waves, frayed edges."""
    s = np.zeros(n, np.float32)
    amp = 1
    t = 0
    c = cell
    for _ in range(oct):
        k = int(np.ceil(n / c)) + 5
        g = rng.random(k)
        x = np.arange(n) / c + 1 + rng.random()
        i = x.astype(int)
        f = x - i
        f = f * f * (3 - 2 * f)
        s += amp * (g[i] * (1 - f) + g[i + 1] * f)
        t += amp
        amp *= gain
        c /= 2
        if c < 2:
            break
    return s / t


def grid(W, H):
    """The column and the row of every pixel."""
    y, x = np.mgrid[0:H, 0:W].astype(np.float32)
    return x, y


def blur(m, s):
    """Gaussian blur of a mask or a picture."""
    return nd.gaussian_filter(m, (s, s) + ((0,) if m.ndim == 3 else ()))


def soft_blur(m, s):
    """A fast blur for large sizes: made on a smaller copy."""
    k = max(1, int(s / 3))
    if k == 1:
        return blur(m, s)
    if m.ndim == 3:
        return np.stack([soft_blur(m[..., i], s) for i in range(m.shape[2])], -1)
    H, W = m.shape
    im = Image.fromarray(m.astype(np.float32)).resize((max(2, W // k), max(2, H // k)), Image.BOX)
    a = nd.gaussian_filter(np.asarray(im), s / k)
    return np.asarray(Image.fromarray(a).resize((W, H), Image.BICUBIC))


def shift(m, dx, dy, fill=0):
    """Move by whole pixels; what comes in is `fill`."""
    o = np.full_like(m, fill)
    H, W = m.shape[:2]
    ys = slice(max(0, dy), min(H, H + dy))
    yt = slice(max(0, -dy), min(H, H - dy))
    xs = slice(max(0, dx), min(W, W + dx))
    xt = slice(max(0, -dx), min(W, W - dx))
    o[ys, xs] = m[yt, xt]
    return o


def warp(a, dx, dy):
    """Take every pixel from a place that lies dx, dy away."""
    H, W = a.shape[:2]
    x, y = grid(W, H)
    c = [y + dy, x + dx]
    if a.ndim == 2:
        return nd.map_coordinates(a, c, order=1, mode="nearest")
    return np.stack([nd.map_coordinates(a[..., i], c, order=1, mode="nearest") for i in range(3)], -1)


def below(W, H, ys):
    """mask of everything below a ridge line (soft one pixel)"""
    y = np.arange(H, dtype=np.float32)[:, None]
    return np.clip(y - ys[None, :] + 0.5, 0, 1)
