"""Draws dimension and construction lines of the-third-desk."""

import math

import numpy as np

from ..kit.brush import polygon
from ..kit.colour import over
from ..kit.lettering import words
from ..kit.shapes import disc
from ..kit.strokes import fill, lines_mask, stroke
from .the_third_desk_desk import dashed


def dimension(d, p, q, text, s):
    """A dimension line with its end strokes and its number."""
    H, W = d.shape[:2]
    k = 9 * s
    ends = [(x - k * 0.5, y + k, x + k * 0.5, y - k) for x, y in (p, q)]
    d = over(d, "#bfe0ea", lines_mask(W, H, [(*p, *q), *ends], 1.6 * s) * 0.75)
    return words(
        d,
        text,
        (p[0] + q[0]) / 2 + (16 if p[0] > q[0] else -16) * s,
        (p[1] + q[1]) / 2 + 26 * s,
        20 * s,
        "#bfe0ea",
        "grotesk",
        a=0.9,
    )


def construction_line(d, p, q, s):
    """The coral helper line: dashed on the desk's side, solid at the bird's feet, with its angle and its points."""
    ux, uy = q[0] - p[0], q[1] - p[1]
    end = (p[0] + ux * 1.10, p[1] + uy * 1.10)
    d = dashed(d, p, (p[0] + ux * 0.90, p[1] + uy * 0.90), "#f26b5b", 5 * s, 26 * s, 13 * s)
    d = stroke(d, polygon([(p[0] + ux * 0.90, p[1] + uy * 0.90), end], False), "#f26b5b", 5 * s)
    d = fill(d, disc(*p, 9 * s), "#f26b5b")
    d = stroke(d, disc(*p, 17 * s), "#f26b5b", 2.4 * s)
    a = math.atan2(uy, ux)
    arc = [(p[0] + 64 * s * math.cos(t), p[1] + 64 * s * math.sin(t)) for t in np.linspace(a, 0 + math.radians(30), 20)]
    return stroke(d, polygon(arc, False), "#f26b5b", 2.6 * s, 0.95)
