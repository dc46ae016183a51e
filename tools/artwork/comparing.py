"""Owns the comparison of what is drawn now with the masters that are published."""

from pathlib import Path

import numpy as np
from PIL import Image

from .drawing import draw

CELL = 8  # pixels: grain and the losses of the file format even out in a cell
VISIBLE = 0.01  # mean difference of cells, of 0–1; a repeated drawing stays below 0.004


def distances(slug: str, masters: Path) -> dict[str, float]:
    """How far each picture of a title is from its master, by kind."""
    return {kind: _distance(picture, masters / f"{slug}-{kind}.webp") for kind, picture in draw(slug).items()}


def _distance(drawn: Image.Image, master: Path) -> float:
    with Image.open(master) as published:
        if published.size != drawn.size:
            return 1.0
        return float(np.abs(_cells(drawn) - _cells(published)).mean())


def _cells(picture: Image.Image) -> np.ndarray:
    size = (picture.width // CELL, picture.height // CELL)
    return np.asarray(picture.convert("RGB").resize(size, Image.Resampling.BOX), np.float32) / 255
