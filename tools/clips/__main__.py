"""The command line of the clips: list the films, look at one, draw them, play their sound."""

import json
from importlib import import_module
from pathlib import Path

import click

SUBTITLES = Path(__file__).parent / "subtitles"
CLIPS = {clip["slug"]: clip for clip in json.loads((SUBTITLES / "clips.json").read_text(encoding="utf-8"))}

clips = click.argument("clips", nargs=-1, type=click.Choice(list(CLIPS)), metavar="[CLIP]…")
folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.group(
    help="Draws the demo shop's films and plays their sound. Without a CLIP a command works on all; see README.md."
)
def main() -> None:
    """Choose a command."""


@main.command("list")
def list_clips() -> None:
    """Say which films there are, and what they show."""
    for slug, clip in CLIPS.items():
        click.echo(f"{slug:<16} {clip['picture']['en']}")


@main.command()
@click.argument("clip", type=click.Choice(list(CLIPS)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def look(clip: str, file: Path) -> None:
    """Write a sheet of twelve frames, one for every line of the subtitles."""
    from .picture.encoding import write_sheet

    write_sheet(_film(clip), file)


@main.command()
@folder
@clips
@click.option("--frames", type=click.IntRange(1), help="Only so many, for a trial; a film has 1440.")
@click.option("--preset", default="medium", show_default=True, help="How hard the encoder tries.")
def draw(folder: Path, clips: tuple[str, ...], frames: int | None, preset: str) -> None:
    """Draw films and stills into FOLDER; needs ffmpeg with libx264."""
    from .picture.encoding import write_film, write_still

    folder.mkdir(parents=True, exist_ok=True)
    for slug in clips or CLIPS:
        film = _film(slug)
        write_still(film, folder / f"{slug}.jpg")
        write_film(film, folder / f"{slug}.mp4", preset, frames)
        click.echo(folder / f"{slug}.mp4")


@main.command()
@folder
@clips
def sound(folder: Path, clips: tuple[str, ...]) -> None:
    """Play both sound tracks of the films into FOLDER; needs ffmpeg."""
    from .sound.mastering import write_tracks

    folder.mkdir(parents=True, exist_ok=True)
    for slug in clips or CLIPS:
        music, scene = _module("sound", slug).tracks()
        for file in write_tracks(music, scene, folder, slug):
            click.echo(file)


def _film(slug: str):
    return _module("films", slug).film


def _module(package: str, slug: str):
    return import_module(f".{package}.{slug.replace('-', '_')}", __package__)


if __name__ == "__main__":
    main()
