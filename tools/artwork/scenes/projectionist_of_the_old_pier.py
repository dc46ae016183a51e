"""An old film projector stands where the sun should set; its beam falls towards us and becomes the planks of a pier."""

import numpy as np
import skia

from ..kit.brush import Canvas, curve, mask, pen
from ..kit.colour import add, over, screen, smooth, vertical_gradient
from ..kit.fields import blur, fractal_noise, shift, soft_blur
from ..kit.light import bloom
from ..kit.posters import letter_shaded
from ..kit.prints import finish
from ..kit.shapes import oval, place
from .projectionist_of_the_old_pier_projector import pier_of_light, projector


def scene(frame):
    W, H, wide = frame.width, frame.height, frame.wide
    s = H / (900 if wide else 1200)
    hz = H * (0.545 if wide else 0.590)
    vx = W * (0.665 if wide else 0.5)
    R = H * (0.130 if wide else 0.100)
    d, vy = _sunset(frame, hz, R)
    d, deck = _light_on_sea(frame, d, s, hz, vx, R, vy)
    d, half = _pier_posts(frame, d, hz, vx)
    d = _projector_light(frame, d, s, vx, R, vy, half)
    fy, q, fx = _sitter_place(frame, hz, vx, half)
    man = _sitter_shape()
    parts = _sitter_parts(fy, q, fx, man)
    mm = mask(W, H, *parts)
    shadow = sum(shift(mm, int(0 + k * 0.10 * q), int(k * 0.10 * q)) * (1 - k / 14) for k in range(14)) / 5
    d = d * (1 - 0.45 * np.clip(soft_blur(shadow, 2 * s), 0, 1) * deck)[..., None]
    d = over(d, "#1a0f0a", mm * 0.97)
    return _light_leaks(frame, d, s, vx, mm)


def _sunset(frame, hz, R):
    W, H, wide = frame.width, frame.height, frame.wide
    x, y = frame.grid
    vy = hz - R * 1.42
    d = vertical_gradient(
        W,
        H,
        [
            (0, "#14100c"),
            (0.20, "#26170f"),
            (0.40, "#6d3b1f"),
            (hz / H - 0.02, "#d9762f"),
            (hz / H, "#f0a257"),
            (hz / H + 0.001, "#2f4a4d"),
            (1, "#0d1213"),
        ],
    )
    if wide:
        d = over(d, "#14100c", (1 - smooth(0.05, 0.66, x / W)) * (y < hz) * 0.66)
    return d, vy


def _light_on_sea(frame, d, s, hz, vx, R, vy):
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    glow = np.exp(-np.hypot(x - vx, (y - vy) * 1.05) / (R * 2.3))
    d = add(d, "#e07a32", glow * 0.85)
    d = add(d, "#f7e3c0", np.exp(-np.hypot(x - vx, y - vy) / (R * 0.75)) * 0.55)
    cl = fractal_noise(H, W, 70 * s, rng, 4, 0.5, ax=8, ay=0.5)
    d = over(
        d, "#3a2114", smooth(0.55, 0.75, cl) * (y < hz) * np.exp(-(((y - hz + H * 0.13) / (H * 0.13)) ** 2)) * 0.42
    )
    # sea
    sea = (y >= hz).astype(np.float32)
    t = np.clip((y - hz) / (H - hz), 0, 1)
    wav = fractal_noise(H, W, 20 * s, rng, 4, 0.6, ax=5, ay=0.35)
    wav2 = fractal_noise(H, W, 60 * s, rng, 3, 0.6, ax=5, ay=0.5)
    d = d * (1 - sea * (0.16 if wide else 0.26) * smooth(0.40, 0.66, wav2) * (1 - 0.3 * t))[..., None]
    glint = smooth(0.60, 0.72, wav) * np.exp(-np.abs(x - vx) / (W * (0.20 if wide else 0.34)))
    d = over(d, "#f2a45a", sea * glint * (1 - t) ** 0.7 * 0.62)
    d, deck = pier_of_light(d, W, H, rng, vx, vy, hz, (H * 0.46 if wide else W * 0.42), s)
    return d, deck


def _pier_posts(frame, d, hz, vx):
    """Posts along both sides."""
    W, H, wide = frame.width, frame.height, frame.wide
    c = Canvas(W, H)
    lit = Canvas(W, H)
    half = H * 0.46 if wide else W * 0.42
    for i in range(1, 9):
        tt = (i / 9) ** 2.1
        for sg in (-1, 1):
            px = vx + sg * half * (0.045 + 0.955 * tt) * 1.03
            py = hz + (H - hz) * tt
            ph, pw = H * (0.012 + 0.150 * tt), H * (0.0022 + 0.016 * tt)
            c.canvas.drawRect(skia.Rect.MakeLTRB(px - pw, py - ph * 0.62, px + pw, py + ph * 0.75), pen())
            lit.canvas.drawRect(
                skia.Rect.MakeLTRB(px - sg * pw - pw * 0.2, py - ph * 0.62, px - sg * pw + pw * 0.2, py + ph * 0.4),
                pen(),
            )
    d = over(d, "#17100c", c.mask() * 0.96)
    d = over(d, "#f0a050", lit.mask() * 0.55)
    return d, half


def _projector_light(frame, d, s, vx, R, vy, half):
    """Projector against the light."""
    W, H = frame.width, frame.height
    x, y = frame.grid
    body, holes = projector(vx, vy, R)
    pm = mask(W, H, body) * (1 - mask(W, H, holes))
    d = over(d, "#1a0f0a", pm * 0.97)
    rim = np.clip(pm - shift(pm, 0, -int(3 * s)), 0, 1)
    d = add(d, "#f0a050", blur(rim, 1.0 * s) * 0.25)
    lens = np.hypot(x - vx, y - vy)
    d = over(d, "#fff8e8", 1 - smooth(R * 0.30, R * 0.33, lens))
    d = over(d, "#6d3b1f", np.exp(-(((lens - R * 0.40) / (R * 0.035)) ** 2)))
    d = add(d, "#f9d9a0", np.exp(-lens / (R * 0.40)) * 0.9)
    d = add(d, "#ffcf90", np.exp(-np.abs(y - vy) / (R * 0.03)) * np.exp(-np.abs(x - vx) / (R * 2.6)) * 0.55)
    # beam in the air between lens and deck
    air = np.clip((y - vy) / (H - vy), 0, 1)
    bw = R * 0.28 + air * half * 1.05
    return add(d, "#f7c98a", np.exp(-((np.abs(x - vx) / (bw + 1)) ** 4)) * (y > vy) * (1 - air) ** 1.9 * 0.46)


def _sitter_place(frame, hz, vx, half):
    """The projectionist sits at the edge of his own light."""
    H, wide = frame.height, frame.wide
    fx, fy, q = (
        (vx + half * 0.205, hz + (H - hz) * 0.262, H * 0.060)
        if wide
        else (vx + half * 0.225, hz + (H - hz) * 0.262, H * 0.046)
    )
    return fy, q, fx


def _sitter_shape():
    return curve(
        [
            (-0.34, 0),
            (-0.36, -0.42),
            (-0.24, -0.82),
            (0, -0.90),
            (0.20, -0.78),
            (0.32, -0.40),
            (0.62, -0.20),
            (0.66, 0.10),
            (0.60, 0.72),
            (0.42, 0.72),
            (0.42, 0.16),
            (0.10, 0.04),
        ],
        True,
    )


def _sitter_parts(fy, q, fx, man):
    return [
        place(man, fx, fy, q),
        place(oval(-0.20, -1.36, 0.20, -0.84), fx, fy, q),
        place(
            curve(
                [
                    (-0.34, -1.17),
                    (0, -1.24),
                    (0.34, -1.17),
                    (0.18, -1.30),
                    (0.14, -1.46),
                    (-0.14, -1.46),
                    (-0.18, -1.30),
                ],
                True,
            ),
            fx,
            fy,
            q,
        ),
    ]


def _light_leaks(frame, d, s, vx, mm):
    """Light leak."""
    W, H, wide, rng = frame.width, frame.height, frame.wide, frame.rng
    x, y = frame.grid
    leak = np.exp(-np.hypot((x / W - 1.04) * 2.6, (y / H - 0.22) * 1.1) / 0.34) + 0.8 * np.exp(
        -np.hypot((x / W - 0.98) * 4, (y / H - 0.80) * 1.3) / 0.3
    )
    leak = leak * (0.55 + 0.9 * fractal_noise(H, W, H * 0.4, rng, 2))
    d = screen(np.clip(d, 0, 1), "#e8622a", np.clip(leak * (0.50 if wide else 0.62), 0, 1))
    d = screen(np.clip(d, 0, 1), "#f7b75a", np.clip(leak**2 * 0.40, 0, 1))
    d = bloom(d, 0.74, 22 * s, 0.40)
    d = over(d, "#1c100a", mm * 0.72)
    return finish(d, W, H, rng, 0.34, vx / W, 0.5)


def title(d, W, H, rng):
    """The name on the poster."""
    return letter_shaded(d, "projectionist-of-the-old-pier", (0.5, 0.05, 0.52), "#f7e3c0")
