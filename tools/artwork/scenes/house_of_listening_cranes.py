"""Below they fence, above one crane stands on the eave and listens: quiet on top of noise."""

import numpy as np
import skia

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import flat, multiply, over, rgb
from ..kit.fields import blur, soft_blur
from ..kit.lettering import phrase, text_path
from ..kit.prints import grain, paper
from ..kit.shapes import disc, rect
from .house_of_listening_cranes_crane import crane
from .house_of_listening_cranes_tower import cloud_path, roof, roof_cuts, sheet, slit, storey_cuts, swordsman

CREAM = "#f4e9d8"
RED = "#b3202a"
INK = "#1f1b1a"
GOLD = "#c9a15a"
TEAL = "#6b8f8a"


def scene(frame):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    u = H * 1.02 / 1200 if wide else W / 800
    tx = W * 0.600 if wide else W * 0.365
    ty = H * 0.615 if wide else H * 0.585
    d, far = _sun_and_rings(frame, u)
    d = sheet(d, far.mask(), "#a9bfb6", rng, 9)
    cuts, body, tiers = _tower_paper(u, tx, ty)
    m = mask(W, H, body)
    cm = mask(W, H, *cuts)
    d = _red_tower(frame, d, u, tx, ty, tiers, m)
    d = sheet(d, m * (1 - cm), RED, rng, 12, 0.05)
    d = _listening_crane(frame, d, u, tx, ty)
    d = _low_clouds(frame, d, u)
    c, cut = _lower_roofs(frame, u)
    return _fighters(frame, d, u, c, cut)


def _sun_and_rings(frame, u):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    mx, my, mr = (W * 0.745, H * 0.415, H * 0.300) if wide else (W * 0.615, H * 0.395, W * 0.300)
    d = flat(W, H, CREAM)
    d = multiply(d, "#ead9bd", np.clip(np.hypot((x - mx) / (W * 0.6), (y - my) / (H * 0.6)), 0, 1) ** 2 * 0.8)
    for k in (1.62, 1.30):
        hole = circle(W, H, mx, my, mr * k)
        d = d * (1 - 0.10 * np.clip(soft_blur(1 - hole, 16 * s) * hole, 0, 1) * 2)[..., None]
        d = over(d, rgb(CREAM) * (1.0 if k > 1.5 else 0.985), hole * 0.35)
    d = sheet(d, circle(W, H, mx, my, mr), GOLD, rng, 14, 0.04)
    ring = circle(W, H, mx, my, mr * 0.955) - circle(W, H, mx, my, mr * 0.940)
    d = d * (1 - 0.22 * np.clip(ring, 0, 1))[..., None]
    far = Canvas(W, H)
    for px, py, w in (
        ((0.50, 0.30, 0.17), (0.93, 0.60, 0.2), (0.90, 0.16, 0.13))
        if wide
        else ((0.16, 0.50, 0.34), (0.93, 0.60, 0.30), (0.92, 0.17, 0.22))
    ):
        far.canvas.drawPath(cloud_path(px * W, py * H, w * W, 26 * u), pen())
    return d, far


def _tower_paper(u, tx, ty):
    """Tower: three roofs, red paper with knife cuts."""
    body, cuts = skia.Path(), []
    tiers = [(0, 255, 128, 44, 96), (250, 300, 126, 120, 118), (500, 350, 130, 165, 150)]
    for off, w, h, tw, bw in tiers:
        eave = ty + off * u
        body.addPath(roof(tx, eave, w * u, h * u, tw * u))
        cuts += roof_cuts(tx, eave, w * u, h * u, tw * u)
        body.addPath(rect(tx - bw * u, eave, tx + bw * u, eave + 140 * u))
        cuts += storey_cuts(tx, eave + 14 * u, eave + 128 * u, bw * 0.94 * u, 4)
        body.addPath(rect(tx - (bw + 26) * u, eave + 104 * u, tx + (bw + 26) * u, eave + 112 * u))
        for e in (-1, 1):
            bx, by = tx + e * w * 0.93 * u, eave - h * 0.30 * u
            body.addPath(rect(bx - 1.4 * u, by, bx + 1.4 * u, by + 34 * u))
            body.addPath(polygon([(bx - 8 * u, by + 50 * u), (bx, by + 30 * u), (bx + 8 * u, by + 50 * u)]))
    body.addPath(rect(tx - 52 * u, ty - 142 * u, tx + 52 * u, ty - 124 * u, 5 * u))
    body.addPath(disc(tx, ty - 156 * u, 17 * u))
    body.addPath(polygon([(tx - 7 * u, ty - 166 * u), (tx, ty - 212 * u), (tx + 7 * u, ty - 166 * u)]))
    return cuts, body, tiers


def _red_tower(frame, d, u, tx, ty, tiers, m):
    W, H = frame.width, frame.height
    return over(
        d,
        "#f1cf83",
        blur(
            m * 0
            + mask(
                W, H, *[rect(tx - b * u, ty + (o + 6) * u, tx + b * u, ty + (o + 136) * u) for o, _, _, _, b in tiers]
            ),
            0.6,
        ),
    )


def _listening_crane(frame, d, u, tx, ty):
    """The crane on the right tip of the top roof."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    fx, fy, ch = tx + 250 * u, ty - 62 * u, (345 if not wide else 350) * u
    wm, bm, rm, cu = crane(W, H, fx, fy, ch)
    allm = np.clip(wm + bm + rm, 0, 1)
    d = sheet(d, allm * (1 - cu), "#fdf8ee", rng, 10, 0.02)
    d = over(d, INK, bm)
    d = over(d, "#fdf8ee", np.clip(wm - bm, 0, 1) * 0)
    d = over(d, "#c4202c", rm)
    return over(d, "#cbbf9f", cu * wm * (1 - bm) * 0.8)


def _low_clouds(frame, d, u):
    """Clouds, then the noisy world."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    c = Canvas(W, H)
    for px, py, w in (
        ((0.44, 0.93, 0.24), (0.74, 0.86, 0.26), (1.0, 0.80, 0.2), (0.60, 0.97, 0.3))
        if wide
        else ((0.02, 0.775, 0.55), (0.78, 0.735, 0.52), (0.40, 0.835, 0.5))
    ):
        c.canvas.drawPath(cloud_path(px * W, py * H, w * W, 34 * u), pen())
    return sheet(d, c.mask(), TEAL, rng, 12)


def _lower_roofs(frame, u):
    W, H, wide = frame.width, frame.height, frame.wide
    gy = H * (1.0 if wide else 0.935)
    c = Canvas(W, H)
    cut = Canvas(W, H)
    for px, w, h in (
        ((0.50, 90, 50), (0.70, 120, 62), (0.90, 110, 60), (1.02, 90, 80))
        if wide
        else ((0.10, 130, 62), (0.42, 110, 50), (0.66, 130, 66), (0.97, 120, 76))
    ):
        X, hh = px * W, h * u
        c.canvas.drawPath(roof(X, gy - 10 * u - hh * 0.3, w * 1.25 * u, hh, w * 0.6 * u), pen())
        c.canvas.drawPath(rect(X - w * 0.75 * u, gy - hh * 0.4, X + w * 0.75 * u, H + 5), pen())
        for k in np.linspace(-0.5, 0.5, 9):
            cut.canvas.drawPath(
                slit(X + k * w * u, gy - 14 * u - hh * 1.1, X + k * w * 1.5 * u, gy - 14 * u - hh * 0.5, 1.7 * u), pen()
            )
    if not wide:
        c.canvas.drawPath(rect(-5, gy - 40 * u, W + 5, H + 5), pen())
    return c, cut


def _fighters(frame, d, u, c, cut):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    for px, py, f in (
        ((0.775, 0.885, 1), (0.870, 0.878, -1), (0.970, 0.80, -1))
        if wide
        else ((0.485, 0.852, 1), (0.640, 0.842, -1), (0.905, 0.815, -1))
    ):
        swordsman(c, px * W, py * H, 62 * u, f)
    d = sheet(d, np.clip(c.mask() - cut.mask(), 0, 1), INK, rng, 12, 0.04)
    d = paper(d, rng, 0.022, 0.004)
    return grain(d, rng, 0.008, 1)


def title(d, W, H, rng):
    m = mask(W, H, text_path("听鹤楼", "brush", W * 0.185, W * 0.150, H * 0.052, vertical=True, lead=0.98))
    d = sheet(d, m, "#b3202a", rng, 7, 0.04)
    return phrase(d, "江湖太吵，请小声些。", "kai", W * 0.034, W * 0.5, H * 0.967, "#f4e9d8", 0.95, "c", W * 0.010)
