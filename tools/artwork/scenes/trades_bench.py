"""Draws the workbench of trades: lays tools down as parts with an axis, a material, light and shadow."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import curve, mask, polygon
from ..kit.colour import ramp
from ..kit.fields import fractal_noise, grid, shift, soft_blur

MATERIALS = {  # in shade, plain, in light
    "wood": ("#3d2414", "#8a5a3b", "#c08a58"),
    "pale": ("#8f6a3c", "#cda768", "#e2c58e"),
    "steel": ("#5d625f", "#a9aca5", "#efe6d5"),
    "iron": ("#1d1c1a", "#454441", "#8b8880"),
    "brass": ("#7a5520", "#d8b26e", "#fff0c0"),
    "hair": ("#1a130d", "#4a3524", "#8a5a3b"),
}
GRAINED = ("wood", "pale", "hair")
TILE = 768


@dataclass(frozen=True)
class Part:
    """A piece of a tool: (place along the axis 0–1, half width) for each point of its profile."""

    profile: tuple[tuple[float, float], ...]
    half_width: float
    material: str
    is_turned: bool = False  # on a lathe: the profile stands on both sides of the axis
    is_round: bool = True


class Bench:
    """The picture with the tools that lie on it; places and widths are parts of the board's side."""

    def __init__(self, d, rng, s, place, side):
        self.d, self.s, self.place, self.side = d, s, place, side
        self.H, self.W = d.shape[:2]
        self.x, self.y = grid(self.W, self.H)
        self.tile = fractal_noise(TILE, TILE, 26, rng, 5, 0.62, ax=9, ay=0.55)

    def lay(self, start, end, parts, extra=()):
        """Lay a tool from start to end; extra = (path, half width, material, is round) of parts without profile."""
        p0, p1 = self.place(*start), self.place(*end)
        shapes = [
            *extra,
            *((self._outline(part, p0, p1), part.half_width, part.material, part.is_round) for part in parts),
        ]
        drawn = [self._coloured(p0, p1, *shape) for shape in shapes]
        self._cast_shadow(np.clip(np.maximum.reduce([m for m, _, _ in drawn]), 0, 1))
        for m, colour, edge in drawn:
            self.d = self.d * (1 - m[..., None]) + colour * m[..., None]
            self.d = self.d * (1 - 0.45 * edge)[..., None]

    def flat(self, p0, p1, profile):
        """The outline of a flat part between two places of the picture."""
        return polygon(_beside(p0, p1, profile, self.side))

    def _outline(self, part, p0, p1):
        if not part.is_turned:
            return self.flat(p0, p1, part.profile)
        other_side = [(t, -w) for t, w in part.profile[::-1]]
        return curve(_beside(p0, p1, (*part.profile, *other_side), self.side), True)

    def _coloured(self, p0, p1, path, half_width, material, is_round):
        along, across, (ux, uy) = self._axis(p0, p1)
        turn = 1 if uy > 0.9 else -1 if (ux > 0 or uy < -0.9) else 1
        across_light = np.clip(across / (half_width * self.side), -1.2, 1.2) * turn
        if is_round:
            lit = np.exp(-(((0.38 - across_light) / 0.42) ** 2)) * 0.75 + 0.42
        else:
            lit = 0.78 - 0.08 * np.clip(across_light, -1, 1)
        colour = self._surface(material, self._texture(along, across), lit)
        if is_round and material in ("wood", "pale"):
            colour = colour + (np.exp(-(((0.45 - across_light) / 0.12) ** 2)) * 0.09)[..., None]
        m = mask(self.W, self.H, path)
        edge = np.clip(m - nd.grey_erosion(m, size=(int(3 * self.s) | 1,) * 2), 0, 1)
        return m, np.clip(colour, 0, 1.2), edge

    def _surface(self, material, texture, lit):
        stops = list(zip((0, 0.5, 1), MATERIALS[material], strict=True))
        if material in GRAINED:
            return ramp(np.clip(texture * 1.25 - 0.12, 0, 1), stops) * (lit * 1.05)[..., None]
        shine = np.clip(lit * 0.75 + (texture - 0.5) * 0.35, 0, 1)
        return ramp(shine, stops) * (0.62 + 0.45 * lit)[..., None]

    def _texture(self, along, across):
        return self.tile[_mirrored(across / self.s + 997), _mirrored(along / self.s + 1234)]

    def _axis(self, p0, p1):
        dx, dy = p1[0] - p0[0], p1[1] - p0[1]
        length = math.hypot(dx, dy)
        ux, uy = dx / length, dy / length
        x, y = self.x - p0[0], self.y - p0[1]
        return x * ux + y * uy, y * ux - x * uy, (ux, uy)

    def _cast_shadow(self, covered):
        s = self.s
        far = soft_blur(shift(covered, int(17 * s), int(22 * s)), 16 * s) * 0.55
        near = soft_blur(shift(covered, int(6 * s), int(8 * s)), 5 * s) * 0.45
        self.d = self.d * (1 - np.clip(far + near, 0, 0.86) * (1 - covered))[..., None]


def _mirrored(place):
    """Places on the tile, back and forth, so that it shows no seam."""
    return TILE - 1 - np.abs(np.mod(place.astype(int), 2 * TILE - 1) - (TILE - 1))


def _beside(p0, p1, profile, side):
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length * side, dx / length * side
    return [(p0[0] + dx * t + nx * w, p0[1] + dy * t + ny * w) for t, w in profile]
