"""Owns the frame: size, rate, length, the order of its bytes, and the ways of blending."""

import numpy as np
import skia

W, H = 1280, 720
FPS, DURATION_S = 24, 60
BGRA, PREMULTIPLIED, OPAQUE = skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType, skia.kOpaque_AlphaType
LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
PLUS, SCREEN = skia.BlendMode.kPlus, skia.BlendMode.kScreen


class Frame:
    """One picture of a film: draw on `canvas`, read `pixels`."""

    def __init__(self):
        self.pixels = np.zeros((H, W, 4), np.uint8)
        self.surface = skia.Surface(self.pixels, BGRA)
        self.canvas = self.surface.getCanvas()


def opaque_image(pixels, height, width):
    """Packed BGRA numbers as an image."""
    rows = np.ascontiguousarray(pixels).view(np.uint8).reshape(height, width, 4)
    return skia.Image.fromarray(rows, BGRA, OPAQUE)
