"""Owns parts of the picture of clockmaker-on-platform-four."""

import numpy as np

from ..kit.colour import add, mix, over, smooth
from ..kit.fields import shift, soft_blur
from ..kit.light import vignette
from ..kit.prints import grain


def figure_light(frame, d, cx, cy, c):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    m = c.mask()
    d = d * (1 - 0.4 * soft_blur(shift(m, int(4 * s), int(6 * s)), 4 * s))[..., None]
    d = over(d, "#120c08", m)
    rimm = np.clip(m - shift(m, -int(max(1, 2 * s)), int(max(1, 2 * s))), 0, 1)
    d = add(d, "#e0a850", rimm * 0.35)
    if wide:
        d = d * mix(1, 0.55, smooth(0.46, 0.22, x / W))[..., None]
    else:
        d = d * (1 - 0.86 * smooth(H * 0.775, H * 0.87, y))[..., None]
    return grain(vignette(d, 0.22, cx / W, cy / H), rng, 0.011 if wide else 0.016, 1)
