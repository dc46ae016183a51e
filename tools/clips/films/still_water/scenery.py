"""Draws what stands still around the lake: sky, stars, hills, mist, lights, water."""

import numpy as np

from ....artwork.kit.colour import rgb, vertical_gradient
from ....artwork.kit.fields import below, fractal_noise, noise_line
from ...picture.frame import W
from ...picture.sprites import flat, glow, image, stars
from ...picture.water import Water

HOR, WIDE = 300, 1480  # row of the horizon; width of layers that move


def _hills(seed, base, amplitude, colour, foot):
    ridge = HOR - base - amplitude * noise_line(WIDE, 330, np.random.default_rng(seed), 6, 0.48)
    y = np.mgrid[0:HOR, 0:WIDE][0].astype(np.float32)
    d = np.clip((y - ridge[None]) / (HOR - ridge[None] + 1), 0, 1)[..., None]
    return image(rgb(colour) * (1 - d) + rgb(foot) * d, below(WIDE, HOR, ridge))


def _mist(height, width):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    drift = fractal_noise(height, width, 120, np.random.default_rng(41), 5, ax=3.2, ay=0.6) ** 2 * 1.7
    edges = np.clip(x / 200, 0, 1) * np.clip((width - x) / 200, 0, 1)
    return flat("#9fc7c9", drift * np.exp(-(((y - 110) / 42) ** 2)) * edges)


SKY = image(vertical_gradient(W, HOR, [(0, "#060c14"), (0.55, "#0f2839"), (1, "#2b5f6e")]))
DAWN = image(vertical_gradient(W, HOR, [(0, "#244a5c"), (0.5, "#6f9aa2"), (0.85, "#e9d6ab"), (1, "#f6e6bd")]))
STARS = flat("#dceceb", stars(HOR, WIDE, 420, 5, 0.8))
RIDGES = [
    _hills(2, 30, 120, "#14303f", "#2d6272"),
    _hills(5, 6, 95, "#0c2230", "#234f5e"),
    _hills(8, -8, 48, "#07141d", "#16394a"),
]
MIST = _mist(200, 1600)
MOON, HALO, GOLD = glow("#fff4d2", 128, 0.55), glow("#7fb6bd", 256, 2.4), glow("#f2c56a", 128, 2.3, 0.6)
WATER = Water(HOR, 7)
