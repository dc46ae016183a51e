"""Owns lettering: characters as outlines, and how they are laid on a picture."""

import numpy as np
import skia

from .brush import mask
from .colour import multiply, over, screen, smooth
from .fields import fractal_noise, shift, soft_blur, warp
from .fonts import glyph_font

LAYERINGS = {"over": over, "mul": multiply, "screen": screen}


def text_path(text, face, size, x, y, track=0, vertical=False, align="l", lead=1.04, scale=None):
    """Outlines of a text as one path; `y` is the baseline, or the top when vertical; `scale` is by character."""
    scale = scale or [1] * len(text)
    glyphs = [(glyph_font(face, size * k, ch), ch, k) for ch, k in zip(text, scale, strict=True)]
    if vertical:
        return _column(glyphs, size, x, y, lead, track)
    widths = [font.measureText(ch) for font, ch, _ in glyphs]
    total = sum(widths) + track * (len(text) - 1)
    x -= {"l": 0, "c": total / 2, "r": total}[align]
    path = skia.Path()
    for (font, ch, _), width in zip(glyphs, widths, strict=True):
        _add_glyph(path, font, ch, x, y)
        x += width + track
    return path


def _column(glyphs, size, x, y, lead, track):
    path = skia.Path()
    for font, ch, k in glyphs:
        _add_glyph(path, font, ch, x - font.measureText(ch) / 2, y + size * k * 0.86)
        y += size * k * lead + track
    return path


def _add_glyph(path, font, character, x, y):
    outline = font.getPath(font.textToGlyphs(character)[0])
    if outline:
        path.addPath(outline, x, y)


def lettering_path(lines, unit=100):
    """The title's lines (see titles.Line) as one path with its corner at the origin."""
    path = skia.Path()
    for line in lines:
        outline = text_path(
            line.text, line.face, unit * line.size, 0, unit * line.y, unit * line.size * line.track, scale=line.scale
        )
        outline.offset(unit * line.x - outline.computeTightBounds().left(), 0)
        path.addPath(outline)
    if any(line.slit for line in lines):
        path = slit(path)
    box = path.computeTightBounds()
    path.offset(-box.left(), -box.top())
    return path


def slit(path):
    """Split-flap lettering: a thin slit at half height."""
    box = path.computeTightBounds()
    middle, half = box.top() + box.height() * 0.5, box.height() * 0.012
    gap = skia.Path()
    gap.addRect(skia.Rect.MakeLTRB(box.left() - 9, middle - half, box.right() + 9, middle + half))
    return skia.Op(path, gap, skia.kDifference_PathOp)


def draw_path(d, path, color, a=1.0, rough=0, rng=None, shadow=None, mode="over", wob=0):
    """Lay a path on the picture: `rough` wears it, `wob` bends it, shadow = colour, amount, blur, dx, dy."""
    H, W = d.shape[:2]
    m = mask(W, H, path)
    if wob:
        m = warp(m, (fractal_noise(H, W, 10, rng, 2) - 0.5) * wob, (fractal_noise(H, W, 10, rng, 2) - 0.5) * wob)
    if shadow:
        tint, amount, softness, dx, dy = shadow
        d = over(d, tint, np.clip(soft_blur(shift(m, dx, dy), softness) * amount, 0, 1))
    if rough:
        fine, coarse = fractal_noise(H, W, 5, rng, 3), fractal_noise(H, W, 60, rng, 3)
        m = m * smooth(rough - 0.12, rough + 0.12, fine + (coarse - 0.5) * 0.5)
    return LAYERINGS[mode](d, color, m * a)


def words(d, text, x, y, size, color, fn="heir", align="c", track=0, a=1.0):
    """Plain words, centred on their place."""
    return draw_path(d, text_path(text, fn, size, x, y, track=track, align=align), color, a)


def phrase(d, text, fn, size, x, y, col, a=1.0, align="l", track=0, vertical=False, lead=1.04):
    """Plain words that begin at their place, also as a column."""
    return draw_path(d, text_path(text, fn, size, x, y, track=track, align=align, vertical=vertical, lead=lead), col, a)


def caption(d, text, fn, size, x, y, col, a=1, align="c", track=0):
    """Plain words with the face before the place."""
    return draw_path(d, text_path(text, fn, size, x, y, track=track, align=align), col, a)


def seal(d, text, x, y, s, rng, col="#B3261E", fn="kaib"):
    """A carved seal of side `s` with one, two or four characters."""
    H, W = d.shape[:2]
    height = s * 1.75 if len(text) == 2 else s
    stone = skia.Path()
    stone.addRoundRect(skia.Rect.MakeXYWH(x, y, s, height), s * 0.09, s * 0.09)
    k = mask(W, H, stone) * (1 - mask(W, H, _seal_text(text, x, y, s, fn)))
    k = k * smooth(0.16, 0.34, fractal_noise(H, W, 4, rng, 3) + 0.06)
    k = warp(k, (fractal_noise(H, W, 7, rng, 2) - 0.5) * 3, (fractal_noise(H, W, 7, rng, 2) - 0.5) * 3)
    return over(d, col, k * 0.94)


def _seal_text(text, x, y, s, face):
    """Characters from the top right, down and then to the left, as seals are read."""
    places = {
        1: [(0.5, 0.78)],
        2: [(0.5, 0.78), (0.5, 1.58)],
        4: [(0.73, 0.42), (0.73, 0.87), (0.27, 0.42), (0.27, 0.87)],
    }[len(text)]
    size = s * {1: 0.8, 2: 0.78, 4: 0.43}[len(text)]
    path = skia.Path()
    for character, (across, down) in zip(text, places, strict=True):
        path.addPath(text_path(character, face, size, x + s * across, y + s * down, align="c"))
    return path
