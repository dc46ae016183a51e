"""Two desks are only drawn; out of the third one's grain a construction line rises, and a swallow rests on its end."""

from ..kit.brush import mask, polygon
from ..kit.colour import over
from ..kit.fields import soft_blur
from ..kit.lettering import draw_path, text_path, words
from ..kit.light import vignette
from ..kit.prints import grain, paper
from ..kit.strokes import fill, lines_mask
from .the_third_desk_desk import Iso, blueprint_ground, dashed, desk_edges, geometry_problem, swallow, wood_grain
from .the_third_desk_dimensions import construction_line, dimension


def scene(frame):
    d, iso, oy, ox = _two_drawn_desks(frame)
    knot = (0.46, 0.62)
    d = _solid_desk(frame, d, iso, ox, oy, knot)
    return _problem_and_bird(frame, d, iso, oy, ox, knot)


def _two_drawn_desks(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    d = blueprint_ground(W, H, s, rng, wide)
    iso = Iso(W * 0.650, H * 0.715, 218 * s) if wide else Iso(W * 0.552, H * 0.755, 240 * s)
    ox, oy = (-0.35, -0.55) if wide else (-0.25, -0.62)
    for i in (2, 1):
        _, segs, _ = desk_edges(iso, ox - 1.46 * i, oy)
        for sg in segs:
            d = dashed(d, sg[:2], sg[2:], "#81c3d7", 1.7 * s, 9 * s, 7 * s, (0.62, 0.40)[i - 1])
    return d, iso, oy, ox


def _solid_desk(frame, d, iso, ox, oy, knot):
    W, H, s, rng = frame.width, frame.height, frame.short_unit, frame.rng
    top, segs, front = desk_edges(iso, ox, oy)
    shadow = mask(
        W, H, polygon([iso.at(ox, oy, 0), iso.at(ox + 1, oy, 0), iso.at(ox + 1, oy + 1.5, 0), iso.at(ox, oy + 1.5, 0)])
    )
    d = over(d, "#1c486c", soft_blur(shadow, 12 * s) * 0.55)
    tm = mask(W, H, polygon(top))
    body, legs = segs[:11], segs[11:]
    d = over(d, "#f7f2e6", lines_mask(W, H, legs, 2.8 * s) * 0.95)
    for i, f in enumerate(front):
        d = fill(d, polygon(f), ("#a9cfd9", "#6fb0c8", "#dfe6dc", "#b9d6da")[i], 0.96)
    d = over(d, "#f7f2e6", tm)
    grain_m = wood_grain(W, H, iso, ox, oy, 1.02, s, rng, knot)
    d = over(d, "#2f6690", grain_m * tm * 0.50)
    solid = lines_mask(W, H, body, 2.8 * s)
    d = over(d, "#f7f2e6", solid * (1 - tm) * 0.95)
    edge = [(*top[i], *top[(i + 1) % 4]) for i in range(4)]
    return over(d, "#2f6690", lines_mask(W, H, edge, 2.4 * s) * 0.9)


def _problem_and_bird(frame, d, iso, oy, ox, knot):
    W, H, s, wide, rng = frame.width, frame.height, frame.short_unit, frame.wide, frame.rng
    d = geometry_problem(d, iso, ox, oy, knot, s)
    d = dimension(d, iso.at(ox + 1.15, oy), iso.at(ox + 1.15, oy + 1.5), "60", s)
    d = dimension(d, iso.at(ox, oy + 1.66), iso.at(ox + 1, oy + 1.66), "40", s)
    start = iso.at(ox + knot[0], oy + knot[1], 1.02)
    end = (W * 0.832, H * 0.195) if wide else (W * 0.760, H * 0.300)
    d = construction_line(d, start, end, s)
    d = swallow(d, end[0], end[1] - 2 * s, (98 if wide else 104) * s, s)
    d = paper(d, rng, 0.03, 0.008)
    return grain(vignette(d, 0.16, 0.6, 0.5), rng, 0.010 if wide else 0.014)


def title(d, W, H, rng):
    p = text_path("第三张", "smiley", W * 0.180, W * 0.075, H * 0.150, track=W * 0.006)
    p.addPath(text_path("课桌", "smiley", W * 0.180, W * 0.075, H * 0.290, track=W * 0.006))
    d = draw_path(d, p, "#f7f2e6")
    return words(d, "有人在桌上刻了一道没解完的题", W * 0.08, H * 0.338, W * 0.030, "#bfe0ea", "heir", "l", W * 0.003)
