"""Owns shapes as paths: boxes, discs, limbs, curves, and moving them about."""

import math

import numpy as np
import skia

from .brush import polygon

TAU = 2 * math.pi


def rect(x0, y0, x1, y1, r=0):
    """A box, its corners rounded by r."""
    p = skia.Path()
    box = skia.Rect.MakeLTRB(float(x0), float(y0), float(x1), float(y1))
    p.addRoundRect(box, float(r), float(r)) if r else p.addRect(box)
    return p


def disc(cx, cy, rx, ry=None):
    """A disc or an upright oval."""
    p = skia.Path()
    ry = rx if ry is None else ry
    p.addOval(skia.Rect.MakeLTRB(float(cx - rx), float(cy - ry), float(cx + rx), float(cy + ry)))
    return p


def turn(pts, cx, cy, ang, k=1.0):
    """Points turned by `ang`, scaled by `k`, and moved to a centre."""
    c, s = math.cos(ang), math.sin(ang)
    return [(cx + (x * c - y * s) * k, cy + (x * s + y * c) * k) for x, y in pts]


def oval(x0, y0, x1, y1):
    """An oval inside a box."""
    p = skia.Path()
    p.addOval(skia.Rect.MakeLTRB(float(x0), float(y0), float(x1), float(y1)))
    return p


def join(*ps):
    """Several paths as one."""
    p = skia.Path()
    for q in ps:
        p.addPath(q)
    return p


def taper(pts, w0, w1, n=60):
    """a limb: polygon along a smooth line through pts, width from w0 to w1"""
    pts = np.array(pts, float)
    k = np.linspace(0, len(pts) - 1, n)

    def cr(t):
        i = min(int(t), len(pts) - 2)
        f = t - i
        p0, p1, p2, p3 = (pts[max(0, min(len(pts) - 1, j))] for j in (i - 1, i, i + 1, i + 2))
        return 0.5 * (
            2 * p1 + (p2 - p0) * f + (2 * p0 - 5 * p1 + 4 * p2 - p3) * f * f + (3 * p1 - p0 - 3 * p2 + p3) * f**3
        )

    q = np.array([cr(t) for t in k])
    g = np.gradient(q, axis=0)
    g /= np.linalg.norm(g, axis=1)[:, None] + 1e-6
    nrm = np.stack([-g[:, 1], g[:, 0]], 1)
    w = np.linspace(w0, w1, n)[:, None] / 2
    p = polygon(list(map(tuple, q + nrm * w)) + list(map(tuple, (q - nrm * w)[::-1])))
    for c, w_ in ((q[0], w0), (q[-1], w1)):
        p = skia.Op(p, disc(*c, max(0.3, w_ / 2)), skia.PathOp.kUnion_PathOp) or p
    return p, q


def place(path, x, y, size, turn=0.0):
    """Move a shape drawn around (0, 0) with unit size to a place on the picture."""
    m = skia.Matrix()
    m.setTranslate(float(x), float(y))
    m.preRotate(float(turn))
    m.preScale(float(size), float(size))
    q = skia.Path(path)
    q.transform(m)
    return q


def mirror_x(path):
    """The path seen in a mirror."""
    q = skia.Path(path)
    q.transform(skia.Matrix().Scale(-1, 1))
    return q


def bezier(p0, p1, p2, p3, n):
    """n points along a cubic curve."""
    t = np.linspace(0, 1, n)[:, None]
    p0, p1, p2, p3 = map(np.array, (p0, p1, p2, p3))
    return (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t * t * p2 + t**3 * p3


def smooth_line(pts, k):
    """Points along a smooth line through `pts`, k for each piece."""
    pts = np.array(pts, float)
    o = []
    for i in range(len(pts) - 1):
        p0, p1, p2, p3 = pts[max(0, i - 1)], pts[i], pts[i + 1], pts[min(len(pts) - 1, i + 2)]
        t = np.linspace(0, 1, k, endpoint=False)[:, None]
        o.append(
            0.5
            * (
                (2 * p1)
                + (-p0 + p2) * t
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
                + (-p0 + 3 * p1 - 3 * p2 + p3) * t**3
            )
        )
    return np.concatenate(o)
