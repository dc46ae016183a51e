"""A single lantern on a black river; its reflection has broken in three and the pieces drift away."""

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import add, mix, over, ramp, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, grid, noise_line, shift, soft_blur
from ..kit.lettering import draw_path, text_path, words
from ..kit.light import bloom, vignette
from ..kit.prints import grain, paper
from ..kit.shapes import rect


def scene(frame):
    W, H, s, wide = frame.width, frame.height, frame.short_unit, frame.wide
    cx, water, R = (W * 0.665, H * 0.545, 152 * s) if wide else (W * 0.5, H * 0.575, 150 * s)
    d, cy, strokes, river = _night_river(frame, R, cx, water)
    d = _lantern_and_reflection(frame, d, R, cx, water, cy, strokes, river)
    return _reeds_and_grain(frame, d, cx)


def _night_river(frame, R, cx, water):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, y = frame.grid
    bank = water - (H * 0.10 if wide else H * 0.085)
    cy = water - R * 0.93
    d = vertical_gradient(
        W, H, [(0, "#0a0d13"), (0.30, "#18222d"), (0.44, "#22303c"), (0.5, "#111922"), (1, "#07090d")]
    )
    d = d * (0.80 + 0.40 * fractal_noise(H, W, H * 0.25, rng, 5, ax=1.8))[..., None]
    d = far_bank(d, W, H, bank, rng)
    strokes = fractal_noise(H, W, 20 * s, rng, 5, 0.6, ax=9, ay=0.5)
    river = smooth(bank - 2 * s, bank + 14 * s, y)
    d = over(d, "#090c11", river * 0.86)
    d = over(d, "#33434f", river * smooth(0.60, 0.76, strokes) * np.exp(-(y - bank) / (H * 0.22)) * 0.55)
    dist = np.hypot(x - cx, (y - cy) * 1.0)
    d = add(d, "#c8652d", np.exp(-dist / (R * 1.15)) * 0.62 * (0.75 + 0.5 * fractal_noise(H, W, H * 0.1, rng, 4)))
    return d, cy, strokes, river


def _lantern_and_reflection(frame, d, R, cx, water, cy, strokes, river):
    W, H, s, rng = frame.width, frame.height, frame.short_unit, frame.rng
    x, y = frame.grid
    lit = np.exp(-(np.hypot((x - cx) / (R * 2.3), (y - water - R * 0.5) / (R * 1.5)) ** 1.5))
    d = add(d, "#d9823a", river * lit * smooth(0.50, 0.68, strokes) * 0.42)
    col, cover = lantern_body(W, H, cx, cy, R, rng)
    fit = lantern_fittings(W, H, cx, cy, R)
    col, cover = over(col, "#1a0d0b", fit), np.maximum(cover, fit)
    rc, rm = broken_reflection(col, cover, water, R, rng)
    d = add(d, "#c8452d", soft_blur(rm, R * 0.22) * 0.22)
    d = over(d, rc * np.array([0.95, 0.78, 0.60], np.float32), rm * river * (0.80 + 0.2 * strokes))
    above = 1 - smooth(water - 1, water + 2 * s, y + (strokes - 0.5) * 8 * s)
    d = over(d, col, cover * above)
    ring = np.exp(-np.abs(np.hypot((x - cx) / 1.0, (y - water) * 5.2) - R * 0.74) / (4 * s)) + 0.6 * np.exp(
        -np.abs(np.hypot((x - cx), (y - water) * 5.2) - R * 1.22) / (5 * s)
    )
    d = add(d, "#f0b45a", np.clip(ring, 0, 1) * river * (1 - cover * above) * 0.46)
    d = rim_light(d, fit * above, R)
    return bloom(d, 0.62, R * 0.30, 0.62)


def _reeds_and_grain(frame, d, cx):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    x, _ = frame.grid
    grass = reeds(W, H, s, [(0.86, 1.03, 34), (0.40, 0.50, 9)] if wide else [(-0.05, 0.15, 34), (0.90, 1.05, 18)], rng)
    d = over(d, "#040609", grass * 0.96)
    d = paper(d, rng, 0.05, 0.012)
    if wide:
        d = d * mix(1, 0.72, smooth(0.50, 0.10, x / W))[..., None]
    return grain(vignette(d, 0.26, cx / W, 0.5), rng, 0.012 if wide else 0.018)


def title(d, W, H, rng):
    d = draw_path(
        d,
        text_path("还灯", "brush", W * 0.262, W * 0.5, H * 0.180, align="c", track=-W * 0.02),
        "#f6ead2",
        0.97,
        rough=0.13,
        rng=rng,
        wob=2,
    )
    return words(
        d, "借出去的光，总要有人来还", W * 0.5, H * 0.952, W * 0.029, "#f0b45a", "kai", track=W * 0.010, a=0.92
    )


def lantern_body(W, H, cx, cy, R, rng):
    """Colour and coverage of one paper lantern, lit from inside."""
    x, y = grid(W, H)
    u, v = (x - cx) / R, (y - cy) / (R * 1.06)
    r = (np.abs(u) ** 2.25 + np.abs(v) ** 2.5) ** 0.43
    cover = np.clip((1 - r) * R * 0.9 + 0.5, 0, 1)
    width = np.sqrt(np.clip(1 - np.abs(v) ** 2.5, 0.02, 1))
    lon = np.arcsin(np.clip(u / width, -1, 1))
    ribs = np.abs(np.sin(lon * 7)) ** 0.5
    core = np.exp(-((np.hypot(u * 1.15, v + 0.10) / 0.58) ** 2))
    tone = np.clip(0.10 + 0.44 * (1 - r) + 0.66 * core + (fractal_noise(H, W, R * 0.3, rng, 4) - 0.5) * 0.16, 0, 1)
    col = ramp(tone, [(0, "#8f2a1d"), (0.25, "#c8452d"), (0.52, "#ea8a42"), (0.75, "#f7c878"), (1, "#fff6df")])
    col = col * (0.74 + 0.26 * ribs)[..., None]
    return col, cover


def lantern_fittings(W, H, cx, cy, R):
    """Caps, handle and the little float under the lantern."""
    top, caps = _cap_shapes(cx, cy, R)
    return _caps_and_loop(W, H, cx, R, top, caps)


def _cap_shapes(cx, cy, R):
    top, bottom = cy - R * 1.00, cy + R * 1.00
    caps = [
        rect(cx - R * 0.46, top - R * 0.10, cx + R * 0.46, top + R * 0.10, R * 0.05),
        rect(cx - R * 0.50, bottom - R * 0.09, cx + R * 0.50, bottom + R * 0.10, R * 0.05),
        rect(cx - R * 0.13, top - R * 0.22, cx + R * 0.13, top - R * 0.08, R * 0.03),
    ]
    return top, caps


def _caps_and_loop(W, H, cx, R, top, caps):
    m = mask(W, H, *caps)
    loop = mask(
        W,
        H,
        curve(
            [
                (cx - R * 0.30, top - R * 0.10),
                (cx - R * 0.22, top - R * 0.52),
                (cx, top - R * 0.66),
                (cx + R * 0.22, top - R * 0.52),
                (cx + R * 0.30, top - R * 0.10),
            ]
        ),
        paint=pen("#fff", 1, R * 0.035),
    )
    return np.maximum(m, loop)


def broken_reflection(layer, cover, water, R, rng):
    """The flipped lantern, cut into three pieces that have drifted apart."""
    H, W = cover.shape
    x, y = grid(W, H)
    src = np.clip(2 * water - y, 0, H - 1)

    def pick(a, dx):
        return nd.map_coordinates(a, [src, x + dx], order=1, mode="nearest")

    cut = (noise_line(W, R * 0.6, rng, 3) - 0.5)[None, :] * R * 0.12
    col, cov = np.zeros_like(layer), np.zeros_like(cover)
    drift, edges = (0.0, 0.44, -0.50), ((0.05, 0.62), (0.80, 1.30), (1.50, 2.02))
    ripple = (fractal_noise(H, W, R * 0.16, rng, 3, ax=5, ay=0.5) - 0.5) * R
    for i, (a, b) in enumerate(edges):
        depth = (y - water + cut) / R
        band = smooth(a - 0.02, a + 0.035, depth) * (1 - smooth(b - 0.035, b + 0.02, depth))
        dx = -drift[i] * R + ripple * (0.18 + 0.22 * i)
        m = pick(cover, dx) * band
        c = np.stack([pick(layer[..., k], dx) for k in range(3)], -1)
        col, cov = over(col, c, (m > 0) * 1.0), np.maximum(cov, m * (0.95, 0.86, 0.72)[i])
    return col, cov


def far_bank(d, W, H, y0, rng):
    """Three pale ink ridges and a mist on the far bank."""
    for i, (lift, color, a) in enumerate(
        [(0.150, "#344552", 0.80), (0.085, "#22303b", 0.90), (0.032, "#121a22", 0.95)]
    ):
        r = y0 - H * lift * (0.25 + 1.25 * noise_line(W, W * (0.30 - 0.06 * i), rng, 6, 0.48))
        dep = np.clip((np.arange(H)[:, None] - r[None, :]) / H, 0, 1)
        tex = fractal_noise(H, W, H * 0.05, rng, 5, 0.6, ax=0.7, ay=1.8)
        d = over(d, color, below(W, H, r) * (np.exp(-dep / (0.05 + 0.04 * i)) * 0.7 + 0.3) * a * (0.72 + 0.5 * tex))
        mist = np.exp(-(((grid(W, H)[1] - y0) / (H * 0.030)) ** 2)) * fractal_noise(H, W, H * 0.16, rng, 4, ax=3)
        d = over(d, "#2a3844", np.clip(mist * 0.60, 0, 0.8))
    return d


def rim_light(d, m, R):
    """A warm edge on the dark fittings, on the side of the flame."""
    edge = np.clip(m - shift(m, 0, -int(max(1, R * 0.02))), 0, 1)
    return add(d, "#f0b45a", edge * 0.55)


def reeds(W, H, s, spots, rng):
    c = Canvas(W, H)
    for x0, x1, n in spots:
        for _ in range(n):
            x, h, k = (
                W * (x0 + (x1 - x0) * rng.random()),
                (90 + 250 * rng.random() ** 1.6) * s,
                (rng.random() - 0.35) * 130 * s,
            )
            tip = (x + k, H + 10 - h)
            c.canvas.drawPath(
                curve([(x, H + 12), (x + k * 0.22, H + 10 - h * 0.6), tip]),
                pen("#fff", 1, (1.4 + 2.2 * rng.random()) * s),
            )
            if rng.random() < 0.14:
                c.canvas.drawOval(skia.Rect.MakeXYWH(tip[0] - 4 * s, tip[1] - 22 * s, 8 * s, 40 * s), pen())
    return c.mask()
