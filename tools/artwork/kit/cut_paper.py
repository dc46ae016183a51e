"""Owns torn paper: wobbling shapes with a white fibre rim and a soft shadow."""

import numpy as np
import skia

from .brush import bounds, mask
from .colour import over, rgb, smooth
from .fields import fractal_noise, shift, soft_blur, warp


def torn_scaled(d, path, col, rng, s, lift=10, wob=5, white=5, tex=0.09, rough=True):
    """Torn paper as in `torn`, but sized by s and worked only inside the bounds of the path."""
    x0, y0, x1, y1 = bounds(d, path, int((lift * 5 + 30) * s) + 6)
    if x1 <= x0 or y1 <= y0:
        return d
    w, h = x1 - x0, y1 - y0
    q = skia.Path(path)
    q.offset(-x0, -y0)
    m = mask(w, h, q)
    if rough:
        n1 = fractal_noise(h, w, 22 * s + 1, rng, 4, 0.6) - 0.5
        n2 = fractal_noise(h, w, 22 * s + 1, rng, 4, 0.6) - 0.5
        m = warp(m, n1 * wob * 3 * s, n2 * wob * 3 * s)
    big = np.clip(soft_blur(m, max(0.6, white * 0.5 * s)) * 2.4, 0, 1) if white else m
    if white and rough:
        big = np.clip(big * smooth(0.2, 0.42, fractal_noise(h, w, 9 * s + 1, rng, 3) + m * 0.9), 0, 1)
    big = np.maximum(big, m)
    L = lift * s
    sh = soft_blur(shift(big, int(L * 0.35), int(L * 0.9)), L)
    reg = d[y0:y1, x0:x1] * (1 - 0.42 * np.clip(sh - big * 0.2, 0, 1) * (1 - big))[..., None]
    reg = over(reg, "#FBF7EF", big)
    c = (rgb(col) if isinstance(col, str) else col) * (
        1
        + (fractal_noise(h, w, 4 * s + 1, rng, 3) - 0.5) * tex * 2
        + (fractal_noise(h, w, 90 * s, rng, 3) - 0.5) * tex * 1.2
    )[..., None]
    d = d.copy()
    d[y0:y1, x0:x1] = over(reg, c, m)
    return d


def torn(d, path, col, rng, lift=10, wob=7, white=6, tex=0.1):
    """A piece of torn paper: wobbly shape, white fibre rim, soft shadow. Returns picture and mask."""
    H, W = d.shape[:2]
    m = mask(W, H, path)
    m = warp(
        m,
        (fractal_noise(H, W, 22, rng, 4, 0.6) - 0.5) * wob * 3,
        (fractal_noise(H, W, 22, rng, 4, 0.6) - 0.5) * wob * 3,
    )
    rim = np.clip(soft_blur(m, white * 0.5) * 2.4, 0, 1)
    rim = np.maximum(np.clip(rim * smooth(0.2, 0.42, fractal_noise(H, W, 9, rng, 3) + m * 0.9), 0, 1), m)
    shade = soft_blur(shift(rim, int(lift * 0.3), int(lift * 0.8)), lift)
    d = d * (1 - 0.45 * np.clip(shade - rim * 0.2, 0, 1) * (1 - rim))[..., None]
    d = over(d, "#F8F3E8", rim)
    fibre = 1 + (fractal_noise(H, W, 4, rng, 3) - 0.5) * tex * 2 + (fractal_noise(H, W, 90, rng, 3) - 0.5) * tex * 1.2
    return over(d, rgb(col) * fibre[..., None], m), m
