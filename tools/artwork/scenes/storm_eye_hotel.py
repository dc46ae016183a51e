"""In the still eye of a typhoon one hotel window is awake."""

import math

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import add, mix, over, ramp, screen, smooth
from ..kit.fields import blur, fractal_noise, grid, soft_blur
from ..kit.lettering import phrase, text_path
from ..kit.light import bloom, vignette
from ..kit.prints import grain
from ..kit.shapes import TAU, rect
from ..kit.strokes import paste, seg


def scene(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    tilt = 0.60
    cx, cy, R = (W * 0.665, H * 0.55, H * 0.60) if wide else (W * 0.5, H * 0.545, W * 0.70)
    den, r, th, _arms = storm_cloud(W, H, cx, cy, R, tilt, rng)
    d, wall = _cloud_relief(frame, den, r, th)
    d, eye, u = _eye_and_shaft(frame, d, tilt, R, cx, cy, wall)
    bx, by = cx, cy + R * 0.055
    c = _rock(frame, u, by, bx)
    d, wx, win = _hotel_front(frame, d, u, by, bx, c)
    d, sx = _neon_sign(frame, d, u, by, bx, win)
    d = _still_reflection(frame, d, R, eye, u, by, wx, sx)
    return _flung_rain(frame, d, tilt, R, cx, cy)


def _cloud_relief(frame, den, r, th):
    s = frame.unit
    n_ = smooth(0.25, 0.95, den)
    wall = smooth(0.235, 0.33, r + (den - 0.5) * 0.08)
    out_ = smooth(2.3, 0.75, r)
    k = np.clip(smooth(0.23, 0.80, den) * (0.30 + 0.70 * out_), 0, 1) * wall
    # relief: light from the upper left
    z = blur(k, 2.2 * s)
    gx, gyv = nd.sobel(z, 1), nd.sobel(z, 0)
    lam = np.clip(0.5 - (gx * 0.75 + gyv) * 2.0, 0, 1)
    tone = np.clip(k * (0.12 + 0.34 * n_ + 0.88 * lam), 0, 1)
    d = ramp(
        tone,
        [(0, "#07131a"), (0.25, "#0d262e"), (0.45, "#12343b"), (0.66, "#2c7a7b"), (0.86, "#9fcdcb"), (1, "#e1ecec")],
    )
    # the far inner wall of the eye catches light, the near one is shade
    ring = np.exp(-(((r - 0.34) / 0.055) ** 2))
    d = screen(d, "#bfe4e2", ring * np.clip(-np.sin(th) * 0.9 + 0.12, 0, 1) * k * lam * 0.8)
    d = d * (1 - 0.40 * np.exp(-(((r - 0.36) / 0.07) ** 2)) * np.clip(np.sin(th), 0, 1))[..., None]
    return d, wall


def _eye_and_shaft(frame, d, tilt, R, cx, cy, wall):
    """Calm sea in the eye."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    eye = 1 - wall
    sea = ramp(
        np.clip((y - cy) / (R * tilt * 0.3) * 0.5 + 0.5, 0, 1), [(0, "#123f46"), (0.5, "#0b2a32"), (1, "#061319")]
    )
    rip = smooth(0.60, 0.72, fractal_noise(H, W, 16 * s, rng, 3, ax=5, ay=0.5))
    sea = sea + (rip * 0.05)[..., None]
    d = d * (1 - eye[..., None]) + sea * eye[..., None]
    # light falling through the eye
    shaft = (
        np.exp(-(((x - cx) / (R * 0.16 * (1.2 + 0.5 * np.clip((cy - y) / R, 0, 2)))) ** 2))
        * smooth(cy + R * 0.10, cy - R * 0.2, y)
        * smooth(0, H * 0.30, y)
    )
    d = screen(d, "#7fc4c4", shaft * 0.16)
    # hotel on its rock
    u = R * 0.054
    return d, eye, u


def _rock(frame, u, by, bx):
    W, H = frame.width, frame.height
    c = Canvas(W, H)
    c.canvas.drawPath(
        curve(
            [
                (bx - u * 3.4, by + u * 0.5),
                (bx - u * 2.6, by - u * 0.35),
                (bx - u * 1.4, by - u * 0.55),
                (bx + u * 1.5, by - u * 0.5),
                (bx + u * 2.8, by - u * 0.2),
                (bx + u * 3.6, by + u * 0.5),
                (bx, by + u * 0.85),
            ],
            True,
        ),
        pen("#050b0f"),
    )
    return c


def _hotel_front(frame, d, u, by, bx, c):
    W, H = frame.width, frame.height
    c.canvas.drawPath(rect(bx - u * 1.35, by - u * 5.3, bx + u * 1.1, by), pen("#0a161c"))
    c.canvas.drawPath(rect(bx + u * 0.55, by - u * 5.3, bx + u * 1.1, by), pen("#050c10"))
    c.canvas.drawPath(rect(bx - u * 1.5, by - u * 5.55, bx + u * 1.25, by - u * 5.25), pen("#050b0f"))
    c.canvas.drawPath(rect(bx - u * 0.9, by - u * 6.4, bx - u * 0.2, by - u * 5.5), pen("#071016"))
    seg(c, bx + u * 0.3, by - u * 5.4, bx + u * 0.3, by - u * 7.2, u * 0.08, 1, "#050b0f")
    c.canvas.drawPath(rect(bx - u * 2.2, by - u * 1.3, bx - u * 1.3, by), pen("#081319"))
    for fl in range(5):
        for q in range(4):
            wx, wy = bx - u * 1.12 + q * u * 0.41, by - u * 4.95 + fl * u * 0.93
            c.canvas.drawPath(rect(wx, wy, wx + u * 0.25, wy + u * 0.5), pen("#173039"))
    d = paste(d, c)
    wx, wy = bx - u * 1.12 + u * 0.82, by - u * 4.95 + u * 0.93
    win = mask(W, H, rect(wx - u * 0.02, wy - u * 0.02, wx + u * 0.30, wy + u * 0.54))
    d = over(d, "#ffd9a0", win)
    return d, wx, win


def _neon_sign(frame, d, u, by, bx, win):
    """Neon sign."""
    W, H = frame.width, frame.height
    sx = bx + u * 1.55
    tube = Canvas(W, H)
    tube.canvas.drawPath(
        rect(sx - u * 0.42, by - u * 4.7, sx + u * 0.42, by - u * 2.25, u * 0.12), pen("#fff", 1, u * 0.09)
    )
    tube.canvas.drawPath(text_path("风眼", "hei", u * 0.72, sx, by - u * 4.62, vertical=True, lead=1.5), pen())
    tm = tube.mask()
    d = over(d, "#1a0f10", mask(W, H, rect(sx - u * 0.42, by - u * 4.7, sx + u * 0.42, by - u * 2.25, u * 0.12)))
    d = over(d, "#ff7a5c", tm)
    glow = soft_blur(tm, u * 0.5) * 1.5 + soft_blur(tm, u * 2.2) * 2.2
    d = screen(d, "#e6553a", np.clip(glow, 0, 1) * 0.75)
    g2 = soft_blur(win, u * 0.45) * 1.2 + soft_blur(win, u * 2.4) * 5
    d = screen(d, "#ff9f4d", np.clip(g2, 0, 1) * 0.8)
    return d, sx


def _still_reflection(frame, d, R, eye, u, by, wx, sx):
    """Reflection in the still water."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    rf = (
        np.exp(-(((x - wx - u * 0.1) / (u * (0.28 + 0.25 * np.clip((y - by) / (R * 0.2), 0, 1)))) ** 2))
        * smooth(by + u * 0.6, by + u * 0.9, y)
        * smooth(by + R * 0.22, by + u, y)
        * eye
    )
    rs = (
        np.exp(-(((x - sx) / (u * 0.55)) ** 2))
        * smooth(by + u * 0.6, by + u, y)
        * smooth(by + R * 0.20, by + u, y)
        * eye
    )
    bars = 0.35 + 0.65 * smooth(0.46, 0.62, fractal_noise(H, W, 11 * s, rng, 3, ax=4, ay=0.7))
    d = screen(d, "#ffb566", rf * bars * 0.85)
    return screen(d, "#e6553a", rs * bars * 0.6)


def _flung_rain(frame, d, tilt, R, cx, cy):
    """Rain flung around outside the eye."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    c = Canvas(W, H)
    for _ in range(900 if not wide else 1200):
        rr, a = 0.45 + 1.7 * rng.random() ** 0.8, rng.random() * TAU
        px, py = cx + math.cos(a) * rr * R, cy + math.sin(a) * rr * R * tilt
        length = 0.02 + 0.055 * rng.random()
        qx, qy = cx + math.cos(a - length) * (rr - 0.02 * 0) * R, cy + math.sin(a - length) * rr * R * tilt
        c.canvas.drawLine(px, py, qx, qy, pen("#fff", 0.05 + 0.22 * rng.random() ** 2, (0.7 + 0.8 * rng.random()) * s))
    d = add(d, "#d9f0ee", c.mask() * (0.20 + 0.6 * d.mean(-1)))
    if wide:
        d = d * mix(1, 0.30, smooth(0.48, 0.26, x / W))[..., None]
    else:
        d = d * mix(1, 0.45, smooth(0.26, 0.04, y / H))[..., None] * mix(1, 0.6, smooth(0.84, 0.99, y / H))[..., None]
    d = bloom(d, 0.75, 26 * s, 0.35)
    return grain(vignette(d, 0.34, cx / W, cy / H), rng, 0.011 if wide else 0.018, 1)


def title(d, W, H, rng):
    p = text_path("风眼旅馆", "heavy", W * 0.205, W * 0.5, H * 0.170, track=W * 0.012, align="c")
    m = mask(W, H, p)
    d = screen(d, "#e6553a", np.clip(soft_blur(m, W * 0.02) * 0.9 + soft_blur(m, W * 0.05) * 0.6, 0, 1) * 0.60)
    d = over(d, "#fff0e6", m)
    d = phrase(d, "THE STORM-EYE HOTEL", "josefinb", W * 0.030, W * 0.5, H * 0.212, "#f0a48e", 0.95, "c", W * 0.010)
    return phrase(
        d, "风停的四十分钟，最不安全。", "heir", W * 0.030, W * 0.5, H * 0.955, "#cfe4e2", 0.9, "c", W * 0.006
    )


def storm_cloud(W, H, cx, cy, R, tilt, rng):
    """density and radius of a spiral seen at a slant"""
    x, y = grid(W, H)
    dx, dy = (x - cx) / R, (y - cy) / (R * tilt)
    r = np.hypot(dx, dy) + 1e-4
    th = np.arctan2(dy, dx)
    S = 900
    tex = fractal_noise(S, S, 150, rng, 7, 0.56)
    fine = fractal_noise(S, S, 46, rng, 5, 0.6)
    sw = 2.35 * np.log(r + 0.10)

    def sample(t, k, e):
        a = th + sw
        q = r**e * S * k
        return nd.map_coordinates(
            t, [(S / 2 + q * np.sin(a)) % (S - 1), (S / 2 + q * np.cos(a)) % (S - 1)], order=1, mode="wrap"
        )

    n1, n2 = sample(tex, 0.20, 0.8), sample(fine, 0.27, 0.8)
    arms = 0.5 + 0.5 * np.cos(2 * (th + sw) + (n1 - 0.5) * 5)
    den = 0.52 * n1 + 0.26 * n2 + 0.40 * arms - 0.10
    return den, r, th, arms
