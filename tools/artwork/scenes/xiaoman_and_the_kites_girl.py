"""Draws the girl of xiaoman-and-the-kites."""

from ..kit.brush import curve, polygon
from ..kit.cut_paper import torn_scaled
from ..kit.shapes import disc, taper


def girl_from_behind(d, W, H, rng, s, gx, gy, z):
    def moved(a):
        return [(gx + p * z, gy + q * z) for p, q in a]

    d = _legs_and_shoes(d, rng, s, z, moved)
    d = _raised_arms(d, rng, s, z, moved)
    d = _dress(d, rng, s, moved)
    return _hair_and_hat(d, rng, s, z, moved)


def _legs_and_shoes(d, rng, s, z, moved):
    for sg in (-1, 1):
        d = torn_scaled(
            d,
            polygon(
                moved(
                    [
                        (sg * 0.10 - 0.07, -0.34),
                        (sg * 0.10 + 0.07, -0.34),
                        (sg * 0.10 + 0.07, 0.02),
                        (sg * 0.10 - 0.07, 0.02),
                    ]
                )
            ),
            "#2E4A46",
            rng,
            s,
            2,
            0.6,
            0,
        )
        d = torn_scaled(d, disc(*moved([(sg * 0.12, 0.04)])[0], z * 0.11, z * 0.065), "#FBF7EF", rng, s, 2, 0.5, 0)
    return d


def _raised_arms(d, rng, s, z, moved):
    for sg in (-1, 1):
        d = torn_scaled(
            d,
            taper(moved([(sg * 0.20, -0.86), (sg * 0.26, -1.15), (sg * 0.06, -1.58)]), z * 0.17, z * 0.12)[0],
            "#D9545E",
            rng,
            s,
            3,
            0.7,
            2,
        )
        d = torn_scaled(d, disc(*moved([(sg * 0.05, -1.62)])[0], z * 0.085), "#F3C9A0", rng, s, 2, 0.5, 0)
    return d


def _dress(d, rng, s, moved):
    return torn_scaled(
        d,
        curve(
            moved(
                [
                    (-0.22, -0.98),
                    (-0.34, -0.55),
                    (-0.44, -0.26),
                    (0, -0.20),
                    (0.44, -0.26),
                    (0.34, -0.55),
                    (0.22, -0.98),
                    (0, -1.03),
                ]
            ),
            True,
        ),
        "#EF6F6C",
        rng,
        s,
        6,
        0.9,
        2.5,
    )


def _hair_and_hat(d, rng, s, z, moved):
    d = torn_scaled(d, disc(*moved([(0, -1.17)])[0], z * 0.24, z * 0.22), "#2E2A33", rng, s, 4, 0.7, 2)
    for sg in (-1, 1):
        d = torn_scaled(
            d,
            taper(moved([(sg * 0.22, -1.18), (sg * 0.34, -1.0), (sg * 0.30, -0.74)]), z * 0.13, z * 0.06)[0],
            "#2E2A33",
            rng,
            s,
            3,
            0.5,
            1,
        )
        d = torn_scaled(d, disc(*moved([(sg * 0.31, -0.84)])[0], z * 0.065), "#EF6F6C", rng, s, 2, 0.4, 0)
    d = torn_scaled(d, disc(*moved([(0, -1.27)])[0], z * 0.47, z * 0.235), "#F7D774", rng, s, 5, 0.8, 2)
    d = torn_scaled(d, disc(*moved([(0, -1.33)])[0], z * 0.26, z * 0.15), "#D9545E", rng, s, 2, 0.5, 0)
    return torn_scaled(d, disc(*moved([(0, -1.37)])[0], z * 0.25, z * 0.14), "#FBE08C", rng, s, 3, 0.5, 0)
