"""Draws the desk, the swallow and the blueprint of the-third-desk."""

import math

import numpy as np

from ..kit.brush import curve, polygon
from ..kit.colour import over, ramp, smooth
from ..kit.fields import fractal_noise, grid
from ..kit.lettering import words
from ..kit.shapes import disc, turn
from ..kit.strokes import fill, lines_mask, stroke


class Iso:
    """Isometric drawing: x to the lower right, y to the lower left, z up."""

    def __init__(self, cx, cy, k):
        self.cx, self.cy, self.k = cx, cy, k
        self.c, self.s = math.cos(math.radians(30)) * k, math.sin(math.radians(30)) * k

    def at(self, x, y, z=0):
        return self.cx + (x - y) * self.c, self.cy + (x + y) * self.s - z * self.k

    def plane(self, W, H, z):
        """For every pixel the (x, y) on the level z."""
        px, py = grid(W, H)
        a, b = (px - self.cx) / self.c, (py - self.cy + z * self.k) / self.s
        return (a + b) / 2, (b - a) / 2


def desk_edges(iso, ox, oy):
    """Outline segments of one school desk: top, drawer, legs, rail."""
    w, length, h, t = 1.0, 1.5, 1.02, 0.06

    def q(x, y, z):
        return iso.at(ox + x, oy + y, z)

    top = [q(0, 0, h), q(w, 0, h), q(w, length, h), q(0, length, h)]
    segs = [(*top[i], *top[(i + 1) % 4]) for i in range(4)]
    segs, front = _rails_and_legs(w, length, t, h, q, segs)
    return top, segs, front


def _rails_and_legs(w, length, t, h, q, segs):
    for a, b in (((w, 0), (w, length)), ((w, length), (0, length))):
        segs += [(*q(*a, h - t), *q(*b, h - t)), (*q(*a, h - 0.27), *q(*b, h - 0.27))]
    for cx, cy in ((w, 0), (w, length), (0, length)):
        segs.append((*q(cx, cy, h), *q(cx, cy, h - t)))
    for lx, ly in ((0.94, 0.06), (0.94, 1.44), (0.06, 1.44)):
        z0 = h - 0.27
        for e in (-0.035, 0.035):
            segs.append((*q(lx + e, ly - e, z0), *q(lx + e, ly - e, 0)))
        segs.append((*q(lx - 0.035, ly + 0.035, 0), *q(lx + 0.035, ly - 0.035, 0)))
    for dz in (0.18, 0.23):
        segs += [(*q(0.94, 0.10, dz), *q(0.94, 1.40, dz)), (*q(0.10, 1.44, dz), *q(0.90, 1.44, dz))]
    front = [
        [q(w, 0, h - t), q(w, length, h - t), q(w, length, h - 0.27), q(w, 0, h - 0.27)],
        [q(w, length, h - t), q(0, length, h - t), q(0, length, h - 0.27), q(w, length, h - 0.27)],
        [q(w, 0, h), q(w, length, h), q(w, length, h - t), q(w, 0, h - t)],
        [q(w, length, h), q(0, length, h), q(0, length, h - t), q(w, length, h - t)],
    ]
    return segs, front


def wood_grain(W, H, iso, ox, oy, z, s, rng, knot):
    """Grain lines on the desk top, flowing around one knot."""
    X, Y = iso.plane(W, H, z)
    X, Y = X - ox, Y - oy
    kx, ky = knot
    dx, dy = X - kx, (Y - ky) * 0.42
    r2 = dx * dx + dy * dy
    flow = X + np.sign(dx) * 0.13 * np.exp(-r2 / 0.030) * (1 - np.exp(-r2 / 0.0009))
    flow = flow + 0.05 * np.sin(Y * 2.4 + 0.6) + (fractal_noise(H, W, 150 * s, rng, 3) - 0.5) * 0.10
    v = flow * 15
    gy, gx = np.gradient(v)
    near = np.abs(v - np.round(v)) / np.clip(np.hypot(gx, gy), 1e-3, 0.4)
    lines = np.clip(1.0 * s - near + 0.6, 0, 1)
    rr = np.sqrt(r2)
    rings = np.clip(1.0 * s - np.abs(rr * 46 - np.round(rr * 46)) / 46 * iso.k * 1.0 + 0.6, 0, 1) * (rr < 0.088)
    return np.where(rr < 0.092, rings, lines)


def dashed(d, p, q, color, width, on, off, a=1.0):
    H, W = d.shape[:2]
    n = math.hypot(q[0] - p[0], q[1] - p[1])
    ux, uy = (q[0] - p[0]) / n, (q[1] - p[1]) / n
    segs, t = [], 0
    while t < n:
        e = min(n, t + on)
        segs.append((p[0] + ux * t, p[1] + uy * t, p[0] + ux * e, p[1] + uy * e))
        t += on + off
    return over(d, color, lines_mask(W, H, segs, width) * a)


def swallow(d, fx, fy, k, s):
    """A swallow at rest on the line's end, looking to the right."""

    def t(pts):
        return turn(pts, fx, fy, -0.10, k)

    tail = [
        curve(t([(-0.34, -0.10), (-0.80, 0.22), (-1.22, 0.56), (-0.80, 0.34), (-0.30, 0.06)]), True),
        curve(t([(-0.30, 0.00), (-0.70, 0.34), (-0.98, 0.74), (-0.62, 0.40), (-0.20, 0.08)]), True),
    ]
    body = _bird_body(t)
    wing, belly = _wing_and_belly(t)
    throat = curve(t([(0.58, -0.56), (0.46, -0.60), (0.36, -0.48), (0.42, -0.38), (0.48, -0.44)]), True)
    cap = _bird_cap(t)
    for p in [*tail, body, wing]:
        d = stroke(d, p, "#f7f2e6", 5.5 * s)
    for p in tail:
        d = fill(d, p, "#14283c")
    d = fill(d, body, "#f7f2e6")
    d = fill(d, belly, "#81c3d7", 0.35)
    d = fill(d, throat, "#f26b5b")
    return _bird_colours(d, k, s, t, wing, cap)


def _bird_body(t):
    return curve(
        t(
            [
                (0.62, -0.58),
                (0.50, -0.70),
                (0.34, -0.74),
                (0.18, -0.66),
                (0.02, -0.46),
                (-0.24, -0.20),
                (-0.40, 0.02),
                (-0.10, 0.04),
                (0.20, -0.04),
                (0.40, -0.22),
                (0.48, -0.42),
                (0.50, -0.54),
            ]
        ),
        True,
    )


def _wing_and_belly(t):
    wing = curve(
        t(
            [
                (0.16, -0.46),
                (-0.06, -0.40),
                (-0.40, -0.12),
                (-1.02, 0.34),
                (-0.52, 0.16),
                (-0.10, 0.02),
                (0.14, -0.20),
            ]
        ),
        True,
    )
    belly = curve(t([(0.44, -0.40), (0.36, -0.18), (0.18, -0.05), (-0.08, 0.02), (0.10, -0.16), (0.22, -0.36)]), True)
    return wing, belly


def _bird_cap(t):
    return curve(
        t(
            [
                (0.62, -0.58),
                (0.50, -0.70),
                (0.34, -0.74),
                (0.18, -0.66),
                (0.02, -0.46),
                (-0.24, -0.20),
                (-0.40, 0.02),
                (-0.20, -0.06),
                (0.06, -0.28),
                (0.26, -0.48),
                (0.44, -0.57),
            ]
        ),
        True,
    )


def _bird_colours(d, k, s, t, wing, cap):
    d = fill(d, cap, "#14283c")
    d = fill(d, wing, "#1b3550")
    d = stroke(d, wing, "#0f2032", 2 * s, 0.9)
    for a, b in (((-0.02, -0.30), (-0.66, 0.16)), ((0.06, -0.20), (-0.42, 0.10))):
        d = stroke(d, polygon(t([a, b]), False), "#81c3d7", 1.8 * s, 0.6)
    d = fill(d, polygon(t([(0.58, -0.62), (0.76, -0.57), (0.58, -0.54)])), "#14283c")
    return fill(d, disc(*t([(0.44, -0.61)])[0], k * 0.032), "#f7f2e6")


def blueprint_ground(W, H, s, rng, wide):
    """Blue sheet with its fine net, faded in places by light."""
    x, y = grid(W, H)
    d = ramp(np.clip(0.5 + (fractal_noise(H, W, 320 * s, rng, 4) - 0.5) * 1.1, 0, 1), [(0, "#265a83"), (1, "#34709c")])
    g = 25 * s
    fine = np.exp(-np.minimum(np.abs((x / g + 0.5) % 1 - 0.5), np.abs((y / g + 0.5) % 1 - 0.5)) * g / (0.7 * s))
    bold = np.exp(
        -np.minimum(np.abs((x / g / 5 + 0.5) % 1 - 0.5), np.abs((y / g / 5 + 0.5) % 1 - 0.5)) * g * 5 / (0.9 * s)
    )
    quiet = (0.45 + 0.55 * smooth(0.25, 0.5, x / W)) if wide else 1
    return over(d, "#81c3d7", np.clip(fine * 0.13 + bold * 0.17, 0, 1) * quiet)


def geometry_problem(d, iso, ox, oy, knot, s):
    """Triangle and circle carved into the top; the knot is their missing point."""

    def at(x, y):
        return iso.at(ox + x, oy + y, 1.02)

    a, b, c = at(0.20, 0.28), at(0.84, 0.46), at(0.30, 1.22)
    d = stroke(d, polygon([a, b, c]), "#2f4a5e", 3.4 * s, 0.95)
    ring = [at(knot[0] + 0.34 * math.cos(t), knot[1] + 0.34 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 80)]
    d = stroke(d, polygon(ring), "#2f4a5e", 2.4 * s, 0.75)
    for p, name, dx, dy in ((a, "A", -22, 0), (b, "B", 20, 4), (c, "C", -18, 6)):
        d = words(d, name, p[0] + dx * s, p[1] + dy * s, 22 * s, "#2f4a5e", "grotesk")
    return d
