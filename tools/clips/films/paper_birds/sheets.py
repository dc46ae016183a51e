"""Draws grounds of paper, suns and torn clouds."""

import numpy as np

from ....artwork.kit.colour import rgb, vertical_gradient
from ....artwork.kit.fields import below, noise_line
from ....artwork.kit.prints import paper
from ...picture.frame import H, W
from ...picture.sprites import flat, glow, image


def _ground(stops, fibre, seed):
    sheet = paper(vertical_gradient(W, H, stops), np.random.default_rng(seed), fibre * 0.7, 0.006)
    return image(np.clip(sheet, 0, 1))


def _shadow():
    y, x = np.mgrid[0:256, 0:256].astype(np.float32)
    return flat("#1d252e", np.clip(1 - np.hypot(x - 128, y - 128) / 128, 0, 1) ** 1.5)


def _cloud(seed, width=1900, height=260):
    """A torn-paper cloud bank: hard lit edge, soft inside."""
    edge = height * 0.62 - 130 * (noise_line(width, 190, np.random.default_rng(seed), 5, 0.5) - 0.25)
    y = np.mgrid[0:height, 0:width][0].astype(np.float32)
    d = np.clip((y - edge[None]) / 110, 0, 1)[..., None]
    covered = below(width, height, edge) * np.clip((height - y) / 90, 0, 1)
    return image(rgb("#ffffff") * (1 - d) + rgb("#d3dbd9") * d, covered)


WHITE_PAPER, RED_PAPER = "#f6f2e9", "#e3633a"
DESK = _ground([(0, "#c2cbc8"), (0.6, "#aab7b8"), (1, "#8b9a9f")], 0.05, 2)
AGAINST_LIGHT = _ground([(0, "#f6f2e9"), (0.6, "#ecd9c2"), (1, "#d9b798")], 0.03, 3)
ROOM = _ground([(0, "#7b8a90"), (1, "#525f69")], 0.05, 4)
SKY = _ground([(0, "#7f97a3"), (0.5, "#c3d0d0"), (1, "#f6f2e9")], 0.02, 5)
STORM = _ground([(0, "#1d252e"), (0.6, "#2f3a44"), (1, "#51606a")], 0.03, 6)
NIGHT = _ground([(0, "#232c35"), (1, "#2f3a44")], 0.06, 7)
DUSK = _ground([(0, "#48566a"), (0.42, "#b98a80"), (0.72, "#f0a47c"), (1, "#f7d8b6")], 0.02, 8)
PALE = _ground([(0, "#dfe6e4"), (0.6, "#f6f2e9"), (1, "#fbf7ee")], 0.02, 9)
SUN, WARM, SOFT = glow("#fff1d6", 256, 1.6), glow("#e3633a", 256, 2.0), glow("#ffffff", 128, 2.0)
SHADOW = _shadow()
CLOUDS = [_cloud(seed) for seed in (3, 4, 5)]
