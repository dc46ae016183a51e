"""The shop's commands about media: `flask tbo media package`, also `python -m tbo.media`."""

import re
from pathlib import Path
from typing import Any

import click
from babel import Locale, UnknownLocaleError

from tbo.media.ffmpeg import probe_film, require_ffmpeg
from tbo.media.ladder import parse_rung
from tbo.media.packaging import Job, Track, package
from tbo.media.refusals import MediaRefused, WrongArgument

_TRACK = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)=(.+)", re.DOTALL)
_UNSAFE_NAME = re.compile(r'["\x00-\x1f\x7f]')


@click.group("media")
def media_commands() -> None:
    """Films and pictures."""


@media_commands.command("package")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--asset", required=True, help="Name of the asset, its folder and address.")
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that holds the assets.",
)
@click.option(
    "--audio",
    "sounds",
    multiple=True,
    metavar="LANG=FILE[:NAME]",
    help="A sound track, as in zh=full.m4a:原声. The first plays by default.",
)
@click.option(
    "--subtitles",
    "texts",
    multiple=True,
    metavar="LANG=FILE[:NAME]",
    help="A WebVTT file, as in zh-Hans=film.zh-Hans.vtt.",
)
@click.option(
    "--rung",
    "rungs",
    multiple=True,
    metavar="HEIGHT:KILOBIT",
    help="A quality, as in 480:1200; without any, the size of the source decides.",
)
@click.option(
    "--encrypt", is_flag=True, help="Encrypt the segments (AES-128); the origin gives the keys to who may watch."
)
@click.option("--preset", default="medium", show_default=True, help="Speed preset of x264.")
def package_command(source: Path, folder: Path, **given: Any) -> None:
    """Package FILE as HLS with sound tracks, subtitles and seek previews."""
    try:
        job = _job(source, **given)
        finished = _package_with_bar(job, folder)
    except MediaRefused as refused:
        raise click.ClickException(str(refused)) from refused
    size = sum(file.stat().st_size for file in finished.rglob("*") if file.is_file())
    click.echo(f"{finished}: {size / 1_000_000:.1f} MB")


def parse_track(text: str) -> Track:
    """Read LANG=FILE[:NAME]; an existing file may have a colon in its name.

    Raises WrongArgument.
    """
    match = _TRACK.fullmatch(text)
    if match is None:
        raise WrongArgument(f"a track is written LANG=FILE:NAME, as in en=film.vtt, not {text!r}")
    language, rest = match.groups()
    path, _, name = rest.rpartition(":")
    if not path or Path(rest).is_file():
        path, name = rest, ""
    name = name or language_name(language)
    if _UNSAFE_NAME.search(name):
        raise WrongArgument(f"a track's name has no quotation marks or line breaks: {name!r}")
    return Track(language, Path(path), name)


def language_name(language: str) -> str:
    """Return a language in its own words: 简体中文, Deutsch; the code itself if unknown."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return language
    name = locale.languages.get(str(locale)) or locale.get_language_name() or language
    return name[0].upper() + name[1:]


def _job(source: Path, sounds, texts, rungs, **given: Any) -> Job:
    return Job(
        source=source,
        sounds=[parse_track(sound) for sound in sounds],
        texts=[parse_track(text) for text in texts],
        rungs=tuple(parse_rung(rung) for rung in rungs),
        asset=given["asset"],
        preset=given["preset"],
        is_encrypted=given["encrypt"],
    )


def _package_with_bar(job: Job, folder: Path) -> Path:
    require_ffmpeg()
    length = max(1, int(probe_film(job.source).duration_s))
    with click.progressbar(length=length, label=job.asset) as bar:
        return package(job, folder, lambda seconds: bar.update(int(seconds) - bar.pos))
