"""Draws circles that meet, seen from above; worked at half size."""

import math

import numpy as np

from ....artwork.kit.colour import ramp
from ...picture.easing import ease
from ...picture.frame import H, W, opaque_image
from ...picture.sprites import put

ROWS, COLUMNS = H // 2, W // 2
y, x = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
CENTRES = np.random.default_rng(77).random((9, 2)) * [1.1, 1.0] + [-0.05, 0]
DISTANCES = [np.hypot(x - a * COLUMNS, y - b * ROWS).astype(np.float32) for a, b in CENTRES]
COLOURS = [(0, "#06101a"), (0.38, "#0f3146"), (0.55, "#2d6a78"), (0.72, "#9fc7c9"), (0.88, "#f2e3b8"), (1, "#fff8e2")]
STEPS = 4096  # of the table of sines
SINES = np.sin(np.arange(STEPS) / STEPS * 2 * np.pi).astype(np.float32)


def _table():
    """A packed colour for each of 256 heights."""
    pixels = np.full((256, 4), 255, np.uint8)
    pixels[:, :3] = ramp(np.linspace(0, 1, 256), COLOURS)[:, ::-1] * 255
    return pixels.view(np.uint32).ravel()


TABLE = _table()


def meet(f, t):
    """43–48.5 s; one drop after the other, then the circles forget their centres."""
    height = np.zeros_like(x)
    for k, distance in enumerate(DISTANCES):
        age = t - 42.6 - k * 0.42
        if age > 0:
            height += _wave(distance, age)
    calm = 1 - ease(47.2, 49.2, t)
    shade = np.clip((0.40 + 0.25 * height * calm + (y / ROWS - 0.5) * -0.16) * 255, 0, 255).astype(np.uint8)
    put(f.canvas, opaque_image(TABLE[shade], ROWS, COLUMNS), W / 2, H / 2, 2.03)


def _wave(distance, age):
    front = age * 118
    behind = front - distance
    phase = (-behind * (STEPS / 40)).astype(np.int32) & STEPS - 1
    strength = np.clip(behind / 16, 0, 1) * np.exp(-np.maximum(behind, 0) / 110) * math.exp(-age * 0.16)
    return SINES[phase] * strength
