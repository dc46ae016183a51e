"""The lane cut into the ice is a thermometer at minus twenty; four caps swim up it in relay order."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import flat, over, smooth
from ..kit.fields import blur, fractal_noise, shift, soft_blur, warp
from ..kit.lettering import text_path
from ..kit.posters import letter_column
from ..kit.prints import finish, halftone, paper
from .twenty_below_swim_team_swimmer import capsule, swimmer


def scene(frame):
    wide = frame.wide
    d, s, bulb, cx, turn, r, L, cy = _thermometer_place(frame)
    d = _scratches(frame, d, s)
    body = _tube_shape(turn, cy, r, cx, L, bulb)

    def at(u, v):
        return (
            cx + u * math.cos(math.radians(turn)) - v * math.sin(math.radians(turn)),
            cy + u * math.sin(math.radians(turn)) + v * math.cos(math.radians(turn)),
        )

    d = _ice_edge(frame, d, s, body)
    d = _lane_floats(frame, d, bulb, r, L, at)
    marks, letters, twenty, v0, v1, side = _scale_canvases(frame, L)
    for i in range(21):
        _scale_mark(at, i, letters, marks, r, s, side, turn, twenty, v0, v1, wide)
    d = _scale_and_swimmers(frame, d, turn, r, L, at, marks, letters, twenty)
    return _snowfall(frame, d, s, cx)


def _scale_mark(at, i, letters, marks, r, s, side, turn, twenty, v0, v1, wide):
    v = v0 + (v1 - v0) * i / 20
    big = i % 5 == 0
    length = r * (0.52 if big else 0.28)
    marks.canvas.drawLine(
        *map(float, at(side * r * 1.22, v)),
        *map(float, at(side * (r * 1.22 + length), v)),
        pen("#fff", 1, (7 if big else 4) * s),
    )
    if big:
        g = text_path(("0", "−5", "−10", "−15", "−20")[i // 5], "archivo", r * (0.46 if i < 20 else 0.62), 0, 0)
        b = g.computeTightBounds()
        g.offset(-b.left() if wide else -b.right(), -b.centerY())
        q = skia.Matrix()
        q.setTranslate(*map(float, at(side * (r * 1.22 + length + r * 0.14), v)))
        q.preRotate(turn)
        g.transform(q)
        if i < 20:
            letters.addPath(g)
        else:
            twenty.addPath(g)


def _thermometer_place(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    s = H / (900 if wide else 1200)
    if wide:
        cx, cy, L, r, bulb, turn = W * 0.690, H * 0.430, H * 0.78, H * 0.104, H * 0.168, 18
    else:
        cx, cy, L, r, bulb, turn = W * 0.715, H * 0.440, H * 0.745, W * 0.138, W * 0.215, 5
    d = flat(W, H, "#e7f3fb")
    # ice: printed dots, cracks, skate marks
    tone = np.clip(0.10 + 0.46 * (fractal_noise(H, W, H * 0.30, rng, 4) - 0.38), 0, 1)
    corner = (
        np.clip(((1 - x / W) * 0.9 + y / H * 0.5 - 0.55), 0, 1)
        if wide
        else np.clip((1 - x / W) * 0.35 + np.abs(y / H - 0.5) * 0.5 - 0.2, 0, 1)
    )
    d = over(d, "#9cc7e0", halftone(np.clip(tone + corner * 0.30, 0, 1), 10 * s, 30) * 0.85)
    return d, s, bulb, cx, turn, r, L, cy


def _scratches(frame, d, s):
    W, H, rng = frame.width, frame.height, frame.rng
    c = Canvas(W, H)
    for _ in range(16):
        a = rng.random() * 6.28
        X, Y = rng.random() * W, rng.random() * H
        length = rng.uniform(0.08, 0.28) * H
        b = rng.uniform(-0.6, 0.6)
        c.canvas.drawPath(
            curve(
                [
                    (X, Y),
                    (X + math.cos(a) * length * 0.5 + b * length * 0.2, Y + math.sin(a) * length * 0.5),
                    (X + math.cos(a + b) * length, Y + math.sin(a + b) * length),
                ]
            ),
            pen("#fff", rng.uniform(0.4, 1), rng.uniform(1.2, 2.8) * s),
        )
    return over(d, "#ffffff", c.mask() * 0.95)


def _tube_shape(turn, cy, r, cx, L, bulb):
    body = capsule(L, r, bulb)
    m0 = skia.Matrix()
    m0.setTranslate(cx, cy)
    m0.preRotate(turn)
    body.transform(m0)
    return body


def _ice_edge(frame, d, s, body):
    W, H, rng = frame.width, frame.height, frame.rng
    m = mask(W, H, body)
    n1, n2 = fractal_noise(H, W, 26 * s, rng, 3) - 0.5, fractal_noise(H, W, 26 * s, rng, 3) - 0.5
    m = warp(m, n1 * 16 * s, n2 * 16 * s)
    rimw = np.clip(soft_blur(m, 9 * s) * 3.2, 0, 1)
    d = over(d, "#b9d9ea", np.clip(soft_blur(shift(rimw, int(8 * s), int(12 * s)), 10 * s), 0, 1) * 0.8)
    d = over(d, "#fbfdff", rimw)
    d = over(d, "#2f739d", m)
    wall = np.clip(m - shift(m, int(9 * s), int(22 * s)), 0, 1)
    d = over(d, "#9fd0e6", wall * m * 0.9)
    deep = np.clip(blur(m, 30 * s) * 1.6 - 0.55, 0, 1) * m
    return over(d, "#16425b", halftone(np.clip(deep * 0.30 + 0.03, 0, 1), 9 * s, 15) * m * (1 - wall) * 0.95)


def _lane_floats(frame, d, bulb, r, L, at):
    """Lane ropes."""
    W, H = frame.width, frame.height
    c = Canvas(W, H)
    c2 = Canvas(W, H)
    for sg in (-1, 1):
        k = 0
        v = -L / 2 + r * 0.75
        while v < L / 2 - bulb * 0.55:
            (c if k % 2 else c2).canvas.drawCircle(*map(float, at(sg * r * 0.74, v)), float(r * 0.072), pen())
            v += r * 0.165
            k += 1
    d = over(d, "#f4442e", c.mask())
    return over(d, "#fbfdff", c2.mask())


def _scale_canvases(frame, L):
    """Scale on the ice."""
    W, H, wide = frame.width, frame.height, frame.wide
    marks = Canvas(W, H)
    letters = skia.Path()
    twenty = skia.Path()
    v0, v1 = -L * 0.44, L * 0.26
    side = 1 if wide else -1
    return marks, letters, twenty, v0, v1, side


def _scale_and_swimmers(frame, d, turn, r, L, at, marks, letters, twenty):
    W, H = frame.width, frame.height
    d = over(d, "#16425b", marks.mask())
    d = over(d, "#16425b", mask(W, H, letters))
    d = over(d, "#f4442e", mask(W, H, twenty))
    caps = [("#f4442e", "#f9d65c"), ("#f9d65c", "#f4442e"), ("#7fd0b2", "#16425b"), ("#f7f3ea", "#f4442e")]
    vs = [-L * 0.385, -L * 0.175, L * 0.040, L * 0.445]
    for i, v in enumerate(vs):
        z = r * (0.40 if i < 3 else 0.50)
        u = (0.10, -0.12, 0.08, 0)[i] * r
        d = swimmer(d, W, H, at(u, v), turn + (0, 3, -3, 0)[i], z, *caps[i], i + 1, i == 3, i % 2)
    return d


def _snowfall(frame, d, s, cx):
    """Snow."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, _ = frame.grid
    c = Canvas(W, H)
    for _ in range(150 if wide else 110):
        c.canvas.drawCircle(
            rng.random() * W, rng.random() * H, rng.uniform(1.6, 5.5) * s, pen("#fff", rng.uniform(0.6, 1))
        )
    d = over(d, "#ffffff", c.mask())
    d = np.stack([shift(d[..., 0], round(2 * s), 0, 0.9), d[..., 1], d[..., 2]], -1)
    if wide:
        d = over(d, "#cbe3f1", (1 - smooth(0.34, 0.54, x / W)) * 0.93)
    d = paper(d, rng, 0.03, 0.008)
    return finish(d, W, H, rng, 0.12, cx / W)


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_column(
        d, "零下二十度泳队", "smiley", (0.145, 0.055, 0.175), "#f4442e", scale=[1, 1, 0.66, 1, 1, 1, 1]
    )
