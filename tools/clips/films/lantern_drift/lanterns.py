"""Draws a paper lantern, its breath, its reflection and its sparks."""

import math

import numpy as np
import skia

from ....artwork.kit.brush import Canvas, curve, pen
from ....artwork.kit.colour import ramp, rgb
from ....artwork.kit.fields import fractal_noise
from ...picture.easing import ease
from ...picture.frame import PLUS
from ...picture.sprites import glow, image, put

GL, GLS, WHITE = glow("#e8842c", 256, 2.3), glow("#ffbf63", 128, 1.6), glow("#fbe6c2", 256, 2.2)

SPARK = glow("#ffc670", 32, 1.8, 0.5)
SIDE = 320
BODY = [(160, 52), (226, 66), (254, 140), (236, 228), (160, 246), (84, 228), (66, 140), (94, 66)]
FLOAT = [(60, 236), (160, 230), (260, 236), (236, 262), (160, 268), (84, 262)]
PAPER = [(0, "#4a1a1c"), (0.3, "#8a3b2c"), (0.58, "#e07a2e"), (0.82, "#f0a23b"), (1.08, "#fbdc9c"), (1.4, "#fff8e6")]


def _art():
    """One paper lantern, lit and unlit: a bowed box of ribbed paper on a dark float."""
    body, frame = Canvas(SIDE, SIDE), Canvas(SIDE, SIDE)
    body.canvas.drawPath(curve(BODY, True), pen())
    frame.canvas.drawPath(curve(FLOAT, True), pen())
    frame.canvas.drawRect(skia.Rect.MakeXYWH(118, 46, 84, 9), pen())
    wood, covered = frame.mask(), np.maximum(body.mask(), frame.mask())
    x = np.mgrid[0:SIDE, 0:SIDE][1].astype(np.float32)
    dark = rgb("#24100f") + 0.25 * rgb("#e07a2e") * np.clip(1 - np.abs(x - 160) / 100, 0, 1)[..., None]
    colour = ramp(np.clip(_paper_light(), 0, 1.5), PAPER)
    colour = colour * (1 - wood[..., None]) + dark * wood[..., None]
    return image(colour, covered), image(colour * 0.13 + rgb("#150e16") * 0.5, covered)


def _paper_light():
    """How bright the paper is: the flame behind it, ribs, hoops, fibres."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    around = np.sqrt(np.clip(1 - ((y - 148) / 128) ** 2, 0.05, 1))
    ribs = 0.5 + 0.5 * np.cos(np.arcsin(np.clip((x - 160) / (96 * around), -1, 1)) * 12)
    hoops = np.abs(((y - 40) % 30) - 15) / 15
    v = np.clip(1.16 - np.hypot((x - 160) / 92, (y - 178) / 104) * 0.78, 0, 1.2)
    v = v * (0.86 + 0.14 * ribs**0.4) * (0.9 + 0.1 * np.clip(hoops * 4, 0, 1))
    v = v * (0.92 + 0.16 * fractal_noise(SIDE, SIDE, 40, np.random.default_rng(12), 4))
    return v + 0.55 * np.exp(-((np.hypot((x - 160) / 22, (y - 186) / 34)) ** 2))


ON, OFF = _art()


def breath(k, t):
    """How bright lantern k burns; each has a rhythm of its own."""
    return 0.8 + 0.14 * math.sin(t * (0.9 + 0.13 * k) + k * 2.1) + 0.06 * math.sin(t * (5.1 + k) + k)


def lantern(c, x, y, s, k, t, a=1.0, lit=1.0):
    """Lantern k with its own breath; y is the waterline."""
    b = breath(k, t) * lit
    rot = 2.6 * math.sin(t * 0.8 + k * 1.7)
    put(c, GL, x, y - 90 * s, 3.1 * s * (0.85 + 0.25 * b), a=0.62 * b * a, mode=PLUS)
    put(c, OFF, x, y - 105 * s, s, a=a, rot=rot)
    put(c, ON, x, y - 105 * s, s, a=a * min(1, b), rot=rot)
    put(c, GLS, x, y - 80 * s, 1.0 * s, a=0.5 * b * a, mode=PLUS)


def mirror(c, x, y, s, k, t, lit=1.0):
    """Broken reflection of a lantern, stripe by stripe."""
    b = breath(k, t) * lit
    for j in range(9):
        w = (1.05 - j * 0.07) * (1 + 0.25 * math.sin(t * 3.1 + j * 1.9 + k))
        at = x + 9 * s * math.sin(t * 2.3 + j * 1.3 + k), y + (8 + j * 24) * s
        put(c, GLS, *at, 1.25 * s * w, 0.17 * s, a=0.8 * b * (1 - j / 9.5), mode=PLUS)
    put(c, GL, x, y + 70 * s, 2.2 * s, 1.3 * s, a=0.34 * b, mode=PLUS)


def sparks(c, t, x, y, n, seed, spread, up, a=1.0):
    """n sparks that rise from a place and go out."""
    q = np.random.default_rng(seed)
    for _ in range(n):
        phase, speed, aside, size = q.random(), 0.25 + q.random() * 0.4, q.random() - 0.5, q.random()
        u = (t * speed + phase) % 1
        at = x + aside * spread * (0.25 + u) + 16 * math.sin(t * 2 + phase * 9), y - u * up * (0.6 + size * 0.7)
        put(c, SPARK, *at, 0.2 + 0.45 * size, a=a * (1 - u) * ease(0, 0.1, u), mode=PLUS)
