"""Draws the kites of xiaoman-and-the-kites."""

import math

from ..kit.brush import curve, mask, pen, polygon
from ..kit.colour import over
from ..kit.cut_paper import torn_scaled
from ..kit.shapes import disc

SEASONS = [
    "#6FB98F",
    "#9CCB6B",
    "#C9DA6A",
    "#F7D774",
    "#F9C05A",
    "#F59B52",
    "#EF6F6C",
    "#D9545E",
    "#B9506E",
    "#7E6BA5",
    "#5E8FBF",
    "#5FB3C2",
]


def kite_at(d, rng, s, cx, cy, z, ang, i):
    """a paper kite whose nose points along ang; four plain shapes in turn"""
    c, sn = math.cos(ang), math.sin(ang)

    def moved(a):
        return [(cx + (px * c - py * sn) * z, cy + (px * sn + py * c) * z) for px, py in a]

    col = SEASONS[i // 2]
    second = SEASONS[(i // 2 + 6) % 12]
    k = i % 4
    tail = [(-0.90 - 0.24 * j, 0.12 * math.sin(j * 1.9 + i)) for j in range(6 if i % 2 == 0 else 4)]
    H, W = d.shape[:2]
    d = over(d, "#FBF7EF", mask(W, H, curve(moved(tail)), paint=pen("#fff", 1, z * 0.07)))
    d = _kite_tail_bows(d, rng, s, i, moved, second, tail)
    return _kite_face(d, rng, s, z, moved, col, second, k, W, H)


def _kite_tail_bows(d, rng, s, i, moved, second, tail):
    for j in (2, 4) if i % 2 == 0 else (2,):
        p = tail[j]
        d = torn_scaled(
            d,
            polygon(
                moved(
                    [
                        (p[0] - 0.16, p[1] - 0.16),
                        (p[0] + 0.16, p[1] + 0.16),
                        (p[0] + 0.16, p[1] - 0.16),
                        (p[0] - 0.16, p[1] + 0.16),
                    ]
                )
            ),
            second,
            rng,
            s,
            3,
            1,
            1,
        )
    return d


def _kite_face(d, rng, s, z, moved, col, second, k, W, H):
    if k == 0:
        d = torn_scaled(d, polygon(moved([(1.0, 0), (0.15, 0.66), (-0.95, 0), (0.15, -0.66)])), col, rng, s, 8, 1.4, 3)
        d = torn_scaled(d, polygon(moved([(1.0, 0), (0.15, 0.66), (0.15, 0)])), second, rng, s, 1, 0.6, 0)
        d = torn_scaled(d, polygon(moved([(0.15, 0), (0.15, -0.66), (-0.95, 0)])), second, rng, s, 1, 0.6, 0)
    elif k == 1:
        d = _bird_kite(d, rng, s, moved, col)
    elif k == 2:
        d = torn_scaled(d, disc(*moved([(0.05, 0)])[0], z * 0.70), col, rng, s, 8, 1.4, 3)
        d = torn_scaled(d, disc(*moved([(0.05, 0)])[0], z * 0.42), "#FBF7EF", rng, s, 2, 1, 0)
        d = torn_scaled(d, disc(*moved([(0.05, 0)])[0], z * 0.22), second, rng, s, 2, 1, 0)
    else:
        d = _fish_kite(d, rng, s, moved, col)
        for q in (0.22, -0.08):
            d = over(
                d,
                "#FBF7EF",
                mask(W, H, curve(moved([(q, -0.26), (q + 0.10, 0), (q, 0.26)])), paint=pen("#fff", 1, z * 0.06)),
            )
        d = over(d, "#2E4A46", mask(W, H, disc(*moved([(0.58, 0.10)])[0], z * 0.07)))
    return d


def _fish_kite(d, rng, s, moved, col):
    return torn_scaled(
        d,
        curve(
            moved(
                [
                    (0.92, 0),
                    (0.50, 0.36),
                    (-0.30, 0.30),
                    (-0.55, 0.08),
                    (-0.98, 0.40),
                    (-0.85, 0),
                    (-0.98, -0.40),
                    (-0.55, -0.08),
                    (-0.30, -0.30),
                    (0.50, -0.36),
                ]
            ),
            True,
        ),
        col,
        rng,
        s,
        8,
        1.4,
        3,
    )


def _bird_kite(d, rng, s, moved, col):
    d = torn_scaled(
        d,
        curve(
            moved(
                [
                    (0.85, 0),
                    (0.35, 0.22),
                    (0.42, 0.92),
                    (-0.10, 0.62),
                    (-0.90, 0.30),
                    (-0.62, 0),
                    (-0.90, -0.30),
                    (-0.10, -0.62),
                    (0.42, -0.92),
                    (0.35, -0.22),
                ]
            ),
            True,
        ),
        col,
        rng,
        s,
        8,
        1.4,
        3,
    )
    return torn_scaled(
        d, polygon(moved([(0.70, 0), (0.0, 0.17), (-0.55, 0), (0.0, -0.17)])), "#FBF7EF", rng, s, 2, 0.6, 0
    )
