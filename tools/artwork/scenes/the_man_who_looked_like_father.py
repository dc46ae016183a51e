"""A back in the mist, the road ahead drawn only halfway; the shadow he throws is the daughter's."""

import numpy as np

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import mix, over, smooth, vertical_gradient
from ..kit.fields import below, blur, fractal_noise, noise_line, soft_blur, warp
from ..kit.lettering import draw_path, seal, text_path
from .the_man_who_looked_like_father_figures import dashed_shadow, girl_shadow, head_and_bag, ink
from .the_man_who_looked_like_father_ink import coat_ink, far_birds, figure_masks, last_print, splash_dots


def scene(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    cx, fy, h = (W * 0.66, H * 0.66, H * 0.46) if wide else (W * 0.5, H * 0.655, H * 0.345)
    d, vx, vy = _pale_sky(frame, fy, cx, h)
    d = _poplars(frame, d, h, vy, vx)
    halfw, v = _road_frame(frame, h, vx, vy)
    d = _road_ink(frame, d, fy, h, vy, v)
    d = _verge_grass(frame, d, fy, h, vx, vy, halfw)
    d = _mist(frame, d, h, vy)
    d = dashed_shadow(frame, d, fy, h, vx, vy, halfw)
    d = _red_shadow(frame, d, fy, cx, h)
    grip, collar, case, seam, head, bm, w1, w2, fold = figure_masks(frame, fy, cx, h)
    d = coat_ink(frame, d, fy, h, bm, fold)
    d = head_and_bag(frame, d, h, grip, collar, case, seam, head, w1, w2)
    d, c1 = splash_dots(frame, d, fy, cx, h)
    d = far_birds(frame, d, h, vx, vy, c1)
    return last_print(frame, d)


def _pale_sky(frame, fy, cx, h):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    vx, vy = cx, fy - h * 0.80
    d = vertical_gradient(W, H, [(0, "#e4dfd6"), (0.35, "#efece6"), (0.7, "#e9e4da"), (1, "#d5cdc0")])
    d = d * (0.965 + 0.07 * fractal_noise(H, W, H * 0.4, rng, 4))[..., None]
    # far hills and poplars, dissolving
    for o, amp, c, a in ((0.02, 0.10, "#b9b1a4", 0.42), (-0.015, 0.055, "#8d867b", 0.40)):
        r = vy + H * (0.06 - o) - (noise_line(W, W * 0.3, rng, 6) - 0.3) * H * amp
        dep = y - r[None, :]
        d = over(
            d,
            c,
            below(W, H, r)
            * np.exp(-np.clip(dep, 0, 1e9) / (H * 0.045))
            * a
            * (0.5 + 0.8 * fractal_noise(H, W, 120 * s, rng, 4, ax=2)),
        )
    return d, vx, vy


def _poplars(frame, d, h, vy, vx):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    for i in (5, 4, 3, 2, 1):  # poplars on both sides, paler with distance
        z = 1 / (1 + 0.55 * i)
        th = h * 1.25 * z
        ty = vy + h * 0.62 * z
        c1 = Canvas(W, H)
        c2 = Canvas(W, H)
        _poplar_pair(h, vx, W, c1, c2, th, ty, wide, z)
        m = c1.mask()
        f = fractal_noise(H, W, max(6, 26 * s * z + 4), rng, 4, 0.65, ax=0.7, ay=1.5)
        q1 = fractal_noise(H, W, 20 * s, rng, 3) - 0.5
        m = warp(m, q1 * th * 0.10, q1 * th * 0.05) * smooth(0.36, 0.58, f)
        a = 0.62 * z**0.55
        d = over(
            d, "#47423b", np.maximum(blur(m, 1.2 * s + 0.6), c2.mask() * 0.8) * a * smooth(ty + 2, ty - th * 0.45, y)
        )
    return d


def _poplar_pair(h, vx, W, c1, c2, th, ty, wide, z):
    for sg in (-1, 1):
        tx = vx + sg * h * (0.30 + 1.28 * z)
        if wide and sg < 0 and tx < W * 0.47:
            continue
        c2.canvas.drawLine(float(tx), float(ty), float(tx), float(ty - th * 0.4), pen("#fff", 1, max(1.2, th * 0.018)))
        c1.canvas.drawPath(
            curve(
                [
                    (tx, ty - th * 0.14),
                    (tx - th * 0.072, ty - th * 0.30),
                    (tx - th * 0.066, ty - th * 0.58),
                    (tx - th * 0.022, ty - th * 0.88),
                    (tx, ty - th),
                    (tx + th * 0.022, ty - th * 0.88),
                    (tx + th * 0.066, ty - th * 0.58),
                    (tx + th * 0.072, ty - th * 0.30),
                ],
                True,
            ),
            pen(),
        )


def _road_frame(frame, h, vx, vy):
    """Road: brush strokes from the viewer, dry and gone ahead of him."""
    W, H, wide = frame.width, frame.height, frame.wide
    x, y = frame.grid
    hr = np.clip((y - vy) / (H - vy), 0, 1)
    halfw = 2.1 * h * 0.62 if wide else W * 0.50
    v = (x - vx) / (halfw * hr + 1e-3)
    return halfw, v


def _road_ink(frame, d, fy, h, vy, v):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    reach = smooth(fy - h * 0.30, fy + h * 0.06, y)
    fib = fractal_noise(H, W, 10 * s, rng, 4, 0.6, ax=9, ay=0.5)
    ang = np.interp(np.clip(v, -1.4, 1.4), np.linspace(-1.5, 1.5, 700), noise_line(700, 9, rng, 5, 0.75))
    dry = smooth(0.62 - 0.42 * reach, 0.80 - 0.42 * reach, ang * 0.62 + fractal_noise(H, W, 60 * s, rng, 4) * 0.42)
    inn = smooth(1.03, 0.97, np.abs(v) + 0.02 * (fib - 0.5))
    wash = fractal_noise(H, W, 90 * s, rng, 5)
    d = over(d, "#8a8276", inn * dry * (y > vy) * reach * (0.12 + 0.42 * wash))
    rut = np.interp(np.clip(v, -1, 1), np.linspace(-1, 1, 500), noise_line(500, 40, rng, 5, 0.7))
    d = over(d, "#5c5750", inn * smooth(0.55, 0.75, rut) * reach * 0.28 * dry * (0.3 + wash))
    st1 = fractal_noise(H, W, 9 * s, rng, 3, 0.6, ax=3, ay=0.8)
    d = over(d, "#4a443d", inn * smooth(0.74, 0.88, st1) * reach * 0.13)
    wv = (noise_line(H, 70 * s, rng, 4) - 0.5)[:, None] * 0.05
    edge = (
        np.exp(-(((np.abs(v) - 1 + wv) / (0.012 + 0.020 * wash * fib)) ** 2))
        * smooth(0.34, 0.60, fractal_noise(H, W, 22 * s, rng, 4, 0.6) + 0.50 * reach - 0.20)
        * reach
    )
    return over(d, "#241f1c", edge * 0.72)


def _verge_grass(frame, d, fy, h, vx, vy, halfw):
    """Grass strokes at the road side."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    c1 = Canvas(W, H)
    for _ in range(260):
        yy = fy - h * 0.05 + (H * 1.02 - fy) * rng.random() ** 0.7
        k = (yy - vy) / (H - vy)
        sg = 1 if rng.random() < 0.5 else -1
        xx = vx + sg * halfw * k * (1.03 + 0.5 * rng.random() ** 2)
        g = (10 + 34 * rng.random()) * s * k * 1.3
        c1.canvas.drawPath(
            curve([(xx, yy), (xx + sg * g * 0.12, yy - g * 0.6), (xx + (rng.random() - 0.3) * g * 0.7 * sg, yy - g)]),
            pen("#fff", 0.4 + 0.5 * rng.random(), (1 + 1.1 * rng.random()) * s),
        )
    return over(d, "#3a352f", c1.mask() * 0.55)


def _mist(frame, d, h, vy):
    """Mist between us and the distance."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    mist = fractal_noise(H, W, 240 * s, rng, 5, ax=2.6)
    return over(
        d,
        "#efece6",
        np.exp(-(((y - (vy + h * 0.34)) / (h * 0.30)) ** 2)) * np.clip(0.25 + 0.9 * mist, 0, 0.92) * 0.82,
    )


def _red_shadow(frame, d, fy, cx, h):
    """Shadow in red ink."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    sm = mask(W, H, *girl_shadow(cx, fy - h * 0.012, h * (0.86 if wide else 1.02) * (0.78 if wide else 0.86), 0.10))
    n1, n2 = fractal_noise(H, W, 24 * s, rng, 4) - 0.5, fractal_noise(H, W, 24 * s, rng, 4) - 0.5
    sm = warp(sm, n1 * 9 * s, n2 * 9 * s)
    soft = soft_blur(sm, 5 * s)
    far = smooth(fy, H, y)
    k = mix(sm, soft, far * 0.8)
    d = over(d, "#a4493d", soft_blur(sm, 18 * s) * 0.16)
    return ink(d, np.clip(k, 0, 1), "#a4493d", rng, 0.84, 70 * s, 0.22, 9 * s)


def title(d, W, H, rng):
    p = text_path("长得像", "songr", W * 0.105, W * 0.885, H * 0.050, vertical=True, lead=1.08)
    p.addPath(text_path("父亲的人", "songr", W * 0.105, W * 0.752, H * 0.098, vertical=True, lead=1.08))
    d = draw_path(d, p, "#241f1c", 1)
    d = seal(d, "认", W * 0.853, H * 0.050 + W * 0.105 * 1.08 * 3 + H * 0.018, W * 0.058, rng, "#a4493d")
    return draw_path(
        d,
        text_path(
            "认错了人，也就认出了自己".replace("，", " "),
            "kai",
            W * 0.031,
            W * 0.655,
            H * 0.104,
            vertical=True,
            lead=1.16,
        ),
        "#5c5750",
        1,
    )
