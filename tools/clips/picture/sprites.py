"""Owns sprites: still layers and lights that are made once, and how each frame lays them down."""

import numpy as np
import skia
from scipy import ndimage as nd

from ...artwork.kit.brush import pen
from ...artwork.kit.colour import rgb, skia_colour
from .frame import BGRA, LINEAR, OPAQUE, PREMULTIPLIED, H, W


def image(colour, m=None, dither=0.6):
    """Colours (floats 0–1) and coverage as an image; dithered, so that dark gradients show no bands."""
    h, w = colour.shape[:2]
    covered = np.ones((h, w), np.float32) if m is None else np.clip(m, 0, 1)
    a = np.empty((h, w, 4), np.float32)
    a[..., :3] = np.clip(colour[..., ::-1], 0, 1) * covered[..., None] * 255
    a[..., 3] = covered * 255
    unrest = np.random.default_rng(1).random((h, w, 1)).astype(np.float32) - 0.5
    a[..., :3] += unrest * 2 * dither * (covered[..., None] > 0)
    a[..., :3] = np.minimum(a[..., :3], a[..., 3:])
    pixels = np.ascontiguousarray(np.clip(a + 0.5, 0, 255).astype(np.uint8))
    return skia.Image.fromarray(pixels, BGRA, OPAQUE if m is None else PREMULTIPLIED)


def flat(colour, m):
    """One colour under a mask."""
    return image(np.broadcast_to(rgb(colour), (*m.shape, 3)), m)


def glow(colour, size=128, power=2.2, core=0.0):
    """A round light, to be added to what lies below."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    r = np.hypot(x - size / 2 + 0.5, y - size / 2 + 0.5) / (size / 2)
    g = np.clip(1 - r, 0, 1) ** power
    if core:
        g = np.clip(g + core * np.exp(-((r / 0.12) ** 2)), 0, 1)
    return light(colour, g * 255)


def light(colour, strength):
    """A field of strengths 0–255 as light of one colour: it covers nothing, it adds."""
    pixels = np.zeros((*strength.shape, 4), np.uint8)
    pixels[..., :3] = np.clip(rgb(colour)[::-1] * strength[..., None], 0, 255)
    return skia.Image.fromarray(pixels, BGRA, PREMULTIPLIED)


def put(c, sprite, x, y, s=1.0, sy=None, a=1.0, mode=None, rot=0.0, centre=True):
    """Draw a sprite with its centre (or its corner) at x, y; `s`, `sy` scale, `a` is its opacity."""
    if a <= 0.003:
        return
    paint = skia.Paint()
    paint.setAlphaf(min(1.0, a))
    if mode is not None:
        paint.setBlendMode(mode)
    w, h = sprite.width() * s, sprite.height() * (s if sy is None else sy)
    if rot:
        c.save()
        c.translate(x, y)
        c.rotate(rot)
        x = y = 0
    place = skia.Rect.MakeXYWH(x - w / 2, y - h / 2, w, h) if centre else skia.Rect.MakeXYWH(x, y, w, h)
    c.drawImageRect(sprite, place, LINEAR, paint)
    if rot:
        c.restore()


def tint(c, colour, a, mode=None):
    """Lay one colour over the whole frame."""
    if a <= 0.003:
        return
    paint = skia.Paint(Color4f=skia_colour(colour, a))
    if mode is not None:
        paint.setBlendMode(mode)
    c.drawRect(skia.Rect.MakeWH(W, H), paint)


def grad(c, y0, y1, c0, a0, c1, a1, x0=0, x1=W):
    """A vertical gradient over the rows y0–y1, from colour c0 with opacity a0 to c1 with a1."""
    stops = [skia_colour(c0, a0).toColor(), skia_colour(c1, a1).toColor()]
    shader = skia.GradientShader.MakeLinear([skia.Point(0, y0), skia.Point(0, y1)], stops)
    c.drawRect(skia.Rect.MakeLTRB(x0, y0, x1, y1), skia.Paint(Shader=shader, Dither=True))


def stroke_pen(colour, a, w, mode=None, cap=True):
    """A pen that strokes; with a mode it can add light."""
    paint = pen(colour, a, w, cap)
    if mode is not None:
        paint.setBlendMode(mode)
    return paint


def stars(h, w, n, seed, top=0.9):
    """Coverage of n stars, denser towards the top."""
    g = np.random.default_rng(seed)
    m = np.zeros((h, w), np.float32)
    for _ in range(n):
        y, x = g.random() ** 1.3 * h * top, g.random() * w
        m[int(y), int(x)] = g.random() ** 4 * 0.9 + 0.12
    return np.clip(m + nd.gaussian_filter(m, 1.0) * 3.2, 0, 1)
