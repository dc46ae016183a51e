"""Owns drawing a title: its clean poster, its lettered poster, its wide picture and its lettering as SVG."""

from importlib import import_module
from pathlib import Path

import numpy as np
from PIL import Image

from .kit.frame import Frame
from .kit.lettering import lettering_path
from .kit.prints import to_image
from .outlines import outline_svg
from .titles import TITLES, module_of

POSTER, WIDE = (800, 1200), (1600, 900)
QUALITY = 90  # of the masters; what the shop serves is encoded again


def save(slug: str, folder: Path, scale: float = 1.0) -> None:
    """Write a title's three pictures and its lettering as files of masters."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, picture in draw(slug, scale).items():
        picture.save(folder / f"{slug}-{kind}.webp", quality=QUALITY)
    (folder / f"{slug}-lettering.svg").write_text(lettering_svg(slug), encoding="utf-8")


def draw(slug: str, scale: float = 1.0) -> dict[str, Image.Image]:
    """The three pictures of a title by kind; `scale` makes them smaller for a quick look."""
    clean = scene(slug, *_scaled(POSTER, scale))
    return {
        "poster-clean": to_image(clean),
        "poster": to_image(lettered_poster(slug, clean)),
        "wide": to_image(scene(slug, *_scaled(WIDE, scale))),
    }


def scene(slug: str, width: int, height: int) -> np.ndarray:
    """The picture without lettering; the same slug and size give the same picture."""
    frame = Frame(width, height, np.random.default_rng(TITLES[slug].seed))
    return np.clip(_module(slug).scene(frame), 0, 1)


def lettered_poster(slug: str, clean: np.ndarray) -> np.ndarray:
    """The poster with the title's name as the scene draws it."""
    height, width = clean.shape[:2]
    return _module(slug).title(clean.copy(), width, height, np.random.default_rng(TITLES[slug].letter_seed))


def lettering_svg(slug: str) -> str:
    """The title's lettering as one filled outline."""
    title = TITLES[slug]
    return outline_svg(lettering_path(title.lines, 200), title.ink)


def _module(slug: str):
    return import_module(f".scenes.{module_of(slug)}", __package__)


def _scaled(size, scale: float) -> tuple[int, int]:
    return round(size[0] * scale), round(size[1] * scale)
