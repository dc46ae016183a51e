"""Rain weaves itself into bookshelves; a red umbrella hangs between two rows and books fly to its shelter."""

import math

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import multiply, over, ramp, smooth
from ..kit.fields import fractal_noise, noise_line, shift, soft_blur
from ..kit.light import calm_left
from ..kit.posters import letter_shaded
from ..kit.prints import finish, paper
from ..kit.shapes import place
from .library_for_rainy_days_books import bookshelf_rows, flying_book, umbrella, wash


def scene(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    s = H / (900 if wide else 1200)
    cx, cy, R = (W * 0.665, H * 0.440, H * 0.205) if wide else (W * 0.5, H * 0.447, W * 0.232)
    d = _wet_light(frame, s, cx, cy)
    floors, x0, hgt, x1 = _shelf_places(frame)
    d, fade, c = _shelves(frame, d, s, hgt, x1, floors, x0)
    for f in floors:
        c.canvas.drawRect(skia.Rect.MakeLTRB(x0, f, x1, f + hgt * 0.045), pen())
    d = wash(d, W, H, rng, c.mask() * fade, "#2b4558", 3 * s, 0.5, 0.95)
    run = _running_water(frame, s, hgt, floors)
    d = multiply(d, "#3f6d80", np.clip(run * fade, 0, 1) * 0.80)
    d = _rain_streaks(frame, d, s, R, cx, cy)
    d = _umbrella_colours(frame, d, s, R, cx, cy)
    d = _splashes(frame, d, s, R, cx, cy)
    d = _flying_books(frame, d, s, R, cx, cy)
    return _finish_print(frame, d, cx)


def _wet_light(frame, s, cx, cy):
    """Wet ground: light around the umbrella, deep at the edges."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    n = fractal_noise(H, W, H * 0.30, rng, 5, 0.55)
    rad = np.hypot((x - cx) / (W * (0.40 if wide else 0.80)), (y - cy) / (H * 0.62)) + (n - 0.5) * 0.75
    d = ramp(
        np.clip(rad, 0, 1.25) / 1.25,
        [(0, "#f2efe6"), (0.22, "#dbe7e3"), (0.45, "#8fc1c9"), (0.70, "#3f6d80"), (1, "#1d2b3a")],
    )
    bloomn = fractal_noise(H, W, 90 * s, rng, 4)
    return (
        d
        * (
            1
            + 0.10 * smooth(0.50, 0.53, bloomn) * smooth(0.3, 0.8, rad)
            - 0.07 * np.exp(-(((bloomn - 0.50) / 0.016) ** 2)) * smooth(0.3, 0.9, rad)
        )[..., None]
    )


def _shelf_places(frame):
    """Shelves."""
    W, H, wide = frame.width, frame.height, frame.wide
    if wide:
        x0, x1, floors, hgt = W * 0.40, W * 1.03, [H * v for v in (0.165, 0.815, 1.03)], H * 0.205
    else:
        x0, x1, floors, hgt = -W * 0.02, W * 1.03, [H * v for v in (0.300, 0.738, 0.884)], H * 0.142
    return floors, x0, hgt, x1


def _shelves(frame, d, s, hgt, x1, floors, x0):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, _ = frame.grid
    inks = ["#3f6d80", "#1d2b3a", "#8fc1c9", "#e08a3c", "#d8b06a", "#b9c4b4"]
    groups = bookshelf_rows(W, H, rng, x0, x1, floors, hgt)
    fade = smooth(0.40, 0.56, x / W) if wide else np.ones_like(x)
    for j, p in groups.items():
        d = wash(d, W, H, rng, mask(W, H, p) * fade, inks[j], 3.2 * s, 0.55, 0.92)
    spines = Canvas(W, H)
    for f in floors:
        for _ in range(46):
            X = rng.uniform(x0, x1)
            Y = f - hgt * rng.uniform(0.30, 0.52)
            spines.canvas.drawLine(X, Y, X + hgt * 0.06, Y, pen("#fff", 0.8, 2.2 * s))
    books = skia.Path()
    for p in groups.values():
        books.addPath(p)
    d = over(d, "#f2efe6", spines.mask() * fade * mask(W, H, books) * 0.5)
    c = Canvas(W, H)
    return d, fade, c


def _running_water(frame, s, hgt, floors):
    """Pigment runs down from the books: shelf turns into rain."""
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    run = np.zeros_like(x)
    streak = np.clip(noise_line(W, 7 * s, rng, 3, 0.6) - 0.52, 0, 1) * 4.2
    lens_ = noise_line(W, 9 * s, rng, 3, 0.6)
    for f in floors:
        dy = (y - f - hgt * 0.03) / H
        run = np.maximum(
            run, (dy > 0) * np.exp(-dy / (0.040 + 0.16 * np.clip(lens_ - 0.4, 0, 1))[None, :]) * streak[None, :]
        )
    return run


def _rain_streaks(frame, d, s, R, cx, cy):
    """Rain: uprights that run through all rows, and fine lines."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    c = Canvas(W, H)
    wl = Canvas(W, H)
    for _k in range(330 if wide else 190):
        X = rng.random() * W
        Y = rng.random() * H * 1.2 - H * 0.15
        length = rng.uniform(0.06, 0.26) * H
        (wl if rng.random() < 0.55 else c).canvas.drawLine(
            X, Y, X - length * 0.012, Y + length, pen("#fff", rng.uniform(0.25, 0.9), rng.uniform(0.9, 2.0) * s)
        )
    dry = 1 - smooth(
        0.72,
        0.98,
        np.clip(1 - np.hypot((x - cx) / (R * 1.05), np.clip(y - cy, -R * 0.5, None) / (R * 2.6)), 0, 1) * 2.2,
    )
    d = over(d, "#f2efe6", wl.mask() * dry * 0.55)
    return multiply(d, "#3f6d80", c.mask() * dry * 0.7)


def _umbrella_colours(frame, d, s, R, cx, cy):
    """Umbrella."""
    W, H, rng = frame.width, frame.height, frame.rng
    x, y = frame.grid
    can, ribs, shaft = umbrella(W, H, cx, cy, R)
    d = d * (1 - 0.18 * soft_blur(shift(can, 0, int(R * 0.12)), R * 0.10) * (1 - can))[..., None]
    d = over(d, "#22313f", np.clip(shaft * 1.0, 0, 1) * 0.92)
    d = over(d, "#f2efe6", can * 0.75)
    d = wash(d, W, H, rng, can, "#d2432a", 2.4 * s, 0.7, 1.0)
    d = over(
        d,
        "#f09a5a",
        can * np.exp(-np.hypot((x - cx + R * 0.42) / (R * 0.40), (y - cy + R * 0.40) / (R * 0.22))) * 0.55,
    )
    d = multiply(d, "#8c2a1c", ribs * can * 0.75)
    return multiply(d, "#a5321f", can * smooth(cx + R * 0.1, cx + R * 1.0, x) * 0.45)


def _splashes(frame, d, s, R, cx, cy):
    """Splashes on the canopy."""
    W, H, rng = frame.width, frame.height, frame.rng
    c = Canvas(W, H)
    for _ in range(46):
        t = rng.uniform(-0.96, 0.96)
        X = cx + R * t
        Y = cy - R * 0.61 * math.sqrt(max(0, 1 - t * t)) - R * rng.uniform(0.01, 0.10)
        c.canvas.drawCircle(X, Y, rng.uniform(1.2, 3.2) * s, pen("#fff", rng.uniform(0.4, 1)))
    return over(d, "#f7fbfa", c.mask() * 0.9)


def _flying_books(frame, d, s, R, cx, cy):
    """Books that come out and fly to its shelter."""
    W, H = frame.width, frame.height
    for bx, by_, q, t in (
        (-0.46, 0.36, 0.20, -14),
        (0.44, 0.54, 0.25, 12),
        (-0.34, 0.84, 0.28, 8),
        (0.98, 0.16, 0.16, 22),
        (-1.14, 0.44, 0.18, -24),
        (1.06, 0.84, 0.20, -8),
    ):
        p = place(flying_book(1), cx + R * bx, cy + R * by_, R * q, t)
        pm = mask(W, H, p)
        d = d * (1 - 0.28 * np.clip(soft_blur(shift(pm, int(3 * s), int(8 * s)), 5 * s) - pm, 0, 1))[..., None]
        d = over(d, "#fbf7ec", pm)
        d = multiply(d, "#d9863d", np.clip(pm - shift(pm, 0, -int(5 * s)), 0, 1) * 0.75)
        c = Canvas(W, H)
        c.canvas.drawPath(
            place(curve([(0, 0), (0, 0.36)]), cx + R * bx, cy + R * by_, R * q, t), pen("#fff", 1, 1.8 * s)
        )
        d = over(d, "#3f6d80", c.mask() * 0.8)
    return d


def _finish_print(frame, d, cx):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    d = paper(np.clip(d, 0, 1), rng, 0.055, 0.006)
    if wide:
        d = calm_left(d, W, H, 0.34, 0.50)
    return finish(d, W, H, rng, 0.12, cx / W)


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(d, "library-for-rainy-days", (0.5, 0.052, 0.74), "#fbf6ea")
