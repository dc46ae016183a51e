"""A white bowl in pieces; the gold in its cracks is a river with tributaries that runs on through raked sand."""

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import Canvas, circle, mask, pen
from ..kit.colour import add, mix, over, ramp, smooth
from ..kit.fields import blur, fractal_noise, noise_line, shift, soft_blur
from ..kit.light import vignette
from ..kit.posters import placed
from ..kit.prints import grain
from ..kit.shapes import taper
from ..kit.strokes import strokes


def scene(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    cx, cy, R = (W * 0.67, H * 0.47, H * 0.385) if wide else (W * 0.5, H * 0.405, W * 0.405)
    r = np.hypot(x - cx, y - cy) / R
    np.arctan2(y - cy, x - cx)
    lx, ly = -0.6, -0.8
    lit = (x - cx) / (r * R + 1) * lx + (y - cy) / (r * R + 1) * ly
    d, wob = _raked_sand(frame, r, lit)
    # bowl body
    m = circle(W, H, cx, cy, R)
    sh = soft_blur(shift(m, int(26 * s), int(40 * s)), 30 * s)
    d = d * (1 - 0.62 * sh * (1 - m))[..., None]
    body = _bowl_tone(frame, r, lit, wob)
    body, runs, gold = _shards(frame, R, cx, cy, r, m, body)
    d = over(d, body, m)
    d = add(d, "#ffffff", m * np.exp(-(((r - 0.80) / 0.05) ** 2)) * smooth(0.80, 0.98, -lit) * 0.30)
    end, tail = _river_tail(frame, R, r, runs)
    d = _gold_leaf(frame, d, ly, lx, m, gold, tail)
    dust = _gold_dust(frame, R, end)
    d = over(d, "#E5C067", dust * (1 - m) * 0.8)
    if wide:
        d = d * mix(0.62, 1, smooth(0.05, 0.55, x / W))[..., None]
    return grain(vignette(d, 0.30, cx / W, cy / H), rng, 0.011 if wide else 0.018, 1)


def _raked_sand(frame, r, lit):
    """Raked sand around the bowl."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    d = ramp(np.clip((x * 0.5 + y) / (W * 0.5 + H), 0, 1), [(0, "#7F8E78"), (0.5, "#66755F"), (1, "#48563F")])
    wob = (fractal_noise(H, W, 90 * s, rng, 3) - 0.5) * 0.035
    ph = (r + wob) * 6.283 / 0.088
    fade = np.exp(-np.clip(r - 1, 0, 9) / (0.66 if wide else 1.1)) * smooth(1.02, 1.08, r)
    d = d * (1 + 0.34 * np.cos(ph) * fade * (lit * 0.9 + 0.25) - 0.17 * smooth(0.3, 1, np.sin(ph)) * fade)[..., None]
    d = d * (1 + (fractal_noise(H, W, 3 * s + 1, rng, 2) - 0.5) * 0.16)[..., None]
    return d, wob


def _bowl_tone(frame, r, lit, wob):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    inner = np.clip(r / 0.955, 0, 1)
    slope = np.clip(inner, 0, 1) ** 1.7
    tone = (
        0.64
        - lit * slope * 0.50
        - 0.16 * np.exp(-(((r - 0.40) / 0.05) ** 2)) * (lit + 0.2)
        + 0.020 * np.sin(r * 150 + wob * 60) * smooth(0.42, 0.6, r)
    )
    tone = tone + 0.05 * (fractal_noise(H, W, 120 * s, rng, 3) - 0.5)
    rim = smooth(0.945, 0.955, r)
    tone = tone * (1 - rim) + rim * (0.84 + lit * 0.20)
    return ramp(
        np.clip(tone, 0, 1.1),
        [(0, "#6E6253"), (0.32, "#A89A85"), (0.55, "#DACFBE"), (0.78, "#F3EEE6"), (1.05, "#FFFDF8")],
    )


def _shards(frame, R, cx, cy, r, m, body):
    """Shards: every piece catches the light a little differently."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    runs = crack_lines(R, cx, cy, rng)
    c = Canvas(W, H)
    for pts, w0, w1 in runs:
        c.canvas.drawPath(taper(pts, w0, w1)[0], pen())
    gold = c.mask() * np.clip((1.0 - r) * R + 0.5, 0, 1)
    lab, n = nd.label((gold < 0.25) & (m > 0.5))
    off = (rng.random(n + 1) - 0.5) * 0.17
    off[0] = 0
    body = body * (1 + off[lab])[..., None]
    dark = soft_blur(gold, 7 * s)
    body = body * (1 - 0.30 * np.clip(dark - gold, 0, 1))[..., None]
    return body, runs, gold


def _river_tail(frame, R, r, runs):
    """The river goes on through the sand."""
    W, H, wide = frame.width, frame.height, frame.wide
    end = runs[2][0][-1]
    before = runs[2][0][-5]
    if wide:
        path = [before, end, (W * 0.752, H * 0.925), (W * 0.80, H * 0.968), (W * 0.835, H * 1.06)]
    else:
        path = [
            before,
            end,
            (W * 0.665, H * 0.715),
            (W * 0.650, H * 0.747),
            (W * 0.545, H * 0.772),
            (W * 0.450, H * 0.790),
            (W * 0.435, H * 0.815),
            (W * 0.50, H * 0.836),
        ]
    tail = mask(W, H, taper(path, 0.072 * R, (0.085 if wide else 0.006) * R)[0]) * smooth(0.965, 0.975, r)
    return end, tail


def _gold_leaf(frame, d, ly, lx, m, gold, tail):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    gold = np.maximum(gold, tail)
    hgt = blur(gold, 2.6 * s)
    gy, gx = np.gradient(hgt)
    spec = np.clip(-(gx * lx + gy * ly) * -9 * s, -1, 1)
    gl = fractal_noise(H, W, 14 * s, rng, 3)
    gc = ramp(
        np.clip(0.46 + spec * 0.9 + (gl - 0.5) * 0.9, 0, 1),
        [(0, "#6B4A12"), (0.35, "#A97C24"), (0.58, "#D9AE4C"), (0.8, "#F6DD8E"), (1, "#FFF8DA")],
    )
    d = d * (1 - 0.45 * np.clip(soft_blur(shift(tail, int(3 * s), int(4 * s)), 4 * s), 0, 1) * (1 - m))[..., None]
    d = over(d, gc, gold)
    return add(d, "#FFD77A", soft_blur(gold, 16 * s) * 0.16)


def _gold_dust(frame, R, end):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    return strokes(
        W,
        H,
        [
            (
                [
                    (end[0] + rng.normal() * R * 0.25, end[1] + R * 0.1 + abs(rng.normal()) * R * 0.28),
                ]
                * 2,
                (1 + 3 * rng.random() ** 3) * s,
                0.9,
            )
            for _ in range(70)
        ],
    )


def title(d, W, H, rng):
    """The name in gold leaf, lit from above."""
    p = placed("house-of-mended-gold", (0.16, 0.868, 0.68), W, H)
    m = mask(W, H, p)
    s = H / 1200
    h = blur(m, 1.6 * s)
    gy, gx = np.gradient(h)
    spec = np.clip((gx * 0.6 + gy * 0.8) * 4 * s, -1, 1)
    d = d * (1 - 0.4 * soft_blur(shift(m, int(2 * s), int(4 * s)), 5 * s))[..., None]
    return over(
        d,
        ramp(
            np.clip(0.62 + spec * 0.8 + (fractal_noise(H, W, 24 * s, rng, 3) - 0.5) * 0.6, 0, 1),
            [(0, "#8A6320"), (0.4, "#CFA146"), (0.65, "#EBCB79"), (1, "#FFF6D2")],
        ),
        m,
    )


def crack_lines(R, cx, cy, rng):
    """main river of cracks through the bowl and its tributaries, as wandering point lists with widths"""

    def wander(p, q, n, amp):
        t = np.linspace(0, 1, n)[:, None]
        base = np.array(p) * (1 - t) + np.array(q) * t
        d = np.array(q) - np.array(p)
        nr = np.array([-d[1], d[0]])
        k = (noise_line(n, max(3, n / 3.2), rng, 3) - 0.5) * np.sin(np.pi * t[:, 0]) * amp
        return base + nr[None] * k[:, None]

    B, C, runs = _main_river(wander)
    for p, q, w in [
        ((-1.0, -0.17), B, 0.030),
        ((0.60, -0.80), B, 0.032),
        ((1.0, 0.06), C, 0.034),
        ((-0.80, 0.60), C, 0.032),
        ((0.965, -0.26), (0.40, -0.55), 0.018),
        ((-0.62, 0.42), (-0.52, -0.20), 0.017),
        ((0.88, 0.47), (0.62, 0.10), 0.018),
        ((-0.25, 0.968), (-0.02, 0.42), 0.020),
    ]:
        _tributary(B, C, p, q, runs, w, wander)
    return [([(cx + px * R, cy + py * R) for px, py in pts], a * R, b * R) for pts, a, b in runs]


def _tributary(B, C, p, q, runs, w, wander):
    near = np.concatenate([r[0] for r in runs])

    def snap(v):
        return tuple(near[np.argmin(np.hypot(*(near - np.array(v)).T))])

    if np.hypot(*q) < 0.9 and q not in (B, C):
        q = snap(q)
    if np.hypot(*p) < 0.9:
        p = snap(p)
    runs.append((wander(p, q, 20, 0.42), w * 0.8, w))


def _main_river(wander):
    A, B, C, D = (-0.34, -0.94), (-0.10, -0.30), (0.12, 0.20), (0.31, 0.985)
    runs = [
        (wander(A, B, 22, 0.55), 0.034, 0.046),
        (wander(B, C, 22, 0.6), 0.046, 0.056),
        (wander(C, D, 24, 0.5), 0.056, 0.074),
    ]
    return B, C, runs
