"""printed at double size and reduced, so the foam lines have clean edges"""

import math

import numpy as np

from ..kit.brush import Canvas, circle, curve, pen, polygon
from ..kit.colour import mix, over, ramp, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, noise_line, shift
from ..kit.frame import Frame
from ..kit.lettering import phrase
from ..kit.prints import grain, paper
from ..kit.shapes import TAU, disc, rect
from ..kit.strokes import paste

FOAM = "#dfe6e4"
GREY = "#8fa9ad"
BLUE = "#3d5a66"
DEEP = "#1c2b33"
MOON = "#d9732f"


def scene(frame):
    W, H, rng = frame.width, frame.height, frame.rng
    big = tide_print(Frame(2 * W, 2 * H, rng))
    return grain(big.reshape(H, 2, W, 2, 3).mean((1, 3)), rng, 0.009, 1)


def title(d, W, H, rng):
    d = phrase(d, "潮汐历", "songr", W * 0.150, W * 0.175, H * 0.050, "#1c2b33", 1, vertical=True, lead=1.10)
    return phrase(d, "退潮之后，路才出现。", "songr", W * 0.032, W * 0.90, H * 0.918, "#dfe6e4", 0.95, "r", W * 0.008)


def tide_print(frame):
    """The sea withdraws in arcs like the lines of a tide table; every footprint keeps a little of the moon."""
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    d, hy, my, mx, mr, wood = _sky_and_wood(frame)
    d = _halo_lines(frame, d, my, mx, mr)
    d, ix, isl = _moon_and_islands(frame, d, hy, my, mx, mr, wood)
    k, below_h, f = _tide_arcs(frame, hy, ix)
    d = _bands_and_foam(frame, d, wood, k, below_h, f)
    d, c, N, x0 = _footprints_path(frame, d, hy, mx, mr, ix, below_h)
    for i in range(N):
        q = i / (N - 1)
        dep = 1 / (1 + q * 22)
        py = hy + (H * 1.0 - hy) * (dep - 1 / 23) / (1 - 1 / 23) + 3 * s
        px = ix + (x0 - ix) * dep**0.9 + math.sin(q * 5.2) * W * (0.05 if wide else 0.10) * dep**0.8
        sc = dep
        side = 1 if i % 2 else -1
        w = 21 * s * sc * (1.15 if wide else 1)
        px += side * 25 * s * sc
        side * 0.10
        for cc, _g in ((c, 1.0),):
            _footprint(cc, px, py, side, w)
    d = _prints_on_sand(frame, d, hy, c)
    c = _island_house(frame, ix, isl)
    return _finish_print(frame, d, c)


def _footprint(cc, px, py, side, w):
    cc.canvas.save()
    cc.canvas.translate(float(px), float(py))
    cc.canvas.rotate(-16 + side * 8)
    cc.canvas.scale(1, 0.60)
    cc.canvas.drawPath(
        curve(
            [
                (-w * 0.42, -w * 1.2),
                (0, -w * 1.55),
                (w * 0.44, -w * 1.15),
                (w * 0.40, -w * 0.3),
                (w * 0.26, w * 0.35),
                (w * 0.36, w * 1.0),
                (0, w * 1.42),
                (-w * 0.36, w * 1.0),
                (-w * 0.22, w * 0.35),
                (-w * 0.46, -w * 0.4),
            ],
            True,
        ),
        pen("#fff"),
    )
    cc.canvas.restore()


def _sky_and_wood(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    hy = H * (0.42 if wide else 0.40)
    mx, my, mr = (W * 0.66, H * 0.235, H * 0.092) if wide else (W * 0.635, H * 0.235, W * 0.105)
    sky = vertical_gradient(
        W, H, [(0, "#6d8b93"), (0.08, "#8fa9ad"), (0.22, "#b9c9ca"), (0.40, "#dfe6e4"), (1, "#dfe6e4")]
    )
    wood = fractal_noise(H, W, 16 * s, rng, 4, 0.6, ax=22, ay=0.45)
    fractal_noise(H, W, 240 * s, rng, 3, ax=3)
    d = sky * (1 + (wood - 0.5) * 0.16)[..., None]
    if wide:
        d = over(d, "#22343d", smooth(0.60, 0.16, x / W) * 0.86)
    return d, hy, my, mx, mr, wood


def _halo_lines(frame, d, my, mx, mr):
    """Halo lines with hour ticks."""
    W, H, s = frame.width, frame.height, frame.unit
    x, y = frame.grid
    rr = np.hypot(x - mx, y - my) / mr
    np.arctan2(y - my, x - mx)
    c = Canvas(W, H)
    for k in range(1, 9):
        R = mr * (1 + 0.42 * k)
        c.canvas.drawPath(disc(mx, my, R), pen("#fff", 0.9, 1.7 * s))
        for h in range(24):
            a = h * TAU / 24
            length = mr * (0.12 if h % 6 else 0.24)
            c.canvas.drawLine(
                mx + math.cos(a) * R,
                my + math.sin(a) * R,
                mx + math.cos(a) * (R - length),
                my + math.sin(a) * (R - length),
                pen("#fff", 0.9, 1.6 * s),
            )
    return over(d, BLUE, c.mask() * np.exp(-rr / 4.2) * 0.62)


def _moon_and_islands(frame, d, hy, my, mx, mr, wood):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    _, y = frame.grid
    d = over(d, MOON, circle(W, H, mx, my, mr))
    d = over(d, "#f0a05c", circle(W, H, mx, my, mr) * smooth(my + mr, my - mr * 0.6, y) * 0.55)
    d = d * (1 - 0.10 * circle(W, H, mx, my, mr) * (wood > 0.56))[..., None]
    # islands on the horizon: the place the road leads to
    ix = W * (0.66 if wide else 0.60)
    xs = np.arange(W)
    isl = (
        hy
        - H
        * 0.040
        * np.exp(-(np.abs((xs - ix) / (W * (0.055 if wide else 0.12))) ** 1.7))
        * (1 + 0.3 * (noise_line(W, 60 * s, rng, 5) - 0.5))
        - H * 0.012 * np.exp(-(np.abs((xs - W * (0.84 if wide else 0.12)) / (W * 0.10)) ** 2))
    )
    m = below(W, H, isl) * (y < hy + 2)
    d = over(d, "#50707b", m)
    return d, ix, isl


def _tide_arcs(frame, hy, ix):
    """Sea and sand in retreating arcs."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    below_h = np.clip(y - hy + 0.5, 0, 1)
    e = np.hypot((x - ix) / (1.25 if wide else 0.95), (y - hy) * (1.55 if wide else 1.28)) / H + 1e-4
    wob = fractal_noise(H, W, 150 * s, rng, 4, 0.5, ax=2.6, ay=0.8) - 0.5
    v = np.log(e * 16 + 0.55) * 2.75 + wob * (0.34 + 0.30 * np.clip(e, 0, 1))
    k = np.floor(v)
    f = v - k
    return k, below_h, f


def _bands_and_foam(frame, d, wood, k, below_h, f):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, _ = frame.grid
    t = np.clip((k + 1.5) / 8.2, 0, 1)
    base = ramp(
        t,
        [(0, "#9db4b7"), (0.22, "#7c989f"), (0.45, "#587680"), (0.68, "#3d5a66"), (0.86, "#2a414c"), (1, "#1c2b33")],
    )
    col = base * (1.20 - 0.42 * f**0.7)[..., None]  # bokashi inside each band
    foam = np.exp(-(((f - 0.03) / 0.055) ** 2)) + 0.55 * np.exp(-(((f - 0.16) / 0.018) ** 2)) * (
        fractal_noise(H, W, 40 * s, rng, 3, ax=3) > 0.46
    )
    lace = smooth(0.50, 0.60, fractal_noise(H, W, 15 * s, rng, 3, ax=2.4, ay=0.9)) * smooth(0.17, 0.03, f) * (f > 0.0)
    key = np.exp(-(((f - 0.985) / 0.020) ** 2))
    d = d * (1 - below_h[..., None]) + col * below_h[..., None]
    d = d * (1 + (wood - 0.5) * 0.13 * below_h)[..., None]
    d = over(d, DEEP, below_h * key * 0.75)
    dimm = mix(1, 0.17, smooth(0.54, 0.26, x / W)) if wide else 1
    d = over(d, FOAM, np.clip(below_h * np.clip(foam + lace * 0.7, 0, 1) * 0.92 * dimm, 0, 1))
    for q in (0.35, 0.55, 0.75):
        d = over(d, FOAM, below_h * np.exp(-(((f - q) / 0.010) ** 2)) * 0.16 * dimm)
    return d


def _footprints_path(frame, d, hy, mx, mr, ix, below_h):
    """The moon on the wet sand."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    path = (
        np.exp(-(((x - mx - (ix - mx) * 0) / (mr * (0.35 + 1.5 * np.clip((y - hy) / H, 0, 1)))) ** 2))
        * smooth(H * 0.75, hy, y)
        * below_h
        * smooth(0.52, 0.60, fractal_noise(H, W, 14 * s, rng, 3, ax=6, ay=0.6))
    )
    d = over(d, "#e58a45", path * 0.75)
    # footprints from here to the island
    c = Canvas(W, H)
    N = 150
    x0 = W * (0.52 if wide else 0.30)
    return d, c, N, x0


def _prints_on_sand(frame, d, hy, c):
    H, s = frame.height, frame.unit
    _, y = frame.grid
    fm = c.mask()
    d = over(d, "#10191f", np.clip(shift(fm, 0, -max(1, int(3 * s))) - fm, 0, 1) * 0.9)
    tone = ramp(
        np.clip((y - hy) / (H - hy), 0, 1), [(0, "#f2a25c"), (0.35, "#f0b98a"), (0.75, "#e3e6df"), (1, "#cfdad9")]
    )
    return d * (1 - fm[..., None] * 0.95) + tone * fm[..., None] * 0.95


def _island_house(frame, ix, isl):
    """House on the island."""
    W, H, s = frame.width, frame.height, frame.unit
    u = 9 * s
    hx, hyy = ix + 4 * s, float(isl[int(ix)]) + 2 * s
    c = Canvas(W, H)
    c.canvas.drawPath(
        polygon(
            [
                (hx - u * 1.1, hyy),
                (hx - u * 1.1, hyy - u * 1.0),
                (hx - u * 1.4, hyy - u * 0.95),
                (hx, hyy - u * 1.9),
                (hx + u * 1.4, hyy - u * 0.95),
                (hx + u * 1.1, hyy - u * 1.0),
                (hx + u * 1.1, hyy),
            ]
        ),
        pen(DEEP),
    )
    c.canvas.drawPath(rect(hx - u * 0.3, hyy - u * 0.8, hx + u * 0.3, hyy - u * 0.2), pen("#ffb469"))
    return c


def _finish_print(frame, d, c):
    rng = frame.rng
    d = paste(d, c)
    d = paper(d, rng, 0.035, 0.006)
    return grain(d, rng, 0.010, 1)
