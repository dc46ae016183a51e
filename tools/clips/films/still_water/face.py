"""Draws the moon's face that the water learns; worked at half size."""

import numpy as np
from scipy import ndimage as nd

from ....artwork.kit.colour import ramp
from ....artwork.kit.fields import fractal_noise
from ...picture.easing import ease
from ...picture.frame import H, W, opaque_image
from ...picture.sprites import put

ROWS, COLUMNS = H // 2, W // 2
y, x = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
TILE = 1024
COLOURS = [(0, "#061019"), (0.2, "#123c4d"), (0.5, "#4f8f98"), (0.8, "#cfe0cf"), (1.1, "#fff3cf")]


def _unrest():
    n = nd.gaussian_filter(np.random.default_rng(3).standard_normal((TILE, TILE)), (7, 12), mode="wrap")
    n = np.ascontiguousarray(n.astype(np.float32))
    return n / n.std()


def _face():
    r = np.hypot(x - 320, (y - 185)) / 128
    v = np.clip(1.02 - r, 0, 1) ** 0.22 * (r < 1.02)
    v = v * (0.74 + 0.5 * (fractal_noise(ROWS, COLUMNS, 90, np.random.default_rng(6), 4) - 0.5))
    for eye in (-44, 44):  # two closed eyes and a mouth, hardly there
        lid = np.abs(y - 172 - ((x - 320 - eye) / 22) ** 2 * -9 - 6)
        v -= 0.34 * np.exp(-((lid / 3.2) ** 2)) * (np.abs(x - 320 - eye) < 25)
    mouth = np.abs(y - 240 + ((x - 320) / 30) ** 2 * 8)
    v -= 0.30 * np.exp(-((mouth / 3.2) ** 2)) * (np.abs(x - 320) < 32)
    v = np.clip(v, 0, 1) + 0.22 * np.exp(-((r / 1.5) ** 2))
    pixels = np.full((ROWS, COLUMNS, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(ramp(np.clip(v, 0, 1.1), COLOURS)[..., ::-1] * 255, 0, 255)
    return pixels.view(np.uint32)[..., 0].ravel()


UNREST, FACE = _unrest(), _face()


def face(f, t):
    """26.5–32 s; calm in between, so that it is seen for a moment."""
    restless = 3.5 + 13 * (1 - ease(26.3, 29.0, t)) + 20 * ease(30.8, 32.4, t)
    n = UNREST[_place(y * 0.9 + t * 18), _place(x * 0.8 + t * 12)]
    n = n + 0.6 * UNREST[_place(y * 1.7 - t * 22), _place(x * 1.5 - t * 9)]
    row = np.clip(y + n * restless * 0.5, 0, ROWS - 1).astype(np.int32)
    column = np.clip(x + n * restless, 0, COLUMNS - 1).astype(np.int32)
    shown = opaque_image(FACE[row * COLUMNS + column], ROWS, COLUMNS)
    put(f.canvas, shown, W / 2, H / 2, 2 * (1.08 + 0.012 * (t - 27)))


def _place(along):
    return along.astype(np.int32) & TILE - 1
