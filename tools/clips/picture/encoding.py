"""Owns the files of a film: the master without sound, its still, and a sheet to look at."""

import subprocess
from pathlib import Path

from PIL import Image

from .film import Film
from .frame import FPS, H, W

LOOK = (480, 270)
LOOKS_A_ROW = 4
KEYFRAMES = "keyint=48:min-keyint=48:scenecut=0:open-gop=0:aq-mode=3"


def write_film(film: Film, file: Path, preset: str = "medium", frames: int | None = None) -> None:
    """Draw and encode a film, or only its first `frames`; the file appears whole or not at all."""
    unfinished = file.with_suffix(".part.mp4")
    encoder = subprocess.Popen([*_command(film.crf, preset), str(unfinished)], stdin=subprocess.PIPE)
    for number in range(frames or film.frames):
        encoder.stdin.write(film.frame(number).tobytes())
    encoder.stdin.close()
    if encoder.wait():
        raise RuntimeError(f"ffmpeg could not write {unfinished}")
    unfinished.rename(file)


def write_still(film: Film, file: Path) -> None:
    """Write the frame that stands for the film."""
    _picture(film, film.still).save(file, quality=90)


def write_sheet(film: Film, file: Path) -> None:
    """Write the film's looks side by side."""
    width, height = LOOK
    rows = -(-len(film.looks) // LOOKS_A_ROW)
    sheet = Image.new("RGB", (LOOKS_A_ROW * width, rows * height))
    for place, second in enumerate(film.looks):
        row, column = divmod(place, LOOKS_A_ROW)
        sheet.paste(_picture(film, second).resize(LOOK), (column * width, row * height))
    sheet.save(file)


def _picture(film: Film, second: float) -> Image.Image:
    return Image.fromarray(film.frame(int(second * FPS))[..., 2::-1].copy())


def _command(crf: int, preset: str) -> list[str]:
    """H.264 in BT.709 with a key frame every two seconds, so that packaging may cut there."""
    raw = ["-f", "rawvideo", "-pix_fmt", "bgra", "-s", f"{W}x{H}", "-r", str(FPS), "-i", "-"]
    colour = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]
    colour += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    codec = ["-c:v", "libx264", "-profile:v", "high", "-crf", str(crf), "-preset", preset]
    bounds = ["-maxrate", "2400k", "-bufsize", "4800k", "-x264-params", KEYFRAMES]
    return ["ffmpeg", "-v", "error", "-y", *raw, *colour, *codec, *bounds, "-movflags", "+faststart", "-an"]
