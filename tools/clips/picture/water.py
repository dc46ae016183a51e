"""Owns the water: a mirror of what stands above the horizon, broken by two sheets of moving noise."""

import numpy as np
import skia
from scipy import ndimage as nd

from .frame import LINEAR, H, W, opaque_image

TILE = 512


class Water:
    """A lake or a river from the row `horizon` to the lower edge; worked at half size."""

    def __init__(self, horizon, seed=3):
        self.horizon = horizon // 2 * 2
        self.height, self.width = (H - self.horizon) // 2, W // 2
        g = np.random.default_rng(seed)
        self.broad, self.fine = _sheet(g, 9, 16), _sheet(g, 3.2, 7)
        self.y = np.arange(self.height, dtype=np.float32)[:, None]
        self.x = np.arange(self.width, dtype=np.float32)[None]
        depth = self.height / (self.y + 3)
        self.u = (self.x - self.width / 2) * np.minimum(depth, 9) * 0.9
        self.v = depth * self.height * 1.5
        self.near = (self.y / self.height) ** 0.75

    def draw(self, f, t, wind=1.0, stretch=1.0, flow=0.0):
        """Mirror the frame as it is now; `wind` breaks, `stretch` lengthens, `flow` carries sideways."""
        above = np.ascontiguousarray(f.pixels[0 : self.horizon : 2, ::2]).view(np.uint32)[..., 0]
        rows = above.shape[0]
        broad = self.broad[_place(self.v + t * 7, self.u + t * (6 + flow))]
        fine = self.fine[_place(self.v * 1.3 - t * 11, self.u * 1.2 - t * (9 - flow))]
        d = (broad * 13 + fine * 6) * self.near * wind
        reach = stretch * min(1, 0.94 * rows / self.height)
        row = rows - 1 - np.clip(self.y * reach + d, 0, rows - 1).astype(np.int32)
        column = np.clip(self.x + d * 0.22, 0, self.width - 1).astype(np.int32)
        mirrored = opaque_image(above.ravel()[row * self.width + column], self.height, self.width)
        place = skia.Rect.MakeXYWH(0, self.horizon, W, H - self.horizon)
        f.canvas.drawImageRect(mirrored, place, LINEAR, skia.Paint())


def _sheet(g, sy, sx):
    """A tile of noise that repeats without a seam."""
    n = nd.gaussian_filter(g.standard_normal((TILE, TILE)), (sy, sx), mode="wrap")
    return np.ascontiguousarray((n / n.std()).astype(np.float32)).ravel()


def _place(down, across):
    return (down.astype(np.int32) & TILE - 1) * TILE + (across.astype(np.int32) & TILE - 1)
