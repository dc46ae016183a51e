"""The cut bog wall is a stack of closed books; at the very bottom lies a timber road, on top the spade still stands."""

import math

import numpy as np

from ..kit.brush import Canvas, mask, pen
from ..kit.colour import add, over, ramp, rgb, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, noise_line, warp
from ..kit.lettering import caption, draw_path, text_path
from ..kit.shapes import rect
from .the_bog_remembers_light import evening_light, spade_colours
from .the_bog_remembers_peat import cotton_grass, grass, peat_book, roots, spade_blade, spade_shaft


def scene(frame):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    d, top, bot, x1, x0 = _page_height(frame)
    d = _far_bog(frame, d, top)
    d, surf, st = _turf_edge(frame, d, top)
    d, L, tb, pw, c0 = _books_of_peat(frame, d, top, bot, x1, x0, st)
    for i in range(13):
        ex, ey, k, rx, ry = _log_end(H, W, bot, c0, i, pw, rng, s, tb)
        if k[1].stop <= k[1].start:
            continue
        X, Y = (x[k] - ex) / rx, (y[k] - ey) / ry
        rr = _log_rings(d, X, Y, i, k, rng, s)
        d[k] = d[k] * (1 - 0.5 * np.exp(-(((rr - 0.98) / 0.06) ** 2)))[..., None]
    d = _bog_pool(frame, d, tb)
    d = _moss_edge(frame, d, surf)
    c, cc = grass(frame, surf)
    d = cotton_grass(frame, d, c, surf, cc)
    d = roots(frame, d, x0, surf, L)
    q, py, px, shaft, gripb = spade_shaft(frame, top, x0, L)
    d, bm = spade_blade(frame, d, surf, q, py, px, shaft, gripb)
    d = spade_colours(frame, d, surf, q, px, bm)
    return evening_light(frame, d, top)


def _log_end(H, W, bot, c0, i, pw, rng, s, tb):
    a = c0 + pw * i + 2 * s + rng.random() * 3 * s
    hgt = (tb - bot) * (0.86 + 0.16 * rng.random())
    ex, ey, rx, ry = a + pw * 0.47, tb - hgt * 0.5, pw * 0.465, hgt * 0.5
    k = np.s_[max(0, int(ey - ry - 3)) : min(H, int(ey + ry + 4)), max(0, int(ex - rx - 3)) : min(W, int(ex + rx + 4))]
    return ex, ey, k, rx, ry


def _log_rings(d, X, Y, i, k, rng, s):
    rr = (np.abs(X) ** 3.2 + np.abs(Y) ** 3.2) ** (1 / 3.2)
    m = smooth(1.02, 0.96, rr)
    wr = (
        np.hypot(X * 1.0 + 0.12 * math.sin(i * 2.1), Y * 0.75 + 0.1)
        + (fractal_noise(*X.shape, 14 * s, rng, 3) - 0.5) * 0.25
    )
    ring = 0.5 + 0.5 * np.sin(wr * 15)
    cr = np.exp(-((np.abs(Y - X * 0.3 * math.sin(i * 1.7)) / 0.05) ** 2)) * (X > 0) * 0.5
    col = (
        ramp(
            np.clip(ring * 0.36 + 0.30 * (1 - rr) + 0.24, 0, 1),
            [(0, "#4a3a25"), (0.5, "#8c6d3f"), (1, "#d2b274")],
        )
        * (1 - 0.5 * cr)[..., None]
        * (1.08 - 0.35 * np.clip(Y, -1, 1))[..., None]
    )
    d[k] = d[k] * (1 - m[..., None]) + col * m[..., None]
    return rr


def _page_height(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    top = H * (0.300 if wide else 0.345)
    bot = H * (0.865 if wide else 0.850)
    x0, x1 = (W * 0.455, W * 0.925) if wide else (W * 0.115, W * 0.885)
    d = vertical_gradient(
        W, H, [(0, "#8c6d3f"), (0.10, "#b59a5f"), (0.24, "#dcc890"), (0.34, "#efe0b0"), (1, "#c8b37a")]
    )
    d = d * (0.93 + 0.14 * fractal_noise(H, W, H * 0.22, rng, 4, ax=3))[..., None]
    return d, top, bot, x1, x0


def _far_bog(frame, d, top):
    """Far bog line and birches in the haze."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    for o, c, a in ((0.055, "#a89a64", 0.55), (0.028, "#7c7a4e", 0.7)):
        r = top - H * o - (noise_line(W, W * 0.22, rng, 6) - 0.35) * H * 0.035
        d = over(d, c, below(W, H, r) * a)
    c = Canvas(W, H)
    for _ in range(26 if wide else 15):
        bx, bh = rng.random() * W, H * (0.020 + 0.045 * rng.random())
        c.canvas.drawLine(bx, float(top), bx, float(top - H * 0.02 - bh), pen("#fff", 0.7, 1.6 * s))
        for _ in range(12):
            c.canvas.drawCircle(
                float(bx + (rng.random() - 0.5) * bh * 0.55),
                float(top - H * 0.02 - bh * (0.35 + 0.8 * rng.random())),
                float((2 + 5 * rng.random()) * s),
                pen("#fff", 0.35),
            )
    return over(d, "#6a6a48", c.mask() * 0.55)


def _turf_edge(frame, d, top):
    """Peat behind."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    surf = top + (noise_line(W, W * 0.16, rng, 5) - 0.5) * H * 0.028
    g = below(W, H, surf)
    st = fractal_noise(H, W, 30 * s, rng, 5, 0.6, ax=9, ay=0.45)
    dep = np.clip((y - top) / (H - top), 0, 1)
    d = over(
        d,
        ramp(
            np.clip(dep * 0.8 + 0.5 * (st - 0.5), 0, 1),
            [(0, "#4a3a25"), (0.25, "#2e2316"), (0.7, "#1a150e"), (1, "#0d0a06")],
        ),
        g,
    )
    return d, surf, st


def _books_of_peat(frame, d, top, bot, x1, x0, st):
    """Books."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    n = 9
    ths = np.array([1.05, 0.8, 1.25, 0.72, 1.0, 0.66, 1.3, 0.85, 1.1])
    ths = ths / ths.sum() * (bot - top - H * 0.030)
    yy = top + H * 0.030
    tones = ["#a58c55", "#746b40", "#c2a566", "#9a5f33", "#a8884e", "#b99a5c", "#5f5a38", "#9c7d48", "#7a4a2a"]
    kinds = [0, 1, 0, 1, 0, 0, 1, 0, 1]
    L = x1 - x0
    for i in range(n):
        a, b = x0 + L * (rng.random() * 0.075 - 0.01), x1 - L * (rng.random() * 0.075 - 0.01)
        d = peat_book(d, a, b, yy + 1.5 * s, yy + ths[i] - 1.5 * s, tones[i], kinds[i], rng, s)
        yy += ths[i]
    # timber road under everything
    tb = H * (0.935 if wide else 0.915)
    pw = L * 1.14 / 13
    c0 = x0 - L * 0.07
    beam = mask(W, H, rect(c0 - pw * 0.2, tb - 6 * s, c0 + pw * 13.2, tb + H * 0.020, 6 * s))
    d = over(d, rgb("#3a2c1a") * (0.6 + 0.9 * st)[..., None], beam)
    return d, L, tb, pw, c0


def _bog_pool(frame, d, tb):
    """Black water with the reflection."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    wl = int(tb + H * 0.020)
    k = min(H - wl, wl)
    if k > 4:
        ref = np.zeros_like(d)
        ref[wl : wl + k] = d[wl - k : wl][::-1]
        rip = fractal_noise(H, W, 18 * s, rng, 3, 0.6, ax=5, ay=0.5) - 0.5
        ref = warp(ref, rip * 26 * s, rip * 14 * s)
        wm = (y >= wl).astype(np.float32)
        d = over(d, ref * 0.42 + rgb("#0a0805") * 0.6, wm)
        d = add(d, "#c8b37a", wm * np.exp(-np.abs(y - wl) / (1.6 * s)) * 0.30)
    return d


def _moss_edge(frame, d, surf):
    """Moss and grass on top."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    ms = below(W, H, surf - H * 0.006) * (1 - below(W, H, surf + H * (0.022 + 0.012 * noise_line(W, 30 * s, rng, 3))))
    return over(
        d,
        ramp(
            np.clip(fractal_noise(H, W, 9 * s, rng, 4, 0.6) * 1.2 - 0.1, 0, 1),
            [(0, "#3a3f26"), (0.5, "#6b7148"), (1, "#a39a5c")],
        ),
        ms,
    )


def title(d, W, H, rng):
    d = draw_path(d, text_path("泥炭记得", "kaib", W * 0.170, W * 0.085, H * 0.135, track=W * 0.012), "#2a1f10", 1)
    return caption(
        d,
        "泥炭把一切都收着，不催你来取",
        "kai",
        W * 0.032,
        W * 0.09,
        H * 0.178,
        "#3d2e18",
        align="l",
        track=W * 0.006,
    )
