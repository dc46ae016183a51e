"""Makes the seek previews (JPEG sheets with a WebVTT index), the stills and the poster frame."""

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from shutil import copyfile

from PIL import Image, ImageStat

from tbo.media.ffmpeg import Film, reading, run_ffmpeg

EVERY_S = 2
TILE = (160, 90)
ACROSS = DOWN = 5
STILL_PLACES = (0.18, 0.38, 0.58, 0.78)
STILL_HEIGHT = 540


@dataclass(frozen=True)
class Tile:
    """One preview: its seconds, its sheet's number and its corner in pixels."""

    start_s: float
    end_s: float
    sheet: int
    x: int
    y: int


def tiles_of(duration_s: float) -> list[Tile]:
    """Return the previews of a film, one for every two seconds begun."""
    per_sheet = ACROSS * DOWN
    return [
        Tile(
            start_s=n * EVERY_S,
            end_s=min((n + 1) * EVERY_S, duration_s),
            sheet=n // per_sheet,
            x=n % per_sheet % ACROSS * TILE[0],
            y=n % per_sheet // ACROSS * TILE[1],
        )
        for n in range(ceil(round(duration_s, 3) / EVERY_S))
    ]


def write_thumbnails(film: Film, folder: Path) -> list[str]:
    """Write sheets and `index.vtt` into `folder`; return the names of the sheets."""
    folder.mkdir(parents=True)
    size = f"{TILE[0]}:{TILE[1]}"
    # The middle of each two seconds says more than its first frame, which is often a cut.
    picture = (
        f"fps=1/{EVERY_S}:round=up:start_time=0,"
        f"scale={size}:force_original_aspect_ratio=decrease:flags=lanczos,"
        f"pad={size}:-1:-1,tile={ACROSS}x{DOWN}"
    )
    run_ffmpeg(
        [
            *("-ss", str(EVERY_S / 2), *reading(film.path), "-map", "0:v:0", "-vf", picture),
            *("-q:v", "5", "-bitexact", "-start_number", "0", str(folder / "sheet-%03d.jpg")),
        ]
    )
    tiles = tiles_of(film.duration_s)
    (folder / "index.vtt").write_text(_index(tiles), encoding="utf-8")
    return sorted(sheet.name for sheet in folder.glob("sheet-*.jpg"))


def write_stills(film: Film, folder: Path) -> list[str]:
    """Write four stills spread over the film into `folder`; return their names."""
    folder.mkdir(parents=True)
    height = min(STILL_HEIGHT, film.height // 2 * 2)
    width = round(height * film.width / film.height / 2) * 2
    for number, place in enumerate(STILL_PLACES, start=1):
        run_ffmpeg(
            [
                *("-ss", f"{film.duration_s * place:.3f}", *reading(film.path), "-map", "0:v:0"),
                *("-frames:v", "1", "-vf", f"scale={width}:{height}:flags=lanczos"),
                *("-q:v", "4", "-bitexact", str(folder / f"still-{number}.jpg")),
            ]
        )
    return sorted(still.name for still in folder.glob("still-*.jpg"))


def write_poster(stills: Path, poster: Path) -> None:
    """Copy the still with the most contrast: never a black first frame, seldom a fade."""
    copyfile(max(sorted(stills.glob("still-*.jpg")), key=_contrast), poster)


def _contrast(picture: Path) -> float:
    with Image.open(picture) as opened:
        return ImageStat.Stat(opened.convert("L")).stddev[0]


def _index(tiles: list[Tile]) -> str:
    cues = [
        f"{_clock(tile.start_s)} --> {_clock(tile.end_s)}\n"
        f"sheet-{tile.sheet:03d}.jpg#xywh={tile.x},{tile.y},{TILE[0]},{TILE[1]}\n"
        for tile in tiles
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
