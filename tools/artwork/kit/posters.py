"""Owns how the lettering of the registry is set on posters that have no lettering of their own making."""

import numpy as np
import skia

from ..titles import TITLES
from .brush import mask
from .colour import over, rgb
from .fields import soft_blur
from .lettering import draw_path, lettering_path, text_path


def placed(slug, place, W, H):
    """The title's lettering as a path; place = left, top and width as parts of the poster."""
    left, top, width = place
    path = _fitted(lettering_path(TITLES[slug].lines), width * W)
    path.offset(left * W, top * H)
    return path


def letter_plain(d, slug, place, rng, halo=None, rough=0):
    """Lettering in the title's colour; halo = colour, blur in design pixels, strength."""
    H, W = d.shape[:2]
    path = placed(slug, place, W, H)
    if halo:
        colour, softness, strength = halo
        d = over(d, colour, np.clip(soft_blur(mask(W, H, path), softness * H / 1200) * strength, 0, 1))
    return draw_path(d, path, TITLES[slug].ink, 1, rough=rough, rng=rng)


def letter_shaded(d, slug, place, ink, small=None):
    """Lettering with a soft shade behind it if it is light; place = middle, top and width as parts."""
    H, W = d.shape[:2]
    middle, top, width = place
    path = _fitted(lettering_path(TITLES[slug].lines), width * W)
    path.offset(W * middle - path.computeTightBounds().width() / 2, H * top)
    return _laid(d, path, ink, small)


def letter_column(d, text, face, place, ink, scale=None):
    """Lettering from top to bottom; place = middle, top and width as parts of the poster."""
    H, W = d.shape[:2]
    middle, top, width = place
    path = text_path(text, face, 300, 0, 0, vertical=True, lead=1.0, track=30, scale=scale)
    box = path.computeTightBounds()
    path.offset(-box.left(), -box.top())
    path = _fitted(path, width * 0.70 * W)
    path.offset(W * middle - path.computeTightBounds().width() / 2, H * top)
    return _laid(d, path, ink, None)


def small_line(d, text, face, size, x, y, colour, align="c", track=0):
    """One small line; sizes and places as parts of the poster."""
    H, W = d.shape[:2]
    return draw_path(d, text_path(text, face, W * size, W * x, H * y, align=align, track=W * track), colour, 0.9)


def _fitted(path, width):
    scale = float(width / path.computeTightBounds().width())
    path.transform(skia.Matrix().Scale(scale, scale))
    return path


def _laid(d, path, ink, small):
    H, W = d.shape[:2]
    m = mask(W, H, path)
    below = mask(W, H, _small_path(small, W, H)) if small else None
    if rgb(ink).mean() > 0.6:
        d = d * (1 - 0.34 * np.clip(soft_blur(m, H * 0.016) * 1.3, 0, 1))[..., None]
        if small:
            d = d * (1 - 0.36 * np.clip(soft_blur(below, H * 0.012) * 1.6, 0, 1))[..., None]
    d = over(d, ink, m)
    return np.clip(over(d, small[-1], below * 0.92) if small else d, 0, 1)


def _small_path(small, W, H):
    text, face, size, x, y, align, _ = small
    return text_path(text, face, W * size, W * x, H * y, align=align, track=W * size * 0.16)
