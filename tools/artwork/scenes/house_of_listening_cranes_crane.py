"""Draws the crane of house-of-listening-cranes."""

import skia

from ..kit.brush import Canvas, curve, pen, polygon
from ..kit.colour import mix
from ..kit.shapes import disc
from .house_of_listening_cranes_tower import slit


def crane(W, H, fx, fy, h):
    """red-crowned crane on one leg, head cocked to listen; foot at (fx, fy)"""

    def moved(pts):
        return [(fx + a * h, fy + b * h) for a, b in pts]

    white, black, red = Canvas(W, H), Canvas(W, H), Canvas(W, H)
    _crane_legs(fx, fy, h, moved, black)
    _crane_body(moved, white)
    neck = _tail_feathers(moved, black)
    _crane_neck(fx, fy, h, moved, white, black, neck)
    cut = _crest_and_cuts(W, H, h, moved, red)
    return white.mask(), black.mask(), red.mask(), cut.mask()


def _crane_legs(fx, fy, h, moved, black):
    black.canvas.drawPath(curve(moved([(0, 0), (0.012, -0.20), (0.0, -0.45)])), pen("#fff", 1, h * 0.020))
    black.canvas.drawPath(disc(fx + 0.012 * h, fy - 0.20 * h, h * 0.018), pen())
    for a, b in ((-0.075, 0.004), (0.055, 0.006), (-0.03, 0.022)):
        black.canvas.drawPath(curve(moved([(0, -0.006), (a, b)])), pen("#fff", 1, h * 0.015))
    black.canvas.drawPath(
        curve(moved([(0.06, -0.45), (-0.07, -0.335), (0.055, -0.265), (0.075, -0.235)])), pen("#fff", 1, h * 0.017)
    )


def _crane_body(moved, white):
    white.canvas.drawPath(
        curve(
            moved(
                [
                    (-0.175, -0.555),
                    (-0.125, -0.635),
                    (0.0, -0.672),
                    (0.14, -0.625),
                    (0.28, -0.50),
                    (0.36, -0.40),
                    (0.22, -0.405),
                    (0.08, -0.415),
                    (-0.06, -0.44),
                    (-0.155, -0.49),
                ]
            ),
            True,
        ),
        pen(),
    )


def _tail_feathers(moved, black):
    for k in range(5):
        black.canvas.drawPath(
            curve(
                moved(
                    [
                        (0.13 + 0.02 * k, -0.52),
                        (0.27 + 0.03 * k, -0.50 + 0.035 * k),
                        (0.43 - 0.035 * k, -0.335 + 0.035 * k),
                        (0.30 - 0.02 * k, -0.40 + 0.012 * k),
                        (0.16, -0.44),
                    ]
                ),
                True,
            ),
            pen(),
        )
    return [(-0.10, -0.575), (-0.185, -0.635), (-0.205, -0.72), (-0.165, -0.80), (-0.135, -0.87), (-0.155, -0.925)]


def _crane_neck(fx, fy, h, moved, white, black, neck):
    for i in range(40):
        t = i / 39
        q = t * (len(neck) - 1)
        j = min(len(neck) - 2, int(q))
        f = q - j
        f * f * (3 - 2 * f)
        X, Y = fx + mix(neck[j][0], neck[j + 1][0], f) * h, fy + mix(neck[j][1], neck[j + 1][1], f) * h
        (black if 0.22 < t < 0.86 else white).canvas.drawPath(disc(X, Y, h * mix(0.050, 0.027, t)), pen())
    path = skia.Path()
    path.addPath(curve(moved(neck)))
    black.canvas.drawPath(curve(moved(neck[1:5])), pen("#fff", 1, h * 0.058))
    black.canvas.drawPath(curve(moved(neck[2:])), pen("#fff", 1, h * 0.046))
    head = moved([(-0.165, -0.945)])[0]
    white.canvas.drawPath(disc(*head, h * 0.040), pen())
    black.canvas.drawPath(polygon(moved([(-0.195, -0.962), (-0.355, -0.985), (-0.195, -0.930)])), pen())
    black.canvas.drawPath(disc(head[0] - h * 0.012, head[1] - h * 0.002, h * 0.0075), pen())
    black.canvas.drawPath(curve(moved([(-0.20, -0.925), (-0.155, -0.905), (-0.13, -0.93)])), pen("#fff", 1, h * 0.022))


def _crest_and_cuts(W, H, h, moved, red):
    red.canvas.drawPath(
        curve(moved([(-0.197, -0.968), (-0.168, -0.998), (-0.130, -0.968), (-0.165, -0.962)]), True), pen()
    )
    cut = Canvas(W, H)
    for k in range(5):
        cut.canvas.drawPath(
            slit(
                *moved([(-0.10 + 0.075 * k, -0.60 + 0.022 * k)])[0],
                *moved([(-0.03 + 0.085 * k, -0.47 + 0.012 * k)])[0],
                h * 0.008,
            ),
            pen(),
        )
    return cut
