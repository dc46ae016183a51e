"""The station window is one great clock of coloured glass; a woman on a ladder holds the minute hand one pane back."""

import math

import numpy as np
import skia
from scipy import ndimage as nd

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import add, flat, mix, over, rgb, screen, smooth
from ..kit.fields import fractal_noise, noise_line, shift, soft_blur, warp
from ..kit.lettering import phrase, text_path
from ..kit.light import bloom, vignette
from ..kit.prints import grain
from ..kit.shapes import TAU, disc, rect
from .clockmaker_on_platform_four_station import dome_panes, glass_cells, hand, ladder, steam, train_lamps, train_shapes

DARK = "#17110c"


def scene(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    cx, cy, R = (W * 0.665, H * 0.445, H * 0.335) if wide else (W * 0.5, H * 0.368, W * 0.385)
    d, base = _vault(frame, R, cx, cy)
    d, arch_p, dist, inner = _lit_glass(frame, d, R, cx, cy, base)
    d = _rims_and_frames(frame, d, R, cx, cy, arch_p, dist, inner)
    d = _numerals_and_light(frame, d, R, cx, cy)
    d = _hands(frame, d, R, cx, cy)
    d = _floor_mirror(frame, d, R, cx, base)
    c = _rails(frame, R, cx, base)
    d, c = _sleepers(frame, d, R, cx, base, c)
    d = train_shapes(frame, d, R, cx, base, c)
    d = train_lamps(frame, d, R, cx, base)
    d = steam(frame, d, R, cx, base)
    c = ladder(frame, R, cx, cy, base)
    return _figure_light(frame, d, cx, cy, c)


def _vault(frame, R, cx, cy):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    base = H * (0.86 if wide else 0.765)
    d = flat(W, H, DARK)
    stone = fractal_noise(H, W, 60 * s, rng, 5)
    d = d * (0.72 + 0.6 * stone)[..., None]
    # vault ribs around the window
    c = Canvas(W, H)
    for k in range(1, 7):
        A = R * (1.17 + 0.13 * k)
        p = skia.Path()
        p.moveTo(cx - A, H)
        p.lineTo(cx - A, cy)
        p.arcTo(skia.Rect.MakeLTRB(cx - A, cy - A, cx + A, cy + A), 180, 180, False)
        p.lineTo(cx + A, H)
        c.canvas.drawPath(p, pen("#fff", 1 - 0.13 * k, 3.2 * s))
    d = add(d, "#7a4a21", c.mask() * 0.42)
    return d, base


def _lit_glass(frame, d, R, cx, cy, base):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    col2, dist2, arch_m, arch_p = dome_panes(W, H, cx, cy, R, base, rng)
    col, dist, r, th = glass_cells(W, H, cx, cy, R, rng)
    streak = fractal_noise(H, W, 26 * s, rng, 4, 0.6, ax=0.7, ay=2.0)
    bub = fractal_noise(H, W, 7 * s, rng, 3)
    tex = 0.78 + 0.34 * streak + 0.14 * (bub - 0.5)
    sun = np.exp(-((np.hypot(x - cx, y - cy + R * 0.25) / (R * 1.15)) ** 2))
    g2 = col2 * (tex * (0.34 + 0.62 * sun))[..., None]
    g2 = g2 * smooth(1.0 * s, 4.2 * s, dist2)[..., None]
    d = over(d, g2, arch_m)
    g1 = col * (tex * (0.72 + 0.66 * sun))[..., None]
    inner = np.clip((1 - r) * R + 0.5, 0, 1)
    # the pane where the hand should stand
    k60 = np.floor(th * 60 + 0.5).astype(int) % 60
    true = (r > 0.86) & (r < 0.965) & (k60 == 0)
    five = (r > 0.86) & (r < 0.965) & (k60 % 5 == 0) & ~true
    g1[five] = rgb("#e3bb6a") * tex[five][:, None]
    g1[true] = rgb("#fff6d8") * 1.15
    d = over(d, DARK, inner)
    d = over(d, g1, inner * smooth(1.2 * s, 3.6 * s, dist) * (r < 0.965))
    return d, arch_p, dist, inner


def _rims_and_frames(frame, d, R, cx, cy, arch_p, dist, inner):
    W, H, s = frame.width, frame.height, frame.unit
    _, y = frame.grid
    lead = inner * (1 - smooth(1.2 * s, 3.6 * s, dist))
    d = add(d, "#8a6a3c", lead * np.clip(0.5 - (y - cy) / R, 0, 1) * 0.16)
    rim = Canvas(W, H)
    rim.canvas.drawPath(disc(cx, cy, R * 0.985), pen("#fff", 1, R * 0.045))
    d = over(d, "#2b2118", rim.mask())
    rim = Canvas(W, H)
    rim.canvas.drawPath(disc(cx, cy, R * 1.0), pen("#fff", 1, 2.4 * s))
    d = over(d, "#c8973f", rim.mask() * (0.4 + 0.6 * smooth(cy + R, cy - R, y)))
    fr = Canvas(W, H)
    fr.canvas.drawPath(arch_p, pen("#fff", 1, 13 * s))
    d = over(d, "#2b2118", fr.mask())
    fr = Canvas(W, H)
    fr.canvas.drawPath(arch_p, pen("#fff", 1, 2.2 * s))
    return over(d, "#a87a3a", fr.mask() * 0.8)


def _numerals_and_light(frame, d, R, cx, cy):
    """Numerals in the pale ring."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    num = skia.Path()
    for i, t in enumerate(["XII", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]):
        a = i * TAU / 12
        px, py = cx + math.sin(a) * R * 0.765, cy - math.cos(a) * R * 0.765
        q = text_path(t, "bodonib", R * 0.135, 0, R * 0.048, align="c")
        q.transform(skia.Matrix().Translate(px, py).preRotate(math.degrees(a)))
        num.addPath(q)
    d = over(d, "#33241a", mask(W, H, num) * 0.96)
    d = bloom(d, 0.55, 30 * s, 0.42)
    # light falls into the hall
    ang = np.arctan2(x - cx, y - cy + R * 0.6)
    beam = (
        (
            0.45
            + 0.55
            * smooth(0.40, 0.66, np.interp(ang, np.linspace(-math.pi, math.pi, 900), noise_line(900, 46, rng, 5)))
        )
        * smooth(cy + R * 0.2, cy + R * 1.2, y)
        * np.exp(-np.abs(x - cx) / (R * 1.15))
    )
    return screen(d, "#e0a850", beam * 0.26)


def _hands(frame, d, R, cx, cy):
    """Hands: a minute before four."""
    W, H, s = frame.width, frame.height, frame.unit
    c = Canvas(W, H)
    am = -TAU / 60
    ah = TAU * (4 / 12 - 1 / 720)
    hand(c, cx, cy, ah, R * 0.52, R * 0.026)
    hand(c, cx, cy, am, R * 0.90, R * 0.021)
    c.canvas.drawPath(disc(cx, cy, R * 0.055), pen())
    hm = c.mask()
    d = d * (1 - 0.45 * soft_blur(shift(hm, int(5 * s), int(8 * s)), 5 * s))[..., None]
    d = over(d, "#1d140d", hm)
    return over(d, "#c8973f", circle(W, H, cx, cy, R * 0.024))


def _floor_mirror(frame, d, R, cx, base):
    """Platforms and rails."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    base - H * 0.012
    floor = np.clip(y - base + 0.5, 0, 1)
    d = over(d, "#120d09", floor)
    warp(d[::-1].copy(), (fractal_noise(H, W, 22 * s, rng, 3, ax=4) - 0.5) * 30 * s, np.zeros_like(x))
    int(2 * base - H)
    mir = np.zeros_like(d)
    hgt = H - int(base)
    mir[int(base) :] = d[int(base) - hgt : int(base)][::-1]
    mir = np.stack([nd.gaussian_filter(mir[..., i], (7 * s, 2 * s)) for i in range(3)], -1)
    return add(d, mir * np.array([1.1, 0.9, 0.6]), floor * 0.40 * np.exp(-np.abs(x - cx) / (R * 1.3)))


def _rails(frame, R, cx, base):
    W, H, s = frame.width, frame.height, frame.unit
    c = Canvas(W, H)
    for k in (-0.34, 0.34):
        c.canvas.drawPath(
            polygon(
                [
                    (cx + k * R * 0.16, base),
                    (cx + k * R * 1.75 - 5 * s, H),
                    (cx + k * R * 1.75 + 6 * s, H),
                    (cx + k * R * 0.16 + 1.5 * s, base),
                ]
            ),
            pen(),
        )
    return c


def _sleepers(frame, d, R, cx, base, c):
    W, H, s = frame.width, frame.height, frame.unit
    _, y = frame.grid
    tie = Canvas(W, H)
    for i in range(12):
        t = (i / 12) ** 2.0
        yy = mix(base, H, t)
        tie.canvas.drawPath(
            rect(cx - R * mix(0.09, 0.86, t), yy, cx + R * mix(0.09, 0.86, t), yy + mix(1.5, 13, t) * s), pen()
        )
    d = over(d, "#0b0806", tie.mask() * 0.75)
    d = over(d, "#e6bb6d", c.mask() * (0.9 - 0.25 * (y - base) / (H - base)))
    # two waiting trains, black against the glass
    c = Canvas(W, H)
    return d, c


def _figure_light(frame, d, cx, cy, c):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    m = c.mask()
    d = d * (1 - 0.4 * soft_blur(shift(m, int(4 * s), int(6 * s)), 4 * s))[..., None]
    d = over(d, "#120c08", m)
    rimm = np.clip(m - shift(m, -int(max(1, 2 * s)), int(max(1, 2 * s))), 0, 1)
    d = add(d, "#e0a850", rimm * 0.35)
    if wide:
        d = d * mix(1, 0.55, smooth(0.46, 0.22, x / W))[..., None]
    else:
        d = d * (1 - 0.86 * smooth(H * 0.775, H * 0.87, y))[..., None]
    return grain(vignette(d, 0.22, cx / W, cy / H), rng, 0.011 if wide else 0.016, 1)


def title(d, W, H, rng):
    d = phrase(d, "四号站台的", "xiaowei", W * 0.060, W * 0.5, H * 0.850, "#e3bb6a", 1, "c", W * 0.026)
    d = phrase(d, "钟表匠", "xiaowei", W * 0.128, W * 0.5, H * 0.930, "#f7e7c4", 1, "c", W * 0.040)
    return phrase(
        d, "整座城市都准时，只有她慢一分钟。", "kai", W * 0.029, W * 0.5, H * 0.965, "#c8a36a", 0.95, "c", W * 0.004
    )
