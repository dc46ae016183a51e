"""Two neighbouring doors steam at once; the steam makes a question mark, the bowl is its dot."""

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import curve, mask, polygon
from ..kit.colour import flat, over, smooth
from ..kit.fields import fractal_noise, shift, soft_blur
from ..kit.lettering import caption
from ..kit.prints import grain, halftone, paper
from ..kit.shapes import oval, rect
from ..kit.strokes import stroke_mask
from .who_cooks_tonight_doors import home_door, ribbons


def scene(frame):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    cx, fl, dw, dh = (W * 0.685, H * 0.93, H * 0.235, H * 0.40) if wide else (W * 0.5, H * 0.815, W * 0.285, H * 0.295)
    top = fl - dh
    off = dw * 0.80
    d, z, qy, strands = _steam_place(frame, dw, cx, top)
    d = _two_walls(frame, d, cx, dh, fl, top)
    d = home_door(d, cx - off - dw / 2, top, cx - off + dw / 2, fl, "#b83b5e", "#6a2c70", -1, 1, s)
    d = home_door(d, cx + off - dw / 2, top, cx + off + dw / 2, fl, "#6a2c70", "#3a1640", 1, 0, s)
    d = _doorsteps(frame, d, cx, dh, fl, dw, off)
    d = _strands_of_steam(frame, d, strands)
    # bowl: the dot of the mark
    bx, by, q = cx, qy + z * 1.13, z * 0.205
    bowl, rice = _bowl_and_rice(q, by, bx)
    d = _chopstick_masks(frame, d, q, by, bx, bowl, rice)
    return _bowl_colours(frame, d, q, by, bx, bowl)


def _steam_place(frame, dw, cx, top):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    z = min((top - H * (0.055 if wide else 0.070)) / 1.80, dw * 1.75)
    qy = top - z * 1.25
    strands, _S = ribbons(W, H, cx, qy, z, dw * 0.385, top, rng)
    r = np.hypot(x - cx, y - (qy + z * 0.2)) / (H * 0.62)
    d = flat(W, H, "#b83b5e")
    d = over(d, "#6a2c70", halftone(np.clip(1.05 * smooth(0.10, 1.0, r) + 0.10, 0, 1.4), 15 * s, 20))
    aura = soft_blur(np.clip(sum(strands), 0, 1), 46 * s)
    d = over(d, "#f08a5d", halftone(np.clip(aura * 1.25 - 0.10, 0, 0.85), 11 * s, 65))
    return d, z, qy, strands


def _two_walls(frame, d, cx, dh, fl, top):
    """Two walls meet in the middle."""
    W, H, s = frame.width, frame.height, frame.unit
    _, y = frame.grid
    wy = top - dh * 0.14
    lw, rw = mask(W, H, rect(-9, wy, cx, fl)), mask(W, H, rect(cx, wy, W + 9, fl))
    d = over(d, "#f9ed69", lw)
    d = over(d, "#f08a5d", lw * halftone(np.clip(0.12 + 0.5 * (y - wy) / (fl - wy), 0, 1), 12 * s, 45) * 0.9)
    d = over(d, "#f08a5d", rw)
    d = over(d, "#b83b5e", rw * halftone(np.clip(0.05 + 0.42 * (y - wy) / (fl - wy), 0, 1), 12 * s, 15))
    d = over(d, "#6a2c70", mask(W, H, rect(-9, wy - 8 * s, W + 9, wy + 6 * s), rect(cx - 4 * s, wy, cx + 4 * s, fl)))
    d = over(d, "#6a2c70", mask(W, H, rect(-9, fl, W + 9, H + 9)))
    return over(
        d, "#8a3f7c", (y > fl) * halftone(np.clip(0.55 - 0.8 * (y - fl) / (H - fl + 1), 0, 1), 12 * s, 30) * 0.8
    )


def _doorsteps(frame, d, cx, dh, fl, dw, off):
    """Mats and slippers."""
    W, H, s = frame.width, frame.height, frame.unit
    for o, c1 in ((-off, "#f9ed69"), (off, "#f08a5d")):
        d = _one_step(d, cx, dh, fl, dw, H, W, c1, o, s)
    return d


def _one_step(d, cx, dh, fl, dw, H, W, c1, o, s):
    d = over(
        d,
        c1,
        mask(
            W,
            H,
            polygon(
                [
                    (cx + o - dw * 0.46, fl + 5 * s),
                    (cx + o + dw * 0.46, fl + 5 * s),
                    (cx + o + dw * 0.58, fl + dh * 0.085),
                    (cx + o - dw * 0.58, fl + dh * 0.085),
                ]
            ),
        ),
    )
    for e in (-0.10, 0.10):
        d = _foot_pair(d, cx, dh, fl, dw, H, W, o, e)
    return d


def _foot_pair(d, cx, dh, fl, dw, H, W, o, e):
    d = over(
        d,
        "#3a1640",
        mask(W, H, oval(cx + o + dw * (e - 0.065), fl + dh * 0.012, cx + o + dw * (e + 0.065), fl + dh * 0.07)),
    )
    return over(
        d,
        "#ffe9d6",
        mask(W, H, oval(cx + o + dw * (e - 0.04), fl + dh * 0.016, cx + o + dw * (e + 0.04), fl + dh * 0.04)),
    )


def _strands_of_steam(frame, d, strands):
    """Steam."""
    s = frame.unit
    for k, m in enumerate(strands[::-1]):
        j = len(strands) - 1 - k
        rim = np.clip(nd.grey_dilation(m, size=(int(9 * s) | 1,) * 2), 0, 1)
        d = over(d, "#7d2a62", rim)
        d = over(d, ("#fffaf0", "#fff1da", "#ffe9d6", "#f9ed69", "#ffe9d6", "#f9ed69", "#fffaf0", "#fffaf0")[j], m)
    return d


def _bowl_and_rice(q, by, bx):
    bowl = skia.Path()
    bowl.moveTo(bx - q, by - q * 0.30)
    bowl.lineTo(bx + q, by - q * 0.30)
    bowl.cubicTo(bx + q * 0.95, by + q * 0.35, bx + q * 0.45, by + q * 0.66, bx + q * 0.34, by + q * 0.70)
    bowl.lineTo(bx - q * 0.34, by + q * 0.70)
    bowl.cubicTo(bx - q * 0.45, by + q * 0.66, bx - q * 0.95, by + q * 0.35, bx - q, by - q * 0.30)
    bowl.close()
    rice = curve(
        [
            (bx - q * 0.88, by - q * 0.28),
            (bx - q * 0.60, by - q * 0.62),
            (bx - q * 0.10, by - q * 0.80),
            (bx + q * 0.45, by - q * 0.70),
            (bx + q * 0.88, by - q * 0.28),
        ],
        True,
    )
    return bowl, rice


def _chopstick_masks(frame, d, q, by, bx, bowl, rice):
    W, H, s = frame.width, frame.height, frame.unit
    _, y = frame.grid
    st = [
        polygon([(bx + q * 0.10, by - q * 0.55), (bx + q * 1.15, by - q * 1.42)], False),
        polygon([(bx + q * 0.28, by - q * 0.50), (bx + q * 1.35, by - q * 1.24)], False),
    ]
    hal = mask(W, H, bowl, rice)
    d = over(d, "#3a1640", np.clip(nd.grey_dilation(np.maximum(hal, 0), size=(int(11 * s) | 1,) * 2), 0, 1))
    for p in st:
        d = over(d, "#3a1640", stroke_mask(W, H, p, q * 0.17))
        d = over(d, "#f9ed69", stroke_mask(W, H, p, q * 0.09))
    d = over(d, "#fffaf0", mask(W, H, rice))
    return over(
        d,
        "#f08a5d",
        mask(W, H, rice) * halftone(np.clip((y - by + q * 0.8) / (q * 1.1) - 0.15, 0, 1) * 0.6, 7 * s, 30),
    )


def _bowl_colours(frame, d, q, by, bx, bowl):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    bm = mask(W, H, bowl)
    d = over(d, "#b83b5e", bm)
    d = over(d, "#6a2c70", bm * halftone(np.clip((x - bx) / q * 0.6 + 0.20, 0, 1), 8 * s, 30))
    d = over(d, "#f9ed69", bm * mask(W, H, rect(bx - q * 1.1, by - q * 0.16, bx + q * 1.1, by - q * 0.02)))
    d = np.stack([shift(d[..., 0], 1, 0, 1), d[..., 1], shift(d[..., 2], -1, 1, 1)], -1)
    d[:, 0], d[:, -1], d[0] = d[:, 1], d[:, -2], d[1]
    if wide:  # the left stays calm: one deep colour wash
        k = halftone(np.clip(1.9 * smooth(0.53, 0.36, x / W), 0, 1), 17 * s, 20)
        k = np.maximum(k, smooth(0.40, 0.385, x / W))
        d = over(d, "#5a2463", k)
    ink_ = fractal_noise(H, W, 3, rng, 2)
    d = d * (1 + (ink_ - 0.5) * 0.07)[..., None]
    return grain(paper(d, rng, 0.03, 0.005), rng, 0.010 if wide else 0.015, 1)


def title(d, W, H, rng):
    d = caption(d, "今晚谁开饭", "heavy", W * 0.156, W * 0.5, H * 0.931, "#f9ed69", track=W * 0.006)
    return caption(
        d, "换一家厨房，才知道自己家的味道", "heir", W * 0.026, W * 0.5, H * 0.969, "#ffe9d6", 0.95, track=W * 0.006
    )
