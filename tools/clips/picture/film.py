"""Owns a film's timeline: which scene shows when, how neighbours dissolve, and the last touch on every frame."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import skia
from scipy import ndimage as nd

from .easing import ease
from .frame import BGRA, DURATION_S, FPS, PLUS, PREMULTIPLIED, Frame, H, W
from .sprites import flat, put, tint

FADE_IN_S, FADE_OUT = 1.4, (57.9, 59.8)


@dataclass(frozen=True)
class Scene:
    """A moment: from second to second, drawn by draw(frame, second of the film)."""

    start: float
    end: float
    draw: Callable[[Frame, float], None]


@dataclass
class Film:
    """Scenes in order; neighbours dissolve for `mix` seconds, `still` is the second that stands for the film."""

    scenes: list[Scene]
    still: float
    looks: list[float]  # seconds worth looking at, one for every cue of the subtitles
    mix: float = 1.1
    fade: str = "#000000"
    vignette: float = 0.55
    grain: int = 5
    crf: int = 23  # how much the encoder may lose
    _shown: Frame = field(default_factory=Frame)
    _next: Frame = field(default_factory=Frame)

    @property
    def frames(self) -> int:
        """How many frames the whole film has."""
        return FPS * DURATION_S

    def frame(self, number: int) -> np.ndarray:
        """The pixels of one frame, BGRA; they are drawn over by the next call."""
        t = number / FPS
        half = self.mix / 2
        live = [scene for scene in self.scenes if scene.start - half <= t < scene.end + half] or [self.scenes[-1]]
        live[0].draw(self._shown, t)
        c = self._shown.canvas
        if len(live) > 1:
            live[1].draw(self._next, t)
            shown = ease(live[1].start - half, live[1].start + half, t)
            put(c, self._next.surface.makeImageSnapshot(), 0, 0, a=shown, centre=False)
        self._touch(c, number)
        return self._shown.pixels

    def _touch(self, c, number: int) -> None:
        t = number / FPS
        if self.vignette:
            put(c, _vignette(self.vignette), 0, 0, centre=False)
        if self.grain:
            k = number // 2
            put(c, _grain(self.grain), -(k * 67 % 160), -(k * 41 % 96), 1, mode=PLUS, centre=False)
        tint(c, self.fade, max(1 - ease(0, FADE_IN_S, t), ease(*FADE_OUT, t)))


@cache
def _vignette(amount: float) -> skia.Image:
    y, x = np.mgrid[0:H, 0:W].astype(np.float32)
    r = np.hypot((x / W - 0.5) * 1.1, (y / H - 0.5) * 1.1)
    return flat("#000000", np.clip(r, 0, 1) ** 2.4 * 1.5 * amount)


@cache
def _grain(amount: int) -> skia.Image:
    """A breath of film grain, larger than a frame; it also hides bands in dark gradients."""
    n = np.random.default_rng(9).random((H + 96, W + 160)).astype(np.float32)
    n = nd.gaussian_filter(n, 0.6)
    n = (n - n.min()) / (n.max() - n.min())
    pixels = np.zeros((*n.shape, 4), np.uint8)
    pixels[..., :3] = (n * amount + 0.5).astype(np.uint8)[..., None]
    return skia.Image.fromarray(pixels, BGRA, PREMULTIPLIED)
