"""Ten lives behind one door: ten colours of light through the gap, fanned out over a wet floor."""

import math

import numpy as np
from scipy import ndimage as nd

from ..kit.brush import Canvas, circle, mask, pen, polygon
from ..kit.colour import add, flat, mix, over, ramp, rgb, smooth
from ..kit.fields import blur, fractal_noise, soft_blur, warp
from ..kit.lettering import caption
from ..kit.light import bloom, vignette
from ..kit.prints import grain
from ..kit.shapes import oval, rect
from ..kit.strokes import stroke_mask

TEN = ["#f6c667", "#3f7fe0", "#e03131", "#efe6cf", "#2fb58a", "#ff6fa6", "#ffd23f", "#7a5cf0", "#ff7a3c", "#4fd0dc"]


def scene(frame):
    s = frame.unit
    x, y = frame.grid
    fl, hw, top, cx = _lift_wall(frame)
    d = _floor_tiles(frame, cx, fl)
    d, door, br, gap = _door_frame(frame, d, cx, hw, top, fl)
    n, idx, cols, bandc = _floor_bands(frame, fl, top)
    d = _light_in_gap(frame, d, cx, hw, top, fl, door, br, gap, idx, bandc)
    d, floor, f, wet = _wet_floor(frame, d, fl)
    d = _fan_of_colours(frame, d, cx, hw, fl, gap, n, cols, floor, f, wet)
    d, led = _led_board(frame, d, cx, hw, top)
    d = over(d, "#ff4a3d", led)
    d = add(d, "#e03131", soft_blur(led, 9 * s) * 0.9 + soft_blur(led, 48 * s) * 0.9)
    # call buttons
    bx = cx + hw * 1.42
    by = top + (fl - top) * 0.50
    d = _call_button(frame, d, hw, br, bx, by)
    d = bloom(d, 0.62, 30 * s, 0.55)
    # light spilled on the wall
    d = add(d, bandc, (1 - door) * (1 - floor) * np.exp(-(np.abs(x - cx) - hw) / (hw * 0.5)) * 0.045 * (y > top))
    return _last_print(frame, d, cx)


def _lift_wall(frame):
    W, H, s, wide, rng = frame.width, frame.height, frame.unit, frame.wide, frame.rng
    cx, top, fl, hw = (
        (W * 0.675, H * 0.205, H * 0.690, H * 0.240) if wide else (W * 0.5, H * 0.315, H * 0.695, W * 0.290)
    )
    d = flat(W, H, "#141414")
    d = d * (0.85 + 0.3 * fractal_noise(H, W, 9 * s, rng, 4))[..., None]
    return fl, hw, top, cx


def _floor_tiles(frame, cx, fl):
    """Wall tiles."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    tw, thh = 150 * s, 75 * s
    jx, jy = np.abs(((x - cx) / tw + 0.5 * (np.floor((y - fl) / thh) % 2)) % 1), ((y - fl) / thh) % 1
    joint = np.maximum(smooth(0.018, 0.008, np.minimum(jx, 1 - jx)), smooth(0.034, 0.016, np.minimum(jy, 1 - jy)))
    tile = np.floor((x - cx) / tw + 0.5 * (np.floor((y - fl) / thh) % 2)) * 7.1 + np.floor((y - fl) / thh) * 3.3
    tv = np.modf(np.abs(np.sin(tile) * 4375.8))[0]
    wall = rgb("#201f1f") * (0.82 + 0.36 * tv)[..., None]
    return over(wall * (0.9 + 0.2 * fractal_noise(H, W, 60 * s, rng, 4))[..., None], "#0d0d0d", joint * 0.8)


def _door_frame(frame, d, cx, hw, top, fl):
    """Frame and brushed steel doors."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    x, y = frame.grid
    fr = mask(W, H, rect(cx - hw * 1.16, top - hw * 0.17, cx + hw * 1.16, fl))
    d = over(d, ramp(np.clip(np.abs(x - cx) / hw / 1.16, 0, 1), [(0, "#4a4846"), (0.9, "#3a3836"), (1, "#6b6864")]), fr)
    d = over(d, "#0a0a0a", stroke_mask(W, H, rect(cx - hw * 1.16, top - hw * 0.17, cx + hw * 1.16, fl + 40), 3 * s))
    door = mask(W, H, rect(cx - hw, top, cx + hw, fl))
    br = fractal_noise(H, W, 8 * s, rng, 4, 0.7, ax=0.35, ay=60)
    u = np.abs(x - cx) / hw
    steel = (
        rgb("#3d3d3d")
        * (0.34 + 0.50 * br + 0.22 * np.cos(u * 7.0 + 0.4) * 0.5 + 0.12 * (y - top) / (fl - top))[..., None]
    )
    d = over(d, steel, door)
    d = over(d, "#090909", stroke_mask(W, H, rect(cx - hw, top, cx + hw, fl + 30), 5 * s))
    d = d * (1 - 0.25 * door * np.exp(-(((u - 0.52) / 0.006) ** 2)))[..., None]
    gap = hw * 0.050
    return d, door, br, gap


def _floor_bands(frame, fl, top):
    _, y = frame.grid
    n = 10
    t = np.clip((y - top) / (fl - top), 0, 0.9999)
    idx = t * n
    cols = np.array([rgb(c) for c in TEN])
    xs = np.arange(n) + 0.5
    band = np.stack([np.interp(idx, xs, cols[:, k]) for k in range(3)], -1)
    hard = cols[np.clip(idx.astype(int), 0, 9)]
    bandc = mix(band, hard, 0.28)
    return n, idx, cols, bandc


def _light_in_gap(frame, d, cx, hw, top, fl, door, br, gap, idx, bandc):
    """Light on the doors: thin horizontal flares per colour."""
    W, H = frame.width, frame.height
    x, _ = frame.grid
    inn = door
    fall = np.exp(-np.clip(np.abs(x - cx) - gap, 0, 1e9) / (hw * 0.17))
    fall2 = np.exp(-np.clip(np.abs(x - cx) - gap, 0, 1e9) / (hw * 0.48))
    bar = 0.55 + 0.45 * np.cos((idx % 1 - 0.5) * math.pi)
    d = add(d, bandc, inn * (fall * 0.62 * bar + fall2 * 0.20) * (0.45 + 1.0 * br))
    g = mask(W, H, rect(cx - gap, top, cx + gap, fl))
    core = np.exp(-(((x - cx) / (gap * 0.75)) ** 2))
    seam = smooth(0.02, 0.06, np.minimum(idx % 1, 1 - idx % 1))
    lightc = mix(bandc * 1.05, np.ones(3), (core * 0.62 * seam)[..., None])
    return over(d, lightc, g)


def _wet_floor(frame, d, fl):
    """Floor: wet stone, ten beams fanned out."""
    W, H, s, rng = frame.width, frame.height, frame.unit, frame.rng
    _, y = frame.grid
    floor = (y >= fl).astype(np.float32)
    f = np.clip((y - fl) / (H - fl), 0, 1)
    wet = fractal_noise(H, W, 70 * s, rng, 5, ax=3.2, ay=0.7)
    d = over(d, rgb("#0f0e0e") * (0.7 + 0.6 * wet)[..., None], floor)
    k = min(H - int(fl), int(fl))
    ref = np.zeros_like(d)
    ref[int(fl) : int(fl) + k] = d[int(fl) - k : int(fl)][::-1]
    rip = fractal_noise(H, W, 26 * s, rng, 4, 0.6, ax=4, ay=0.6) - 0.5
    ref = warp(ref, rip * 30 * s, rip * 24 * s)
    ref = np.stack([nd.gaussian_filter(ref[..., i], (9 * s, 2 * s)) for i in range(3)], -1)
    d = add(d, ref, floor * (0.50 - 0.35 * f) * (0.35 + 0.9 * wet))
    return d, floor, f, wet


def _fan_of_colours(frame, d, cx, hw, fl, gap, n, cols, floor, f, wet):
    s, wide = frame.unit, frame.wide
    x, y = frame.grid
    half = gap + f * (hw * (2.05 if wide else 1.95))
    v = (x - cx) / half
    bi = (v * 0.5 + 0.5) * n
    bc = cols[np.clip(bi.astype(int), 0, 9)]
    e = np.minimum(bi % 1, 1 - bi % 1)
    e = smooth(0.0, 0.10 + 0.25 * f, e)
    e = e * (1 - 0.93 * people(bi, f))
    beam = (np.abs(v) < 1) * e * floor * np.exp(-f * 0.75) * (0.50 + 0.65 * wet)
    d = add(d, bc, blur(beam, 1.5 * s) * 0.95)
    d = add(d, bc, soft_blur(beam, 22 * s) * 0.25)
    # the bright threshold
    return add(
        d, "#d8d2c4", floor * np.exp(-(np.abs(y - fl) / (2.2 * s))) * np.exp(-np.abs(x - cx) / (hw * 0.25)) * 0.8
    )


def _led_board(frame, d, cx, hw, top):
    """Indicator."""
    W, H, s = frame.width, frame.height, frame.unit
    iw, ih, iy = hw * 0.46, hw * 0.235, top - hw * 0.17 - hw * 0.40
    d = over(d, "#070606", mask(W, H, rect(cx - iw, iy, cx + iw, iy + ih, 6 * s)))
    d = over(d, "#55514c", stroke_mask(W, H, rect(cx - iw, iy, cx + iw, iy + ih, 6 * s), 2.4 * s))
    c = Canvas(W, H)
    dot = hw * 0.0185
    rows18 = ["..#..0.###.", ".##..0#...#", "..#..0#...#", "..#..0.###.", "..#..0#...#", "..#..0#...#", ".###.0.###."]
    off = Canvas(W, H)
    for r, row in enumerate(rows18):
        row = row.replace("0", ".")
        for q, ch in enumerate(row):
            px, py = cx - iw * 0.20 + (q - 5.0) * dot * 1.62, iy + ih * 0.5 + (r - 3) * dot * 1.62
            (c if ch == "#" else off).canvas.drawCircle(px, py, dot * 0.66, pen())
    for r, q in [(0, 2), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4), (4, 2), (5, 2), (3, 2)]:
        c.canvas.drawCircle(
            cx + iw * 0.50 + (q - 2) * dot * 1.62, iy + ih * 0.5 + (r - 2.5) * dot * 1.62, dot * 0.66, pen()
        )
    led = c.mask()
    d = add(d, "#e03131", off.mask() * 0.14)
    return d, led


def _call_button(frame, d, hw, br, bx, by):
    W, H, s = frame.width, frame.height, frame.unit
    pl = mask(W, H, rect(bx - hw * 0.085, by - hw * 0.24, bx + hw * 0.085, by + hw * 0.24, 8 * s))
    d = over(d, rgb("#55524e") * (0.6 + 0.5 * br)[..., None], pl)
    for k2, yy in ((1, by - hw * 0.10), (-1, by + hw * 0.10)):
        d = over(d, "#181716", circle(W, H, bx, yy, hw * 0.055))
        tri = polygon(
            [
                (bx - hw * 0.026, yy + k2 * hw * 0.016),
                (bx + hw * 0.026, yy + k2 * hw * 0.016),
                (bx, yy - k2 * hw * 0.026),
            ]
        )
        tm = mask(W, H, tri)
        d = over(d, "#ff5a46" if k2 == 1 else "#8b867d", tm)
        if k2 == 1:
            rg = stroke_mask(W, H, oval(bx - hw * 0.055, yy - hw * 0.055, bx + hw * 0.055, yy + hw * 0.055), 3 * s)
            d = over(d, "#ff5a46", rg)
            d = add(d, "#e03131", soft_blur(rg, 14 * s) * 1.2)
    return d


def _last_print(frame, d, cx):
    W, wide, rng = frame.width, frame.wide, frame.rng
    x, _ = frame.grid
    if wide:
        d = d * mix(1, 0.62, smooth(0.47, 0.18, x / W))[..., None]
    return grain(vignette(d, 0.42, cx / W, 0.55), rng, 0.011 if wide else 0.02, 1)


def title(d, W, H, rng):
    d = caption(d, "电梯三分钟", "smiley", W * 0.166, W * 0.5, H * 0.135, "#f1ebdd", track=W * 0.004)
    return caption(
        d, "十八层楼，刚好够一段人生", "heir", W * 0.029, W * 0.5, H * 0.176, "#d8d2c4", 0.85, track=W * 0.010
    )


def people(bi, f):
    """long shadows of those inside: one figure in every beam, feet at the door, each of another height"""
    u = bi % 1 - 0.5
    k = np.clip(bi.astype(int), 0, 9)
    hgt = np.array([0.60, 0.50, 0.66, 0.38, 0.58, 0.63, 0.34, 0.55, 0.67, 0.48])[k]
    wd = np.array([1, 1.1, 0.95, 0.9, 1.15, 1, 0.85, 1.2, 1, 1.05])[k]
    skirt = np.array([0, 1, 0, 1, 0, 1, 0, 0, 1, 0])[k]
    q = (f - 0.10) / (hgt * 1.05)
    a = np.abs(u) / wd
    legs = (q < 0.46) * smooth(0.035, 0.05, a) * smooth(0.155, 0.14, a)
    body = (
        (q > 0.40)
        * (q < 0.785)
        * smooth(0.02, 0, a - (0.13 + 0.10 * smooth(0.42, 0.76, q) * (1 - smooth(0.76, 0.80, q) * 0.6)))
    )
    dress = skirt * (q > 0.26) * (q < 0.58) * smooth(0.02, 0, a - (0.30 - 0.34 * (q - 0.26)))
    head = smooth(1.12, 0.92, np.hypot(a / 0.135, (q - 0.865) / 0.080))
    neck = (q > 0.74) * (q < 0.82) * smooth(0.075, 0.06, a)
    return np.clip(np.maximum.reduce([legs, body, dress, head, neck]), 0, 1) * (q > 0) * smooth(0.02, 0.08, f)
