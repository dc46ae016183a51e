"""Owns which parts of a wide picture stand for episodes and profiles."""

from itertools import product

import numpy as np
from PIL import Image, ImageFilter

STILL_WIDTHS = (0.62, 0.40, 0.48, 0.40, 0.62, 0.48)  # parts of the picture's width, one for each still
_STEP = 0.03

# profile face: title, and the square's centre and side as parts of the wide picture's width and height
AVATARS = {
    "lantern": ("return-the-lantern", 0.68, 0.29, 0.50),
    "octopus": ("undersea-garage", 0.685, 0.46, 0.34),
    "hat": ("mr-ges-hat", 0.72, 0.45, 0.74),
    "crane": ("house-of-listening-cranes", 0.735, 0.36, 0.50),
    "moon": ("a-call-from-the-far-side", 0.67, 0.60, 0.72),
    "carrot": ("turnip-hollow-kindergarten", 0.733, 0.63, 0.40),
    "record": ("piano-shop-nine", 0.63, 0.51, 0.66),
    "umbrella": ("library-for-rainy-days", 0.66, 0.37, 0.46),
}


def lively_boxes(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    """Six boxes in pixels, each of 16:9, full of detail and as little alike as the picture allows."""
    small = picture.convert("L").resize((320, 180)).filter(ImageFilter.GaussianBlur(1))
    rows, columns = np.gradient(np.asarray(small, np.float32))
    detail = np.pad(np.sqrt(np.hypot(rows, columns)).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    chosen: list[tuple[float, float, float]] = []
    for size in STILL_WIDTHS:
        chosen.append(max(_windows(size), key=lambda window: _worth(window, detail, chosen)))
    return [_in_pixels(window, picture.size) for window in chosen]


def avatar_box(name: str, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The square of a profile face in pixels of the wide picture it is cut from."""
    _, across, down, side = AVATARS[name]
    width, height = size
    half = side * height / 2
    x, y = across * width, down * height
    return tuple(round(edge) for edge in (x - half, y - half, x + half, y + half))


def _windows(size: float):
    places = np.arange(0, 1 - size + 1e-6, _STEP)
    return [(float(left), float(top), size) for left, top in product(places, places)]


def _worth(window, detail, chosen) -> float:
    left, top, size = window
    x0, x1 = round(left * 320), round((left + size) * 320)
    y0, y1 = round(top * 180), round((top + size) * 180)
    inside = detail[y1, x1] - detail[y0, x1] - detail[y1, x0] + detail[y0, x0]
    alike = max((_overlap(window, other) for other in chosen), default=0.0)
    return float(inside / (size * size * 320 * 180)) * max(1 - alike, 0)


def _overlap(one, other) -> float:
    """Shared area as part of the joint area."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[2], other[1] + other[2]) - max(one[1], other[1])
    shared = max(across, 0) * max(down, 0)
    return shared / (one[2] ** 2 + other[2] ** 2 - shared)


def _in_pixels(window, size):
    left, top, part = window
    width, height = size
    return (
        round(left * width),
        round(top * height),
        round((left + part) * width),
        round((top + part) * height),
    )
