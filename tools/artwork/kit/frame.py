"""Owns the frame of a picture: its size, its two design pixels, its grid of places and its random numbers."""

from functools import cached_property

import numpy as np

from .fields import grid


class Frame:
    """The empty sheet that a scene is drawn on; the same seed gives the same picture."""

    def __init__(self, width: int, height: int, rng: np.random.Generator) -> None:
        self.width, self.height, self.rng = width, height, rng

    @property
    def wide(self) -> bool:
        """Whether the picture is wide: its subject then stands right, and its left 40 % stay calm."""
        return self.width > self.height

    @property
    def unit(self) -> float:
        """A design pixel: the height is 1200 of them."""
        return self.height / 1200

    @property
    def short_unit(self) -> float:
        """A design pixel: the shorter side is 800 of them."""
        return min(self.width, self.height) / 800

    @cached_property
    def grid(self) -> tuple[np.ndarray, np.ndarray]:
        """The column and the row of every pixel."""
        return grid(self.width, self.height)
