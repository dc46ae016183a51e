"""Draws colours of the spade and the evening light of the-bog-remembers."""

import numpy as np

from ..kit.brush import Canvas, curve, pen
from ..kit.colour import mix, over, ramp, screen, smooth
from ..kit.light import vignette
from ..kit.prints import grain
from .the_bog_remembers_peat import light_leak


def spade_colours(frame, d, surf, q, px, bm):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    d = over(
        d,
        ramp(np.clip((x - px) / (q * 0.10) * 0.5 + 0.5, 0, 1), [(0, "#1f1d19"), (0.55, "#4a463e"), (1, "#8f8771")]),
        bm * (y < surf[None, :] + 4),
    )
    c = Canvas(W, H)
    for _ in range(46):
        bx = px + (rng.random() - 0.5) * q * 0.55
        by = surf[int(min(W - 1, bx))] + H * 0.012
        gh = (14 + 34 * rng.random()) * s
        k = (rng.random() - 0.45) * gh * 0.7
        c.canvas.drawPath(
            curve([(bx, by), (bx + k * 0.3, by - gh * 0.6), (bx + k, by - gh)]),
            pen("#fff", 0.9, (1.4 + 1.2 * rng.random()) * s),
        )
    return over(d, "#4a5232", c.mask() * 0.95)


def evening_light(frame, d, top):
    """Light: dusk from the right, and the leak of an old film."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    d = d * (0.80 + 0.32 * smooth(0, W, x))[..., None] * (1 - 0.16 * smooth(top, H, y))[..., None]
    d = light_leak(d, W * (1.0 if wide else 1.01), H * 0.26, 0.95, s)
    if not wide:
        d = screen(d, "#e8933f", np.exp(-(((x - W * 0.02) / (W * 0.10)) ** 2)) * 0.16)
    if wide:
        d = d * mix(1, 0.26, smooth(0.50, 0.16, x / W) * (0.55 + 0.45 * smooth(H * 0.5, H * 0.2, y)))[..., None]
    d = mix(d, d * d * (3 - 2 * d), 0.25)
    return grain(vignette(d, 0.30, 0.6, 0.4), rng, 0.011 if wide else 0.016, 1)
