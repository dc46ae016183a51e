"""Contour lines stack into ranges; one red thread leads one small horse to a sun that is a postmark."""

import math

import numpy as np
from PIL import Image
from scipy import ndimage as nd

from ..kit.brush import Canvas, circle, curve, pen, polygon
from ..kit.colour import flat, mix, over, ramp, smooth, vertical_gradient
from ..kit.fields import fractal_noise, grid, shift, soft_blur
from ..kit.lettering import words
from ..kit.light import vignette
from ..kit.prints import grain, paper
from ..kit.shapes import disc
from ..kit.strokes import fill, stroke


def scene(frame):
    d, small_rel = _relief_and_sky(frame)
    return _thread_and_horse(frame, d, small_rel)


def _relief_and_sky(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    k = 2
    w, h, nz = W * k, H * k, 560
    near, far = (h * 1.10, h * 0.40) if wide else (h * 1.06, h * 0.475)
    base = (near + (far - near) * np.linspace(0, 1, nz) ** 0.78).astype(np.float32)
    small = mountain_field(W, nz, rng, wide)
    field = np.asarray(Image.fromarray(small).resize((w, nz), Image.BICUBIC))
    rel = Relief(w, h, field, base, h * (0.34 if wide else 0.27))
    col, _depth = contour_picture(rel, s * k, 26)
    sky = vertical_gradient(w, h, [(0, "#e9e0ba"), (0.5, "#e3d9b0"), (1, "#d8d3a4")])
    d = np.where(rel.sky[..., None], sky, col)
    d = np.asarray(d, np.float32).reshape(H, k, W, k, 3).mean((1, 3))
    skym = rel.sky.astype(np.float32).reshape(H, k, W, k).mean((1, 3))
    sun = postmark_sun(d, *((W * 0.745, H * 0.215, 72 * s) if wide else (W * 0.60, H * 0.335, 74 * s)), s, rng)
    d = over(d, sun, skym)
    small_rel = Relief(W, H, small, (base / k).astype(np.float32), H * (0.34 if wide else 0.27))
    return d, small_rel


def _thread_and_horse(frame, d, small_rel):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    if wide:
        d = over(d, "#e6ddb6", smooth(0.58, 0.30, grid(W, H)[0] / W))
    hz = 0.30 if wide else 0.20
    d = thread_over(d, small_rel, hz + 0.004, 0.985, s, wide)
    hx, hy, _ = small_rel.point(float(valley_x(hz, wide)), hz)
    k = (88 if wide else 100) * s
    foot, x0 = hy + k * 0.76, hx + k * 0.60
    d = horse_and_rider(d, x0, foot, k, s)
    d = paper(d, rng, 0.035, 0.010)
    return grain(vignette(d, 0.10), rng, 0.010 if wide else 0.014)


def title(d, W, H, rng):
    d = words(d, "重山信使", W * 0.5, H * 0.168, W * 0.190, "#14211b", "song", track=W * 0.014)
    return words(d, "信到了，山就矮了一截", W * 0.5, H * 0.212, W * 0.033, "#b8442c", "kaib", track=W * 0.016)


class Relief:
    """A height field seen at a slant: for every pixel the place (x, z) that it shows."""

    def __init__(self, W, H, height, base, lift):
        nz = height.shape[0]
        proj = base[:, None] - height * lift
        crest = np.minimum.accumulate(proj, 0)
        ys = np.arange(H, dtype=np.float32)
        self.z = np.empty((H, W), np.float32)
        for i in range(W):
            k = np.searchsorted(-crest[:, i], -ys, "left")
            k1 = np.clip(k, 1, nz - 1)
            a, b = proj[k1 - 1, i], proj[k1, i]
            f = np.clip((a - ys) / np.where(np.abs(a - b) < 1e-3, 1e-3, a - b), 0, 1)
            self.z[:, i] = np.where(k >= nz, np.nan, k1 - 1 + f)
        self.W, self.H, self.nz, self.height, self.base, self.lift = W, H, nz, height, base, lift
        self.sky = np.isnan(self.z)
        self.z = np.nan_to_num(self.z, nan=nz - 1)

    def sample(self, field):
        x, _ = grid(self.W, self.H)
        return nd.map_coordinates(field, [self.z, x], order=1, mode="nearest")

    def point(self, fx, fz):
        """Screen place of a map place, and whether it is in sight."""
        zi, xi = np.clip(fz * (self.nz - 1), 0, self.nz - 1), np.clip(fx * (self.W - 1), 0, self.W - 1)
        h = nd.map_coordinates(self.height, [[zi], [xi]], order=1, mode="nearest")[0]
        y = np.interp(zi, np.arange(self.nz), self.base) - h * self.lift
        row = int(np.clip(y + 1, 0, self.H - 1))
        seen = abs(self.z[row, int(xi)] - zi) < self.nz * 0.02 and 0 <= y < self.H
        return fx * self.W, y, seen


def mountain_field(W, nz, rng, wide):
    """Ridged noise that grows with distance; a valley leads through the middle."""
    x, z = np.meshgrid(np.linspace(0, 1, W, dtype=np.float32), np.linspace(0, 1, nz, dtype=np.float32))
    cell = nz * 0.30
    n = fractal_noise(nz, W, cell, rng, 3, 0.42, ax=W / nz * (0.62 if wide else 1.0), ay=0.62)
    n2 = fractal_noise(nz, W, cell * 0.5, rng, 3, 0.45, ax=W / nz * (0.62 if wide else 1.0), ay=0.5)
    ridge = (1 - np.abs(2 * n - 1) * 1.9).clip(0, 1) ** 1.4
    h = 0.46 * ridge + 0.34 * n2 + 0.20 * n
    valley = np.exp(-(((x - valley_x(z, wide)) / (0.06 if wide else 0.11)) ** 2))
    h = h * (0.30 + 0.95 * z**0.8) * (1 - 0.60 * valley * (1 - z * 0.6))
    if wide:
        h = h * (0.22 + 0.78 * smooth(0.26, 0.56, x))
    return nd.gaussian_filter(h, 2.2)


def valley_x(z, wide):
    return (0.64 + 0.075 * np.sin(z * 7.4 + 0.5)) if wide else (0.48 + 0.19 * np.sin(z * 7.4 + 0.4))


def contour_picture(rel, s, n):
    """Tinted steps with a line on every step, a heavier one on every fifth."""
    level = rel.sample(rel.height) / rel.height.max() * n
    gy, gx = np.gradient(level)
    g = np.clip(np.hypot(gx, gy), 1e-4, 0.30)
    near = np.abs(level - np.round(level)) / g
    fifth = np.abs(level / 5 - np.round(level / 5)) * 5 / g
    depth = rel.z / rel.nz
    step = np.floor(level) / n
    tint = ramp(
        np.clip(step * 0.80 + 0.10, 0, 1),
        [(0, "#14211b"), (0.30, "#234233"), (0.52, "#2f5540"), (0.74, "#7fa36b"), (1, "#c9cf98")],
    )
    pale = flat(rel.W, rel.H, "#dcd6ab")
    col = mix(tint, pale, (smooth(0.20, 1.0, depth) * 0.56)[..., None])
    slope = np.gradient(nd.gaussian_filter(rel.height, 5), axis=1)
    light = rel.sample(slope)
    col = col * (1 + np.clip(light / (np.abs(light).max() + 1e-6) * 0.9, -0.26, 0.22))[..., None]
    ink = mix(flat(rel.W, rel.H, "#b9cf93"), flat(rel.W, rel.H, "#41654a"), smooth(0.30, 0.72, depth)[..., None])
    col = over(col, ink, np.clip(1.1 * s - near + 0.5, 0, 1) * 0.62)
    col = over(col, ink, np.clip(2.0 * s - fifth + 0.5, 0, 1) * 0.75)
    edge = np.clip((np.abs(np.gradient(rel.z, axis=0)) - rel.nz * 0.018) / (rel.nz * 0.02), 0, 1) * (~rel.sky)
    return over(col, "#f0e8c2", nd.maximum_filter(edge, int(max(1, 2 * s))) * 0.55), depth


def horse_and_rider(d, cx, foot, k, s):
    """A small mail horse with its rider, walking to the left."""
    H, W = d.shape[:2]

    def t(pts):
        return [(cx - x * k, foot + y * k) for x, y in pts]

    body = _horse_body(t)
    c = Canvas(W, H)
    c.canvas.drawPath(body, pen())
    d = _horse_legs(d, k, s, t, c)
    r = Canvas(W, H)
    return _rider_shape(d, k, s, t, r)


def _horse_body(t):
    return curve(
        t(
            [
                (-0.54, -0.56),
                (-0.40, -0.66),
                (-0.14, -0.64),
                (0.12, -0.68),
                (0.27, -0.86),
                (0.38, -1.03),
                (0.42, -1.12),
                (0.46, -1.03),
                (0.55, -0.92),
                (0.64, -0.80),
                (0.60, -0.74),
                (0.50, -0.78),
                (0.42, -0.76),
                (0.37, -0.58),
                (0.28, -0.42),
                (0.02, -0.37),
                (-0.25, -0.40),
                (-0.50, -0.42),
            ]
        ),
        True,
    )


def _horse_legs(d, k, s, t, c):
    for pts in (
        [(0.30, -0.50), (0.36, -0.26), (0.30, -0.02)],
        [(0.22, -0.46), (0.16, -0.24), (0.20, -0.02)],
        [(-0.42, -0.48), (-0.50, -0.25), (-0.44, -0.02)],
        [(-0.46, -0.50), (-0.34, -0.26), (-0.38, -0.02)],
    ):
        c.canvas.drawPath(curve(t(pts)), pen("#fff", 1, k * 0.085))
    c.canvas.drawPath(curve(t([(-0.52, -0.60), (-0.68, -0.50), (-0.70, -0.24)])), pen("#fff", 1, k * 0.10))
    m = c.mask()
    shadow = soft_blur(shift(m, int(3 * s), int(3 * s)), 3 * s)
    d = d * (1 - 0.35 * shadow)[..., None]
    return over(d, "#f6eed0", m)


def _rider_shape(d, k, s, t, r):
    r.canvas.drawPath(
        curve(t([(-0.10, -0.60), (-0.16, -0.92), (-0.08, -1.13), (0.06, -1.13), (0.12, -0.92), (0.12, -0.62)]), True),
        pen(),
    )
    r.canvas.drawPath(curve(t([(0.04, -0.66), (0.16, -0.50), (0.12, -0.32)])), pen("#fff", 1, k * 0.10))
    r.canvas.drawPath(curve(t([(0.02, -1.02), (0.18, -0.88), (0.30, -0.86)])), pen("#fff", 1, k * 0.07))
    r.canvas.drawCircle(*t([(-0.01, -1.24)])[0], k * 0.10, pen())
    d = over(d, "#14211b", r.mask())
    hat = polygon(t([(-0.24, -1.24), (-0.01, -1.44), (0.22, -1.24)]))
    d = fill(d, hat, "#f6eed0")
    d = stroke(d, hat, "#14211b", 1.6 * s)
    return fill(d, polygon(t([(-0.46, -0.74), (-0.16, -0.70), (-0.17, -0.48), (-0.47, -0.52)])), "#b8442c")


def thread_over(d, rel, fz0, fz1, s, wide):
    """The red thread lies on the land: ridges hide it and give it back."""
    H, W = d.shape[:2]
    c = Canvas(W, H)
    last = None
    for fz in np.linspace(fz0, fz1, 1400):
        x, y, seen = rel.point(float(valley_x(fz, wide)), float(fz))
        if seen and last and last[2] and abs(y - last[1]) < 30 * s:
            c.canvas.drawLine(last[0], last[1], x, y, pen("#fff", 1, (6.0 - 3.0 * (fz - fz0) / (fz1 - fz0)) * s))
        last = (x, y, seen)
    m = c.mask()
    d = d * (1 - 0.45 * soft_blur(shift(m, int(2 * s), int(4 * s)), 2.5 * s))[..., None]
    return over(d, "#c8452d", m)


def postmark_sun(d, cx, cy, r, s, rng):
    """The sun over the last range is a postmark."""
    H, W = d.shape[:2]
    m = circle(W, H, cx, cy, r) * (0.90 + 0.16 * fractal_noise(H, W, 9 * s, rng, 3))
    d = over(d, "#b8442c", np.clip(m, 0, 1) * 0.95)
    for k, w in ((1.13, 2.6), (1.38, 1.5)):
        d = stroke(d, disc(cx, cy, r * k), "#b8442c", w * s, 0.75)
    for i in range(4):
        y0 = cy + (i - 1.5) * r * 0.34
        pts = [(cx + r * (1.42 + 0.16 * j), y0 + math.sin(j * 1.15) * r * 0.075) for j in range(15)]
        d = stroke(d, curve(pts), "#b8442c", 2.0 * s, 0.62)
    return d
