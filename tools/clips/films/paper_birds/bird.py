"""Draws one folded bird in three dimensions: facets sorted by depth and shaded by their normal."""

import math
from dataclasses import dataclass

import numpy as np

from ....artwork.kit.brush import curve, pen, polygon
from ....artwork.kit.colour import rgb
from ...picture.easing import lerp
from ...picture.sprites import stroke_pen
from .sheets import RED_PAPER

# x forward, y up, z to the side; the wings come from the angle of the flap
BODY = np.array(
    [
        [1.98, 0.52, 0],
        [1.5, 1.04, 0],
        [0.52, 0.2, -0.06],
        [-0.5, 0.1, 0],
        [0.05, -0.5, 0],
        [-1.75, 0.78, 0],
        [1.3, 0.66, 0],
        [0.2, -0.46, 0.06],
    ],
    np.float32,
)
FACES = [(8, 9, 10), (10, 9, 11), (12, 13, 14), (14, 13, 15), (2, 3, 4), (2, 7, 1), (1, 0, 6), (3, 4, 5)]
WINGS, UPPER_WINGS, HEAD, TAIL = (0, 1, 2, 3), (0, 2), 6, 7
LIGHT = np.array([0.35, 0.85, -0.45], np.float32)
LIGHT /= np.linalg.norm(LIGHT)


@dataclass(frozen=True)
class Pose:
    """How a bird is held, in radians; `span` is the length of its wings, `view` how far from above it is seen."""

    yaw: float = 0.3
    pitch: float = 0.0
    roll: float = -0.35
    flap: float = 0.5
    span: float = 1.0
    view: float = 0.8


@dataclass(frozen=True)
class Look:
    """What a bird is made of: its paper in light and in shade, an accent, its words, its opacity."""

    lit: str = "#ffffff"
    dim: str = "#8d9ba1"
    accent: str | None = None
    a: float = 1.0
    words: float = 0.0  # how far the words in the wings are written
    has_tail: bool = True


def bird(c, x, y, s, pose, look):
    """Draw a bird of size s at a place."""
    corners = _corners(pose)
    flat = np.stack([x + corners[:, 0] * s, y - corners[:, 1] * s], 1)
    for k in sorted(range(len(FACES)), key=lambda k: -sum(corners[i][2] for i in FACES[k])):
        if k == TAIL and not look.has_tail:
            continue
        points = [flat[i] for i in FACES[k]]
        facet = polygon(points)
        c.drawPath(facet, pen(_shade(k, corners, look), look.a))
        if s > 30:
            c.drawPath(facet, stroke_pen("#5e6d75", 0.35 * look.a, max(0.8, s * 0.006)))
        if look.words and k in WINGS:
            c.save()
            c.clipPath(facet, doAntiAlias=True)
            _words(c, points, s, look)
            c.restore()


def _corners(pose):
    yaw = pose.yaw + math.copysign(0.5, pose.yaw)
    return _shape(pose) @ (_seen_from(pose.view) @ _turn(yaw, pose.pitch, pose.roll * 0.4)).T


def _shape(pose):
    reach = 1.75 * pose.span
    wings = []
    for z in (-1, 1):
        tip = (-0.1, 0.1 + reach * math.sin(pose.flap), z * max(0.06, reach * math.cos(pose.flap)))
        wings += [(0.6, 0.1, z * 0.04), tip, (0.05, 0.14, z * 0.05), (-0.6, 0.1, z * 0.04)]
    return np.vstack([BODY, np.array(wings, np.float32)])


def _seen_from(e):
    return np.array([[1, 0, 0], [0, math.cos(e), math.sin(e)], [0, -math.sin(e), math.cos(e)]], np.float32)


def _turn(yaw, pitch, roll):
    (cy, sy), (cp, sp), (cr, sr) = ((math.cos(angle), math.sin(angle)) for angle in (yaw, pitch, roll))
    around_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    around_z = np.array([[cp, -sp, 0], [sp, cp, 0], [0, 0, 1]])
    around_x = np.array([[1, 0, 0], [0, cr, -sr], [0, sr, cr]])
    return (around_y @ around_z @ around_x).astype(np.float32)


def _shade(k, corners, look):
    i, j, m = FACES[k]
    normal = np.cross(corners[j] - corners[i], corners[m] - corners[i])
    facing = abs(float(normal @ LIGHT)) / (float(np.linalg.norm(normal)) + 1e-6)
    bright = min(1, facing * 0.85 + 0.12 * (k in UPPER_WINGS) + 0.1)
    if look.accent and k in (HEAD, TAIL):
        return rgb(look.accent) * (0.72 + 0.28 * bright)
    return rgb(look.dim) + (rgb(look.lit) - rgb(look.dim)) * bright


def _words(c, points, s, look):
    """Words inside the wing: strokes, never letters."""
    root, tip, other = points
    for r in range(7):
        u = (r + 1) / 8
        begin, end = lerp(root, tip, u), lerp(other, tip, u)
        written = look.words * 1.6 - r * 0.08
        last = 0.12 + 0.76 * min(1, written) if written > 0 else 0.13
        line = []
        for v in np.linspace(0.12, last, 12):
            x, y = lerp(begin, end, v)
            line.append((x, y + s * 0.007 * math.sin(v * 21 + r * 2)))
        c.drawPath(curve(line), stroke_pen(RED_PAPER, 0.62 * look.a * (1 - u * 0.4), max(1, s * 0.013)))
