"""The snow ridge is a heartbeat trace; it ends at a tiny ambulance."""

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import Canvas, mask, pen, polygon
from ..kit.colour import add, over, ramp, smooth, vertical_gradient
from ..kit.fields import below, fractal_noise, noise_line, soft_blur, warp
from ..kit.lettering import phrase
from ..kit.shapes import rect
from .altitude_4700_ambulance import ambulance_glass, ambulance_lamp, heartbeat_ridge


def scene(frame):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    d = _sky_gradient(frame)
    d = _stars_and_ranges(frame, d)
    amp, base, tops, r, clean = _heartbeat_line(frame)
    m = below(W, H, r)
    dep = (y - r[None]) / H
    d, side = _lit_sides(frame, d, m, base, amp, tops)
    rock = fractal_noise(H, W, 54 * s, rng, 6, 0.62, ax=0.55, ay=1.8)
    slope = np.repeat((x[0] * 0 + np.gradient(nd.gaussian_filter(clean, 14 * s)))[None], H, 0)
    rock = warp(rock, dep * H * np.sign(slope) * -0.55, np.zeros_like(x))
    d = _snow_and_rock(frame, d, m, dep, base, side, rock)
    d = _dark_plateaus(frame, d)
    d, ax = _trace(frame, d, r)
    # ambulance
    ay = float(r[int(ax)]) - 1 * s
    c, u = _ambulance_body(frame, ax, ay)
    ambulance_glass(c, ax, ay, u)
    return ambulance_lamp(frame, d, c, ax, ay, u)


def _sky_gradient(frame):
    W, H = frame.width, frame.height
    return vertical_gradient(
        W,
        H,
        [
            (0, "#0f1c2e"),
            (0.22, "#1d3d60"),
            (0.45, "#2f5d8a"),
            (0.64, "#9cc4e4"),
            (0.74, "#f0dccb"),
            (0.80, "#f4efe6"),
            (1, "#f4efe6"),
        ],
    )


def _stars_and_ranges(frame, d):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    d = add(d, "#ff9a6a", np.exp(-(((y - H * 0.70) / (H * 0.07)) ** 2)) * smooth(0.1, 1, x / W) * 0.16)
    c = Canvas(W, H)
    for _ in range(260):
        px, py = rng.random() * W, rng.random() ** 1.5 * H * 0.46
        c.canvas.drawCircle(
            px, py, (0.5 + 1.7 * rng.random() ** 5) * s, pen("#fff", (0.2 + 0.7 * rng.random()) * (1 - py / (H * 0.5)))
        )
    d = add(d, "#eaf3ff", c.mask())
    # far ranges
    for _i, (b, a, col) in enumerate(((0.665, 0.10, "#7fa9cd"), (0.70, 0.085, "#5f8fb9"))):
        rr = H * b - (noise_line(W, W * 0.22, rng, 7, 0.52) - 0.35) * H * a * 2
        m = below(W, H, rr)
        dep = (y - rr[None]) / H
        d = over(d, col, m * (0.75 + 0.25 * np.exp(-dep * 9)))
        d = over(
            d,
            "#dbe9f5",
            m * smooth(0.55, 0.66, fractal_noise(H, W, 50 * s, rng, 5, 0.6, ax=0.8)) * np.exp(-dep * 16) * 0.8,
        )
    return d


def _heartbeat_line(frame):
    """Heartbeat."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    base, amp = H * (0.665 if wide else 0.66), H * (0.42 if wide else 0.345)
    beats = (
        [(W * 0.20, W * 0.46, 0.30), (W * 0.46, W * 0.80, 1.0)]
        if wide
        else [(-W * 0.045, W * 0.28, 0.46), (W * 0.28, W * 0.78, 1.0)]
    )
    r, tops = heartbeat_ridge(W, H, rng, base, amp, beats)
    clean = r.copy()
    rough = noise_line(W, 46 * s, rng, 5, 0.55) - 0.5
    lift = np.clip((base - r) / amp, 0, 1)
    r = r + rough * (9 + 34 * lift**0.7) * s
    return amp, base, tops, r, clean


def _lit_sides(frame, d, m, base, amp, tops):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    side = np.zeros((H, W), np.float32)
    zig = (fractal_noise(H, W, 70 * s, rng, 5, 0.55, ax=1, ay=0.8) - 0.5) * 150 * s
    d = over(d, "#dce9f4", m)
    for tx, k in tops:
        side = np.maximum(
            side,
            smooth(
                -8 * s,
                10 * s,
                x - tx - zig * np.clip((y - (base - amp * k)) / (amp * k), 0, 1.3) - (y - (base - amp * k)) * 0.10,
            )
            * smooth(W * (0.19 if wide else 0.27), W * 0.11, np.abs(x - tx)),
        )
    return d, side


def _snow_and_rock(frame, d, m, dep, base, side, rock):
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    light = ramp(np.clip(dep / 0.34, 0, 1), [(0, "#fffaf1"), (0.4, "#e3eef8"), (1, "#9cc4e4")])
    shade = ramp(np.clip(dep / 0.34, 0, 1), [(0, "#6d9cc8"), (0.5, "#47799f"), (1, "#2f5d8a")])
    body = light * (1 - side[..., None]) + shade * side[..., None]
    d = d * (1 - m[..., None]) + body * m[..., None]
    d = over(d, "#27496c", m * smooth(0.56, 0.66, rock) * smooth(0.01, 0.06, dep) * (0.40 + 0.35 * side))
    d = over(d, "#ffffff", m * (1 - side) * smooth(0.42, 0.34, rock) * 0.5)
    d = over(d, "#3a6a98", m * smooth(base - H * 0.012, base + H * 0.052, y) * (0.58 + 0.40 * smooth(0.3, 0.6, rock)))
    return over(
        d,
        "#eef5fb",
        m
        * smooth(0.46, 0.56, fractal_noise(H, W, 70 * s, rng, 5, 0.6, ax=1.5))
        * smooth(base + H * 0.07, base, y)
        * smooth(base - H * 0.06, base, y)
        * 0.6,
    )


def _dark_plateaus(frame, d):
    """Dark plateaus."""
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    x, y = frame.grid
    for b, a, col in ((0.755, 0.035, "#2a5078"), (0.82, 0.045, "#1b3656"), (0.895, 0.045, "#0f1c2e")):
        rr = H * b - (noise_line(W, W * (0.20 if wide else 0.34), rng, 8, 0.50) - 0.5) * H * a * 2.6
        mm = below(W, H, rr)
        dp = (y - rr[None]) / H
        fl = fractal_noise(H, W, 48 * s, rng, 6, 0.6, ax=0.7, ay=1.5)
        fl = warp(fl, dp * H * 0.5, np.zeros_like(x))
        d = over(d, col, mm)
        d = over(d, "#9cc4e4", mm * np.exp(-dp * 26) * 0.62 * smooth(0.50, 0.60, fl) * (1.05 - b * 0.7))
        d = over(d, "#0c1827", mm * smooth(0.52, 0.40, fl) * np.exp(-dp * 12) * 0.28)
    return d


def _trace(frame, d, r):
    """The trace: it brightens toward its end, at the ambulance."""
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    x, _ = frame.grid
    ax = W * (0.885 if wide else 0.895)
    xs = np.arange(0, int(ax) - int(20 * s))
    pts = [(float(q), float(r[q]) - 2 * s) for q in xs[:: max(1, int(2 * s))]]
    tr = mask(W, H, polygon(pts, False), paint=pen("#fff", 1, 5.0 * s))
    fade = smooth(0.12 if wide else -0.05, 0.62, x / W)
    d = add(d, "#d8572a", np.clip(soft_blur(tr, 14 * s) * 2.2, 0, 1) * fade * 0.55)
    d = over(d, "#d8572a", tr * (0.35 + 0.65 * fade))
    d = over(d, "#ffd9bd", mask(W, H, polygon(pts, False), paint=pen("#fff", 1, 1.5 * s)) * smooth(0.3, 0.95, x / W))
    return d, ax


def _ambulance_body(frame, ax, ay):
    W, H, s, wide = frame.width, frame.height, frame.unit, frame.wide
    u = (26 if wide else 27) * s
    c = Canvas(W, H)
    c.canvas.drawPath(rect(ax - u * 1.05, ay - u * 1.18, ax + u * 0.38, ay - u * 0.16, u * 0.08), pen("#fbf7ef"))
    c.canvas.drawPath(
        polygon(
            [
                (ax + u * 0.34, ay - u * 0.98),
                (ax + u * 0.72, ay - u * 0.92),
                (ax + u * 0.98, ay - u * 0.58),
                (ax + u * 1.06, ay - u * 0.52),
                (ax + u * 1.06, ay - u * 0.16),
                (ax + u * 0.34, ay - u * 0.16),
            ]
        ),
        pen("#fbf7ef"),
    )
    return c, u


def title(d, W, H, rng):
    d = phrase(d, "海拔四千七", "heir", W * 0.134, W * 0.5, H * 0.128, "#f4efe6", 1, "c", W * 0.020)
    d = phrase(d, "ALTITUDE 4700", "josefin", W * 0.038, W * 0.5, H * 0.172, "#bcd8ee", 0.95, "c", W * 0.020)
    return phrase(
        d, "这里缺氧，不缺人心跳的声音。", "heir", W * 0.031, W * 0.5, H * 0.953, "#cfe2f2", 0.92, "c", W * 0.006
    )
