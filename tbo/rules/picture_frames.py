"""Which part of a picture a shape shows: somebody's crop, around the point that every shape keeps in sight."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 10  # per cent of the picture that a crop leaves in each direction
EDGES = ("left", "top", "right", "bottom", "focus_x", "focus_y")
Box = tuple[float, float, float, float]


class NoFrame(ValueError):
    """These numbers are no part of a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A crop and its focal point, in per cent of the picture from its left and its top."""

    left: int = 0
    top: int = 0
    right: int = 100
    bottom: int = 100
    focus_x: int = 50
    focus_y: int = 50

    def box(self, width: int, height: int, shape: tuple[int, int]) -> Box:
        """Return the largest box of a shape within the crop, in pixels, as near the focal point as can be."""
        left, top = self.left * width / 100, self.top * height / 100
        right, bottom = self.right * width / 100, self.bottom * height / 100
        ratio = shape[0] / shape[1]
        across = min(right - left, (bottom - top) * ratio)
        down = across / ratio
        x = _within(self.focus_x * width / 100 - across / 2, left, right - across)
        y = _within(self.focus_y * height / 100 - down / 2, top, bottom - down)
        return x, y, x + across, y + down


def frame_of(typed: Mapping[str, str]) -> Frame:
    """Return the frame that somebody typed; the focal point moves into the crop. Raises NoFrame."""
    numbers = {name: _per_cent(typed.get(name, "")) for name in EDGES}
    left, top, right, bottom = (numbers[name] for name in EDGES[:4])
    if right - left < LEAST or bottom - top < LEAST:
        raise NoFrame(f"{left} to {right} across, {top} to {bottom} down")
    numbers["focus_x"] = min(max(numbers["focus_x"], left), right)
    numbers["focus_y"] = min(max(numbers["focus_y"], top), bottom)
    return Frame(**numbers)


def _per_cent(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
        raise NoFrame(f"{text[:20]!r} is no per cent")
    return int(text)


def _within(number: float, least: float, most: float) -> float:
    return min(max(number, least), max(least, most))
