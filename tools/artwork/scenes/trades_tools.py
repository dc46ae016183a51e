"""Draws the six tools of trades, each one stroke of the character."""

import math

import numpy as np
import skia

from ..kit.brush import circle, curve, mask, pen, polygon
from ..kit.colour import add, over
from ..kit.fields import shift
from ..kit.strokes import stroke_mask
from .trades_bench import Part

AWL = (
    Part(((0.50, 0.016), (0.50, -0.016), (0.985, -0.003), (1.0, 0), (0.985, 0.003)), 0.016, "steel"),
    Part(((0.0, 0.016), (0.03, 0.034), (0.16, 0.042), (0.32, 0.033), (0.44, 0.024)), 0.042, "wood", True),
    Part(((0.43, 0.026), (0.43, -0.026), (0.515, -0.021), (0.515, 0.021)), 0.026, "brass"),
)
CHISEL_BLADE = (
    (0.45, 0.020),
    (0.45, -0.020),
    (0.54, -0.037),
    (0.93, -0.040),
    (1.0, 0.030),
    (0.90, 0.038),
    (0.54, 0.037),
)
CHISEL_GRIP = ((0.0, 0.026), (0.02, 0.040), (0.09, 0.043), (0.20, 0.036), (0.32, 0.042), (0.40, 0.030))
CHISEL = (
    Part(CHISEL_BLADE, 0.040, "steel", is_round=False),
    Part(((0.93, -0.040), (1.0, 0.030), (0.965, 0.036), (0.885, -0.040)), 0.06, "steel"),
    Part(CHISEL_GRIP, 0.043, "pale", True),
    Part(((0.39, 0.033), (0.39, -0.033), (0.455, -0.026), (0.455, 0.026)), 0.033, "brass"),
)
BRUSH = (
    Part(((0.70, 0.040), (0.78, 0.050), (0.88, 0.040), (0.95, 0.020), (1.0, 0.003)), 0.050, "hair", True),
    Part(((0.0, 0.012), (0.02, 0.022), (0.20, 0.026), (0.42, 0.032), (0.60, 0.036)), 0.036, "wood", True),
    Part(((0.585, 0.040), (0.585, -0.040), (0.715, -0.043), (0.715, 0.043)), 0.043, "brass"),
)
FILE_EDGE = ((0.34, 0.012), (0.40, 0.034), (0.93, 0.032), (1.0, 0.020))
FILE = (
    Part((*FILE_EDGE, *((t, -w) for t, w in FILE_EDGE[::-1])), 0.034, "iron", is_round=False),
    Part(((0.0, 0.022), (0.03, 0.036), (0.13, 0.040), (0.24, 0.030), (0.32, 0.022)), 0.040, "wood", True),
    Part(((0.30, 0.024), (0.30, -0.024), (0.355, -0.019), (0.355, 0.019)), 0.024, "brass"),
)
FILE_FACE = ((0.41, 0.030), (0.93, 0.028), (0.93, -0.028), (0.41, -0.030))
HOOK_GRIP = (
    Part(((0.0, 0.030), (0.06, 0.038), (0.20, 0.042), (0.36, 0.034), (0.46, 0.028)), 0.042, "pale", True),
    Part(((0.445, 0.031), (0.445, -0.031), (0.535, -0.026), (0.535, 0.026)), 0.031, "brass"),
)
SAW_HOLE = ((0.83, -0.022), (0.90, -0.026), (0.945, 0.0), (0.915, 0.032), (0.855, 0.026))
SAW_GRIP_TOP = ((0.70, -0.062), (0.80, -0.070), (0.92, -0.078), (1.01, -0.060), (0.995, -0.010))
SAW_GRIP_FOOT = ((1.02, 0.050), (0.985, 0.088), (0.90, 0.082), (0.80, 0.070), (0.715, 0.068), (0.735, 0.0))
SAW_BACK = ((0.76, -0.050), (0.05, -0.026), (0.0, -0.012))
SAW_RIVETS = ((0.755, -0.028), (0.775, 0.030))


def lay_tools(bench):
    """Lay all six; the hook comes before the saw, which lies on it."""
    bench.lay((0.395, 0.015), (0.125, 0.275), AWL)
    bench.lay((0.435, 0.265), (0.045, 0.640), CHISEL)
    bench.lay((0.262, 0.475), (0.262, 0.985), BRUSH)
    _file(bench, (0.505, 0.150), (0.945, 0.138))
    _hook(bench, (0.748, 0.455), (0.748, 0.90))
    _saw(bench, (0.435, 0.430), (1.015, 0.418))


def _file(bench, start, end):
    bench.lay(start, end, FILE)
    s = bench.s
    face = mask(bench.W, bench.H, bench.flat(bench.place(*start), bench.place(*end), FILE_FACE))
    falling = np.sin((bench.x + bench.y) / s * 0.72) > 0.2
    rising = np.sin((bench.x - bench.y) / s * 0.72) > 0.2
    cuts = falling * 0.5 + rising * 0.5
    bench.d = bench.d * (1 - 0.42 * face * cuts)[..., None]
    bench.d = add(bench.d, "#efe6d5", face * (1 - cuts) * 0.10)


def _hook(bench, start, end):
    at = bench.place
    rod = skia.Path()
    rod.moveTo(*at(0.748, 0.66))
    rod.lineTo(*at(0.748, 0.885))
    rod.cubicTo(*at(0.748, 0.985), *at(0.640, 0.985), *at(0.606, 0.885))
    bent = skia.Path()
    pen("#fff", 1, 0.036 * bench.side).getFillPath(rod, bent)
    tip = polygon([at(0.590, 0.893), at(0.623, 0.882), at(0.588, 0.815)])
    bench.lay(start, end, HOOK_GRIP, ((bent, 0.018, "iron", True), (tip, 0.06, "iron", False)))
    shine = stroke_mask(bench.W, bench.H, rod, 0.006 * bench.side)
    bench.d = add(bench.d, "#efe6d5", shift(shine, int(-4 * bench.s), int(-3 * bench.s)) * 0.35)


def _saw(bench, start, end):
    p0, p1 = bench.place(*start), bench.place(*end)
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]

    def at(t, v, lean=0.0):
        return p0[0] + dx * t - lean * v * bench.side, p0[1] + dy * t + v * bench.side

    grip = curve([at(t, v) for t, v in (*SAW_GRIP_TOP, *SAW_GRIP_FOOT)], True)
    hole = curve([at(t, v, dy / math.hypot(dx, dy)) for t, v in SAW_HOLE], True)
    ring = skia.Op(grip, hole, skia.PathOp.kDifference_PathOp)
    blade = bench.flat(p0, p1, (*_teeth(), *SAW_BACK))
    bench.lay(start, end, (), ((blade, 0.060, "steel", False), (ring, 0.085, "wood", False)))
    for rivet in SAW_RIVETS:
        _rivet(bench, *at(*rivet))


def _teeth():
    return [(t, 0.030 + 0.030 * t / 0.76 + (0 if k % 2 else 0.014)) for k, t in enumerate(np.linspace(0.01, 0.76, 61))]


def _rivet(bench, x, y):
    side = bench.side
    slot = polygon([(x - 0.008 * side, y - 0.004 * side), (x + 0.008 * side, y + 0.004 * side)], False)
    bench.d = over(bench.d, "#d8b26e", circle(bench.W, bench.H, x, y, 0.011 * side))
    bench.d = over(bench.d, "#5a3d18", stroke_mask(bench.W, bench.H, slot, 2 * bench.s))
