"""A felt hat lying on the clouds is a mountain; on its brim and up its crown stands a small lit paper town."""

import math

import numpy as np

from ..kit.brush import Canvas, circle, curve, pen
from ..kit.colour import add, over, smooth, vertical_gradient
from ..kit.cut_paper import torn
from ..kit.fields import fractal_noise, shift
from ..kit.light import calm_left
from ..kit.posters import letter_shaded
from ..kit.prints import finish
from ..kit.shapes import oval
from .mr_ges_hat_hat import brim_spots, hat_brim, hat_crown, paper_town


def scene(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    s = H / (900 if wide else 1200)
    d = vertical_gradient(W, H, [(0, "#191120"), (0.5, "#33223a"), (1, "#5a3d60")])
    d = d * (1 + (fractal_noise(H, W, 5, rng, 3) - 0.5) * 0.10)[..., None]
    cx, by, R = (W * 0.680, H * 0.700, H * 0.515) if wide else (W * 0.5, H * 0.625, W * 0.462)
    # moon
    mx, my, mr = (cx + R * 0.36, H * 0.285, R * 0.40) if wide else (cx + W * 0.17, H * 0.245, W * 0.215)
    d = _moon(frame, d, s, my, mx, mr)
    d = _star_dust(frame, d, s, mr, my, mx)

    # back clouds
    def cloud_bank(yy, amp, ph, n=7):
        pts = [(-60, H + 60), (-60, yy)]
        for i in range(n * 2 + 1):
            pts.append((W * i / (n * 2), yy - (amp if i % 2 else amp * 0.15) * (1 + 0.5 * math.sin(i * 1.7 + ph))))
        return curve([*pts, (W + 60, yy), (W + 60, H + 60)], True)

    d = _cloud_and_hat(frame, d, s, R, cx, by, cloud_bank)
    if wide:
        d = calm_left(d, W, H, 0.42, 0.46)
    return finish(d, W, H, rng, 0.26, cx / W)


def _moon(frame, d, s, my, mx, mr):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    d = add(d, "#e9b44c", np.exp(-np.hypot(x - mx, y - my) / (mr * 1.2)) * 0.34)
    d, _ = torn(d, oval(mx - mr, my - mr, mx + mr, my + mr), "#f0cf86", rng, 9 * s, 2.2 * s, 4 * s, 0.07)
    for ox, oy, k in (
        (-0.35, -0.30, 0.20),
        (0.30, 0.05, 0.26),
        (-0.10, 0.42, 0.15),
        (0.05, -0.55, 0.11),
        (0.52, -0.40, 0.10),
    ):
        cr = circle(W, H, mx + mr * ox, my + mr * oy, mr * k)
        d = d * (1 - 0.085 * cr)[..., None]
        d = add(
            d,
            "#fff0c0",
            np.clip(shift(cr, -int(3 * s), -int(3 * s)) - cr, 0, 1) * -0.10
            + np.clip(shift(cr, int(3 * s), int(3 * s)) - cr, 0, 1) * 0.12,
        )
    return d


def _star_dust(frame, d, s, mr, my, mx):
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    c = Canvas(W, H)
    for _ in range(70):
        r = rng.uniform(0.9, 3.6) * s
        c.canvas.drawCircle(rng.random() * W, rng.random() * H * 0.62, r, pen("#fff", rng.uniform(0.35, 1)))
    far = smooth(mr * 1.05, mr * 1.3, np.hypot(x - mx, y - my))
    return over(d, "#f3e3d3", c.mask() * far)


def _cloud_and_hat(frame, d, s, R, cx, by, cloud_bank):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, _ = frame.grid
    d, _ = torn(
        d, cloud_bank(by + R * 0.02, R * 0.10, 1.0, 4 if not wide else 7), "#46304b", rng, 12 * s, 3 * s, 5 * s, 0.08
    )
    felt = (
        fractal_noise(H, W, 3.2 * s, rng, 2) - 0.5 + 0.8 * (fractal_noise(H, W, 16 * s, rng, 3, ax=0.5, ay=1.6) - 0.5)
    )
    lit = np.clip((x - cx) / (R * 0.62), -1, 1)
    d = hat_brim(d, W, H, rng, cx, by, R, s, felt)
    d = hat_crown(d, W, H, rng, cx, by, R, s, felt, lit)
    for row in brim_spots(cx, by, R, rng):
        d = paper_town(d, W, H, rng, row, R * 0.070)
    # front clouds carry the hat
    d, _ = torn(
        d, cloud_bank(by + R * 0.43, R * 0.11, 2.6, 3 if not wide else 6), "#5d4064", rng, 14 * s, 3 * s, 6 * s, 0.08
    )
    d, _ = torn(
        d, cloud_bank(by + R * 0.62, R * 0.10, 0.2, 3 if not wide else 5), "#2f525b", rng, 14 * s, 3 * s, 6 * s, 0.08
    )
    return d


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(d, "mr-ges-hat", (0.5, 0.85, 0.76), "#f6e3b8")
