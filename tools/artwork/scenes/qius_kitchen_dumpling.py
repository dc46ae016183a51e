"""Draws the dumpling of qius-kitchen."""

import numpy as np

from ..kit.brush import curve, mask
from ..kit.colour import over
from ..kit.fields import grid
from ..kit.prints import halftone
from ..kit.strokes import stroke


def dumpling(d, cx, cy, k, s):
    """The last dumpling, pleats up."""
    sh = _dumpling_shape(cx, cy, k)
    d = _dumpling_body(d, cy, k, s, sh)
    return _dumpling_pleats(d, cx, cy, k, s)


def _dumpling_shape(cx, cy, k):
    return curve(
        [
            (cx - k, cy + k * 0.30),
            (cx - k * 0.6, cy - k * 0.32),
            (cx, cy - k * 0.56),
            (cx + k * 0.6, cy - k * 0.32),
            (cx + k, cy + k * 0.30),
            (cx + k * 0.5, cy + k * 0.52),
            (cx, cy + k * 0.58),
            (cx - k * 0.5, cy + k * 0.52),
        ],
        True,
    )


def _dumpling_body(d, cy, k, s, sh):
    H, W = d.shape[:2]
    _x, y = grid(W, H)
    m = mask(W, H, sh)
    d = over(d, "#fffaf0", m)
    d = over(d, "#f3c98a", m * halftone(np.clip((y - cy + k * 0.1) / (k * 0.9), 0, 1) * 0.8, 7 * s, 30))
    return stroke(d, sh, "#2e4057", 4.5 * s)


def _dumpling_pleats(d, cx, cy, k, s):
    for f in np.linspace(-0.62, 0.62, 6):
        top = cy - k * (0.56 - 0.42 * f * f)
        d = stroke(
            d,
            curve(
                [
                    (cx + f * k, top + k * 0.02),
                    (cx + f * k * 0.92, top + k * 0.16),
                    (cx + f * k * 0.72, top + k * 0.27),
                ]
            ),
            "#2e4057",
            3.6 * s,
        )
    return d
