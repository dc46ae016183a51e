"""The tail light of the last tram shrinks along the coast until it is the first star over the sea."""

import numpy as np
import skia

from ..kit.brush import Canvas, mask, pen, polygon
from ..kit.colour import add, over, ramp, rgb, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, noise_line, soft_blur
from ..kit.light import mirror_water, starfield
from ..kit.posters import letter_plain
from ..kit.strokes import strokes
from .after_the_last_tram_stop import bright_stars, missed_it, poles


def scene(frame):
    H, wide = frame.height, frame.wide
    hz = int(H * (0.60 if wide else 0.58))
    d, vx = _dusk_sky(frame)
    d, sky = _milky_way(frame, d, hz, vx)
    d = _headlands(frame, d, hz, vx, sky)
    d = _tail_light(frame, d, hz, vx, sky)
    d, t = _sea(frame, d, hz, vx, sky)
    yy, bx, gauge, shore = _coast_curve(frame, hz, vx)
    d = _shore(frame, d, hz, t, yy, shore)
    d = _rail_bed(frame, d, hz, yy, bx, gauge)
    d, pc = _rails(frame, d, hz, t, yy, bx, gauge)
    d = poles(frame, d, hz, yy, bx, pc)
    return missed_it(frame, d, hz, vx, yy, bx)


def _dusk_sky(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    vx = W * (0.66 if wide else 0.44)
    d = vertical_gradient(
        W,
        H,
        [
            (0, "#070B1E"),
            (0.22, "#0F1738"),
            (0.42, "#23315E"),
            (0.53, "#3F5089"),
            (0.58, "#6C78A8"),
            (0.61, "#7C86AE"),
            (1, "#0A0F24"),
        ],
    )
    return d, vx


def _milky_way(frame, d, hz, vx):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    sky = (y < hz).astype(np.float32)
    d = add(d, "#F2C98A", np.exp(-(((y - hz) / (H * 0.05)) ** 2) - ((x - vx) / (W * 0.30)) ** 2) * 0.22 * sky)
    cl = fractal_noise(H, W, 70 * s, rng, 4, 0.5, ax=8, ay=0.5)
    d = over(d, "#1A2550", smooth(0.55, 0.75, cl) * np.exp(-(((y - hz * 0.86) / (H * 0.10)) ** 2)) * 0.8 * sky)
    ax_ = (x - vx) * 0.82 + (y - hz) * 0.58
    milky = np.exp(-((ax_ / (H * 0.10)) ** 2)) * fractal_noise(H, W, 80 * s, rng, 5)
    d = add(d, "#7E8FD0", milky * 0.24 * sky * (1 - y / hz))
    d = starfield(d, rng, 420 if wide else 330, 2.1 * s, sky * np.clip(1.15 - y / hz, 0.05, 1))
    return d, sky


def _headlands(frame, d, hz, vx, sky):
    """Headlands far away with a few lights."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    lights = []
    for i, (_o, c, h) in enumerate([(0.0, "#3A497F", 0.055), (0.0, "#1D2A57", 0.085), (0.0, "#111A3C", 0.15)]):
        reach = (0.02, 0.10, 0.26)[i] * W
        k = smooth(vx + reach * 0.25, vx + reach + W * 0.20, np.arange(W))
        ridge = hz - H * h * k * (0.45 + 0.9 * noise_line(W, W * 0.22, rng, 5))
        d = over(d, c, below(W, H, ridge) * sky)
        if i:
            for _ in range(16 * i):
                px = vx + reach * 0.7 + rng.random() * (W - vx)
                pk = ridge[int(min(W - 1, px))]
                if hz - pk > 12 * s:
                    lights.append((px, pk + (hz - pk) * (0.35 + 0.6 * rng.random()), rng.random()))
    m = Canvas(W, H)
    for px, py, a in lights:
        m.canvas.drawCircle(px, py, (1.2 + 1.2 * a) * s, pen("#fff", 0.35 + 0.6 * a))
    return add(d, "#F2D16B", m.mask() * 0.9 + soft_blur(m.mask(), 5 * s) * 0.8)


def _tail_light(frame, d, hz, vx, sky):
    """The tail light that becomes a star."""
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    x, y = frame.grid
    ty = hz - 7 * s
    rr = np.hypot(x - vx, y - ty)
    flare = np.exp(-rr / (7 * s)) * 1.5 + np.exp(-rr / (40 * s)) * 0.40 + np.exp(-rr / (130 * s)) * 0.14
    flare += (
        np.exp(-np.abs(x - vx) / (1.5 * s)) * np.exp(-np.abs(y - ty) / (54 * s)) * 0.9
        + np.exp(-np.abs(y - ty) / (1.3 * s)) * np.exp(-np.abs(x - vx) / (60 * s)) * 0.9
    )
    d = add(d, "#FFC75C", flare * sky)
    return bright_stars(d, W, H, s, vx, ty, wide)


def _sea(frame, d, hz, vx, sky):
    """Sea."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, _ = frame.grid
    ref, t = mirror_water(d, hz, rng, s, 40, 9, 1.5)
    wm = 1 - sky
    d = over(d, ref * (0.80 - 0.45 * t)[..., None] + rgb("#0A1230") * 0.35, wm)
    glit = (
        np.exp(-(((x - vx) / (W * (0.012 + 0.085 * t))) ** 2))
        * smooth(0.52, 0.66, fractal_noise(H, W, 13 * s, rng, 3, 0.6, ax=5, ay=0.45))
        * np.exp(-t * 2.4)
        * wm
    )
    d = add(d, "#FFD98A", glit * 0.85)
    return d, t


def _coast_curve(frame, hz, vx):
    """Coast and rails: one curve in perspective."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    f = np.linspace(0, 1, 120) ** 1.7
    yy = hz + 2 * s + (H * 1.06 - hz) * f
    bend = (np.sin(f * 3.3) * 0.10 + f * (0.05 if wide else 0.16)) * W
    bx = vx + bend * (1.0 if not wide else 0.8)
    gauge = (yy - hz) * 0.150
    shore = bx - (yy - hz) * 0.52 - (noise_line(120, 20, rng, 3) - 0.5) * (yy - hz) * 0.16
    return yy, bx, gauge, shore


def _shore(frame, d, hz, t, yy, shore):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    land = mask(W, H, polygon([*list(zip(shore, yy, strict=False)), (W + 40, H * 1.06), (W + 40, hz - 2)]))
    tx = fractal_noise(H, W, 26 * s, rng, 5, 0.6, ax=3, ay=0.6)
    d = over(
        d,
        ramp(t, [(0, "#1A2650"), (0.15, "#111A3A"), (0.6, "#080D20"), (1, "#050816")]) * (0.86 + 0.28 * tx)[..., None],
        land,
    )
    foam = strokes(
        W,
        H,
        [
            (list(zip(shore, yy, strict=False))[2:], 3.0 * s, 0.8),
            ([(a - (b - hz) * 0.05 - 3 * s, b) for a, b in zip(shore, yy, strict=False)][8:], 1.6 * s, 0.5),
        ],
    )
    return over(
        d, "#C9D6DF", foam * (0.16 + 0.5 * smooth(0.42, 0.6, fractal_noise(H, W, 16 * s, rng, 3))) * (0.35 + 0.65 * t)
    )


def _rail_bed(frame, d, hz, yy, bx, gauge):
    W, H, s = frame.width, frame.height, frame.unit
    bed = mask(
        W,
        H,
        polygon(
            list(zip(bx - gauge * 1.9, yy, strict=False)) + list(zip((bx + gauge * 1.9)[::-1], yy[::-1], strict=False))
        ),
    )
    d = over(d, "#232C4E", bed * 0.65)
    sl = Canvas(W, H)
    zz = 1.0
    for _k in range(70):
        yk = hz + (H * 1.08 - hz) / zz
        zz *= 1.062
        xk = np.interp(yk, yy, bx)
        g = (yk - hz) * 0.25
        w = max(0.6, (yk - hz) * 0.020)
        if yk > hz + 14 * s:
            sl.canvas.drawRect(skia.Rect.MakeLTRB(xk - g, yk - w, xk + g, yk + w), pen("#fff", 0.9))
    return over(d, "#0A0F22", sl.mask() * bed * 0.85)


def _rails(frame, d, hz, t, yy, bx, gauge):
    W, H, s = frame.width, frame.height, frame.unit
    for sg in (-1, 1):
        rl = list(zip(bx + sg * gauge, yy, strict=False))
        w = (yy - hz) * 0.016 + 0.8 * s
        rm = mask(
            W,
            H,
            polygon(
                [(px - q, py) for (px, py), q in zip(rl, w, strict=False)]
                + [(px + q, py) for (px, py), q in list(zip(rl, w, strict=False))[::-1]]
            ),
        )
        col = ramp(t, [(0, "#FFE3A0"), (0.12, "#E9C27A"), (0.40, "#7F8DBE"), (1, "#AEBEDD")])
        d = over(d, col, rm * 0.95)
    # poles with the wire
    pc = Canvas(W, H)
    return d, pc


def title(d, W, H, rng):
    """The name in plain light letters."""
    return letter_plain(d, "after-the-last-tram", (0.09, 0.065, 0.82), rng)
